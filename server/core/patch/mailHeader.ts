import { fromLatin1 } from '../model/path'

/** Field name in lower case → value, unfolded and decoded. The first field of a name counts, as in git's mailinfo. */
export function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const match = /^([!-9;-~]+):[ \t]*(.*)$/.exec(line)
    if (match === null) continue
    const name = match[1]!.toLowerCase()
    if (!fields.has(name)) fields.set(name, decodeWords(match[2]!))
  }
  return fields
}

/** Encoded words of RFC 2047 (`=?utf-8?q?…?=`); white space between two of them is not part of the text. */
export function decodeWords(text: string): string {
  const joined = text.replace(/(\?=)[ \t]+(=\?)/g, '$1$2')
  const parts = joined.split(/(=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)/)
  return parts.map(part => decodeWord(part) ?? decodeText(fromLatin1(part))).join('')
}

function decodeWord(word: string): string | undefined {
  const match = /^=\?([^?\s]+)\?([bBqQ])\?([^?]*)\?=$/.exec(word)
  if (match === null) return undefined
  const bytes = match[2]!.toLowerCase() === 'b' ? fromBase64(match[3]!) : fromQuoted(match[3]!)
  return decodeText(bytes, match[1]!.replace(/\*.*$/, ''))
}

function fromQuoted(text: string): Uint8Array {
  const raw = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return fromLatin1(raw)
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function fromBase64(text: string): Uint8Array {
  const out: number[] = []
  let bits = 0
  let count = 0
  for (const char of text) {
    const value = BASE64.indexOf(char)
    if (value < 0) continue
    bits = ((bits << 6) | value) & 0xffffff
    count += 6
    if (count >= 8) {
      count -= 8
      out.push((bits >> count) & 0xff)
    }
  }
  return Uint8Array.from(out)
}

/** UTF-8 where the bytes are that, else the charset named, else Latin-1. */
export function decodeText(bytes: Uint8Array, charset = 'latin1'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return decodeAs(bytes, charset)
  }
}

function decodeAs(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes)
  } catch {
    return new TextDecoder('latin1').decode(bytes)
  }
}
