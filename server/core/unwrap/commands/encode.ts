import { Output as Bytes } from '../../formats/archive/output'
import { putBits, valuesOf } from '../../formats/armour/base64Signs'
import { readUuencode } from '../../formats/armour/uuencode'
import { fromLatin1, latin1 } from '../../model/path'
import { type Call, type Output, operandBytes, optionsOf, stop, type TextCommand } from '../command'

interface Alphabet {
  readonly signs: string
  /** Bits that a sign stands for. */
  readonly width: number
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
/** RFC 4648, by the names that `basenc` has for them. */
const ALPHABETS = {
  base64: { signs: `${LETTERS}${LETTERS.toLowerCase()}0123456789+/`, width: 6 },
  base64url: { signs: `${LETTERS}${LETTERS.toLowerCase()}0123456789-_`, width: 6 },
  base32: { signs: `${LETTERS}234567`, width: 5 },
  base32hex: { signs: `0123456789${LETTERS.slice(0, 22)}`, width: 5 },
  base16: { signs: '0123456789ABCDEF', width: 4 },
} as const satisfies Readonly<Record<string, Alphabet>>

/** @param usual the alphabet; undefined where an option names it */
function coder(usual: Alphabet | undefined): TextCommand {
  return call => {
    const names = Object.fromEntries(Object.keys(ALPHABETS).map(name => [name, 'flag' as const]))
    const options = optionsOf(call.args, 'dDi', 'w', {
      decode: 'flag',
      'ignore-garbage': 'flag',
      wrap: 'value',
      ...names,
    })
    if ('stop' in options) return options
    const { given, operands } = options
    const [, alphabet = usual] = Object.entries(ALPHABETS).find(([name]) => given.has(name)) ?? []
    if (alphabet === undefined) return stop('its alphabet')
    const found = operandBytes(call, operands)
    if ('stop' in found) return found
    if (['d', 'D', 'decode'].some(name => given.has(name)))
      return decodedBy(call, alphabet, latin1(found), given.has('i') || given.has('ignore-garbage'))
    const wrap = Number(given.get('w') ?? given.get('wrap') ?? 76)
    const text = encodedBy(alphabet, found)
    if (!(wrap > 0)) return { bytes: fromLatin1(text) }
    return { bytes: fromLatin1(text.replace(new RegExp(`[^]{1,${Math.min(wrap, 10_000)}}`, 'g'), '$&\n')) }
  }
}

function decodedBy(call: Call, { signs, width }: Alphabet, text: string, isLoose: boolean): Output {
  const table = valuesOf(signs)
  if (width === 4) for (const [at, sign] of [...'abcdef'].entries()) table[sign.charCodeAt(0)] = 10 + at
  const output = new Bytes(call.allowance)
  const written = isLoose
    ? [...text].filter(sign => (table[sign.charCodeAt(0)] ?? -1) !== -1).join('')
    : text.replace(/[\r\n]/g, '')
  // Padding ends a group, and what is joined behind it starts another.
  for (const part of width === 6 && !isLoose ? (written.match(/[^=]+=*/g) ?? []) : [written])
    putBits(part, width, table, output)
  return { bytes: output.bytes.slice(), status: /^[A-Za-z0-9+/=_-]*$/.test(written) ? 0 : 1 }
}

function encodedBy({ signs, width }: Alphabet, bytes: Uint8Array): string {
  let held = 0
  let count = 0
  const parts: string[] = []
  for (const byte of bytes) {
    held = (held << 8) | byte
    count += 8
    while (count >= width) {
      count -= width
      parts.push(signs[(held >>> count) & ((1 << width) - 1)] ?? '')
    }
    held &= (1 << count) - 1
  }
  if (count > 0) parts.push(signs[(held << (width - count)) & ((1 << width) - 1)] ?? '')
  const group = width === 6 ? 4 : width === 5 ? 8 : 1
  while (parts.length % group !== 0) parts.push('=')
  return parts.join('')
}

export const base64 = coder(ALPHABETS.base64)
export const base32 = coder(ALPHABETS.base32)
export const basenc = coder(undefined)

/** `uudecode -o -`, or into the file that its first line or an option names (POSIX, uuencode). */
export const uudecode: TextCommand = call => {
  const options = optionsOf(call.args, 'p', 'o')
  if ('stop' in options) return options
  const { given, operands } = options
  const found = operandBytes(call, operands)
  if ('stop' in found) return found
  const lines = latin1(found).split('\n')
  const start = lines.findIndex(line => line.startsWith('begin'))
  const decoded = start === -1 ? undefined : readUuencode(lines, start, () => new Bytes(call.allowance))
  if (decoded === undefined) return stop('what it is given is not encoded so')
  const out = given.get('o') ?? (given.has('p') ? '-' : (/^begin\S* \d+ (\S+)/.exec(lines[start] ?? '')?.[1] ?? '-'))
  if (out === '-' || out === '/dev/stdout') return { bytes: decoded.bytes }
  call.write(out, decoded.bytes)
  return { bytes: new Uint8Array() }
}
