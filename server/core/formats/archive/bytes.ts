/** Little-endian numbers; bytes beyond the end read as 0, so callers check lengths first where it matters. */
export function le16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
}

export function le32(bytes: Uint8Array, at: number): number {
  return (le16(bytes, at) | (le16(bytes, at + 2) << 16)) >>> 0
}

/** Exact below 2^53, which is more than any side of a change holds. */
export function le64(bytes: Uint8Array, at: number): number {
  return le32(bytes, at) + le32(bytes, at + 4) * 2 ** 32
}

export function startsWith(bytes: Uint8Array, magic: readonly number[], at = 0): boolean {
  return magic.every((byte, index) => bytes[at + index] === byte)
}

/** First offset at or after `from` where the pattern stands; -1 without one. */
export function indexOfBytes(bytes: Uint8Array, pattern: readonly number[], from: number): number {
  const first = pattern[0] ?? 0
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1))
    if (startsWith(bytes, pattern, at)) return at
  return -1
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0]
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Two digits for each byte, in lower case. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
