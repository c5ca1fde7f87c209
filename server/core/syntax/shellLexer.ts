import type { LexedCommand, LexedWord } from './lexedShell'
import type { ShellForm } from './shell'
import type { WordPiece } from './shellVariables'
import { assignmentStart, deepestNesting, ShellWordReader } from './shellWords'

/** Each search for a missing end goes through the rest of the text, so there may only be a few. */
const mostUnclosedHeredocs = 8
const skippedWords = new Set(['if', 'then', 'elif', 'else', 'do', 'while', 'until', '!', 'time', '{', 'coproc'])
const closingWords = new Set(['fi', 'done', '}', 'esac'])
const declaringCommands = new Set(['export', 'local', 'readonly', 'declare', 'typeset'])

/**
 * A tolerant reader of POSIX shell and common bash. It goes through the text once and never backtracks over a
 * substitution, so it is linear whatever the text; what it does not know it takes as words.
 */
export class ShellLexer extends ShellWordReader {
  #unclosedHeredocs = 0
  #heredocs: { readonly delimiter: string; readonly strip: boolean; found: (start: number, end: number) => void }[] = []

  /** Reads the text as commands. */
  script(form: ShellForm, assignedTo: string | undefined): void {
    while (this.at < this.text.length) {
      this.list(form, assignedTo)
      // A closing parenthesis nobody opened.
      this.at++
    }
  }

  /** Reads the text as if between double quotes: only substitutions in it run. */
  quotedText(): void {
    this.doubleQuoted([], undefined, this.text.length)
  }

  /** Up to an unmatched `)` or the end. */
  protected override list(form: ShellForm, assignedTo: string | undefined): void {
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
      if (last !== undefined) this.sink.pipeline(this.body, { commands, form, assignedTo, start, end: last.end })
      commands = []
      start = -1
    }
    const begin = (kind: LexedCommand['kind'], at: number): LexedCommand => {
      if (start === -1) start = at
      command = { kind, words: [], redirects: [], start: at, end: this.at }
      return command
    }

