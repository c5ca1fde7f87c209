import type { EmbeddedText } from '../syntax/embeddedText'
import { type DataEntry, type DataNode, type DataText, deepestNode } from './dataNode'
import { blockText, plainText, quotedText, type ScalarLine } from './yamlScalars'

/**
 * Reads the documents of a YAML file by the rules of YAML 1.2.2 as far as configuration files use them. Aliases give the
 * node of their anchor itself. Lines that are no YAML, and those that are nothing but a template's control line, are passed
 * over. In a part of a file, each run of lines below something that is not shown is a document of its own. Never throws,
 * linear in the text.
 */
export function readYaml(body: EmbeddedText): readonly DataNode[] {
  return new Reader(body).documents()
}

const documentMarker = /(?:---|\.\.\.)(?=\s|$)/y
const templateLine = /(?:\{\{[^\n]*\}\}|\{%[^\n]*%\})[ \t\r]*(?=\n|$)/y
const blockHeader = /([|>])([-+0-9]{0,2})[ \t]*(?:#[^\n]*)?\r?(?:\n|$)/y
const property = /([&!])([^\s,[\]{}]*)(?=\s|$|[,[\]{}])/y

class Reader {
  readonly #body: EmbeddedText
  readonly #text: string
  readonly #anchors = new Map<string, DataNode>()
  #at = 0

  constructor(body: EmbeddedText) {
    this.#body = body
    this.#text = body.text
  }

  documents(): readonly DataNode[] {
    const found: DataNode[] = []
    while (this.#at < this.#text.length) {
      if (this.#skipToContent()) {
        const start = this.#at
        // A text alone is no configuration; in a part of a file it is of a script, where quotes go by other rules.
        const isText = /["']/.test(this.#text[start] ?? '') && this.#keyEnd() === undefined
        const node = isText ? undefined : this.#node(this.#column(), -1, 0)
        if (node !== undefined) found.push(node)
        if (this.#at === start || !this.#isFirst()) this.#skipLine()
      } else if (this.#matches(documentMarker)) this.#at += 3
    }
    return found
  }

  /** Moves to the next unit that is no space and no comment. False at the end of the document. */
  #skipToContent(): boolean {
    for (;;) {
      const char = this.#text[this.#at]
      if (char === undefined) return false
      if (char === '#' && /^$|\s/.test(this.#text[this.#at - 1] ?? '')) this.#skipLine()
      else if (/\s|\ufeff/.test(char)) this.#at++
      else if (char === '{' && this.#isFirst() && this.#matches(templateLine)) this.#skipLine()
      else if (char === '%' && this.#isLineStart()) this.#skipLine()
      else return !((char === '-' || char === '.') && this.#isLineStart() && this.#matches(documentMarker))
    }
  }

  /** @param column of the node @param parent column of what it belongs to: its further lines are indented more */
  #node(column: number, parent: number, depth: number): DataNode | undefined {
    const anchor = this.#properties()
    const node = this.#isLineEnd()
      ? this.#below(parent, depth, false)
      : depth >= deepestNode
        ? this.#scalar(parent, depth)
        : this.#isDash()
          ? this.#list(column, depth)
          : this.#keyEnd() === undefined
            ? this.#scalar(parent, depth)
            : this.#map(column, depth)
    return this.#named(anchor, node)
  }

  #list(column: number, depth: number): DataNode {
    const items: DataNode[] = []
    const start = this.#at
    let end = start
    for (;;) {
      end = ++this.#at
      this.#skipBlanks()
      const item = this.#isLineEnd()
        ? this.#below(column, depth + 1, false)
        : this.#node(this.#column(), column, depth + 1)
      if (item !== undefined) items.push(item)
      // An alias is the node of another place, before this one.
      end = Math.max(end, item?.end ?? 0)
      if (!this.#toSibling(column) || !this.#isDash()) return { kind: 'list', items, start, end }
    }
  }

  #map(column: number, depth: number): DataNode {
    const entries: DataEntry[] = []
    const bare: Omit<DataEntry, 'value'>[] = []
    const start = this.#at
    let end = start
    for (;;) {
      const keyStart = this.#at
      const colon = this.#keyEnd()
      if (colon === undefined) this.#skipLine()
      else {
        const written = this.#text.slice(keyStart, colon).trimEnd()
        const key = /^(["']).*\1$/.test(written) ? written.slice(1, -1) : written
        end = this.#at = colon + 1
        const value = this.#value(column, depth)
        const named = { key, keyStart, keyEnd: keyStart + written.length }
        if (value === undefined) bare.push(named)
        else entries.push({ ...named, value })
        end = Math.max(end, value?.end ?? 0)
      }
      if (!this.#toSibling(column) || this.#isDash())
        return { kind: 'map', entries, start, end, ...(bare.length === 0 ? {} : { bare }) }
    }
  }

  #value(column: number, depth: number): DataNode | undefined {
    this.#skipBlanks()
    const anchor = this.#properties()
    const node = this.#isLineEnd() ? this.#below(column, depth + 1, true) : this.#scalar(column, depth + 1)
    return this.#named(anchor, node)
  }

  /** The node on the lines after an indicator, if they belong to it. A list may stand as far left as its key. */
  #below(parent: number, depth: number, mayStandLevel: boolean): DataNode | undefined {
    if (!this.#skipToContent()) return undefined
    const column = this.#column()
    if (column > parent) return this.#node(column, parent, depth)
    return mayStandLevel && column === parent && this.#isDash() ? this.#list(column, depth) : undefined
  }

  /** Whether the next content is at this column; what is indented more belongs to nothing. */
  #toSibling(column: number): boolean {
    while (this.#skipToContent()) {
      const found = this.#column()
      if (found <= column) return found === column
      this.#skipLine()
    }
    return false
  }

  #scalar(parent: number, depth: number): DataNode {
    const char = this.#text[this.#at]
    if ((char === '|' || char === '>') && this.#matches(blockHeader)) return this.#block(parent)
    if (char === '"' || char === "'") return this.#quoted(char)
    if ((char === '[' || (char === '{' && this.#text[this.#at + 1] !== '{')) && depth < deepestNode)
      return this.#flow(depth)
    return char === '*' ? this.#alias() : this.#plain(parent)
  }

  #block(parent: number): DataText {
    const start = this.#at
    blockHeader.lastIndex = start
    const [written = '', kind, indicators = ''] = blockHeader.exec(this.#text) ?? []
    this.#at += written.length
    const digit = /[1-9]/.exec(indicators)?.[0]
    let indent = digit === undefined ? -1 : Math.max(parent, 0) + Number(digit)
    const lines: ScalarLine[] = []
    while (this.#at < this.#text.length) {
      const lineStart = this.#at
      const feed = this.#text.indexOf('\n', lineStart)
      const next = feed === -1 ? this.#text.length : feed + 1
      let end = feed === -1 ? next : feed
      if (end > lineStart && this.#text[end - 1] === '\r') end--
      let content = lineStart
      while (content < end && this.#text[content] === ' ') content++
      if (content < end) {
        if (indent === -1 && content - lineStart > parent) indent = content - lineStart
        if (indent === -1 || content - lineStart < indent) break
      }
      lines.push({ start: Math.min(indent === -1 ? content : lineStart + indent, content), end, next })
      this.#at = next
    }
    const chomping = indicators.includes('-') ? 'strip' : indicators.includes('+') ? 'keep' : 'clip'
    const body = this.#body
    const text = () => blockText(body, { isFolded: kind === '>', chomping, lines })
    return { kind: 'text', start, end: this.#at, isQuoted: true, text }
  }

  #quoted(quote: '"' | "'"): DataText {
    const start = this.#at
    let end = start + 1
    for (; end < this.#text.length; end++) {
      const char = this.#text[end]
      if (char === '\\' && quote === '"') end++
      else if (char === quote) {
        if (quote === '"' || this.#text[end + 1] !== quote) break
        end++
      }
    }
    end = Math.min(end, this.#text.length)
    this.#at = Math.min(end + 1, this.#text.length)
    const body = this.#body
    return { kind: 'text', start, end: this.#at, isQuoted: true, text: () => quotedText(body, start + 1, end, quote) }
  }

  #alias(): DataNode {
    const start = this.#at
    const name = this.#match(/\*[^\s,[\]{}]*/y)
    return this.#anchors.get(name.slice(1)) ?? this.#textNode([[start, start]])
  }

  /** Ends before a comment, and before a line that is a key: a text that goes on there is no YAML. */
  #plain(parent: number): DataText {
    const pieces: [number, number][] = []
    for (;;) {
      const start = this.#at
      const line = this.#match(/[^\n]*/y)
      const comment = /\s#/.exec(line)
      const end = start + (comment === null ? line : line.slice(0, comment.index)).trimEnd().length
      pieces.push([start, end])
      if (comment !== null) break
      const resume = this.#at
      while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
      const isNext = this.#at < this.#text.length && this.#column() > parent && this.#text[this.#at] !== '#'
      if (isNext && this.#keyEnd() === undefined && !(this.#isLineStart() && this.#matches(documentMarker))) continue
      this.#at = resume
      break
    }
    return this.#textNode(pieces)
  }

  #flow(depth: number): DataNode {
    const start = this.#at
    const isMap = this.#text[start] === '{'
    const entries: DataEntry[] = []
    const items: DataNode[] = []
    let isOpen = true
    this.#at++
    for (;;) {
      while (this.#skipToContent() && this.#text[this.#at] === ',') this.#at++
      const char = this.#text[this.#at]
      if (char === undefined) break
      if (char === ']' || char === '}') {
        this.#at++
        isOpen = false
        break
      }
      const keyStart = this.#at
      const item = this.#flowNode(depth + 1)
      const keyEnd = this.#at
      this.#skipToContent()
      if (this.#text[this.#at] === ':') {
        this.#at++
        this.#skipToContent()
        const value = /[,\]}]/.test(this.#text[this.#at] ?? ',') ? undefined : this.#flowNode(depth + 1)
        if (value === undefined || item.kind !== 'text') continue
        const entry = { key: item.text().text, keyStart, keyEnd, value }
        if (isMap) entries.push(entry)
        else items.push({ kind: 'map', entries: [entry], start: keyStart, end: this.#at })
      } else if (!isMap) items.push(item)
    }
    const place = { start, end: this.#at, ...(isOpen ? ({ isOpen: true } as const) : {}) }
    return isMap ? { kind: 'map', entries, ...place } : { kind: 'list', items, ...place }
  }

  #flowNode(depth: number): DataNode {
    const anchor = this.#properties()
    const char = this.#text[this.#at]
    const isNested = char === '[' || (char === '{' && this.#text[this.#at + 1] !== '{')
    const node =
      char === '"' || char === "'"
        ? this.#quoted(char)
        : isNested && depth < deepestNode
          ? this.#flow(depth)
          : char === '*'
            ? this.#alias()
            : this.#flowPlain()
    return this.#named(anchor, node) ?? node
  }

  #flowPlain(): DataText {
    const start = this.#at
    const written = this.#match(/(?:\{\{[^\n{}]*\}\}|[^\s,:[\]{}]|:(?![\s,[\]{}]|$)|[ \t](?![ \t#,:[\]{}]))+/y)
    if (written === '') this.#at++
    return this.#textNode([[start, this.#at]])
  }

  #textNode(pieces: readonly (readonly [number, number])[]): DataText {
    const body = this.#body
    const start = pieces[0]?.[0] ?? 0
    const end = pieces[pieces.length - 1]?.[1] ?? start
    return { kind: 'text', start, end, isQuoted: false, text: () => plainText(body, pieces) }
  }

  /** Anchors and tags. What `!reference` names is not in the text. */
  #properties(): { readonly name?: string; readonly isReference: boolean } {
    let name: string | undefined
    let isReference = false
    for (;;) {
      property.lastIndex = this.#at
      const found = property.exec(this.#text)
      if (found === null) return name === undefined ? { isReference } : { name, isReference }
      if (found[1] === '&') name = found[2]
      else isReference ||= found[2] === 'reference'
      this.#at += found[0].length
      this.#skipBlanks()
    }
  }

  #named(
    { name, isReference }: { readonly name?: string; readonly isReference: boolean },
    node: DataNode | undefined,
  ): DataNode | undefined {
    if (isReference || node === undefined) return undefined
    if (name !== undefined) this.#anchors.set(name, node)
    return node
  }

  /** Offset of the colon if a key of a block mapping stands here. */
  #keyEnd(): number | undefined {
    const first = this.#text[this.#at] ?? ''
    if ('[{|>%@`#,]}'.includes(first)) return undefined
    let at = this.#at
    if (first === '"' || first === "'") {
      at++
      while (at < this.#text.length && this.#text[at] !== first && this.#text[at] !== '\n')
        at += this.#text[at] === '\\' && first === '"' ? 2 : 1
      at++
      while (/[ \t]/.test(this.#text[at] ?? '')) at++
      return this.#isColon(at) ? at : undefined
    }
    for (; at < this.#text.length; at++) {
      if (this.#isColon(at)) return at
      const char = this.#text[at]
      if (char === '\n' || (char === '#' && /\s/.test(this.#text[at - 1] ?? ''))) return undefined
    }
    return undefined
  }

  #isColon(at: number): boolean {
    return this.#text[at] === ':' && /^$|\s/.test(this.#text[at + 1] ?? '')
  }

  #isDash(): boolean {
    return this.#text[this.#at] === '-' && /^$|\s/.test(this.#text[this.#at + 1] ?? '')
  }

  #isLineEnd(): boolean {
    return /^(?:$|[\r\n]|#)/.test(this.#text[this.#at] ?? '')
  }

  /** Whether only spaces stand before it on its line. */
  #isFirst(): boolean {
    let at = this.#at
    while (at > 0 && (this.#text[at - 1] === ' ' || this.#text[at - 1] === '\t')) at--
    return at === 0 || this.#text[at - 1] === '\n'
  }

  #isLineStart(): boolean {
    return this.#at === 0 || this.#text[this.#at - 1] === '\n'
  }

  #column(): number {
    return this.#at - (this.#at === 0 ? 0 : this.#text.lastIndexOf('\n', this.#at - 1) + 1)
  }

  #skipBlanks(): void {
    while (/[ \t]/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #skipLine(): void {
    const feed = this.#text.indexOf('\n', this.#at)
    this.#at = feed === -1 ? this.#text.length : feed + 1
  }

  #matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    return pattern.test(this.#text)
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }
}
