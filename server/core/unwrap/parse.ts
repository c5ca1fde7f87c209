import type { Assignment, Node, Piece, Redirect, Word } from './syntax'

/** Nested quotes, groups and substitutions. */
const DEEPEST = 40
const MOST_NODES = 20_000
const RESERVED = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}', ')'])

/** Reads a script. Never throws: what it does not understand becomes a node of kind `unread`. */
export function parseScript(text: string, depth = 0): Node {
  return new Parser(text, depth).script()
}

class Parser {
  #at = 0
  #nodes = 0
  #level = 0
  #documents: {
    readonly delimiter: string
    readonly isPlain: boolean
    readonly strip: boolean
    readonly put: (word: Word) => void
  }[] = []

  constructor(
    readonly text: string,
    readonly depth: number,
  ) {}

  script(): Node {
    const items: Node[] = []
    while (this.#at < this.text.length) {
      const before = this.#at
      const list = this.#list()
      if (list.kind === 'list') items.push(...list.items)
      if (this.#at < this.text.length) {
        // A closing word that nothing opened.
        const start = this.#at
        if (this.#word() === undefined || this.#at === start) this.#at++
      }
      if (this.#at === before) this.#at++
    }
    return { kind: 'list', items }
  }

  #list(): Node {
    const items: Node[] = []
    for (;;) {
      this.#blanks(true)
      if (this.#at >= this.text.length || this.#isReserved() || this.text.startsWith(';;', this.#at)) break
      if (this.depth > DEEPEST || ++this.#nodes > MOST_NODES) {
        items.push({ kind: 'unread', text: this.text.slice(this.#at, this.#at + 80) })
        this.#at = this.text.length
        break
      }
      const start = this.#at
      items.push(this.#andOr())
      this.#blanks(false)
      if (this.text.startsWith(';;', this.#at)) break
      if (this.text[this.#at] === ';' || this.text[this.#at] === '&') this.#at++
      if (this.#at === start) this.#at++
    }
    return { kind: 'list', items }
  }

  #isReserved(): boolean {
    const word = /^(?:[)}]|[a-z]+(?![\w./=-]))/.exec(this.text.slice(this.#at, this.#at + 8))?.[0]
    return word !== undefined && RESERVED.has(word)
  }

  #andOr(): Node {
    let left = this.#pipeline()
    for (;;) {
      this.#blanks(false)
      const operator = this.text.slice(this.#at, this.#at + 2)
      if (operator !== '&&' && operator !== '||') return left
      this.#at += 2
      this.#blanks(true)
      left = { kind: operator === '&&' ? 'and' : 'or', left, right: this.#pipeline() }
    }
  }

  #pipeline(): Node {
    const start = this.#at
    const parts: Node[] = []
    const isNegated = this.#match(/!(?=\s)/y) !== ''
    this.#blanks(false)
    for (;;) {
      parts.push(this.#command())
      this.#blanks(false)
      if (this.text[this.#at] !== '|' || this.text[this.#at + 1] === '|') break
      this.#at += this.text[this.#at + 1] === '&' ? 2 : 1
      this.#blanks(true)
    }
    const [only] = parts
    const text = this.text.slice(start, this.#at)
    const node: Node = parts.length === 1 && only !== undefined ? only : { kind: 'pipeline', parts, text }
    return isNegated ? { kind: 'not', body: node } : node
  }

  #command(): Node {
    if (this.text[this.#at] === '(') {
      this.#at++
      const body = this.#nested(() => this.#list())
      this.#expect(')')
      return { kind: 'group', body, isSubshell: true, redirects: this.#redirects() }
    }
    switch (this.#keyword()) {
      case '{': {
        this.#at++
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
    return /^(?:\{(?=\s)|(?:if|for|case|while|until)(?=\s))/.exec(this.text.slice(this.#at, this.#at + 6))?.[0]
  }

  #if(): Node {
    this.#at += 2
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
    this.#at += 3
    this.#blanks(false)
    const name = this.#match(/[A-Za-z_]\w*/y)
    this.#blanks(true)
    const words: Word[] = []
    if (this.#expect('in'))
      for (;;) {
        this.#blanks(false)
        const word = this.#word()
        if (word === undefined) break
        words.push(word)
      }
    this.#blanks(true)
    if (this.text[this.#at] === ';') this.#at++
    this.#expect('do')
    const body = this.#nested(() => this.#list())
    this.#expect('done')
    return { kind: 'for', name, words, body }
  }

  #while(): Node {
    const start = this.#at
    this.#at += 5
    this.#nested(() => this.#list())
    this.#expect('do')
    this.#nested(() => this.#list())
    this.#expect('done')
    return { kind: 'unread', text: this.text.slice(start, this.#at) }
  }

  #case(): Node {
    this.#at += 4
    this.#blanks(false)
    const subject = this.#word() ?? []
    this.#blanks(true)
    this.#expect('in')
    const arms: { patterns: Word[]; body: Node }[] = []
    for (;;) {
      this.#blanks(true)
      if (this.#at >= this.text.length || this.#expect('esac')) break
      const start = this.#at
      if (this.text[this.#at] === '(') this.#at++
      const patterns: Word[] = []
      for (;;) {
        this.#blanks(false)
        const word = this.#word()
        if (word !== undefined) patterns.push(word)
        this.#blanks(false)
        if (this.text[this.#at] !== '|') break
        this.#at++
      }
      if (this.text[this.#at] === ')') this.#at++
      arms.push({ patterns, body: this.#nested(() => this.#list()) })
      this.#blanks(true)
      if (this.text.startsWith(';;', this.#at)) this.#at += 2
      if (this.#at === start) this.#at++
    }
    return { kind: 'case', subject, arms }
  }

  #simple(): Node {
    const start = this.#at
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
        const head = this.#match(/[A-Za-z_]\w*\+?=/y)
        if (head !== '') {
          const isAppend = head.endsWith('+=')
          assignments.push({ name: head.slice(0, isAppend ? -2 : -1), isAppend, value: this.#word() ?? [] })
          continue
        }
        const name = this.#match(/[A-Za-z_][\w-]*(?=[ \t]*\([ \t]*\))/y)
        if (name !== '') {
          this.#match(/[ \t]*\([ \t]*\)/y)
          this.#blanks(true)
          return { kind: 'function', name, body: this.#nested(() => this.#command()) }
        }
      }
      const word = this.#word()
      if (word === undefined) break
      words.push(word)
    }
    return { kind: 'simple', assignments, words, redirects, text: this.text.slice(start, this.#at).trim() }
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
    const start = this.#at
    const descriptor = this.#match(/\d(?=[<>])/y)
    const operator = this.#match(/&>>?|<<<|<<-?|<>|[<>]&|>>|>\||[<>](?!\()/y)
    if (operator === '') {
      this.#at = start
      return undefined
    }
    this.#blanks(false)
    const target = this.#word() ?? []
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
      while (this.#at < this.text.length) {
        const end = this.text.indexOf('\n', this.#at)
        const line = this.text.slice(this.#at, end === -1 ? this.text.length : end)
        this.#at = end === -1 ? this.text.length : end + 1
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
    this.#quoted(pieces, undefined)
    return pieces
  }

  #word(): Word | undefined {
    const pieces: Piece[] = []
    const start = this.#at
    let plain = ''
    const flush = () => {
      if (plain !== '') pieces.push({ kind: 'text', text: plain, isQuoted: false })
      plain = ''
    }
    for (;;) {
      const char = this.text[this.#at]
      if (char === undefined || /[\s;&|<>()]/.test(char)) break
      if (char === '\\') {
        const next = this.text[this.#at + 1]
        this.#at += 2
        if (next === '\n' || next === undefined) continue
        flush()
        pieces.push({ kind: 'text', text: next, isQuoted: true })
      } else if (char === "'") {
        flush()
        const end = this.text.indexOf("'", this.#at + 1)
        pieces.push({ kind: 'text', text: this.text.slice(this.#at + 1, end === -1 ? undefined : end), isQuoted: true })
        this.#at = end === -1 ? this.text.length : end + 1
      } else if (char === '"') {
        flush()
        this.#at++
        pieces.push({ kind: 'text', text: '', isQuoted: true })
        this.#quoted(pieces, '"')
      } else if (char === '$' || char === '`') {
        flush()
        pieces.push(this.#expansion(false))
      } else {
        plain += char
        this.#at++
      }
    }
    flush()
    return this.#at === start ? undefined : pieces
  }

  #quoted(pieces: Piece[], end: string | undefined): void {
    let plain = ''
    const flush = () => {
      if (plain !== '') pieces.push({ kind: 'text', text: plain, isQuoted: true })
      plain = ''
    }
    while (this.#at < this.text.length) {
      const char = this.text[this.#at] as string
      if (char === end) {
        this.#at++
        break
      }
      const next = this.text[this.#at + 1] ?? ''
      if (char === '\\' && /[$`"\\\n]/.test(next) && !(end === undefined && next === '"')) {
        if (next !== '\n') plain += next
        this.#at += 2
      } else if (char === '$' || char === '`') {
        flush()
        pieces.push(this.#expansion(true))
      } else {
        plain += char
        this.#at++
      }
    }
    flush()
  }

  #expansion(isQuoted: boolean): Piece {
    const start = this.#at
    if (this.text[start] === '`') return this.#backticks(isQuoted)
    if (this.text.startsWith('$((', start)) {
      const end = this.text.indexOf('))', start)
      this.#at = end === -1 ? this.text.length : end + 2
      return { kind: 'unread', text: this.text.slice(start, this.#at), isQuoted }
    }
    if (this.text[start + 1] === '(') {
      this.#at += 2
      const inner = new Parser(this.text.slice(this.#at), this.depth + 1)
      const body = inner.substitution()
      this.#at += inner.consumed
      return { kind: 'output', body, isQuoted, text: this.text.slice(start, this.#at) }
    }
    if (this.text[start + 1] === '{') return this.#braces(isQuoted)
    if (this.text[start + 1] === "'" && !isQuoted) {
      const found = this.#match(/\$'(?:[^'\\]|\\[\s\S])*'?/y)
      const { text, isWhole } = ansiText(found.slice(2, -1))
      return isWhole ? { kind: 'text', text, isQuoted: true } : { kind: 'unread', text: found, isQuoted }
    }
    const found = this.#match(/\$(?:[A-Za-z_]\w*|[\d@*#?$!-])/y)
    if (found !== '') return { kind: 'variable', name: found.slice(1), operator: '', operand: [], isQuoted }
    this.#at++
    return { kind: 'text', text: '$', isQuoted: true }
  }

  substitution(): Node {
    const body = this.#list()
    this.#expect(')')
    return body
  }

  get consumed(): number {
    return this.#at
  }

  #backticks(isQuoted: boolean): Piece {
    const start = this.#at++
    let inner = ''
    while (this.#at < this.text.length && this.text[this.#at] !== '`') {
      const next = this.text[this.#at + 1] ?? ''
      if (this.text[this.#at] === '\\' && (/[$`\\]/.test(next) || (isQuoted && next === '"'))) this.#at++
      inner += this.text[this.#at++] ?? ''
    }
    this.#at++
    const body = parseScript(inner, this.depth + 1)
    return { kind: 'output', body, isQuoted, text: this.text.slice(start, this.#at) }
  }

  #braces(isQuoted: boolean): Piece {
    const start = this.#at
    const head = this.#match(/\$\{#?[A-Za-z_0-9@*]+/y)
    if (head === '') {
      this.#at += 2
      return { kind: 'unread', text: '${', isQuoted }
    }
    const isLength = head.startsWith('${#')
    const name = head.slice(isLength ? 3 : 2)
    const operator = isLength ? '#' : this.#match(/:[-=+?]|[-=+?]|%%?|##?|\/\/?|\^\^|,,|:/y)
    const pieces: Piece[] = []
    if (this.#level >= DEEPEST) this.#at = this.text.length
    this.#level++
    this.#quoted(pieces, '}')
    this.#level--
    if (this.text[this.#at - 1] !== '}') return { kind: 'unread', text: this.text.slice(start, start + 80), isQuoted }
    return { kind: 'variable', name, operator: isLength ? 'length' : operator, operand: pieces, isQuoted }
  }

  #nested(read: () => Node): Node {
    if (this.#level >= DEEPEST) {
      const start = this.#at
      this.#at = this.text.length
      return { kind: 'unread', text: this.text.slice(start, start + 80) }
    }
    this.#level++
    const node = read()
    this.#level--
    return node
  }

  #expect(word: string): boolean {
    this.#blanks(true)
    if (!this.text.startsWith(word, this.#at)) return false
    if (/\w/.test(word) && /[\w-]/.test(this.text[this.#at + word.length] ?? '')) return false
    this.#at += word.length
    return true
  }

  #blanks(withLines: boolean): void {
    for (;;) {
      const char = this.text[this.#at]
      if (char === ' ' || char === '\t' || char === '\r') this.#at++
      else if (char === '\\' && this.text[this.#at + 1] === '\n') this.#at += 2
      else if (char === '#') {
        const end = this.text.indexOf('\n', this.#at)
        this.#at = end === -1 ? this.text.length : end
      } else if (char === '\n' && (withLines || this.#documents.length > 0)) {
        this.#at++
        this.#readDocuments()
        if (!withLines) return
      } else return
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.#at += found.length
    return found
  }
}

/** `$'…'` of bash: C's escapes. */
function ansiText(written: string): { readonly text: string; readonly isWhole: boolean } {
  let isWhole = true
  const text = written.replace(/\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[\s\S])/g, (_, code: string) => {
    if (code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 255)
    const simple = (
      {
        n: '\n',
        t: '\t',
        r: '\r',
        a: '\x07',
        b: '\b',
        e: '\x1b',
        f: '\f',
        v: '\v',
        '\\': '\\',
        "'": "'",
        '"': '"',
      } as const
    )[code]
    if (simple === undefined) isWhole = false
    return simple ?? ''
  })
  return { text, isWhole }
}