    for (;;) {
      this.#skipBlanks()
      if (expectsPattern) {
        expectsPattern = false
        this.#casePattern()
        continue
      }
      const char = this.text[this.at]
      if (char === undefined || char === ')') {
        endPipeline()
        return
      }
      if (char === '\n') {
        endPipeline()
        this.at++
        this.#readHeredocs()
        continue
      }
      if (char === '#') {
        this.match(/[^\n]*/y)
        continue
      }
      const redirect = this.match(/\d*(?:<<<|<<-?|<>|<&|>>|>&|>\||&>>?|<(?!\()|>(?!\())/y)
      if (redirect !== undefined) {
        this.#redirect(command ?? begin('simple', this.at - redirect.length), redirect)
        continue
      }
      const operator = this.match(/;;&?|;&|;|&&|&|\|\||\|&?/y)
      if (operator !== undefined) {
        if (operator === '|' || operator === '|&') endCommand()
        else endPipeline()
        if (operator.startsWith(';;') || operator === ';&') expectsPattern = cases > 0
        continue
      }
      const at = this.at
      if (char === '(') {
        if (command === undefined) {
          this.#subshell(form, assignedTo)
          begin('subshell', at).end = this.at
        } else if (this.match(/\([ \t]*\)/y) !== undefined) {
          // A function definition; its body follows as ordinary commands.
          command = undefined
          if (commands.length === 0) start = -1
        } else this.at++
        continue
      }
      const isFirst = command === undefined || (command.kind === 'simple' && command.words.length === 0)
      const declares = command !== undefined && this.#isDeclaring(command)
      const word = this.word(isFirst || declares)
      const plain = this.text.slice(word.start, word.end)
      if (isFirst && this.text[this.at] === ')' && cases > 0 && command === undefined) {
        // A pattern where none was expected, as after a misread `;;`.
        this.at++
        continue
      }
      if (command === undefined && skippedWords.has(plain)) continue
      if (command === undefined && closingWords.has(plain)) {
        if (plain === 'esac') cases = Math.max(0, cases - 1)
        begin('compound', at).end = this.at
        continue
      }
      if (command === undefined && plain === 'case') {
        this.#skipBlanks()
        this.word(false)
        this.match(/\s+in(?=[\s#])/y)
        cases++
        expectsPattern = true
        continue
      }
      if (command === undefined && plain === 'function') {
        this.match(/[ \t]*[^\s;(){}]+(?:[ \t]*\([ \t]*\))?/y)
        continue
      }
      if (isFirst && this.#takeAssignment(word)) continue
      const target: LexedCommand = command ?? begin('simple', at)
      if (target.kind === 'simple') target.words.push(word)
      target.end = this.at
      if (plain === '[[' && target.words.length === 1) this.#doubleBrackets(target)
      else if (declares) this.#takeAssignment(word)
    }
  }

  #isDeclaring(command: LexedCommand): boolean {
    const first = command.words[0]
    return first !== undefined && declaringCommands.has(this.text.slice(first.start, first.end))
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
    const isOpen = found[0].endsWith('+=') || found[0].includes('[') || this.text[this.at] === '('
    const value: readonly WordPiece[] = isOpen
      ? [...pieces, { kind: 'opaque', text: '', start: word.end, end: word.end }]
      : pieces
    const start = first.start + prefix
    this.sink.assignment(this.body, found[1] ?? '', { pieces: value, start, end: word.end }, word.start)
    return true
  }

  #subshell(form: ShellForm, assignedTo: string | undefined): void {
    this.at++
    if (this.text[this.at] === '(') {
      this.arithmetic()
      return
    }
    if (this.depth >= deepestNesting) return
    this.depth++
    this.list(form, assignedTo)
    this.depth--
    this.at++
  }

  #casePattern(): void {
    while (this.match(/\s+|#[^\n]*/y) !== undefined);
    if (/^esac\b/.test(this.text.slice(this.at, this.at + 5))) return
    // Bounded, since a text made for it could ask for a pattern that never ends again and again.
    this.match(/\(?(?:[^()"'\\\n]|\\[\s\S]|"(?:[^"\\]|\\[\s\S]){0,200}"|'[^']{0,200}'){0,400}\)/y)
  }

  #doubleBrackets(command: LexedCommand): void {
    for (;;) {
      this.match(/(?:[\s&|<>()!;]|\\\n)+/y)
      if (this.at >= this.text.length) return
      const word = this.word(false)
      if (word.end === word.start) this.at++
      command.words.push(word)
      command.end = this.at
      if (this.text.slice(word.start, word.end) === ']]') return
    }
  }

  #redirect(command: LexedCommand, written: string): void {
    const operator = written.replace(/^\d+/, '')
    this.match(/(?:[ \t]|\\\n)+/y)
    const target = this.word(false)
    const redirect: LexedCommand['redirects'][number] = { operator, target }
    command.redirects.push(redirect)
    command.end = this.at
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
      const start = this.at
      if (this.#unclosedHeredocs >= mostUnclosedHeredocs) return
      let end = -1
      while (this.at < this.text.length) {
        const lineStart = this.at
        const line = this.match(/[^\n]*\n?/y) ?? ''
        const bare = line.replace(/\r?\n$/, '')
        if ((heredoc.strip ? bare.replace(/^\t+/, '') : bare) === heredoc.delimiter) {
          end = lineStart
          break
        }
      }
      if (end !== -1) heredoc.found(start, end)
      else {
        // More likely a misread `<<` than a document up to the end: what follows must not vanish in it.
        this.at = start
        this.#unclosedHeredocs++
      }
    }
  }

  #skipBlanks(): void {
    this.match(/(?:[ \t\r\f\v]|\\\r?\n)+/y)
  }
}
