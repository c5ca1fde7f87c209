import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import type { ShellForm } from './shell'
import type { WordPiece } from './shellVariables'

/** A word before variables are resolved. Offsets are in the text that was read. */
export interface LexedWord {
  /** A text piece stands where its characters stand: the quotes around it lie outside. */
  readonly pieces: readonly WordPiece[]
  readonly start: number
  readonly end: number
}

export interface LexedCommand {
  /** `simple`, or the end of a compound that takes part in a pipeline as a whole. */
  readonly kind: 'simple' | 'subshell' | 'compound'
  readonly words: LexedWord[]
  readonly redirects: { readonly operator: string; readonly target: LexedWord; heredoc?: readonly [number, number] }[]
  readonly start: number
  end: number
}

export interface LexedPipeline {
  readonly commands: LexedCommand[]
  readonly form: ShellForm
  readonly assignedTo: string | undefined
  readonly start: number
  readonly end: number
}

/** What a pass over one stretch of shell finds, in the order in which it ends. */
export interface ShellSink {
  pipeline(body: EmbeddedText, pipeline: LexedPipeline): void
  assignment(body: EmbeddedText, name: string, value: LexedWord, start: number): void
  /** Text of a nested substitution that needed unescaping before it can be read: backticks. */
  nested(body: EmbeddedText, form: ShellForm, assignedTo: string | undefined): void
}

/** Substitutions and subshells inside one another; beyond, their parentheses are ordinary characters. */
const deepestNesting = 40
/** Each search for a missing end goes through the rest of the text, so there may only be a few. */
const mostUnclosedHeredocs = 8
const skippedWords = new Set(['if', 'then', 'elif', 'else', 'do', 'while', 'until', '!', 'time', '{', 'coproc'])
const closingWords = new Set(['fi', 'done', '}', 'esac'])
const declaringCommands = new Set(['export', 'local', 'readonly', 'declare', 'typeset'])
const assignmentStart = /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/

/**
 * A tolerant reader of POSIX shell and common bash. It goes through the text once and never backtracks over a
 * substitution, so it is linear whatever the text; what it does not know it takes as words.
 */
export class ShellLexer {
  readonly #body: EmbeddedText
  readonly #text: string
  readonly #sink: ShellSink
  #at = 0
  #depth = 0
  #unclosedHeredocs = 0
  #heredocs: { readonly delimiter: string; readonly strip: boolean; found: (start: number, end: number) => void }[] = []

  constructor(body: EmbeddedText, sink: ShellSink) {
    this.#body = body
    this.#text = body.text
    this.#sink = sink
  }

  /** Reads the text as commands. */
  script(form: ShellForm, assignedTo: string | undefined): void {
    while (this.#at < this.#text.length) {
      this.#list(form, assignedTo)
      // A closing parenthesis nobody opened.
      this.#at++
    }
  }

  /** Reads the text as if between double quotes: only substitutions in it run. */
  quotedText(): void {
    this.#doubleQuoted([], undefined, this.#text.length)
  }

  /** Up to an unmatched `)` or the end. */
  #list(form: ShellForm, assignedTo: string | undefined): void {
    let commands: LexedCommand[] = []
    let start = -1
    let cases = 0
    let command: LexedCommand | undefined
    let expectsPattern = false

