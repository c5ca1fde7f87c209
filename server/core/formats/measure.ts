import { latin1 } from '../model/path'

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
  const { start, end } = commonEnds(a, b)
  return (start + end) / longest
}

/** Longer ones are no text that somebody edited. */
const LONGEST_TEXT = 64 * 1024

/** Between a common start and a common end: the text of `b`, where both sides hold nothing but printed ASCII there. */
export function changedText(a: Uint8Array | undefined, b: Uint8Array | undefined): string | undefined {
  if (a === undefined || b === undefined) return undefined
  const { start, end } = commonEnds(a, b)
  const parts = [a.subarray(start, a.length - end), b.subarray(start, b.length - end)]
  const isText = (byte: number) => (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13
  if (!parts.every(part => part.length <= LONGEST_TEXT && part.every(isText))) return undefined
  return parts.every(part => part.length === 0) ? undefined : latin1(parts[1] ?? new Uint8Array())
}

function commonEnds(a: Uint8Array, b: Uint8Array): { readonly start: number; readonly end: number } {
  const shortest = Math.min(a.length, b.length)
  let start = 0
  while (start < shortest && a[start] === b[start]) start++
  let end = 0
  while (end < shortest - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  return { start, end }
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
