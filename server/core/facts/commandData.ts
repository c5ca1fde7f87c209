import type { LanguageId } from '../syntax/language'
import type { ShellForm } from '../syntax/shell'
import type { CodePlace } from './programData'

/** What facts about commands have in common. Texts are at most 400 units long; what the file does not fix is as written. */
export interface CommandPlace extends CodePlace {
  /** How the command comes to run; `stored` text runs only if something evaluates it. */
  readonly form: ShellForm
  /** The language of the code it stands in. */
  readonly language: LanguageId | undefined
}

export interface CommandRun extends CommandPlace {
  /** Every program it can be, as far as the file fixes that; as written when nothing is fixed. */
  readonly programs: readonly string[]
  /** The program first; at most 40. */
  readonly words: readonly string[]
  readonly redirects: readonly CommandRedirect[]
  /** Commands of one pipe have one number, which says nothing beyond its file side. */
  readonly pipeline: { readonly id: number; readonly index: number; readonly length: number }
  /** The variable that gets the output or holds the text. */
  readonly assignedTo?: string
  /** The file fixes every word. */
  readonly isResolved: boolean
}

export interface CommandRedirect {
  readonly operator: string
  readonly descriptor?: string
  readonly target: string
}

export type PathAccess = 'read' | 'write' | 'append' | 'search' | 'copy' | 'delete' | 'execute'

export interface PathUse extends CommandPlace {
  /** `search`: a folder is gone through. `copy`: the source of one; its target is a `write`. */
  readonly use: PathAccess
  readonly program: string
  readonly isGlob: boolean
  /** The file fixes the path; else it is given as written. */
  readonly isResolved: boolean
  /** Of a search by content: what is looked for. */
  readonly pattern?: string
}

export interface DecoderRun extends CommandPlace {
  /** A short phrase: `base64 -d`, `tr`. */
  readonly decoder: string
  /** Paths or variables whose content gets into the decoder, as far as the pipe names them; at most ten. */
  readonly reads: readonly string[]
  /** Names of the commands of its pipe in order, those inside `eval` in its place. */
  readonly steps: readonly string[]
}

export type InterpreterSource = 'pipe' | 'eval' | 'argument' | 'file' | 'here-document' | 'substitution'

export interface InterpreterRun extends CommandPlace {
  readonly fedBy: InterpreterSource
  /** What gives it the program: commands, in order; for `file` the path. At most twenty. */
  readonly from: readonly string[]
  /** The file fixes all text that is run, and commands take no part in it. */
  readonly isResolved: boolean
}

export interface BuildFlag extends CodePlace {
  /** The variable that gets it, or the tool or function that is given it. */
  readonly to: string
  readonly stage: 'compile' | 'link' | 'preprocess' | 'assemble'
  readonly operation: 'set' | 'append' | 'argument'
}
