import type { EmbeddedText } from './embeddedText'
import type { Flow } from './flow'
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
  readonly redirects: LexedRedirect[]
  readonly start: number
  end: number
}

export interface LexedRedirect {
  readonly operator: string
  readonly target: LexedWord
  /** The number before the operator. */
  readonly descriptor?: string | undefined
  heredoc?: readonly [start: number, end: number]
}

export interface LexedPipeline {
  readonly commands: LexedCommand[]
  readonly form: ShellForm
  readonly assignedTo: string | undefined
  readonly start: number
  readonly end: number
  /** Where it stands among the branches of its file; undefined for what always runs. */
  readonly flow?: Flow | undefined
}

export interface LexedAssignment {
  readonly name: string
  readonly value: LexedWord
  readonly start: number
  readonly flow?: Flow | undefined
  /** Holds for one command only: `x=1 cmd`. */
  isPrefix?: boolean
  /** Not written as an assignment: what a loop or `read` puts into a variable; only {@link ShellValues} looks at it. */
  readonly isImplicit?: boolean
  /** The outer language gives it to commands as words; no shell ever reads it. */
  readonly isNoShell?: boolean
  /** Values it takes in turn, in place of `value`. */
  readonly alternatives?: readonly LexedWord[]
  /** Expanded where the variable is used, as make's `=` is. */
  readonly isDeferred?: boolean
  /** Has no effect on a variable that has a value: make's `?=`. */
  readonly isDefault?: boolean
  /** The value as {@link ShellValues} reads it, where the outer language says more than the shell sees. */
  readonly valuePieces?: readonly WordPiece[]
}

/** What a pass over one stretch of shell finds, in the order in which it ends. */
export interface ShellSink {
  pipeline(body: EmbeddedText, pipeline: LexedPipeline): void
  assignment(body: EmbeddedText, assignment: LexedAssignment): void
  /** Text of a nested substitution that needed unescaping before it can be read: backticks. */
  nested(
    body: EmbeddedText,
    form: ShellForm,
    assignedTo: string | undefined,
    flow: Flow | undefined,
  ): readonly LexedPipeline[]
}