    const endCommand = (): void => {
      if (command === undefined) return
      if (command.words.length > 0 || command.kind !== 'simple' || command.redirects.length > 0) commands.push(command)
      command = undefined
    }
    const endPipeline = (): void => {
      endCommand()
      const last = commands[commands.length - 1]
      if (last !== undefined) this.#sink.pipeline(this.#body, { commands, form, assignedTo, start, end: last.end })
      commands = []
      start = -1
    }
    const begin = (kind: LexedCommand['kind'], at: number): LexedCommand => {
      if (start === -1) start = at
      command = { kind, words: [], redirects: [], start: at, end: this.#at }
      return command
    }

    for (;;) {
      this.#skipBlanks()
      if (expectsPattern) {
        expectsPattern = false
        this.#casePattern()
        continue
      }
      const char = this.#text[this.#at]
      if (char === undefined || char === ')') {
        endPipeline()
        return
      }
      if (char === '\n') {
        endPipeline()
        this.#at++
        this.#readHeredocs()
        continue
      }
      if (char === '#') {
        this.#match(/[^\n]*/y)
        continue
      }
      const redirect = this.#match(/\d*(?:<<<|<<-?|<>|<&|>>|>&|>\||&>>?|<(?!\()|>(?!\())/y)
      if (redirect !== undefined) {
        this.#redirect(command ?? begin('simple', this.#at - redirect.length), redirect)
        continue
      }
      const operator = this.#match(/;;&?|;&|;|&&|&|\|\||\|&?/y)
      if (operator !== undefined) {
        if (operator === '|' || operator === '|&') endCommand()
        else endPipeline()
        if (operator.startsWith(';;') || operator === ';&') expectsPattern = cases > 0
        continue
      }
      const at = this.#at
      if (char === '(') {
        if (command === undefined) {
          this.#subshell(form, assignedTo)
          begin('subshell', at).end = this.#at
        } else if (this.#match(/\([ \t]*\)/y) !== undefined) {
          // A function definition; its body follows as ordinary commands.
          command = undefined
          if (commands.length === 0) start = -1
        } else this.#at++
        continue
      }
      const isFirst = command === undefined || (command.kind === 'simple' && command.words.length === 0)
      const declares = command !== undefined && this.#isDeclaring(command)
      const word = this.#word(isFirst || declares)
      const plain = this.#text.slice(word.start, word.end)
      if (isFirst && this.#text[this.#at] === ')' && cases > 0 && command === undefined) {
        // A pattern where none was expected, as after a misread `;;`.
        this.#at++
        continue
      }
      if (command === undefined && skippedWords.has(plain)) continue
      if (command === undefined && closingWords.has(plain)) {
        if (plain === 'esac') cases = Math.max(0, cases - 1)
        begin('compound', at).end = this.#at
        continue
      }
      if (command === undefined && plain === 'case') {
        this.#skipBlanks()
        this.#word(false)
        this.#match(/\s+in(?=[\s#])/y)
        cases++
        expectsPattern = true
        continue
      }
      if (command === undefined && plain === 'function') {
        this.#match(/[ \t]*[^\s;(){}]+(?:[ \t]*\([ \t]*\))?/y)
        continue
      }
      if (isFirst && this.#takeAssignment(word)) continue
      const target: LexedCommand = command ?? begin('simple', at)
      if (target.kind === 'simple') target.words.push(word)
      target.end = this.#at
      if (plain === '[[' && target.words.length === 1) this.#doubleBrackets(target)
      else if (declares) this.#takeAssignment(word)
    }
  }

  #isDeclaring(command: LexedCommand): boolean {
    const first = command.words[0]
    return first !== undefined && declaringCommands.has(this.#text.slice(first.start, first.end))
  }

  #takeAssignment(word: LexedWord): boolean {
    const first = word.pieces[0]
    const found = first?.kind === 'text' && first.start === word.start ? assignmentStart.exec(first.text) : null
    if (first === undefined || found === null) return false
    const prefix = found[0].length
    const isWholePiece = first.text.length === prefix
    const rest: WordPiece = { ...first, kind: 'text', text: first.text.slice(prefix), start: first.start + prefix }
    const pieces = isWholePiece ? word.pieces.slice(1) : [rest, ...word.pieces.slice(1)]
    // An array, and text added to what was there before, are values that no single assignment fixes.
    const isOpen = found[0].endsWith('+=') || found[0].includes('[') || this.#text[this.#at] === '('
    const value: readonly WordPiece[] = isOpen
      ? [...pieces, { kind: 'opaque', text: '', start: word.end, end: word.end }]
      : pieces
    const start = first.start + prefix
    this.#sink.assignment(this.#body, found[1] ?? '', { pieces: value, start, end: word.end }, word.start)
    return true
  }

  #subshell(form: ShellForm, assignedTo: string | undefined): void {
    this.#at++
    if (this.#text[this.#at] === '(') {
      this.#arithmetic()
      return
    }
    if (this.#depth >= deepestNesting) return
    this.#depth++
    this.#list(form, assignedTo)
    this.#depth--
    this.#at++
  }

