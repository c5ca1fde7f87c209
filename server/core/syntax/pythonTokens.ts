import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import type { LineTable } from './lineTable'

/** One word of Python as far as calls are told apart; offsets are UTF-16 units in the file. */
export interface PythonToken {
  /** `name` with its dots: `conf.check_cc`. */
  readonly kind: 'name' | 'string' | 'mark'
  readonly text: string
  readonly start: number
  readonly end: number
  /** Of a string: what it holds, escapes resolved. */
  readonly body?: EmbeddedText
}

const token =
  /#[^\n]*|[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)*(?!["'\w])|([rRbBuUfF]{0,3})("""|'''|"|')|[()[\]{},:=+%]|[^\s\w]|\d\w*/g

/** Words of a program in Python, comments left out. Total, and linear in the text: a string nobody ends is cut at its line. */
export function pythonTokens(text: string, lines: LineTable): readonly PythonToken[] {
  const found: PythonToken[] = []
  token.lastIndex = 0
  for (;;) {
    const match = token.exec(text)
    if (match === null) return found
    const [whole, prefix = '', quote] = match
    const start = match.index
    if (quote === undefined) {
      const kind = /^[A-Za-z_]/.test(whole) ? 'name' : 'mark'
      if (!whole.startsWith('#')) found.push({ kind, text: whole.replace(/\s/g, ''), start, end: start + whole.length })
      continue
    }
    const from = start + whole.length
    const close = endOf(text, from, quote)
    const body = bodyOf(text, lines, from, close, /r/i.test(prefix))
    const end = Math.min(text.length, close + (text.startsWith(quote, close) ? quote.length : 0))
    found.push({ kind: 'string', text: prefix.toLowerCase(), start, end, body })
    token.lastIndex = Math.max(end, from)
  }
}

function endOf(text: string, from: number, quote: string): number {
  const isLong = quote.length === 3
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === '\\') at++
    else if (char === '\n' && !isLong) return at
    else if (char === quote[0] && text.startsWith(quote, at)) return at
  }
  return text.length
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

function bodyOf(text: string, lines: LineTable, from: number, to: number, isRaw: boolean): EmbeddedText {
  const builder = new EmbeddedTextBuilder(text, lines)
  let at = from
  if (!isRaw)
    for (let next = text.indexOf('\\', at); next !== -1 && next < to - 1; next = text.indexOf('\\', at)) {
      const char = text[next + 1] ?? ''
      const value = char === '\n' ? '' : (escapes[char] ?? (/["'\\]/.test(char) ? char : undefined))
      builder.copy(at, value === undefined ? next + 2 : next)
      if (value !== undefined) builder.put(value, next, next + 2)
      at = next + 2
    }
  return builder.copy(at, Math.max(at, to)).build()
}
