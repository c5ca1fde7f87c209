import type { Node } from './syntax'
import type { Variables } from './variables'

/** Where a command stands: what is known there. */
export interface Frame {
  readonly variables: Variables
  readonly functions: Map<string, Node>
  /** `$1` and on; shared by all that the same `set --` or `shift` changes. */
  readonly positional: Positional
  readonly depth: number
  /** The stage whose text is being looked at. */
  readonly from: number | undefined
}

export interface Positional {
  /** Undefined when nobody can tell: those a script is called with. */
  values: readonly (string | undefined)[] | undefined
}
