import type { EmbeddedText } from './embeddedText'
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
