import type { CommitGraph } from './commitGraph'
import type { Layout } from './layout'
import type { Objects } from './objects'
import type { Pasts } from './past'
import type { Quarantine } from './quarantine'

/** What every change read from objects needs. */
export interface ObjectContext {
  readonly objects: Objects
  readonly layout: Layout
  readonly maxFileBytes: number
  /** Loaded when first asked for. */
  readonly graph: () => Promise<CommitGraph>
  /** What earlier commits did, kept for all changes of the repository. */
  readonly pasts: Pasts
}

/** What comparing with the working tree or the index needs besides. */
export interface WorkContext extends ObjectContext {
  readonly quarantine: Quarantine
  readonly signal: AbortSignal | undefined
  /** The commit HEAD names; absent before the first one. */
  readonly head: string | undefined
}
