import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'
import { type DataNode, type DataText, deepestNode } from './dataNode'
import { appendUnescaped, closingQuote, tomlEscapes } from './escapes'
import { TomlMaps } from './tomlMaps'

export interface TomlEntry {
  /** Dotted keys taken apart, quotes taken off. */
  readonly key: readonly string[]
  /** As written. */
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: DataNode
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
  readonly loose: readonly DataNode[]
}

interface OpenTable extends TomlTable {
  end: number
  readonly entries: TomlEntry[]
  readonly loose: DataNode[]
}

/**
 * Reads TOML (toml.io, version 1.0, and line ends in inline tables) of a whole file or of a part of one, table by table.
 * Never throws, linear.
 */
export function readToml(body: EmbeddedText): readonly TomlTable[] {
  return new Reader(body).tables()
}

const header = /\[\[?[ \t]{0,9}["'\w-][^[\]\n,]{0,500}\]/y

class Reader {
  readonly #body: EmbeddedText
  readonly #text: string
  #at = 0

  constructor(body: EmbeddedText) {
    this.#body = body
    this.#text = body.text
  }

  tables(): readonly TomlTable[] {
    const length = this.#text.length
    let current: OpenTable = {
      name: undefined,
      isItem: false,
      start: 0,
      headerEnd: 0,
      end: length,
      entries: [],
      loose: [],
    }
    const tables = [current]
    while (this.#skipLines()) {
      const start = this.#at
      if (this.#isHeader()) {
        const isItem = this.#text[start + 1] === '['
        this.#at += isItem ? 2 : 1
        const name = this.#key()
        this.#skipBlanks()
        this.#match(/\]{0,2}/y)
        current.end = start
        current = { name, isItem, start, headerEnd: this.#at, end: length, entries: [], loose: [] }
        tables.push(current)
        this.#skipLine()
        continue
      }
      const entry = this.#entry(0)
      if (entry !== undefined) current.entries.push(entry)
      else {
        this.#at = start
        const loose = /["'{]/.test(this.#text[start] ?? '') ? this.#value(0) : undefined
        if (loose !== undefined) current.loose.push(loose)
        else this.#at = start + 1
      }
      this.#restOfLine()
    }
    return tables.filter(table => table.name !== undefined || table.entries.length + table.loose.length > 0)
  }

  /** Brackets that hold a key and nothing else a list could hold. */
  #isHeader(): boolean {
    header.lastIndex = this.#at
    return header.test(this.#text)
  }

  /** Inside brackets: a header in the first column means that they were never closed. */
  #isHeaderLine(): boolean {
    return this.#text[this.#at] === '[' && this.#text[this.#at - 1] === '\n' && this.#isHeader()
  }

  #entry(depth: number): TomlEntry | undefined {
    const keyStart = this.#at
    const key = this.#key()
    const keyEnd = this.#at
    this.#skipBlanks()
    if (key.length === 0 || this.#text[this.#at] !== '=') return undefined
    this.#at++
    this.#skipBlanks()
    const value = this.#value(depth + 1)
    return value === undefined ? undefined : { key, keyStart, keyEnd, value }
  }

  #key(): readonly string[] {
    const keys: string[] = []
    for (;;) {
      this.#skipBlanks()
      const quote = this.#text[this.#at]
      if (quote === '"' || quote === "'") keys.push(this.#string(quote).text().text)
      else {
        const word = this.#match(/[\w-]+/y)
        if (word === '') return keys
        keys.push(word)
      }
      const end = this.#at
      this.#skipBlanks()
      if (this.#text[this.#at] !== '.' || keys.length >= deepestNode) {
        this.#at = end
        return keys
      }
      this.#at++
    }
  }

  #value(depth: number): DataNode | undefined {
    const char = this.#text[this.#at]
    if (char === '"' || char === "'") return this.#string(char)
    if (depth < deepestNode && char === '[') return this.#list(depth)
    if (depth < deepestNode && char === '{') return this.#inlineTable(depth)
    const start = this.#at
    return this.#match(/[^\s,\]}#]+/y) === '' ? undefined : this.#textNode(start, start, this.#at, false, false)
  }

  #string(quote: string): DataText {
    const start = this.#at
    const isLong = this.#text.startsWith(quote.repeat(3), start)
    if (!isLong) {
      const end = quote === '"' ? closingQuote(this.#text, start + 1, quote) : this.#literalEnd(start + 1)
      this.#at = this.#text[end] === quote ? end + 1 : end
      return this.#textNode(start, start + 1, end, quote === '"', true)
    }
    let end = start + 3
    while (end < this.#text.length && !this.#text.startsWith(quote.repeat(3), end))
      end += quote === '"' && this.#text[end] === '\\' ? 2 : 1
    end = Math.min(end, this.#text.length)
    // Up to two quotes right before the end belong to the text.
    for (let more = 0; more < 2 && this.#text[end + 3] === quote; more++) end++
    this.#at = Math.min(end + 3, this.#text.length)
    const first = /(?:\r?\n)?/y
    first.lastIndex = start + 3
    return this.#textNode(start, start + 3 + (first.exec(this.#text)?.[0].length ?? 0), end, quote === '"', true)
  }

  #literalEnd(from: number): number {
    let at = from
    while (at < this.#text.length && this.#text[at] !== "'" && this.#text[at] !== '\n') at++
    return at
  }

  #list(depth: number): DataNode {
    const start = this.#at
    const items: DataNode[] = []
    this.#at++
    while (this.#skipLines() && !this.#isHeaderLine()) {
      const char = this.#text[this.#at]
      if (char === ']') return { kind: 'list', items, start, end: ++this.#at }
      const item = char === ',' ? undefined : this.#value(depth + 1)
      if (item !== undefined) items.push(item)
      else this.#at++
    }
    return { kind: 'list', items, start, end: this.#at, isOpen: true }
  }

  #inlineTable(depth: number): DataNode {
    const maps = new TomlMaps()
    const start = this.#at
    this.#at++
    while (this.#skipLines() && !this.#isHeaderLine()) {
      if (this.#text[this.#at] === '}') return { ...maps.root, start, end: ++this.#at }
      const entry = this.#text[this.#at] === ',' ? undefined : this.#entry(depth)
      if (entry === undefined) this.#at++
      else maps.add(maps.root, entry)
    }
    return { ...maps.root, start, end: this.#at, isOpen: true }
  }

  #textNode(start: number, from: number, to: number, hasEscapes: boolean, isQuoted: boolean): DataText {
    const body = this.#body
    const text = () => {
      const builder = new PartBuilder(body)
      return (hasEscapes ? appendUnescaped(builder, body.text, from, to, tomlEscapes) : builder.copy(from, to)).build()
    }
    return { kind: 'text', start, end: this.#at, isQuoted, text }
  }

  /** After a value: the rest is a comment, the comma after a loose item, or no TOML. */
  #restOfLine(): void {
    // Brackets that were never closed end before a header.
    if (this.#isHeaderLine()) return
    this.#skipBlanks()
    if (this.#text[this.#at] === ',') this.#at++
    else this.#skipLine()
  }

  /** Moves past white space, line ends and comments; false at the end of the text. */
  #skipLines(): boolean {
    for (;;) {
      this.#match(/\s+/y)
      if (this.#text[this.#at] !== '#') return this.#at < this.#text.length
      this.#skipLine()
    }
  }

  #skipBlanks(): void {
    this.#match(/[ \t\r]+/y)
  }

  #skipLine(): void {
    const feed = this.#text.indexOf('\n', this.#at)
    this.#at = feed === -1 ? this.#text.length : feed + 1
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }
}

/** The value of an undotted key. */
export function tomlEntry(entries: readonly TomlEntry[], key: string): DataNode | undefined {
  return entries.find(entry => entry.key.length === 1 && entry.key[0] === key)?.value
}
