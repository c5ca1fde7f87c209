import type { EmbeddedText } from './embeddedText'
import { type Flow, FlowTracker, inFrame } from './flow'
import { implicitAssignments, type LoopHead, loopHead } from './implicitAssignments'
import type { LexedAssignment, LexedCommand, LexedPipeline, LexedRedirect, LexedWord, ShellSink } from './lexedShell'
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
  #flow: FlowTracker
  #heredocs: { readonly delimiter: string; readonly strip: boolean; found: (start: number, end: number) => void }[] = []

  constructor(body: EmbeddedText, sink: ShellSink, flow?: Flow) {
    super(body, sink)
    this.#flow = new FlowTracker(flow)
  }

  protected override get flow(): Flow | undefined {
    return this.#flow.current
  }

  /** Reads the text as commands. */
  script(form: ShellForm, assignedTo: string | undefined): readonly LexedPipeline[] {
    const found: LexedPipeline[] = []
    while (this.at < this.text.length) {
      this.#list(form, assignedTo, found)
      // A closing parenthesis nobody opened.
      this.at++
    }
    return found
  }

  /** Reads the text as if between double quotes: only substitutions in it run. */
  quotedText(): void {
    this.doubleQuoted([], undefined, this.text.length)
  }

  protected override list(form: ShellForm, assignedTo: string | undefined): readonly LexedPipeline[] {
    const outer = this.#flow
    this.#flow = new FlowTracker(inFrame(outer.current, 'isolated'))
    const found: LexedPipeline[] = []
    this.#list(form, assignedTo, found)
    this.#flow = outer
    return found
  }

  /** Up to an unmatched `)` or the end. */
  #list(form: ShellForm, assignedTo: string | undefined, found: LexedPipeline[]): void {
    let commands: LexedCommand[] = []
    let start = -1
    let flow: Flow | undefined
    let loop: LoopHead | undefined
    let assigned: LexedAssignment[] = []
    let definesFunction = false
    let cases = 0
    let command: LexedCommand | undefined
    let expectsPattern = false

    const endCommand = (): void => {
      if (command === undefined) return
      if (command.words.length > 0 || command.kind !== 'simple' || command.redirects.length > 0) commands.push(command)
      for (const one of implicitAssignments(command, this.flow)) this.sink.assignment(this.body, one)
      loop = loopHead(command) ?? loop
      command = undefined
    }
    const endPipeline = (): void => {
      endCommand()
      const last = commands[commands.length - 1]
      if (last !== undefined) {
        const pipeline = { commands, form, assignedTo, start, end: last.end, flow }
        found.push(pipeline)
        this.sink.pipeline(this.body, pipeline)
      }
      commands = []
      start = -1
      assigned = []
    }
    const begin = (kind: LexedCommand['kind'], at: number): LexedCommand => {
      if (start === -1) {
        start = at
        flow = this.flow
      }
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
        this.#endAndOr()
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
        if (operator === '&&' || operator === '||') {
          // Once one part of `a && b || c` is passed over, nothing after it is certain.
          if (this.#flow.innermost !== '&&') this.#flow.open('&&', 'branch')
          this.#flow.branch()
        } else if (operator !== '|' && operator !== '|&') this.#endAndOr()
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
          definesFunction = true
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
      if (command === undefined && skippedWords.has(plain)) {
        this.#openWord(plain, definesFunction)
        if (plain === '{') definesFunction = false
        if (plain === 'do' && loop !== undefined) {
          this.sink.assignment(this.body, { ...loop, flow: this.flow, isImplicit: true })
          loop = undefined
        }
        continue
      }
      if (command === undefined && closingWords.has(plain)) {
        this.#flow.close(plain)
        if (plain === 'esac') cases = Math.max(0, cases - 1)
        begin('compound', at).end = this.at
        continue
      }
      if (command === undefined && plain === 'case') {
        this.#skipBlanks()
        this.word(false)
        this.match(/\s+in(?=[\s#])/y)
        this.#flow.open('esac', 'branch')
        cases++
        expectsPattern = true
        continue
      }
      if (command === undefined && plain === 'function') {
        this.match(/[ \t]*[^\s;(){}]+(?:[ \t]*\([ \t]*\))?/y)
        definesFunction = true
        continue
      }
      if (isFirst) {
        const assignment = this.#takeAssignment(word)
        if (assignment !== undefined) {
          assigned.push(assignment)
          continue
        }
        for (const one of assigned) one.isPrefix = true
        if (command === undefined && (plain === 'for' || plain === 'select')) this.#flow.open('done', 'loop')
      }
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

  #openWord(word: string, definesFunction: boolean): void {
    const flow = this.#flow
    if (word === 'if') flow.open('fi', 'branch')
    else if (word === 'while' || word === 'until') flow.open('done', 'loop')
    else if (word === '{') {
      flow.open('}', definesFunction ? 'function' : 'branch')
      if (definesFunction) flow.branch()
    } else if (word === 'do') {
      if (flow.innermost === 'done') flow.branch()
    } else if (flow.innermost === 'fi') {
      // The condition after `elif` runs in the branch it decides about.
      if (word === 'elif' || word === 'else') flow.branch(word === 'else')
      else if (word === 'then' && !flow.hasBranch) flow.branch()
    }
  }

  #endAndOr(): void {
    if (this.#flow.innermost === '&&') this.#flow.close('&&')
  }

  #takeAssignment(word: LexedWord): LexedAssignment | undefined {
    const first = word.pieces[0]
    const found = first?.kind === 'text' && first.start === word.start ? assignmentStart.exec(first.text) : null
    if (first === undefined || found === null) return undefined
    const prefix = found[0].length
    const isWholePiece = first.text.length === prefix
    const rest: WordPiece = { ...first, kind: 'text', text: first.text.slice(prefix), start: first.start + prefix }
    const pieces = isWholePiece ? word.pieces.slice(1) : [rest, ...word.pieces.slice(1)]
    // An array, and text added to what was there before, are values that no single assignment fixes.
    const isArray = found[0].includes('[') || this.text[this.at] === '('
    const isOpen = found[0].endsWith('+=') || isArray
    const start = first.start + prefix
    const before: WordPiece = { kind: 'opaque', text: '', start, end: start }
    const value: readonly WordPiece[] = isArray
      ? [before, ...pieces]
      : isOpen
        ? [{ ...before, meaning: { kind: 'previous', separator: '' } }, ...pieces]
        : pieces
    const assignment: LexedAssignment = {
      name: found[1] ?? '',
      value: { pieces: value, start, end: word.end },
      start: word.start,
      flow: this.flow,
    }
    this.sink.assignment(this.body, assignment)
    return assignment
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
    const pattern = this.match(/\(?(?:[^()"'\\\n]|\\[\s\S]|"(?:[^"\\]|\\[\s\S]){0,200}"|'[^']{0,200}'){0,400}\)/y)
    if (this.#flow.innermost === 'esac') this.#flow.branch(pattern !== undefined && /^\(?\s*\*\s*\)$/.test(pattern))
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
    const redirect: LexedRedirect = { operator, target, descriptor: /^\d+/.exec(written)?.[0] }
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
