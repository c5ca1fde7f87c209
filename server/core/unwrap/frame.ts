import type { Node } from './syntax'

/** Where a command stands: what is known there. */
export interface Frame {
  readonly variables: Map<string, string | undefined>
  readonly functions: Map<string, Node>
  readonly depth: number
  /** The stage whose text is being looked at. */
  readonly from: number | undefined
}
