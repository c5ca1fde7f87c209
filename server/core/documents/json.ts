import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'
import { type DataEntry, type DataNode, type DataText, deepestNode } from './dataNode'
import { appendUnescaped, closingQuote, jsonEscapes } from './escapes'

export interface JsonDocument {
  /** The first of {@link items}. */
  readonly root: DataNode | undefined
  /** Every value that stands in nothing and has no key: items of an array opened before a part of a file, too. */
  readonly items: readonly DataNode[]
  /**
   * Entries that stand in no object of the text, which therefore is a part of a file: the objects around them were
   * opened before it. Each closing bracket begins another list, since what follows belongs further out.
   */
  readonly loose: readonly (readonly DataEntry[])[]
}

type OpenNode =
  | { readonly kind: 'map'; readonly entries: DataEntry[]; readonly start: number; end: number; isOpen?: true }
  | { readonly kind: 'list'; readonly items: DataNode[]; readonly start: number; end: number; isOpen?: true }

type OpenKey = Omit<DataEntry, 'value'>

/**
 * Reads JSON of a whole file or of a part of one, as editors do: comments, commas too many, single quotes and keys without
 * any are no reason to stop. Never throws, linear.
 */
export function readJson(body: EmbeddedText): JsonDocument {
  return new Reader(body).document()
}

class Reader {
  readonly #body: EmbeddedText
  readonly #text: string
  #at = 0
  readonly #open: { readonly node: OpenNode; key: OpenKey | undefined }[] = []
  readonly #items: DataNode[] = []
  readonly #loose: DataEntry[][] = [[]]
  #looseKey: OpenKey | undefined

  constructor(body: EmbeddedText) {
    this.#body = body
    this.#text = body.text
  }

  document(): JsonDocument {
    for (this.#skip(); this.#at < this.#text.length; this.#skip()) {
      const char = this.#text[this.#at] ?? ''
      if (char === '"' || char === "'") this.#scalar(this.#string())
      else if (char === '{' || char === '[') this.#begin(char)
      else if (char === '}' || char === ']') this.#end()
      else if (/[\w.+$-]/.test(char)) this.#scalar(this.#word())
      else {
        if (char === ',') this.#setKey(undefined)
        this.#at++
      }
    }
    return { root: this.#items[0], items: this.#items, loose: this.#loose.filter(list => list.length > 0) }
  }

  #begin(bracket: '{' | '['): void {
    const shared = { start: this.#at, end: this.#text.length, isOpen: true } as const
    const node: OpenNode =
      bracket === '{' ? { kind: 'map', entries: [], ...shared } : { kind: 'list', items: [], ...shared }
    this.#place(node)
    this.#open.push({ node, key: undefined })
    this.#at++
  }

  #end(): void {
    this.#at++
    const closed = this.#open.pop()?.node
    if (closed === undefined) {
      this.#loose.push([])
      this.#looseKey = undefined
    } else {
      closed.end = this.#at
      delete closed.isOpen
    }
  }

  /** A key if a colon follows it where keys may stand, a value if not. */
  #scalar(node: DataText): void {
    this.#skip()
    const top = this.#open.at(-1)?.node
    const mayBeKey = top === undefined ? node.isQuoted : top.kind === 'map'
    if (mayBeKey && this.#text[this.#at] === ':') {
      this.#at++
      this.#setKey({ key: node.text().text, keyStart: node.start, keyEnd: node.end })
    } else this.#place(node)
  }

  #setKey(key: OpenKey | undefined): void {
    const top = this.#open.at(-1)
    if (top === undefined) this.#looseKey = key
    else top.key = key
  }

  #place(node: DataNode): void {
    // What is nested too deep is read to find its end, and stands nowhere.
    if (this.#open.length >= deepestNode) return
    const top = this.#open.at(-1)
    const key = top === undefined ? this.#looseKey : top.key
    this.#setKey(undefined)
    if (top?.node.kind === 'list') top.node.items.push(node)
    else if (top !== undefined) {
      if (key !== undefined) top.node.entries.push({ ...key, value: node })
    } else if (key === undefined) this.#items.push(node)
    else this.#loose.at(-1)?.push({ ...key, value: node })
  }

  /** A string that is not closed ends with its line, so that one quote does not swallow the file. */
  #string(): DataText {
    const start = this.#at
    const end = closingQuote(this.#text, start + 1, this.#text[start] ?? '')
    this.#at = this.#text[end] === this.#text[start] ? end + 1 : end
    return this.#textNode(start, start + 1, end, true)
  }

  #word(): DataText {
    const start = this.#at
    const word = /[^\s,:[\]{}"'/]+/y
    word.lastIndex = start
    this.#at += Math.max(word.exec(this.#text)?.[0].length ?? 0, 1)
    return this.#textNode(start, start, this.#at, false)
  }

  #textNode(start: number, from: number, to: number, isQuoted: boolean): DataText {
    const body = this.#body
    const text = () => appendUnescaped(new PartBuilder(body), body.text, from, to, jsonEscapes).build()
    return { kind: 'text', start, end: this.#at, isQuoted, text }
  }

  /** Past white space and comments. */
  #skip(): void {
    for (;;) {
      while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
      const mark = this.#text[this.#at] === '/' ? this.#text[this.#at + 1] : undefined
      if (mark !== '/' && mark !== '*') return
      const end = this.#text.indexOf(mark === '*' ? '*/' : '\n', this.#at + 2)
      this.#at = end === -1 ? this.#text.length : end + (mark === '*' ? 2 : 1)
    }
  }
}
