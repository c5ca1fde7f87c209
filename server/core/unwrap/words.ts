import { controlEscapes } from './escapes'
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

  /** Text as it stands between double quotes, where quotes themselves mean nothing. */
  protected abstract document(text: string): Word

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
      if (char === '<' && this.text[this.at + 1] === '(') {
        flush()
        pieces.push(this.#commands('file', this.at, false))
        continue
      }
      if (char === undefined || /[\s;&|<>()]/.test(char)) break
      if (char === '\\') {
        const next = this.text[this.at + 1]
        this.at += 2
        if (next === '\n' || next === undefined) continue
        flush()
        pieces.push({ kind: 'text', text: next, isQuoted: true })
      } else if (char === "'") {
        flush()
        pieces.push(this.#singleQuoted())
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

  /** From a single quote to the next one, or to the end. */
  #singleQuoted(): Piece {
    const start = this.at + 1
    const close = this.text.indexOf("'", start)
    const end = close === -1 ? this.text.length : close
    this.at = close === -1 ? end : end + 1
    return { kind: 'text', text: this.text.slice(start, end), isQuoted: true }
  }

  #expansion(isQuoted: boolean): Piece {
    const start = this.at
    if (this.text[start] === '`') return this.#backticks(isQuoted)
    if (this.text.startsWith('$((', start)) {
      const end = endOfArithmetic(this.text, start + 3)
      if (end !== undefined) {
        this.at = end + 2
        return { kind: 'arithmetic', body: this.document(this.text.slice(start + 3, end)), isQuoted }
      }
    }
    if (this.text[start + 1] === '(') return this.#commands('output', start, isQuoted)
    if (this.text[start + 1] === '{') return this.#braces(isQuoted)
    if (this.text[start + 1] === '[') {
      const end = this.text.indexOf(']', start)
      if (end !== -1 && end - start < LONGEST_ARITHMETIC) {
        this.at = end + 1
        return { kind: 'arithmetic', body: this.document(this.text.slice(start + 2, end)), isQuoted }
      }
    }
    if (this.text[start + 1] === '"' && !isQuoted) {
      this.at++
      return { kind: 'text', text: '', isQuoted: true }
    }
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

  #commands(kind: 'output' | 'file', start: number, isQuoted: boolean): Piece {
    this.at += 2
    const { body, length } = this.substituted(this.text.slice(this.at))
    this.at += length
    return { kind, body, isQuoted, text: this.text.slice(start, this.at) }
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
    const [whole, sign = '', name, key] =
      /^\$\{([#!]?)([A-Za-z_]\w*|\d+|[@*#?])(?:\[([^\]\n]{1,80})\])?/.exec(this.text.slice(start, start + 200)) ?? []
    if (whole === undefined || name === undefined) {
      this.at += 2
      return { kind: 'unread', text: '${', isQuoted }
    }
    this.at += whole.length
    const operator = sign === '#' ? '' : this.match(/:[-=+?]|[-=+?]|%%?|##?|\/[/#%]?|\^\^?|,,?|:/y)
    const operand: Piece[] = []
    if (this.level >= DEEPEST) this.at = this.text.length
    this.level++
    this.#operand(operand, isQuoted)
    this.level--
    if (this.text[this.at - 1] !== '}') return { kind: 'unread', text: this.text.slice(start, start + 80), isQuoted }
    const way = sign === '#' ? 'length' : sign === '!' ? (/^[@*]$/.test(key ?? '') ? 'keys' : 'indirect') : undefined
    return {
      kind: 'variable',
      name,
      operator: way ?? operator,
      operand: way === 'indirect' ? [] : operand,
      isQuoted,
      ...(key === undefined ? {} : { key: this.document(key) }),
    }
  }

  /** Up to the closing brace; quotes in it protect what they hold, though not those of the text around. */
  #operand(pieces: Piece[], isInQuotes: boolean): void {
    let plain = ''
    const flush = () => {
      if (plain !== '') pieces.push({ kind: 'text', text: plain, isQuoted: false })
      plain = ''
    }
    while (this.at < this.text.length) {
      const char = this.text[this.at] as string
      const isSingle = char === "'" && !isInQuotes
      if (char === '}') {
        this.at++
        break
      }
      if (char === '\\') {
        flush()
        const next = this.text[this.at + 1] ?? ''
        const stays = isInQuotes && !/[$`"\\}]/.test(next)
        if (next !== '\n') pieces.push({ kind: 'text', text: stays ? char + next : next, isQuoted: !stays })
        this.at += 2
      } else if (isSingle) {
        flush()
        pieces.push(this.#singleQuoted())
      } else if (char === '"') {
        flush()
        this.at++
        this.quoted(pieces, '"')
      } else if (char === '$' || char === '`') {
        flush()
        pieces.push(this.#expansion(isInQuotes))
      } else {
        plain += char
        this.at++
      }
    }
    flush()
  }

  protected match(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0] ?? ''
    this.at += found.length
    return found
  }
}

const LONGEST_ARITHMETIC = 2000

/** Where the `))` stands that closes `$((`; undefined when it is no arithmetic. */
function endOfArithmetic(text: string, start: number): number | undefined {
  let open = 0
  const last = Math.min(text.length, start + LONGEST_ARITHMETIC)
  for (let at = start; at < last; at++) {
    const char = text[at]
    if (char === '(') open++
    else if (char === ')' && open-- === 0) return text[at + 1] === ')' ? at : undefined
  }
  return undefined
}

const ansiEscapes: Readonly<Record<string, string>> = { ...controlEscapes, e: '\x1b', '\\': '\\', "'": "'", '"': '"' }

/** `$'…'` of bash: C's escapes. */
function ansiText(written: string): { readonly text: string; readonly isWhole: boolean } {
  let isWhole = true
  const text = written.replace(/\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[\s\S])/g, (_, code: string) => {
    if (code.startsWith('x')) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 255)
    const simple = ansiEscapes[code]
    if (simple === undefined) isWhole = false
    return simple ?? ''
  })
  return { text, isWhole }
}
