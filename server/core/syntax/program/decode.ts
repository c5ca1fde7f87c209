// Decoders over strings of bytes (one unit per byte), since the core has no Buffer. Each is linear in its input.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const sextets: ReadonlyMap<string, number> = new Map([
  ...[...alphabet].map((letter, index) => [letter, index] as const),
  ['-', 62] as const,
  ['_', 63] as const,
])

/** Bytes of base64, also of its URL-safe form; white space is skipped. Undefined when it is none. */
export function decodeBase64(text: string): string | undefined {
  const bytes: string[] = []
  let bits = 0
  let held = 0
  let hasEnded = false
  for (const unit of text) {
    if (unit === '=') {
      hasEnded = true
      continue
    }
    if (unit === ' ' || unit === '\n' || unit === '\r' || unit === '\t') continue
    const sextet = sextets.get(unit)
    if (sextet === undefined || hasEnded) return undefined
    held = ((held << 6) | sextet) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push(String.fromCharCode((held >> bits) & 0xff))
    }
  }
  return bits === 6 ? undefined : bytes.join('')
}

export function encodeBase64(bytes: string): string {
  const out: string[] = []
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = [0, 1, 2].map(more => bytes.charCodeAt(at + more) || 0)
    const group = (first << 16) | (second << 8) | third
    const left = bytes.length - at
    out.push(alphabet[group >> 18] ?? '', alphabet[(group >> 12) & 63] ?? '')
    out.push(left > 1 ? (alphabet[(group >> 6) & 63] ?? '') : '=', left > 2 ? (alphabet[group & 63] ?? '') : '=')
  }
  return out.join('')
}

/** Bytes of pairs of hexadecimal digits; white space is skipped. Undefined when it is none. */
export function decodeHex(text: string): string | undefined {
  const digits = text.replace(/\s/g, '')
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return undefined
  const bytes: string[] = []
  for (let at = 0; at < digits.length; at += 2)
    bytes.push(String.fromCharCode(Number.parseInt(digits.slice(at, at + 2), 16)))
  return bytes.join('')
}

export function encodeHex(bytes: string): string {
  return Array.from(bytes, byte => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

/** `%41` → `A`. Undefined where it is malformed. */
export function decodePercent(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined
  const bytes = encodeUtf8(text).replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
  return decodeUtf8(bytes)
}

export function encodeUtf8(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text
  const bytes: string[] = []
  for (const symbol of text) {
    const code = symbol.codePointAt(0) ?? 0
    if (code < 0x80) bytes.push(symbol)
    else if (code < 0x800) bytes.push(String.fromCharCode(0xc0 | (code >> 6), tail(code)))
    else if (code < 0x10000) bytes.push(String.fromCharCode(0xe0 | (code >> 12), tail(code >> 6), tail(code)))
    else bytes.push(String.fromCharCode(0xf0 | (code >> 18), tail(code >> 12), tail(code >> 6), tail(code)))
  }
  return bytes.join('')
}

function tail(code: number): number {
  return 0x80 | (code & 0x3f)
}

/** Undefined when the bytes are no UTF-8: then they are no text either. */
export function decodeUtf8(bytes: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(bytes)) return bytes
  const out: string[] = []
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes.charCodeAt(at)
    const more = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1
    if (lead > 0xf4 || (lead >= 0x80 && lead < 0xc2)) return undefined
    let code = more === 0 ? lead : lead & (0x3f >> more)
    for (let next = 1; next <= more; next++) {
      const unit = bytes.charCodeAt(at + next)
      if (Number.isNaN(unit) || (unit & 0xc0) !== 0x80) return undefined
      code = (code << 6) | (unit & 0x3f)
    }
    const smallest = [0, 0x80, 0x800, 0x10000][more] ?? 0
    if (code < smallest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined
    out.push(String.fromCodePoint(code))
    at += more + 1
  }
  return out.join('')
}

export function rot13(text: string): string {
  return text.replace(/[a-z]/gi, letter => {
    const base = letter <= 'Z' ? 65 : 97
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base)
  })
}