  #casePattern(): void {
    while (this.#match(/\s+|#[^\n]*/y) !== undefined);
    if (/^esac\b/.test(this.#text.slice(this.#at, this.#at + 5))) return
    // Bounded, since a text made for it could ask for a pattern that never ends again and again.
    this.#match(/\(?(?:[^()"'\\\n]|\\[\s\S]|"(?:[^"\\]|\\[\s\S]){0,200}"|'[^']{0,200}'){0,400}\)/y)
  }

  #doubleBrackets(command: LexedCommand): void {
    for (;;) {
      this.#match(/(?:[\s&|<>()!;]|\\\n)+/y)
      if (this.#at >= this.#text.length) return
      const word = this.#word(false)
      if (word.end === word.start) this.#at++
      command.words.push(word)
      command.end = this.#at
      if (this.#text.slice(word.start, word.end) === ']]') return
    }
  }

  #redirect(command: LexedCommand, written: string): void {
    const operator = written.replace(/^\d+/, '')
    this.#match(/(?:[ \t]|\\\n)+/y)
    const target = this.#word(false)
    const redirect: LexedCommand['redirects'][number] = { operator, target }
    command.redirects.push(redirect)
    command.end = this.#at
    if (operator === '<<' || operator === '<<-') {
      const delimiter = target.pieces.map(piece => piece.text).join('')
      if (delimiter !== '')
        this.#heredocs.push({
          delimiter,
          strip: operator === '<<-',
          found: (start, end) => {
            redirect.heredoc = [start, end]
          },
        })
    }
  }

  /** Bodies start on the line after the one that names them, in order. */
  #readHeredocs(): void {
    for (const heredoc of this.#heredocs.splice(0)) {
      const start = this.#at
      if (this.#unclosedHeredocs >= mostUnclosedHeredocs) return
      let end = -1
      while (this.#at < this.#text.length) {
        const lineStart = this.#at
        const line = this.#match(/[^\n]*\n?/y) ?? ''
        const bare = line.replace(/\r?\n$/, '')
        if ((heredoc.strip ? bare.replace(/^\t+/, '') : bare) === heredoc.delimiter) {
          end = lineStart
          break
        }
      }
      if (end !== -1) heredoc.found(start, end)
      else {
        // More likely a misread `<<` than a document up to the end: what follows must not vanish in it.
        this.#at = start
        this.#unclosedHeredocs++
      }
    }
  }

