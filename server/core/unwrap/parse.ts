import type { Assignment, Node, Piece, Redirect, Word } from './syntax'
import { DEEPEST, WordReader } from './words'

const MOST_NODES = 20_000
const RESERVED = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}', ')'])

/** Reads a script. Never throws: what it does not understand becomes a node of kind `unread`. */
export function parseScript(text: string, depth = 0): Node {
  return new Parser(text, depth).all()
}

class Parser extends WordReader {
  #nodes = 0
  #documents: {
    readonly delimiter: string
    readonly isPlain: boolean
    readonly strip: boolean
    readonly put: (word: Word) => void
  }[] = []

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
      this.#blanks(true)
      if (this.at >= this.text.length || this.#isReserved() || this.text.startsWith(';;', this.at)) break
      if (this.depth > DEEPEST || ++this.#nodes > MOST_NODES) {
        items.push({ kind: 'unread', text: this.text.slice(this.at, this.at + 80) })
        this.at = this.text.length
        break
      }
      const start = this.at
      items.push(this.#andOr())
      this.#blanks(false)
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
    let left = this.#pipeline()
    for (;;) {
      this.#blanks(false)
      const operator = this.text.slice(this.at, this.at + 2)
      if (operator !== '&&' && operator !== '||') return left
      this.at += 2
      this.#blanks(true)
      left = { kind: operator === '&&' ? 'and' : 'or', left, right: this.#pipeline() }
    }
  }

  #pipeline(): Node {
    const start = this.at
    const parts: Node[] = []
    const isNegated = this.match(/!(?=\s)/y) !== ''
    this.#blanks(false)
    for (;;) {
      parts.push(this.#command())
      this.#blanks(false)
      if (this.text[this.at] !== '|' || this.text[this.at + 1] === '|') break
      this.at += this.text[this.at + 1] === '&' ? 2 : 1
      this.#blanks(true)
    }
    const [only] = parts
    const text = this.text.slice(start, this.at)
    const node: Node = parts.length === 1 && only !== undefined ? only : { kind: 'pipeline', parts, text }
    return isNegated ? { kind: 'not', body: node } : node
  }

  #command(): Node {
    if (this.text[this.at] === '(') {
      this.at++
      const body = this.#nested(() => this.#list())
      this.#expect(')')
      return { kind: 'group', body, isSubshell: true, redirects: this.#redirects() }
    }
    switch (this.#keyword()) {
      case '{': {
        this.at++
        const body = this.#nested(() => this.#list())
        this.#expect('}')
        return { kind: 'group', body, isSubshell: false, redirects: this.#redirects() }
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
    }
    return this.#simple()
  }

  #keyword(): string | undefined {
    return /^(?:\{(?=\s)|(?:if|for|case|while|until)(?=\s))/.exec(this.text.slice(this.at, this.at + 6))?.[0]
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
    this.#blanks(false)
    const name = this.match(/[A-Za-z_]\w*/y)
    this.#blanks(true)
    const words: Word[] = []
    if (this.#expect('in'))
      for (;;) {
        this.#blanks(false)
        const word = this.word()
        if (word === undefined) break
        words.push(word)
      }
    this.#blanks(true)
    if (this.text[this.at] === ';') this.at++
    this.#expect('do')
    const body = this.#nested(() => this.#list())
    this.#expect('done')
    return { kind: 'for', name, words, body }
  }

  #while(): Node {
    const start = this.at
    this.at += 5
    this.#nested(() => this.#list())
    this.#expect('do')
    this.#nested(() => this.#list())
    this.#expect('done')
    return { kind: 'unread', text: this.text.slice(start, this.at) }
  }

  #case(): Node {
    this.at += 4
    this.#blanks(false)
    const subject = this.word() ?? []
    this.#blanks(true)
    this.#expect('in')
    const arms: { patterns: Word[]; body: Node }[] = []
    for (;;) {
      this.#blanks(true)
      if (this.at >= this.text.length || this.#expect('esac')) break
      const start = this.at
      if (this.text[this.at] === '(') this.at++
      const patterns: Word[] = []
      for (;;) {
        this.#blanks(false)
        const word = this.word()
        if (word !== undefined) patterns.push(word)
        this.#blanks(false)
        if (this.text[this.at] !== '|') break
        this.at++
      }
      if (this.text[this.at] === ')') this.at++
      arms.push({ patterns, body: this.#nested(() => this.#list()) })
      this.#blanks(true)
      if (this.text.startsWith(';;', this.at)) this.at += 2
      if (this.at === start) this.at++
    }
    return { kind: 'case', subject, arms }
  }

  #simple(): Node {
    const start = this.at
    const assignments: Assignment[] = []
    const words: Word[] = []
    const redirects: Redirect[] = []
    for (;;) {
      this.#blanks(false)
      const redirect = this.#redirect()
      if (redirect !== undefined) {
        redirects.push(redirect)
        continue
      }
      if (words.length === 0) {
        const head = this.match(/[A-Za-z_]\w*\+?=/y)
        if (head !== '') {
          const isAppend = head.endsWith('+=')
          assignments.push({ name: head.slice(0, isAppend ? -2 : -1), isAppend, value: this.word() ?? [] })
          continue
        }
        const name = this.match(/[A-Za-z_][\w-]*(?=[ \t]*\([ \t]*\))/y)
        if (name !== '') {
          this.match(/[ \t]*\([ \t]*\)/y)
          this.#blanks(true)
          return { kind: 'function', name, body: this.#nested(() => this.#command()) }
        }
      }
      const word = this.word()
      if (word === undefined) break
      words.push(word)
    }
    return { kind: 'simple', assignments, words, redirects, text: this.text.slice(start, this.at).trim() }
  }

  #redirects(): Redirect[] {
    const found: Redirect[] = []
    for (;;) {
      this.#blanks(false)
      const redirect = this.#redirect()
      if (redirect === undefined) return found
      found.push(redirect)
    }
  }

  #redirect(): Redirect | undefined {
    const start = this.at
    const descriptor = this.match(/\d(?=[<>])/y)
    const operator = this.match(/&>>?|<<<|<<-?|<>|[<>]&|>>|>\||[<>](?!\()/y)
    if (operator === '') {
      this.at = start
      return undefined
    }
    this.#blanks(false)
    const target = this.word() ?? []
    const redirect: { operator: string; descriptor: string; target: Word; document?: Word } = {
      operator,
      descriptor,
      target,
    }
    if (operator === '<<' || operator === '<<-')
      this.#documents.push({
        delimiter: target.map(piece => ('text' in piece ? piece.text : '')).join(''),
        isPlain: target.some(piece => piece.isQuoted),
        strip: operator === '<<-',
        put: word => {
          redirect.document = word
        },
      })
    return redirect
  }

  /** At a line end: the here-documents that its commands announced. */
  #readDocuments(): void {
    for (const { delimiter, isPlain, strip, put } of this.#documents.splice(0)) {
      const lines: string[] = []
      while (this.at < this.text.length) {
        const end = this.text.indexOf('\n', this.at)
        const line = this.text.slice(this.at, end === -1 ? this.text.length : end)
        this.at = end === -1 ? this.text.length : end + 1
        const own = strip ? line.replace(/^\t+/, '') : line
        if (own === delimiter) break
        lines.push(`${own}\n`)
      }
      const text = lines.join('')
      put(isPlain ? [{ kind: 'text', text, isQuoted: true }] : new Parser(text, this.depth + 1).quotedText())
    }
  }

  /** The whole text as if between double quotes, where quotes themselves mean nothing. */
  quotedText(): Word {
    const pieces: Piece[] = []
    this.quoted(pieces, undefined)
    return pieces
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
    this.#blanks(true)
    if (!this.text.startsWith(word, this.at)) return false
    if (/\w/.test(word) && /[\w-]/.test(this.text[this.at + word.length] ?? '')) return false
    this.at += word.length
    return true
  }

  #blanks(withLines: boolean): void {
    for (;;) {
      const char = this.text[this.at]
      if (char === ' ' || char === '\t' || char === '\r') this.at++
      else if (char === '\\' && this.text[this.at + 1] === '\n') this.at += 2
      else if (char === '#') {
        const end = this.text.indexOf('\n', this.at)
        this.at = end === -1 ? this.text.length : end
      } else if (char === '\n' && (withLines || this.#documents.length > 0)) {
        this.at++
        this.#readDocuments()
        if (!withLines) return
      } else return
    }
  }
}
