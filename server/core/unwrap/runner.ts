import type { Allowance } from '../formats/archive/output'
import type { Input } from './command'
import type { Expander } from './expand'
import type { Frame } from './frame'
import type { Result } from './result'
import type { ScriptFiles } from './scriptFiles'
import type { Stages } from './stages'
import type { Node, Word } from './syntax'
import type { UnwrapStep } from './unwrapped'

/** How a script leaves what it is in: `break 2`, `return`, `exit`. */
export interface Leaving {
  readonly kind: 'break' | 'continue' | 'return' | 'exit'
  /** Loops to leave. */
  readonly levels: number
}

/** What commands are worked out with. */
export interface Runner {
  readonly files: ScriptFiles
  readonly words: Expander
  readonly stages: Stages
  readonly allowance: Allowance
  /** Set while commands are left out until what is left ends. */
  leaving: Leaving | undefined
  evaluate(node: Node, frame: Frame, input: Input | undefined): Result
}

/** A simple command with its words expanded. */
export interface Called {
  readonly name: string
  /** Undefined where an argument is not fixed. */
  readonly args: readonly (string | undefined)[]
  readonly frame: Frame
  readonly input: Input | undefined
  /** The commands that made its words. */
  readonly made: readonly UnwrapStep[]
  readonly words: readonly Word[]
  /** As written. */
  readonly text: string
}
