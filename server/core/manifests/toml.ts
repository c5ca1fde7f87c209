/** A value of a TOML text with its offsets (UTF-16 units); `end` is exclusive. */
export type TomlValue =
  | { readonly kind: 'string'; readonly value: string; readonly start: number; readonly end: number }
  | { readonly kind: 'array'; readonly items: readonly TomlValue[]; readonly start: number; readonly end: number }
  | { readonly kind: 'table'; readonly entries: readonly TomlEntry[]; readonly start: number; readonly end: number }
  /** Number, date, boolean, or something that is no TOML. */
  | { readonly kind: 'word'; readonly value: string; readonly start: number; readonly end: number }

export interface TomlEntry {
  /** Dotted keys taken apart, quotes taken off. */
  readonly key: readonly string[]
  /** As written. */
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: TomlValue
}

export interface TomlTable {
  /** Undefined for entries above the first header; in a part of a file nobody knows their table. */
  readonly name: readonly string[] | undefined
  /** `[[name]]`. */
  readonly isItem: boolean
  /** The header with its brackets; both 0 without one. */
  readonly start: number
  readonly headerEnd: number
  /** Where the next header or the text's end stands. */
  readonly end: number
  readonly entries: readonly TomlEntry[]
  /** Values that stand in no entry: items of an array that was opened before a part of a file begins. */
  readonly loose: readonly TomlValue[]
}

const mostDepth = 64

/** Reads TOML (toml.io, version 1.0), of a whole file or of a part of one. Total, and linear. */
export function readToml(text: string): readonly TomlTable[] {
  return new TomlReader(text).read()
}

