import { decodeBase64, decodeHex, decodePercent, decodeUtf8 } from '../syntax/program/decode'
import type { Decoding } from './code'

/** In bytes, of one literal. */
const longestDecoded = 262_144
const shortest = 24
/** Units that are decoded to see whether it is worth it. */
const sample = 48

/** The text an encoded one stands for, its first {@link longestDecoded} bytes; undefined if that is no printable text. */
export function decodedText(encoding: Decoding, encoded: string): string | undefined {
  switch (encoding) {
    case 'base64':
      return fromBase64(encoded) ?? (/^[-+/_]/.test(encoded) ? fromBase64(encoded.replace(/^[-+/_]+/, '')) : undefined)
    case 'hex':
      return textOf(decodeHex(encoded.replace(/\\x|\\u00|0x|[uU,\s]/g, '').slice(0, 2 * longestDecoded)))
    case 'percent': {
      const text = decodePercent(encoded.slice(0, longestDecoded))
      const escapes = encoded.split('%').length - 1
      // Addresses have an escape here and there, and those of other scripts have nothing else.
      return text !== undefined && 4 * escapes >= text.length && text.length >= shortest && isPrintable(text)
        ? text
        : undefined
    }
  }
}

function fromBase64(encoded: string): string | undefined {
  if (encoded.length > sample) {
    const start = decodeBase64(encoded.slice(0, sample))
    if (start === undefined || /[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(start)) return undefined
  }
  const most = Math.floor(longestDecoded / 3) * 4
  return textOf(decodeBase64(encoded.length > most ? encoded.slice(0, most) : encoded))
}

function textOf(bytes: string | undefined): string | undefined {
  if (bytes === undefined || bytes.length < shortest) return undefined
  const text = bytes.includes('\0') ? decodeUtf16(bytes) : decodeUtf8(bytes)
  return text !== undefined && isPrintable(text) ? text : undefined
}

/** PowerShell takes commands in UTF-16, low byte first. */
function decodeUtf16(bytes: string): string | undefined {
  if (bytes.length % 2 !== 0) return undefined
  const units: string[] = []
  for (let at = 0; at < bytes.length; at += 2) {
    if (bytes.charCodeAt(at + 1) !== 0) return undefined
    units.push(bytes[at] ?? '')
  }
  return units.join('')
}

/** Of six different characters at least, letters among them, nine in ten of ASCII. */
function isPrintable(text: string): boolean {
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd-\uffff]/.test(text)) return false
  const ascii = text.replace(/[^\x09-\x7e]/g, '').length
  return ascii * 10 >= text.length * 9 && /[A-Za-z]{2}/.test(text) && new Set(text.slice(0, 4096)).size >= 6
}
