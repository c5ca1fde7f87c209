import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import { LineTable } from './lineTable'

/**
 * Reads CMake by the lexical rules of cmake-language(7), in one pass and without a grammar, so that a slip elsewhere in
 * the file cannot hide a command. Text between commands that is none of theirs is passed over.
 */
export interface CMakeFile {
  readonly text: string
  readonly lines: LineTable
  readonly commands: readonly CMakeCommand[]
}

/** Offsets are UTF-16 units in the file; `end` is past the closing parenthesis. */
export interface CMakeCommand {
  /** In lower case: command names are case-insensitive. */
  readonly name: string
  readonly start: number
  readonly end: number
  readonly arguments: readonly CMakeArgument[]
}

export interface CMakeArgument {
  readonly kind: 'quoted' | 'bracket' | 'unquoted'
  /** Including quotes or brackets. */
  readonly start: number
  readonly end: number
  /** What the command is given, escapes resolved, references left as written. */
  readonly body: EmbeddedText
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

export function readCMake(text: string): CMakeFile {
  const lines = new LineTable(text)
  const reader = new Reader(text, lines)
  return { text, lines, commands: reader.commands() }
}

class Reader {
  readonly #text: string
  readonly #lines: LineTable
  #at = 0

  constructor(text: string, lines: LineTable) {
    this.#text = text
    this.#lines = lines
  }

  commands(): readonly CMakeCommand[] {
    const found: CMakeCommand[] = []
    while (this.#at < this.#text.length) {
      if (this.#skipSpaceOrComment()) continue
      const start = this.#at
      const name = this.#match(/[A-Za-z_]\w*/y)
      if (name === undefined) {
        this.#at++
        continue
      }
      this.#match(/[ \t\r\n]+/y)
      if (this.#text[this.#at] !== '(') continue
      this.#at++
      const args = this.#arguments()
      found.push({ name: name.toLowerCase(), start, end: this.#at, arguments: args })
    }
    return found
  }

  #arguments(): readonly CMakeArgument[] {
    const found: CMakeArgument[] = []
    let depth = 0
    while (this.#at < this.#text.length) {
      if (this.#skipSpaceOrComment()) continue
      const char = this.#text[this.#at]
      if (char === ')' && depth === 0) {
        this.#at++
        return found
      }
      if (char === '(' || char === ')') {
        depth += char === '(' ? 1 : -1
        found.push(this.#verbatim('unquoted', this.#at, this.#at + 1, this.#at, this.#at + 1))
        this.#at++
      } else found.push(char === '"' ? this.#quoted() : (this.#bracket() ?? this.#unquoted()))
    }
    return found
  }

  #skipSpaceOrComment(): boolean {
    if (this.#match(/[ \t\r\n]+/y) !== undefined) return true
    if (this.#text[this.#at] !== '#') return false
    this.#at++
    if (this.#bracket() === undefined) this.#match(/[^\n]*/y)
    return true
  }

  /** `[==[ … ]==]`; the line end right after the opening does not belong to the content. */
  #bracket(): CMakeArgument | undefined {
    const start = this.#at
    const open = this.#match(/\[=*\[/y)
    if (open === undefined) return undefined
    const close = open.replace(/\[/g, ']')
    const found = this.#text.indexOf(close, this.#at)
    const bodyEnd = found === -1 ? this.#text.length : found
    this.#match(/\r?\n/y)
    const bodyStart = Math.min(this.#at, bodyEnd)
    this.#at = found === -1 ? bodyEnd : bodyEnd + close.length
    return this.#verbatim('bracket', start, this.#at, bodyStart, bodyEnd)
  }

  #quoted(): CMakeArgument {
    const start = this.#at
    this.#at++
    const body = new EmbeddedTextBuilder(this.#text, this.#lines)
    for (;;) {
      const from = this.#at
      this.#match(/[^"\\]+/y)
      body.copy(from, this.#at)
      const char = this.#text[this.#at]
      if (char !== '\\') break
      this.#escape(body)
    }
    if (this.#at < this.#text.length) this.#at++
    return { kind: 'quoted', start, end: this.#at, body: body.build() }
  }

  /** A quoted part may stand inside: `-DNAME="a b"` is one argument, quotes included. */
  #unquoted(): CMakeArgument {
    const start = this.#at
    const body = new EmbeddedTextBuilder(this.#text, this.#lines)
    for (;;) {
      const from = this.#at
      this.#match(/(?:[^\s()#"\\$]|\$\([A-Za-z_]\w*\)|\$|"(?:[^"\\]|\\[\s\S])*"?)+/y)
      body.copy(from, this.#at)
      if (this.#text[this.#at] !== '\\') break
      this.#escape(body)
    }
    if (this.#at === start) this.#at++
    return { kind: 'unquoted', start, end: this.#at, body: body.build() }
  }

  #escape(body: EmbeddedTextBuilder): void {
    const start = this.#at
    const written = this.#match(/\\(?:\r?\n|[\s\S])?/y) ?? ''
    const char = written.slice(1)
    // A line continuation leaves nothing; `\;` stays as it is until the list is split.
    const value = char.endsWith('\n') ? '' : char === ';' ? written : (escapes[char] ?? char)
    body.put(value, start, this.#at)
  }

  #verbatim(kind: CMakeArgument['kind'], start: number, end: number, from: number, to: number): CMakeArgument {
    return { kind, start, end, body: new EmbeddedTextBuilder(this.#text, this.#lines).copy(from, to).build() }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined || found === '') return undefined
    this.#at += found.length
    return found
  }
}