class TomlReader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): readonly TomlTable[] {
    const tables: {
      name: readonly string[] | undefined
      isItem: boolean
      start: number
      headerEnd: number
      end: number
      entries: TomlEntry[]
      loose: TomlValue[]
    }[] = [{ name: undefined, isItem: false, start: 0, headerEnd: 0, end: this.#text.length, entries: [], loose: [] }]
    for (;;) {
      this.#skip(true)
      const start = this.#at
      if (start >= this.#text.length) break
      const current = tables.at(-1)
      if (current === undefined) break
      if (this.#text[start] === '[' && this.#isHeader()) {
        const isItem = this.#text[start + 1] === '['
        this.#at += isItem ? 2 : 1
        const name = this.#key()
        this.#skip(false)
        while (this.#text[this.#at] === ']') this.#at++
        current.end = start
        tables.push({ name, isItem, start, headerEnd: this.#at, end: this.#text.length, entries: [], loose: [] })
        this.#endLine()
        continue
      }
      const entry = this.#entry(0)
      if (entry !== undefined) current.entries.push(entry)
      else if (/["'{]/.test(this.#text[start] ?? '')) {
        this.#at = start
        current.loose.push(this.#value(0))
      } else this.#at = start + 1
      this.#restOfLine()
    }
    return tables.filter(table => table.name !== undefined || table.entries.length + table.loose.length > 0)
  }

  /** `[` at the start of a line, with a bracket that closes it at the end. */
  #isHeader(): boolean {
    const feed = this.#text.indexOf('\n', this.#at)
    const line = this.#text.slice(
      this.#at,
      feed === -1 ? Math.min(this.#text.length, this.#at + 500) : Math.min(feed, this.#at + 500),
    )
    return /^\[\[?\s{0,9}["'\w-][^[\]\n,]*\]/.test(line)
  }

  #entry(depth: number): TomlEntry | undefined {
    const keyStart = this.#at
    const key = this.#key()
    const keyEnd = this.#at
    this.#skip(false)
    if (key.length === 0 || this.#text[this.#at] !== '=') return undefined
    this.#at++
    this.#skip(false)
    return { key, keyStart, keyEnd, value: this.#value(depth) }
  }

  #key(): readonly string[] {
    const parts: string[] = []
    for (;;) {
      this.#skip(false)
      const unit = this.#text[this.#at]
      if (unit === '"' || unit === "'") {
        const word = this.#string()
        parts.push(word.value)
      } else {
        const start = this.#at
        while (/[\w-]/.test(this.#text[this.#at] ?? '')) this.#at++
        if (this.#at === start) return parts
        parts.push(this.#text.slice(start, this.#at))
      }
      const end = this.#at
      this.#skip(false)
      if (this.#text[this.#at] !== '.') {
        this.#at = end
        return parts
      }
      this.#at++
    }
  }

  #value(depth: number): TomlValue {
    const start = this.#at
    const unit = this.#text[start]
    if (unit === '"' || unit === "'") return this.#string()
    if (unit === '[' && depth < mostDepth) {
      this.#at++
      const items: TomlValue[] = []
      for (;;) {
        this.#skip(true)
        const next = this.#text[this.#at]
        if (next === undefined || next === ']' || (next === '[' && this.#isHeaderLine())) break
        if (next === ',') this.#at++
        else items.push(this.#value(depth + 1))
      }
      if (this.#text[this.#at] === ']') this.#at++
      return { kind: 'array', items, start, end: this.#at }
    }
    if (unit === '{' && depth < mostDepth) {
      this.#at++
      const entries: TomlEntry[] = []
      for (;;) {
        this.#skip(false)
        const next = this.#text[this.#at]
        if (next === undefined || next === '}' || next === '\n') break
        if (next === ',') this.#at++
        else {
          const entry = this.#entry(depth + 1)
          if (entry === undefined) this.#at++
          else entries.push(entry)
        }
      }
      if (this.#text[this.#at] === '}') this.#at++
      return { kind: 'table', entries, start, end: this.#at }
    }
    while (this.#at < this.#text.length && !/[\s,\]}#]/.test(this.#text[this.#at] ?? '')) this.#at++
    if (this.#at === start) this.#at++
    return { kind: 'word', value: this.#text.slice(start, this.#at), start, end: this.#at }
  }

  /** Inside an array: a header in the first column means that the array was never closed. */
  #isHeaderLine(): boolean {
    return this.#text[this.#at - 1] === '\n' && this.#text[this.#at] === '[' && this.#isHeader()
  }

  #string(): Extract<TomlValue, { kind: 'string' }> {
    const start = this.#at
    const quote = this.#text[start] ?? '"'
    const triple = quote.repeat(3)
    const isLong = this.#text.startsWith(triple, start)
    let at = start + (isLong ? 3 : 1)
    const from = at
    for (; at < this.#text.length; at++) {
      const unit = this.#text[at]
      if (unit === '\\' && quote === '"') at++
      else if (unit === '\n' && !isLong) break
      else if (unit === quote && (!isLong || this.#text.startsWith(triple, at))) break
    }
    at = Math.min(at, this.#text.length)
    const isClosed = this.#text[at] === quote
    this.#at = isClosed ? at + (isLong ? 3 : 1) : at
    const inner = this.#text.slice(from, at)
    const value = quote === '"' && inner.includes('\\') ? inner.replace(/\\(["\\])/g, '$1') : inner
    return { kind: 'string', value, start, end: this.#at }
  }

  /** Past white space, and past line feeds and comments when they may stand here. */
  #skip(withLines: boolean): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const unit = this.#text[this.#at]
      if (unit === '#' && withLines) {
        const feed = this.#text.indexOf('\n', this.#at)
        this.#at = feed === -1 ? this.#text.length - 1 : feed
      } else if (unit !== ' ' && unit !== '\t' && unit !== '\r' && !(withLines && unit === '\n')) return
    }
  }

  #endLine(): void {
    const feed = this.#text.indexOf('\n', this.#at)
    this.#at = feed === -1 ? this.#text.length : feed
  }

  /** After a value: the rest is a comment, the comma after a loose item, or no TOML. */
  #restOfLine(): void {
    // An array that was never closed ends before a header.
    if (this.#isHeaderLine()) return
    this.#skip(false)
    if (this.#text[this.#at] === ',') {
      this.#at++
      return
    }
    this.#endLine()
  }
}

export function tomlEntry(entries: readonly TomlEntry[], key: string): TomlValue | undefined {
  return entries.find(entry => entry.key.length === 1 && entry.key[0] === key)?.value
}

export function tomlString(value: TomlValue | undefined): string | undefined {
  return value?.kind === 'string' ? value.value : undefined
}
