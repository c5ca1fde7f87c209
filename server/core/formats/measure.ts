/** Bits per byte, from 0 (one value throughout) to 8 (every value equally often). Looks at all bytes given. */
export function entropyOf(bytes: Uint8Array): number {
  if (bytes.length === 0) return 0
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  return entropyOfCounts(counts, bytes.length)
}

/** Bits per byte of `total` bytes, of which each value occurs as often as `counts` says at its place. */
export function entropyOfCounts(counts: Uint32Array, total: number): number {
  let bits = 0
  for (const count of counts) {
    if (count === 0) continue
    const share = count / total
    bits -= share * Math.log2(share)
  }
  return bits
}

/** Share of the larger side that lies in a common start or a common end, 0 to 1; 1 for equal sides. */
export function sameShare(a: Uint8Array, b: Uint8Array): number {
  const longest = Math.max(a.length, b.length)
  if (longest === 0) return 1
  const shortest = Math.min(a.length, b.length)
  let start = 0
  while (start < shortest && a[start] === b[start]) start++
  let end = 0
  while (end < shortest - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return (start + end) / longest
}

/** "484 bytes", "34.6 KiB": for people. */
export function shownSize(bytes: number): string {
  if (bytes === 1) return '1 byte'
  if (bytes < 10_000) return `${bytes} bytes`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`
}

/** Bits per byte of the text's UTF-8 form. */
export function utf8Entropy(text: string): number {
  return entropyOf(new TextEncoder().encode(text))
}
