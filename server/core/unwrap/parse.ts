import { CommandReader } from './commandReader'
import type { Node, Redirect, Word } from './syntax'
import { DEEPEST } from './words'

const MOST_NODES = 20_000
const RESERVED = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}', ')'])

/** Reads a script. Never throws: what it does not understand becomes a node of kind `unread`. */
export function parseScript(text: string, depth = 0): Node {
  return new Parser(text, depth).all()
}

class Parser extends CommandReader {
  #nodes = 0

  all(): Node {
    const items: Node[] = []
    while (this.at < this.text.length) {
      const before = this.at
      const list = this.#list()
      if (list.kind === 'list') items.push(...list.items)
      if (this.at < this.text.length) {
        // A closing word that nothing opened.
        const start = this.at
        if (this.word() === undefined || this.at === start) this.at++
      }
      if (this.at === before) this.at++
    }
    return { kind: 'list', items }
  }

  #list(): Node {
    const items: Node[] = []
    for (;;) {
      this.blanks(true)
      if (this.at >= this.text.length || this.#isReserved() || this.text.startsWith(';;', this.at)) break
      if (this.depth > DEEPEST || ++this.#nodes > MOST_NODES) {
        items.push({ kind: 'unread', text: this.text.slice(this.at, this.at + 80) })
        this.at = this.text.length
        break
      }
      const start = this.at
      items.push(this.#andOr())
      this.blanks(false)
      if (this.text.startsWith(';;', this.at)) break
      if (this.text[this.at] === ';' || this.text[this.at] === '&') this.at++
      if (this.at === start) this.at++
    }
    return { kind: 'list', items }
  }

  #isReserved(): boolean {
    const word = /^(?:[)}]|[a-z]+(?![\w./=-]))/.exec(this.text.slice(this.at, this.at + 8))?.[0]
    return word !== undefined && RESERVED.has(word)
  }

  #andOr(): Node {
    const first = this.#pipeline()
    const rest: { operator: '&&' | '||'; body: Node }[] = []
    for (;;) {
      this.blanks(false)
      const operator = this.text.slice(this.at, this.at + 2)
      if (operator !== '&&' && operator !== '||') return rest.length === 0 ? first : { kind: 'chain', first, rest }
      this.at += 2
      this.blanks(true)
      rest.push({ operator, body: this.#pipeline() })
    }
  }

  #pipeline(): Node {
    const start = this.at
    const parts: Node[] = []
    const isNegated = this.match(/!(?=\s)/y) !== ''
    this.blanks(false)
    for (;;) {
      parts.push(this.#command())
      this.blanks(false)
      if (this.text[this.at] !== '|' || this.text[this.at + 1] === '|') break
      this.at += this.text[this.at + 1] === '&' ? 2 : 1
      this.blanks(true)
    }
    const [only] = parts
    const text = this.text.slice(start, this.at)
    const node: Node = parts.length === 1 && only !== undefined ? only : { kind: 'pipeline', parts, text }
    return isNegated ? { kind: 'not', body: node } : node
  }

  #command(): Node {
    const start = this.at
    const body = this.#compound()
    if (body === undefined) return this.simple(() => this.#nested(() => this.#command()))
    const redirects = this.redirects()
    if (body.kind === 'group' && body.redirects.length === 0) return { ...body, redirects }
    if (this.at === start) this.at++
    return redirects.length === 0 ? body : { kind: 'group', body, isSubshell: false, redirects }
  }

  #compound(): Node | undefined {
    const none: readonly Redirect[] = []
    if (this.text.startsWith('((', this.at)) {
      const words = this.#parenthesized()
      if (words !== undefined) return { kind: 'arithmetic', body: this.document(words) }
    }
    if (this.text[this.at] === '(') {
      this.at++
      const body = this.#nested(() => this.#list())
      this.#expect(')')
      return { kind: 'group', body, isSubshell: true, redirects: none }
    }
    switch (this.#keyword()) {
      case '{': {
        this.at++
        const body = this.#nested(() => this.#list())
        this.#expect('}')
        return { kind: 'group', body, isSubshell: false, redirects: none }
      }
      case 'if':
        return this.#if()
      case 'for':
        return this.#for()
      case 'case':
        return this.#case()
      case 'while':
      case 'until':
        return this.#while()
      case 'function': {
        this.at += 8
        this.blanks(false)
        const name = this.match(/[A-Za-z_][\w:-]*/y)
        this.match(/[ \t]*\([ \t]*\)/y)
        this.blanks(true)
        return { kind: 'function', name, body: this.#nested(() => this.#command()) }
      }
      default:
        return undefined
    }
  }

  /** What stands between `((` and `))`; undefined when it is something else. */
  #parenthesized(): string | undefined {
    const [whole, inner] = /^\(\(((?:[^()]|\([^()]*\)){0,500})\)\)/.exec(this.text.slice(this.at, this.at + 1000)) ?? []
    if (whole === undefined) return undefined
    this.at += whole.length
    return inner ?? ''
  }

  #keyword(): string | undefined {
    const found = /^(?:\{(?=\s)|(?:if|for|case|while|until|function)(?=[\s(]))/.exec(
      this.text.slice(this.at, this.at + 9),
    )
    return found?.[0]
  }

  #if(): Node {
    this.at += 2
    const branches: { when: Node; body: Node }[] = []
    let otherwise: Node | undefined
    for (;;) {
      const when = this.#nested(() => this.#list())
      this.#expect('then')
      branches.push({ when, body: this.#nested(() => this.#list()) })
      if (!this.#expect('elif')) break
    }
    if (this.#expect('else')) otherwise = this.#nested(() => this.#list())
    this.#expect('fi')
    return { kind: 'if', branches, ...(otherwise === undefined ? {} : { otherwise }) }
  }

  #for(): Node {
    this.at += 3
    this.blanks(false)
    const counted = this.text.startsWith('((', this.at) ? this.#parenthesized()?.split(';') : undefined
    const name = this.match(/[A-Za-z_]\w*/y)
    this.blanks(true)
    let words: Word[] | undefined
    if (counted === undefined && this.#expect('in')) {
      words = []
      for (;;) {
        this.blanks(false)
        const word = this.word()
        if (word === undefined) break
        words.push(word)
      }
    }
    this.blanks(true)
    if (this.text[this.at] === ';') this.at++
    this.#expect('do')
    const body = this.#nested(() => this.#list())
    this.#expect('done')
    if (counted === undefined) return { kind: 'for', name, words, body }
    const [first, when, step] = [0, 1, 2].map(at => this.document(counted[at] ?? '')) as [Word, Word, Word]
    return { kind: 'count', first, when, step, body }
  }

  #while(): Node {
    const start = this.at
    this.at += 5
    const when = this.#nested(() => this.#list())
    this.#expect('do')
    const body = this.#nested(() => this.#list())
    this.#expect('done')
    const text = this.text.slice(start, Math.min(this.at, start + 80))
    return { kind: 'while', when, body, isUntil: text.startsWith('until'), text }
  }

  #case(): Node {
    this.at += 4
    this.blanks(false)
    const subject = this.word() ?? []
    this.blanks(true)
    this.#expect('in')
    const arms: { patterns: Word[]; body: Node }[] = []
    for (;;) {
      this.blanks(true)
      if (this.at >= this.text.length || this.#expect('esac')) break
      const start = this.at
      if (this.text[this.at] === '(') this.at++
      const patterns: Word[] = []
      for (;;) {
        this.blanks(false)
        const word = this.word()
        if (word !== undefined) patterns.push(word)
        this.blanks(false)
        if (this.text[this.at] !== '|') break
        this.at++
      }
      if (this.text[this.at] === ')') this.at++
      arms.push({ patterns, body: this.#nested(() => this.#list()) })
      this.blanks(true)
      if (this.text.startsWith(';;', this.at)) this.at += 2
      if (this.at === start) this.at++
    }
    return { kind: 'case', subject, arms }
  }

  protected override document(text: string): Word {
    return new Parser(text, this.depth + 1).quotedText()
  }

  protected override substituted(text: string): { readonly body: Node; readonly length: number } {
    const inner = new Parser(text, this.depth + 1)
    const body = inner.#list()
    inner.#expect(')')
    return { body, length: inner.at }
  }

  protected override script(text: string): Node {
    return parseScript(text, this.depth + 1)
  }

  #nested(read: () => Node): Node {
    if (this.level >= DEEPEST) {
      const start = this.at
      this.at = this.text.length
      return { kind: 'unread', text: this.text.slice(start, start + 80) }
    }
    this.level++
    const node = read()
    this.level--
    return node
  }

  #expect(word: string): boolean {
    this.blanks(true)
    if (!this.text.startsWith(word, this.at)) return false
    if (/\w/.test(word) && /[\w-]/.test(this.text[this.at + word.length] ?? '')) return false
    this.at += word.length
    return true
  }
}
