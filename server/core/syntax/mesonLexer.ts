import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import { LineTable } from './lineTable'

/** Offsets are UTF-16 units in the file. */
export type MesonToken = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'name' | 'number' | 'mark'; readonly text: string }
  | { readonly kind: 'string'; readonly body: EmbeddedText; readonly isFormat: boolean }
  /** Only outside brackets, where it ends a statement. */
  | { readonly kind: 'newline' }
)

const simpleEscapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** Splits a Meson file into tokens, by the lexical rules of its reference manual; what is none is left out. */
export class MesonLexer {
  readonly lines: LineTable
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.lines = new LineTable(text)
  }

  tokens(): readonly MesonToken[] {
    const found: MesonToken[] = []
    while (this.#at < this.#text.length) {
      const start = this.#at
      const token = this.#token(start)
      if (token !== undefined) found.push(token)
      else if (this.#at === start) this.#at++
    }
    return found
  }

  /** Undefined for what separates tokens. */
  #token(start: number): MesonToken | undefined {
    if (this.#match(/[ \t\r\f]+|#[^\n]*|\\[ \t]*(?:#[^\n]*)?\r?\n/y) !== undefined) return undefined
    if (this.#match(/\n/y) !== undefined)
      return this.#depth === 0 ? { kind: 'newline', start, end: this.#at } : undefined
    const open = this.#match(/f?'(?:'')?/y)
    if (open !== undefined) {
      const body = open.endsWith("'''") ? this.#raw() : this.#string()
      return { kind: 'string', body, isFormat: open.startsWith('f'), start, end: this.#at }
    }
    const name = this.#match(/[A-Za-z_]\w*/y)
    if (name !== undefined) return { kind: 'name', text: name, start, end: this.#at }
    const number = this.#match(/\d\w*/y)
    if (number !== undefined) return { kind: 'number', text: number, start, end: this.#at }
    const mark = this.#match(/[+=!<>]=|[-+*/%=<>?:.,()[\]{}]/y)
    if (mark === undefined) return undefined
    if (/^[([{]$/.test(mark)) this.#depth++
    else if (/^[)\]}]$/.test(mark) && this.#depth > 0) this.#depth--
    return { kind: 'mark', text: mark, start, end: this.#at }
  }

  /** After `'''`: neither escapes nor anything else until the next `'''`. */
  #raw(): EmbeddedText {
    const start = this.#at
    const found = this.#text.indexOf("'''", start)
    const end = found === -1 ? this.#text.length : found
    this.#at = found === -1 ? end : end + 3
    return new EmbeddedTextBuilder(this.#text, this.lines).copy(start, end).build()
  }

  /** After `'`. A string that nothing closes ends with its line. */
  #string(): EmbeddedText {
    const body = new EmbeddedTextBuilder(this.#text, this.lines)
    for (;;) {
      const from = this.#at
      this.#match(/[^'\\\n]+/y)
      body.copy(from, this.#at)
      const start = this.#at
      const written = this.#match(
        /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|N\{[\w -]{1,80}\}|\r?\n|[^\n])?/y,
      )
      if (written === undefined) break
      body.put(unescaped(written), start, this.#at)
    }
    this.#match(/'/y)
    return body.build()
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined || found === '') return undefined
    this.#at += found.length
    return found
  }
}

function unescaped(written: string): string {
  const rest = written.slice(1)
  const code = /^[xuU]/.test(rest)
    ? Number.parseInt(rest.slice(1), 16)
    : /^[0-7]/.test(rest)
      ? Number.parseInt(rest, 8)
      : -1
  if (code >= 0 && code <= 0x10ffff && rest.length > (/^[xuU]/.test(rest) ? 1 : 0)) return String.fromCodePoint(code)
  // An escape Meson does not know stays as it is written.
  return simpleEscapes[rest] ?? written
}
