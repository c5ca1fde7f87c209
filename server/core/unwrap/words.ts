import type { Node, Piece, Word } from './syntax'

/** Nested quotes, groups and substitutions. */
export const DEEPEST = 40

/** Reads words of the shell (POSIX, Shell Command Language, 2.2 and 2.6). */
export abstract class WordReader {
  protected at = 0
  protected level = 0

  constructor(
    readonly text: string,
    /** How many substitutions stand around the text. */
    readonly depth: number,
  ) {}

  /** The commands up to the closing parenthesis, and how much of the text they and it take. */
  protected abstract substituted(text: string): { readonly body: Node; readonly length: number }

  protected abstract script(text: string): Node

  protected word(): Word | undefined {
    const pieces: Piece[] = []
    const start = this.at
    let plain = ''
    const flush = () => {
      if (plain !== '') pieces.push({ kind: 'text', text: plain, isQuoted: false })
      plain = ''
    }
    for (;;) {
      const char = this.text[this.at]
      if (char === undefined || /[\s;&|<>()]/.test(char)) break
      if (char === '\\') {
        const next = this.text[this.at + 1]
        this.at += 2
        if (next === '\n' || next === undefined) continue
        flush()
        pieces.push({ kind: 'text', text: next, isQuoted: true })
      } else if (char === "'") {
        flush()
        const end = this.text.indexOf("'", this.at + 1)
        pieces.push({ kind: 'text', text: this.text.slice(this.at + 1, end === -1 ? undefined : end), isQuoted: true })
        this.at = end === -1 ? this.text.length : end + 1
      } else if (char === '"') {
        flush()
        this.at++
        pieces.push({ kind: 'text', text: '', isQuoted: true })
        this.quoted(pieces, '"')
      } else if (char === '$' || char === '`') {
        flush()
        pieces.push(this.#expansion(false))
      } else {
        plain += char
        this.at++
      }
    }
    flush()
    return this.at === start ? undefined : pieces
  }

  protected quoted(pieces: Piece[], end: string | undefined): void {
    let plain = ''
    const flush = () => {
      if (plain !== '') pieces.push({ kind: 'text', text: plain, isQuoted: true })
      plain = ''
    }
    while (this.at < this.text.length) {
      const char = this.text[this.at] as string
      if (char === end) {
        this.at++
        break
      }
      const next = this.text[this.at + 1] ?? ''
      if (char === '\\' && /[$`"\\\n]/.test(next) && !(end === undefined && next === '"')) {
        if (next !== '\n') plain += next
        this.at += 2
      } else if (char === '$' || char === '`') {
        flush()
        pieces.push(this.#expansion(true))
      } else {
        plain += char
        this.at++
      }
    }
    flush()
  }

  #expansion(isQuoted: boolean): Piece {
    const start = this.at
    if (this.text[start] === '`') return this.#backticks(isQuoted)
    if (this.text.startsWith('$((', start)) {
      const end = this.text.indexOf('))', start)
      this.at = end === -1 ? this.text.length : end + 2
      return { kind: 'unread', text: this.text.slice(start, this.at), isQuoted }
    }
    if (this.text[start + 1] === '(') {
      this.at += 2
      const { body, length } = this.substituted(this.text.slice(this.at))
      this.at += length
      return { kind: 'output', body, isQuoted, text: this.text.slice(start, this.at) }
    }
    if (this.text[start + 1] === '{') return this.#braces(isQuoted)
    if (this.text[start + 1] === "'" && !isQuoted) {
      const found = this.match(/\$'(?:[^'\\]|\\[\s\S])*'?/y)
      const { text, isWhole } = ansiText(found.slice(2, -1))
      return isWhole ? { kind: 'text', text, isQuoted: true } : { kind: 'unread', text: found, isQuoted }
    }
    const found = this.match(/\$(?:[A-Za-z_]\w*|[\d@*#?$!-])/y)
    if (found !== '') return { kind: 'variable', name: found.slice(1), operator: '', operand: [], isQuoted }
    this.at++
    return { kind: 'text', text: '$', isQuoted: true }
  }

  #backticks(isQuoted: boolean): Piece {
    const start = this.at++
    let inner = ''
    while (this.at < this.text.length && this.text[this.at] !== '`') {
      const next = this.text[this.at + 1] ?? ''
      if (this.text[this.at] === '\\' && (/[$`\\]/.test(next) || (isQuoted && next === '"'))) this.at++
      inner += this.text[this.at++] ?? ''
    }
    this.at++
    const body = this.script(inner)
    return { kind: 'output', body, isQuoted, text: this.text.slice(start, this.at) }
  }

  #braces(isQuoted: boolean): Piece {
    const start = this.at
    const head = this.match(/\$\{#?[A-Za-z_0-9@*]+/y)
    if (head === '') {
      this.at += 2
      return { kind: 'unread', text: '${', isQuoted }
    }
    const isLength = head.startsWith('${#')
    const name = head.slice(isLength ? 3 : 2)
    const operator = isLength ? '#' : this.match(/:[-=+?]|[-=+?]|%%?|##?|\/\/?|\^\^|,,|:/y)
    const pieces: Piece[] = []
    if (this.level >= DEEPEST) this.at = this.text.length
    this.level++
    this.quoted(pieces, '}')
    this.level--
    if (this.text[this.at - 1] !== '}') return { kind: 'unread', text: this.text.slice(start, start + 80), isQuoted }
    return { kind: 'variable', name, operator: isLength ? 'length' : operator, operand: pieces, isQuoted }
  }

  protected match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
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
