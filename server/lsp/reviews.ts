import type { DocumentBinding, ReviewRequestSource, WireSettings } from '../protocol'
import type { Examined, FoundChange } from './backend'
import type { Snapshot } from './snapshot'

/** A change set the client has open. Replaced as a whole, never changed in place. */
export interface OpenReview {
  readonly id: string
  readonly request: ReviewRequestSource
  /** Raised whenever work begins that makes earlier work pointless. */
  readonly generation: number
  readonly bindings: readonly DocumentBinding[]
  /** Absent until the first review is done. */
  readonly reviewed?: Reviewed
}

export interface Reviewed {
  readonly snapshot: Snapshot
  readonly examined: Examined
  readonly found: FoundChange
  /** Texts that open editors have on the new side where they differ from what was found, by file. */
  readonly edits: ReadonlyMap<number, string>
  /** The settings it was examined with. */
  readonly settings: WireSettings
  /** How many decisions had been made in this process when it was judged. */
  readonly decisions: number
}

/** Names a piece of work: its result counts only while the change set is still in that generation. */
export interface Ticket {
  readonly id: string
  readonly generation: number
}

/** The change sets that are open, by id. Late results of an older generation are dropped here, and only here. */
export class OpenReviews {
  readonly #open = new Map<string, OpenReview>()
  #lastGeneration = 0

  /** A new change set, or another one in the place of the same id, which stays to be seen until the new one is there. */
  begin(id: string, request: ReviewRequestSource): Ticket {
    const generation = ++this.#lastGeneration
    this.#open.set(id, { bindings: [], ...this.#open.get(id), id, request, generation })
    return { id, generation }
  }

  /** The next piece of work on an open change set, which keeps showing what it has. */
  renew(id: string): Ticket | undefined {
    const open = this.#open.get(id)
    if (open === undefined) return undefined
    const generation = ++this.#lastGeneration
    this.#open.set(id, { ...open, generation })
    return { id, generation }
  }

  /** False, and nothing happens, when the work is of an older generation. */
  commit(ticket: Ticket, reviewed: Reviewed): boolean {
    if (!this.isCurrent(ticket)) return false
    const open = this.#open.get(ticket.id) as OpenReview
    this.#open.set(ticket.id, { ...open, reviewed })
    return true
  }

  isCurrent({ id, generation }: Ticket): boolean {
    return this.#open.get(id)?.generation === generation
  }

  bind(id: string, bindings: readonly DocumentBinding[]): OpenReview | undefined {
    const open = this.#open.get(id)
    if (open !== undefined) this.#open.set(id, { ...open, bindings })
    return open
  }

  close(id: string): OpenReview | undefined {
    const open = this.#open.get(id)
    this.#open.delete(id)
    return open
  }

  get(id: string): OpenReview | undefined {
    return this.#open.get(id)
  }

  all(): readonly OpenReview[] {
    return [...this.#open.values()]
  }

  /** The change sets that show something in this document. */
  binding(uri: string): readonly OpenReview[] {
    return this.all().filter(open => boundUris(open).includes(uri))
  }
}

/** Every document of a change set: those the client bound, and the patch it was made from. */
export function boundUris({ request, bindings }: Pick<OpenReview, 'request' | 'bindings'>): readonly string[] {
  const patch = request.kind === 'patch' && request.uri !== undefined ? [request.uri] : []
  return [...new Set([...bindings.map(({ uri }) => uri), ...patch])]
}
