import { type EmbeddedText, EmbeddedTextBuilder } from '../embeddedText'
import type { Hole, Meaning } from './shape'
import type { NodeId, Sketch } from './sketch'

export interface Escape {
  /** Units it takes in the text. */
  readonly length: number
  readonly text: string
}

/** How a kind of string constant writes what it cannot hold as it stands. */
export interface EscapeDecoder {
  /** The unit that begins every escape. */
  readonly lead: string
  /** Undefined when it is no escape and stands for itself. */
  decode(text: string, at: number, end: number): Escape | undefined
}

const plainEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
  '0': '\0',
}

export interface BackslashOptions {
  /** Single letters it knows, beside those that stand for themselves. */
  readonly letters: string
  readonly hex?: boolean
  readonly octal?: boolean
  /** `\uXXXX`, `\u{…}`, `\UXXXXXXXX`. */
  readonly unicode?: 'fixed' | 'braces' | 'both'
  /** Whether the backslash stays before a unit that it does not know (Python, PHP). */
  readonly keepsUnknown?: boolean
  /** Whether a backslash at the end of a line joins it with the next; so in most languages. */
  readonly joinsLines?: boolean
  /** Units that may be escaped where the rest is kept: quotes and the backslash. */
  readonly quotes?: string
}

/** Escapes of the C family. */
export function backslash(options: BackslashOptions): EscapeDecoder {
  const {
    letters,
    hex = false,
    octal = false,
    unicode,
    keepsUnknown = false,
    joinsLines = true,
    quotes = '\\\'"`',
  } = options
  return {
    lead: '\\',
    decode(text, at, end) {
      const next = at + 1 < end ? (text[at + 1] ?? '') : ''
      if (next === '') return undefined
      if (joinsLines && next === '\n') return { length: 2, text: '' }
      if (joinsLines && next === '\r') return { length: text[at + 2] === '\n' ? 3 : 2, text: '' }
      if (hex && next === 'x') {
        const digits = /^[0-9a-fA-F]{1,2}/.exec(text.slice(at + 2, Math.min(end, at + 4)))?.[0]
        if (digits !== undefined) return { length: 2 + digits.length, text: fromHex(digits) }
      }
      if (unicode !== undefined && (next === 'u' || next === 'U')) {
        const found = unicodeEscape(text, at, end, next, unicode)
        if (found !== undefined) return found
      }
      if (octal && next >= '0' && next <= '7') {
        const digits = /^[0-7]{1,3}/.exec(text.slice(at + 1, Math.min(end, at + 4)))?.[0] ?? next
        return { length: 1 + digits.length, text: String.fromCodePoint(Number.parseInt(digits, 8)) }
      }
      if (letters.includes(next)) return { length: 2, text: plainEscapes[next] ?? next }
      if (keepsUnknown && !quotes.includes(next)) return undefined
      return { length: 2, text: next }
    },
  }
}

function unicodeEscape(
  text: string,
  at: number,
  end: number,
  letter: 'u' | 'U',
  style: 'fixed' | 'braces' | 'both',
): Escape | undefined {
  const ahead = text.slice(at + 2, Math.min(end, at + 14))
  if (style !== 'fixed' && letter === 'u') {
    const braced = /^\{([0-9a-fA-F]{1,8})\}/.exec(ahead)
    if (braced?.[1] !== undefined && Number.parseInt(braced[1], 16) <= 0x10ffff)
      return { length: 2 + braced[0].length, text: fromHex(braced[1]) }
  }
  if (style === 'braces') return undefined
  const digits = (letter === 'u' ? /^[0-9a-fA-F]{4}/ : /^[0-9a-fA-F]{8}/).exec(ahead)?.[0]
  if (digits === undefined || Number.parseInt(digits, 16) > 0x10ffff) return undefined
  return { length: 2 + digits.length, text: fromHex(digits) }
}

function fromHex(digits: string): string {
  return String.fromCodePoint(Number.parseInt(digits, 16))
}

/** `''` for `'`: SQL, PowerShell, C#'s verbatim strings. */
export function doubled(quote: string): EscapeDecoder {
  return {
    lead: quote,
    decode: (text, at, end) => (at + 1 < end && text[at + 1] === quote ? { length: 2, text: quote } : undefined),
  }
}

export interface StringOptions {
  readonly escapes: EscapeDecoder | undefined
  readonly opening: number
  readonly closing: number
  /** Kind of the nodes that are computed, empty when there are none. */
  readonly holeKind: string
  readonly isCommand?: boolean
}

/** The meaning of a node that is a string constant. */
export function stringOf(sketch: Sketch, node: NodeId, options: StringOptions): Meaning {
  const holes: Hole[] = []
  if (options.holeKind !== '')
    for (const part of sketch.children(node))
      if (sketch.kind(part) === options.holeKind) holes.push({ node: part, value: sketch.firstChild(part) })
  const from = Math.min(sketch.start(node) + options.opening, sketch.end(node))
  return {
    is: 'string',
    from,
    to: Math.max(from, sketch.end(node) - options.closing),
    holes,
    ...(options.escapes === undefined ? {} : { escapes: options.escapes }),
    ...(options.isCommand === undefined ? {} : { isCommand: options.isCommand }),
  }
}

/** Text of `body.text[from, to)` with escapes resolved; with `holes`, those are left as written. */
export function literalText(
  body: EmbeddedText,
  from: number,
  to: number,
  escapes: EscapeDecoder | undefined,
  holes: readonly { readonly start: number; readonly end: number }[],
): EmbeddedText {
  const builder = new EmbeddedTextBuilder('', body.lines)
  let at = from
  for (const hole of holes) {
    appendDecoded(builder, body, at, hole.start, escapes)
    builder.append(body, hole.start, hole.end)
    at = hole.end
  }
  appendDecoded(builder, body, at, to, escapes)
  return builder.build()
}

/** The same as plain text, without positions. */
export function decodedText(text: string, from: number, to: number, escapes: EscapeDecoder | undefined): string {
  if (escapes === undefined) return text.slice(from, to)
  const pieces: string[] = []
  let done = from
  eachEscape(text, from, to, escapes, (at, found) => {
    pieces.push(text.slice(done, at), found.text)
    done = at + found.length
  })
  return done === from ? text.slice(from, to) : pieces.join('') + text.slice(done, to)
}

function appendDecoded(
  builder: EmbeddedTextBuilder,
  body: EmbeddedText,
  from: number,
  to: number,
  escapes: EscapeDecoder | undefined,
): void {
  let done = from
  if (escapes !== undefined)
    eachEscape(body.text, from, to, escapes, (at, found) => {
      builder.append(body, done, at)
      builder.put(found.text, body.outerStart(at), body.outerEnd(at + found.length))
      done = at + found.length
    })
  if (done < to) builder.append(body, done, to)
}

function eachEscape(
  text: string,
  from: number,
  to: number,
  escapes: EscapeDecoder,
  use: (at: number, found: Escape) => void,
): void {
  const lead = escapes.lead.charCodeAt(0)
  for (let at = from; at < to; ) {
    // A search would go on behind the constant.
    if (text.charCodeAt(at) !== lead) {
      at++
      continue
    }
    const found = escapes.decode(text, at, to)
    if (found !== undefined) use(at, found)
    at += Math.max(1, found?.length ?? (escapes.lead === '\\' ? 2 : 1))
  }
}
