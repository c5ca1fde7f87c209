const BYTES_PER_LINE = 16

/** Lines of an offset in hex, sixteen bytes in hex, and the same bytes as printed ASCII, others as points. */
export function hexLines(bytes: Uint8Array, offset = 0, length = bytes.length - offset): readonly string[] {
  const lines: string[] = []
  const end = Math.min(bytes.length, offset + length)
  for (let at = Math.max(0, offset); at < end; at += BYTES_PER_LINE) {
    const part = [...bytes.subarray(at, Math.min(end, at + BYTES_PER_LINE))]
    const hex = part.map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    const text = part.map(byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(BYTES_PER_LINE * 3 - 1)}  ${text}`)
  }
  return lines
}
