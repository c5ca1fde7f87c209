import type { PartBuilder } from '../syntax/partBuilder'

/** What a backslash means inside the quotes of a language. */
export interface EscapeRules {
  readonly letters: Readonly<Record<string, string>>
  /** Number of hexadecimal digits after these letters. */
  readonly digits: Readonly<Record<string, number>>
  /** Of an escape that is none of these: whether its backslash stays. */
  readonly keepsUnknown: boolean
}

const common = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' } as const

/** RFC 8259, section 7. */
export const jsonEscapes: EscapeRules = { letters: common, digits: { u: 4 }, keepsUnknown: false }
/** TOML 1.0, "String". */
export const tomlEscapes: EscapeRules = {
  letters: { ...common, e: '\x1b' },
  digits: { u: 4, U: 8 },
  keepsUnknown: true,
}
/** YAML 1.2.2, section 5.7. */
export const yamlEscapes: EscapeRules = {
  letters: {
    ...common,
    '0': '\0',
    a: '\x07',
    v: '\v',
    e: '\x1b',
    N: '\u0085',
    _: '\u00a0',
    L: '\u2028',
    P: '\u2029',
  },
  digits: { x: 2, u: 4, U: 8 },
  keepsUnknown: false,
}
/** Groovy's documentation, "Strings": an escaped dollar sign is a plain one. */
export const groovyEscapes: EscapeRules = { letters: common, digits: { u: 4 }, keepsUnknown: false }
/** Property lists of the old style, as Xcode writes them. */
export const plistEscapes: EscapeRules = {
  letters: { ...common, a: '\x07', v: '\v' },
  digits: { U: 4 },
  keepsUnknown: false,
}

/** Appends `text[start, end)` with its escapes resolved; the offsets are those of the builder's body. */
export function appendUnescaped(
  builder: PartBuilder,
  text: string,
  start: number,
  end: number,
  rules: EscapeRules,
): PartBuilder {
  const raw = text.slice(start, end)
  let at = 0
  for (let slash = raw.indexOf('\\'); slash !== -1 && slash + 1 < raw.length; slash = raw.indexOf('\\', at)) {
    builder.copy(start + at, start + slash)
    const letter = raw[slash + 1] ?? ''
    const digits = rules.digits[letter]
    at = slash + 2
    if (digits !== undefined) {
      const written = raw.slice(at, at + digits)
      const value = /^[0-9a-fA-F]+$/.test(written) && written.length === digits ? Number.parseInt(written, 16) : -1
      if (value >= 0 && value <= 0x10ffff) {
        at += digits
        builder.put(String.fromCodePoint(value), start + slash, start + at)
        continue
      }
    }
    const value = rules.letters[letter] ?? (rules.keepsUnknown && !/["\\]/.test(letter) ? `\\${letter}` : letter)
    builder.put(value, start + slash, start + at)
  }
  return builder.copy(start + at, end)
}

/** Offset of the quote that closes a string opened before `from`, or where its line ends if it is not closed on it. */
export function closingQuote(text: string, from: number, quote: string): number {
  let at = from
  for (; at < text.length; at++) {
    const char = text[at]
    if (char === quote || char === '\n') return at
    if (char === '\\' && text[at + 1] !== '\n') at++
  }
  return Math.min(at, text.length)
}