  #skipBlanks(): void {
    this.#match(/(?:[ \t\r\f\v]|\\\r?\n)+/y)
  }

  /** @param mayAssign the word may be an assignment, whose substitutions then know their variable */
  #word(mayAssign: boolean): LexedWord {
    const start = this.#at
    const pieces: WordPiece[] = []
    for (;;) {
      const at = this.#at
      const plain = this.#match(/[^ \t\r\n\f\v\\'"`$|&;<>()]+/y)
      if (plain !== undefined) {
        this.#push(pieces, plain, at)
        continue
      }
      const char = this.#text[at]
      if (char === '\\') {
        const escaped = this.#match(/\\(?:\r?\n|[\s\S])?/y) ?? ''
        if (!/\n$/.test(escaped)) this.#push(pieces, escaped.slice(1), at)
      } else if (char === "'") this.#singleQuoted(pieces)
      else if (char === '"') {
        this.#at++
        this.#doubleQuoted(pieces, this.#assigned(mayAssign, pieces), undefined)
      } else if (char === '$' || char === '`') this.#expansion(pieces, this.#assigned(mayAssign, pieces))
      else if ((char === '<' || char === '>') && this.#text[at + 1] === '(') {
        this.#at++
        this.#substitution(pieces, at, undefined)
      } else return { pieces, start, end: this.#at }
    }
  }

  #assigned(mayAssign: boolean, pieces: readonly WordPiece[]): string | undefined {
    const first = pieces[0]
    return mayAssign && first?.kind === 'text' ? assignmentStart.exec(first.text)?.[1] : undefined
  }

  #push(pieces: WordPiece[], text: string, start: number): void {
    pieces.push({ kind: 'text', text, start, end: this.#at })
  }

  #singleQuoted(pieces: WordPiece[]): void {
    const at = this.#at
    const close = this.#text.indexOf("'", at + 1)
    // An apostrophe that nothing closes is prose; the rest must not vanish in it.
    this.#at = close === -1 ? at + 1 : close + 1
    if (close === -1) this.#push(pieces, "'", at)
    else pieces.push({ kind: 'text', text: this.#text.slice(at + 1, close), start: at + 1, end: close })
  }

  /** After the opening quote. */
  #doubleQuoted(pieces: WordPiece[], assignedTo: string | undefined, end: number | undefined): void {
    // So that `""` is a word, and an empty one.
    this.#push(pieces, '', this.#at)
    while (this.#at < this.#text.length) {
      const at = this.#at
      const plain = this.#match(/[^"\\$`]+/y)
      if (plain !== undefined) {
        this.#push(pieces, plain, at)
        continue
      }
      const char = this.#text[at]
      if (char === '"') {
        this.#at++
        if (end === undefined) return
      } else if (char === '\\') {
        const escaped = this.#match(/\\(?:\r?\n|[\s\S])?/y) ?? ''
        const isSpecial = /^\\["\\$`]$/.test(escaped)
        if (!/\n$/.test(escaped)) this.#push(pieces, isSpecial ? escaped.slice(1) : escaped, at)
      } else this.#expansion(pieces, assignedTo)
    }
  }

  #expansion(pieces: WordPiece[], assignedTo: string | undefined): void {
    const at = this.#at
    if (this.#text[at] === '`') {
      this.#backticks(pieces, assignedTo)
      return
    }
    const variable = this.#match(/\$(?:[A-Za-z_]\w*|\{[A-Za-z_][\w.-]*\})/y)
    if (variable !== undefined) {
      const name = variable.replace(/[${}]/g, '')
      pieces.push({ kind: 'variable', name, text: variable, start: at, end: this.#at })
      return
    }
    this.#at++
    if (this.#text[this.#at] === '(') this.#substitution(pieces, at, assignedTo)
    else if (this.#text[this.#at] === '{') {
      this.#match(/\{(?:[^{}\\'"`$\n]|\\[\s\S])*/y)
      // A default may hold substitutions: `${x:-$(cmd)}`.
      while (this.#at < this.#text.length && this.#text[this.#at] !== '}' && this.#text[this.#at] !== '\n') {
        const char = this.#text[this.#at]
        if ((char === '$' || char === '`') && this.#depth < deepestNesting) {
          this.#depth++
          this.#expansion([], assignedTo)
          this.#depth--
        } else this.#at++
      }
      if (this.#text[this.#at] === '}') this.#at++
      this.#pushOpaque(pieces, at)
    } else if (this.#text[this.#at] === "'") {
      // ANSI-C quoting; its escapes matter to those who look for hidden bytes, so they stay as written.
      this.#match(/'(?:[^'\\]|\\[\s\S])*'?/y)
      const end = Math.max(at + 2, this.#at - 1)
      pieces.push({ kind: 'text', text: this.#text.slice(at + 2, end), start: at + 2, end })
    } else if (this.#match(/[0-9@*#?!$-]/y) !== undefined) this.#pushOpaque(pieces, at)
    else this.#push(pieces, '$', at)
  }

  /** At the opening parenthesis of `$(` or `<(`. */
  #substitution(pieces: WordPiece[], start: number, assignedTo: string | undefined): void {
    this.#at++
    const isArithmetic = this.#text[start] === '$' && this.#arithmetic()
    if (!isArithmetic && this.#depth < deepestNesting) {
      this.#depth++
      this.#list('substitution', assignedTo)
      this.#depth--
      if (this.#text[this.#at] === ')') this.#at++
    }
    this.#pushOpaque(pieces, start)
  }

  /** At the second parenthesis of `((`. Only what is closed by `))` on its line counts; substitutions in it run. */
  #arithmetic(): boolean {
    const start = this.#at
    if (this.#match(/\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)\)/y) === undefined) return false
    const end = this.#at
    this.#at = start
    while (this.#at < end) {
      const char = this.#text[this.#at]
      if ((char === '$' || char === '`') && this.#depth < deepestNesting) {
        this.#depth++
        this.#expansion([], undefined)
        this.#depth--
      } else this.#at++
    }
    this.#at = Math.max(this.#at, end)
    return true
  }

  /** Inside backticks a backslash protects `` ` ``, `\` and `$`; what is left is read on its own. */
  #backticks(pieces: WordPiece[], assignedTo: string | undefined): void {
    const start = this.#at
    this.#at++
    const inner = new EmbeddedTextBuilder('', this.#body.lines)
    while (this.#at < this.#text.length && this.#text[this.#at] !== '`') {
      const from = this.#at
      if (this.#match(/\\[`\\$]/y) !== undefined) inner.append(this.#body, from + 1, this.#at)
      else {
        this.#match(/[^`\\]+|\\/y)
        inner.append(this.#body, from, this.#at)
      }
    }
    this.#at++
    this.#sink.nested(inner.build(), 'substitution', assignedTo)
    this.#pushOpaque(pieces, start)
  }

  #pushOpaque(pieces: WordPiece[], start: number): void {
    this.#at = Math.min(this.#at, this.#text.length)
    pieces.push({ kind: 'opaque', text: this.#text.slice(start, this.#at), start, end: this.#at })
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined || found === '') return undefined
    this.#at += found.length
    return found
  }
}
