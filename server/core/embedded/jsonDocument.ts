import type { EmbeddedText } from '../syntax/embeddedText'
import { type DataEntry, type DataNode, type DataText, deepestNode } from './dataNode'
import { appendUnescaped, closingQuote, jsonEscapes } from './escapes'
import { PartBuilder } from './part'

/** Reads JSON as editors do: comments, commas too many and single quotes are no reason to stop. Never throws, linear. */
export function readJson(body: EmbeddedText): DataNode | undefined {
  return new Reader(body).document()
}

class Reader {
  readonly #body: EmbeddedText
  readonly #text: string
  #at = 0

  constructor(body: EmbeddedText) {
    this.#body = body
    this.#text = body.text
  }

  document(): DataNode | undefined {
    this.#skip()
    return this.#value(0)
  }

  /** Undefined when nothing here can be a value; then one unit was passed over. */
  #value(depth: number): DataNode | undefined {
    const char = this.#text[this.#at]
    if (char === '"' || char === "'") return this.#string()
    if (depth < deepestNode && char === '{') return this.#map(depth)
    if (depth < deepestNode && char === '[') return this.#list(depth)
    const start = this.#at
    const word = /[^\s,:[\]{}"'/]+/y
    word.lastIndex = start
    this.#at += Math.max(word.exec(this.#text)?.[0].length ?? 0, 1)
    return /[\w.+-]/.test(char ?? '') ? this.#textNode(start, start, this.#at, this.#at, false) : undefined
  }

  #map(depth: number): DataNode {
    const entries: DataEntry[] = []
    this.#at++
    for (;;) {
      this.#skip()
      const char = this.#text[this.#at]
      if (char === undefined) break
      if (char === '}' || char === ']') {
        this.#at++
        break
      }
      const key = char === ',' || char === ':' ? undefined : this.#value(depth + 1)
      if (key?.kind !== 'text') {
        if (char === ',' || char === ':') this.#at++
        continue
      }
      this.#skip()
      if (this.#text[this.#at] !== ':') continue
      this.#at++
      this.#skip()
      if (/^[,}\]]?$/.test(this.#text[this.#at] ?? '')) continue
      const value = this.#value(depth + 1)
      if (value !== undefined) entries.push({ key: key.text().text, value })
    }
    return { kind: 'map', entries }
  }

  #list(depth: number): DataNode {
    const items: DataNode[] = []
    this.#at++
    for (;;) {
      this.#skip()
      const char = this.#text[this.#at]
      if (char === undefined) break
      if (char === ']' || char === '}') {
        this.#at++
        break
      }
      const item = this.#value(depth + 1)
      if (item !== undefined) items.push(item)
    }
    return { kind: 'list', items }
  }

  /** A string that is not closed ends with its line. */
  #string(): DataText {
    const start = this.#at
    const end = closingQuote(this.#text, start + 1, this.#text[start] ?? '')
    this.#at = this.#text[end] === this.#text[start] ? end + 1 : end
    return this.#textNode(start, start + 1, end, this.#at, true)
  }

  #textNode(start: number, from: number, to: number, end: number, isQuoted: boolean): DataText {
    const body = this.#body
    const text = () => appendUnescaped(new PartBuilder(body), body.text, from, to, jsonEscapes).build()
    return { kind: 'text', start, end, isQuoted, text }
  }

  #skip(): void {
    for (;;) {
      const space = /\s+/y
      space.lastIndex = this.#at
      this.#at += space.exec(this.#text)?.[0].length ?? 0
      if (this.#text[this.#at] !== '/') return
      const isBlock = this.#text[this.#at + 1] === '*'
      const end = this.#text.indexOf(isBlock ? '*/' : '\n', this.#at + 2)
      this.#at = end === -1 ? this.#text.length : end + (isBlock ? 2 : 1)
    }
  }
}
