/** How much of a file decides whether it is text: enough for any header, little enough to be quick. */
const SAMPLE_BYTES = 64 * 1024

const MAGIC: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], // xz
  [0x1f, 0x8b], // gzip
  [0x42, 0x5a, 0x68], // bzip2
  [0x28, 0xb5, 0x2f, 0xfd], // zstd
  [0x50, 0x4b, 0x03, 0x04], // zip
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x25, 0x50, 0x44, 0x46], // PDF
  [0x00, 0x61, 0x73, 0x6d], // wasm
  [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], // NumPy array
  [0x21, 0x3c, 0x61, 0x72, 0x63, 0x68, 0x3e, 0x0a], // ar
]

/**
 * Whether a person can read these bytes as text. Git calls a file binary when its first 8,000 bytes hold a NUL, which
 * lets one NUL hide a source file from review and calls a small compressed file text; so known signatures count first,
 * and then the share of bytes that no text has: lines of print stay text with a few odd bytes among them.
 */
export function isBinary(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || hasUtf16Mark(bytes)) return false
  if (MAGIC.some(magic => magic.every((byte, at) => bytes[at] === byte))) return true
  const end = Math.min(bytes.length, SAMPLE_BYTES)
  let nul = 0
  let control = 0
  let high = 0
  let lines = 0
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] as number
    if (byte === 10) lines++
    else if (byte === 0) nul++
    else if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) control++
    else if (byte >= 0x80) high++
  }
  const isPrintedLines = lines * 200 >= end && (nul + control + high) * 20 <= end
  if (nul * 1000 > end && !isPrintedLines) return true
  if (control * 20 > end) return true
  return control > 0 && high * 10 > end && !isUtf8(bytes.subarray(0, end))
}

export function hasUtf16Mark(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    // A sample may end inside a character: `stream` accepts that.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}
