import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import { type Flow, inFrame } from './flow'
import type { LexedPipeline, LexedWord, ShellSink } from './lexedShell'
import type { ShellForm } from './shell'
import type { PieceMeaning, WordPiece } from './shellVariables'

/** Substitutions and subshells inside one another; beyond, their parentheses are ordinary characters. */
export const deepestNesting = 40
export const assignmentStart = /^([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=/

/** Reads words: quotes, escapes, expansions. What stands in a substitution is a list, which the subclass reads. */
export abstract class ShellWordReader {
  protected readonly body: EmbeddedText
  protected readonly text: string
  protected readonly sink: ShellSink
  protected at = 0
  protected depth = 0

  constructor(body: EmbeddedText, sink: ShellSink) {
    this.body = body
    this.text = body.text
    this.sink = sink
  }

  /** The commands of a substitution, up to an unmatched `)` or the end. */
  protected abstract list(form: ShellForm, assignedTo: string | undefined): readonly LexedPipeline[]
  protected abstract get flow(): Flow | undefined

  /** @param mayAssign the word may be an assignment, whose substitutions then know their variable */
  protected word(mayAssign: boolean): LexedWord {
    const start = this.at
    const pieces: WordPiece[] = []
    for (;;) {
      const at = this.at
      const plain = this.match(/[^ \t\r\n\f\v\\'"`$|&;<>()]+/y)
      if (plain !== undefined) {
        this.push(pieces, plain, at)
        continue
      }
      const char = this.text[at]
      if (char === '\\') {
        const escaped = this.match(/\\(?:\r?\n|[\s\S])?/y) ?? ''
        if (!/\n$/.test(escaped)) this.push(pieces, escaped.slice(1), at + 1, true)
      } else if (char === "'") this.singleQuoted(pieces)
      else if (char === '"') {
        this.at++
        this.doubleQuoted(pieces, this.assigned(mayAssign, pieces), undefined)
      } else if (char === '$' || char === '`') this.expansion(pieces, this.assigned(mayAssign, pieces))
      else if ((char === '<' || char === '>') && this.text[at + 1] === '(') {
        this.at++
        this.substitution(pieces, at, undefined)
      } else return { pieces, start, end: this.at }
    }
  }

  private assigned(mayAssign: boolean, pieces: readonly WordPiece[]): string | undefined {
    const first = pieces[0]
    return mayAssign && first?.kind === 'text' ? assignmentStart.exec(first.text)?.[1] : undefined
  }

  private push(pieces: WordPiece[], text: string, start: number, isQuoted = false): void {
    const piece: WordPiece = { kind: 'text', text, start, end: this.at }
    pieces.push(isQuoted ? { ...piece, isQuoted } : piece)
  }

  private singleQuoted(pieces: WordPiece[]): void {
    const at = this.at
    const close = this.text.indexOf("'", at + 1)
    // An apostrophe that nothing closes is prose; the rest must not vanish in it.
    this.at = close === -1 ? at + 1 : close + 1
    if (close === -1) this.push(pieces, "'", at)
    else pieces.push({ kind: 'text', isQuoted: true, text: this.text.slice(at + 1, close), start: at + 1, end: close })
  }

  /** After the opening quote. */
  protected doubleQuoted(pieces: WordPiece[], assignedTo: string | undefined, end: number | undefined): void {
    // So that `""` is a word, and an empty one.
    this.push(pieces, '', this.at, true)
    while (this.at < this.text.length) {
      const at = this.at
      const plain = this.match(/[^"\\$`]+/y)
      if (plain !== undefined) {
        this.push(pieces, plain, at, true)
        continue
      }
      const char = this.text[at]
      if (char === '"') {
        this.at++
        if (end === undefined) return
      } else if (char === '\\') {
        const escaped = this.match(/\\(?:\r?\n|[\s\S])?/y) ?? ''
        const isSpecial = /^\\["\\$`]$/.test(escaped)
        if (isSpecial) this.push(pieces, escaped.slice(1), at + 1, true)
        else if (!/\n$/.test(escaped)) this.push(pieces, escaped, at, true)
      } else this.expansion(pieces, assignedTo, true)
    }
  }

  private expansion(pieces: WordPiece[], assignedTo: string | undefined, isQuoted = false): void {
    const at = this.at
    if (this.text[at] === '`') {
      this.backticks(pieces, assignedTo, isQuoted)
      return
    }
    const variable = this.match(/\$(?:[A-Za-z_]\w*|\{[A-Za-z_][\w.-]*\})/y)
    if (variable !== undefined) {
      const name = variable.replace(/[${}]/g, '')
      const piece: WordPiece = { kind: 'variable', name, text: variable, start: at, end: this.at }
      pieces.push(isQuoted ? { ...piece, isQuoted } : piece)
      return
    }
    this.at++
    if (this.text[this.at] === '(') this.substitution(pieces, at, assignedTo, isQuoted)
    else if (this.text[this.at] === '{') {
      this.match(/\{(?:[^{}\\'"`$\n]|\\[\s\S])*/y)
      // A default may hold substitutions: `${x:-$(cmd)}`.
      while (this.at < this.text.length && this.text[this.at] !== '}' && this.text[this.at] !== '\n') {
        const char = this.text[this.at]
        if ((char === '$' || char === '`') && this.depth < deepestNesting) {
          this.depth++
          this.expansion([], assignedTo)
          this.depth--
        } else this.at++
      }
      if (this.text[this.at] === '}') this.at++
      this.pushOpaque(pieces, at, isQuoted, { kind: 'parameter', written: this.text.slice(at, this.at) })
    } else if (this.text[this.at] === "'") {
      // ANSI-C quoting; its escapes matter to those who look for hidden bytes, so they stay as written.
      this.match(/'(?:[^'\\]|\\[\s\S])*'?/y)
      const end = Math.max(at + 2, this.at - 1)
      const text = this.text.slice(at + 2, end)
      pieces.push({ kind: 'text', isQuoted: true, text, start: at + 2, end })
    } else if (this.match(/[0-9@*#?!$-]/y) !== undefined) this.pushOpaque(pieces, at, isQuoted)
    else this.push(pieces, '$', at)
  }

  /** At the opening parenthesis of `$(` or `<(`. */
  private substitution(pieces: WordPiece[], start: number, assignedTo: string | undefined, isQuoted = false): void {
    this.at++
    let pipelines: readonly LexedPipeline[] | undefined
    const isArithmetic = this.text[start] === '$' && this.arithmetic()
    if (!isArithmetic && this.depth < deepestNesting) {
      this.depth++
      const found = this.list('substitution', assignedTo)
      if (this.text[start] === '$') pipelines = found
      this.depth--
      if (this.text[this.at] === ')') this.at++
    }
    this.pushOpaque(pieces, start, isQuoted, pipelines && { kind: 'substitution', pipelines })
  }

  /** At the second parenthesis of `((`. Only what is closed by `))` on its line counts; substitutions in it run. */
  protected arithmetic(): boolean {
    const start = this.at
    if (this.match(/\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)\)/y) === undefined) return false
    const end = this.at
    this.at = start
    while (this.at < end) {
      const char = this.text[this.at]
      if ((char === '$' || char === '`') && this.depth < deepestNesting) {
        this.depth++
        this.expansion([], undefined)
        this.depth--
      } else this.at++
    }
    this.at = Math.max(this.at, end)
    return true
  }

  /** Inside backticks a backslash protects `` ` ``, `\` and `$`; what is left is read on its own. */
  private backticks(pieces: WordPiece[], assignedTo: string | undefined, isQuoted: boolean): void {
    const start = this.at
    this.at++
    const inner = new EmbeddedTextBuilder('', this.body.lines)
    while (this.at < this.text.length && this.text[this.at] !== '`') {
      const from = this.at
      if (this.match(/\\[`\\$]/y) !== undefined) inner.append(this.body, from + 1, this.at)
      else {
        this.match(/[^`\\]+|\\/y)
        inner.append(this.body, from, this.at)
      }
    }
    this.at++
    const flow = inFrame(this.flow, 'isolated')
    const pipelines = this.sink.nested(inner.build(), 'substitution', assignedTo, flow)
    this.pushOpaque(pieces, start, isQuoted, { kind: 'substitution', pipelines })
  }

  private pushOpaque(pieces: WordPiece[], start: number, isQuoted = false, meaning?: PieceMeaning): void {
    this.at = Math.min(this.at, this.text.length)
    const piece: WordPiece = { kind: 'opaque', text: this.text.slice(start, this.at), start, end: this.at, isQuoted }
    pieces.push(meaning === undefined ? piece : { ...piece, meaning })
  }

  protected match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)?.[0]
    if (found === undefined || found === '') return undefined
    this.at += found.length
    return found
  }
}
