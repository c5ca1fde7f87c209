import type { EmbeddedText } from '../syntax/embeddedText'
import { type DataEntry, type DataMap, type DataNode, type DataText, deepestNode } from './dataNode'
import { appendUnescaped, closingQuote, tomlEscapes } from './escapes'
import { PartBuilder } from './part'

/** Reads TOML 1.0; dotted keys and tables become maps in maps. Lines that are none are passed over. Never throws, linear. */
export function readToml(body: EmbeddedText): DataMap {
  return new Reader(body).document()
}

interface OpenMap {
  readonly kind: 'map'
  readonly entries: DataEntry[]
}

class Reader {
  readonly #body: EmbeddedText
  readonly #text: string
  #at = 0

  constructor(body: EmbeddedText) {
    this.#body = body
    this.#text = body.text
  }

  document(): DataMap {
    const root: OpenMap = { kind: 'map', entries: [] }
    let table = root
    while (this.#skipLines()) {
      if (this.#text[this.#at] === '[') {
        const isItem = this.#text[this.#at + 1] === '['
        this.#at += isItem ? 2 : 1
        table = descend(root, this.#key(), isItem)
        this.#skipLine()
      } else if (!this.#entry(table, 0)) this.#skipLine()
    }
    return root
  }

  #entry(table: OpenMap, depth: number): boolean {
    const keys = this.#key()
    this.#skipBlanks()
    const last = keys.pop()
    if (last === undefined || this.#text[this.#at] !== '=') return false
    this.#at++
    this.#skipBlanks()
    const value = this.#value(depth + 1)
    if (value !== undefined) descend(table, keys, false).entries.push({ key: last, value })
    return value !== undefined
  }

  #key(): string[] {
    const keys: string[] = []
    for (;;) {
      this.#skipBlanks()
      const quote = this.#text[this.#at]
      if (quote === '"' || quote === "'") {
        const end = closingQuote(this.#text, this.#at + 1, quote)
        keys.push(this.#text.slice(this.#at + 1, end))
        this.#at = this.#text[end] === quote ? end + 1 : end
      } else {
        const word = this.#match(/[\w-]+/y)
        if (word === '') return keys
        keys.push(word)
      }
      this.#skipBlanks()
      if (this.#text[this.#at] !== '.' || keys.length >= deepestNode) return keys
      this.#at++
    }
  }

  #value(depth: number): DataNode | undefined {
    const char = this.#text[this.#at]
    if (char === '"' || char === "'") return this.#string(char)
    if (depth < deepestNode && char === '[') return this.#list(depth)
    if (depth < deepestNode && char === '{') return this.#inlineTable(depth)
    const start = this.#at
    return this.#match(/[\w.+:-]+/y) === '' ? undefined : this.#textNode(start, start, this.#at, false, false)
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
    while (this.#text[end + 3] === quote && this.#at < end) end++
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
    const items: DataNode[] = []
    this.#at++
    while (this.#skipLines()) {
      const char = this.#text[this.#at]
      if (char === ']') {
        this.#at++
        break
      }
      const item = char === ',' ? undefined : this.#value(depth + 1)
      if (item !== undefined) items.push(item)
      else this.#at++
    }
    return { kind: 'list', items }
  }

  #inlineTable(depth: number): DataNode {
    const table: OpenMap = { kind: 'map', entries: [] }
    this.#at++
    while (this.#skipLines()) {
      if (this.#text[this.#at] === '}') {
        this.#at++
        break
      }
      if (this.#text[this.#at] === ',' || !this.#entry(table, depth)) this.#at++
    }
    return table
  }

  #textNode(start: number, from: number, to: number, hasEscapes: boolean, isQuoted: boolean): DataText {
    const body = this.#body
    const text = () => {
      const builder = new PartBuilder(body)
      return (hasEscapes ? appendUnescaped(builder, body.text, from, to, tomlEscapes) : builder.copy(from, to)).build()
    }
    return { kind: 'text', start, end: this.#at, isQuoted, text }
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
    this.#match(/[ \t]+/y)
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

/** The map at a path of keys below another, made where it is not there yet. An array of tables goes on with a new item. */
function descend(from: OpenMap, keys: readonly string[], isItem: boolean): OpenMap {
  let at = from
  for (const [index, key] of keys.entries()) {
    const known = at.entries.findLast(entry => entry.key === key)?.value
    const isNew = isItem && index === keys.length - 1
    const node = known?.kind === 'list' ? known.items[known.items.length - 1] : known
    if (!isNew && node?.kind === 'map') at = node as OpenMap
    else {
      const made: OpenMap = { kind: 'map', entries: [] }
      if (isNew && known?.kind === 'list') (known.items as DataNode[]).push(made)
      else at.entries.push({ key, value: isNew ? { kind: 'list', items: [made] } : made })
      at = made
    }
  }
  return at
}
