import type { ChangeSource } from '../core/model/ports'
import { Cancelled } from '../core/review'
import type { BindDocumentsParams, OpenReviewParams, OpenReviewResult, WireReview, WireSettings } from '../protocol'
import type { Backend, Examined, FoundChange, Run } from './backend'
import { isSameText, withEdits } from './edits'
import { boundUris, type OpenReview, type OpenReviews, type Reviewed, type Ticket } from './reviews'
import { findFile } from './snapshot'
import { patchDocument, takeSnapshot } from './takeSnapshot'
import { toWireReview } from './toProtocol'

/** What the runs need of the server around them. */
export interface Surroundings {
  readonly backend: Backend
  readonly reviews: OpenReviews
  settings(): WireSettings
  /** The text an open editor has; undefined when the document is not open. */
  textOf(uri: string): string | undefined
  /** Sends again what these documents show. */
  publish(uris: readonly string[]): void
  /** A change set was examined again without having been opened again. */
  changed(review: WireReview): void
  failed(error: unknown): void
}

export type Progress = (done: number, total: number) => void

/** After the last keystroke, before a document is examined again. */
const QUIET_MS = 150

interface Opening {
  readonly signal: AbortSignal
  readonly progress: Progress
  /** Whether what the change set showed before stays after this failure. */
  readonly keeps: (failure: unknown) => boolean
}

interface Redo {
  readonly edits: ReadonlyMap<number, string>
  readonly settings: WireSettings
  readonly examine: (source: ChangeSource, run: Run) => Promise<Examined>
}

interface Work {
  readonly kind: 'open' | 'again'
  readonly controller: AbortController
}

/** Starts, supersedes and ends the work on open change sets: at most one piece of work per change set at a time. */
export class ReviewRuns {
  readonly #around: Surroundings
  readonly #work = new Map<string, Work>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #bases = new WeakMap<FoundChange, Map<number, string>>()

  constructor(around: Surroundings) {
    this.#around = around
  }

  /** Rejects with {@link Cancelled} when the signal fires, or when the same id is opened or closed meanwhile. */
  async open({ id, source }: OpenReviewParams, signal: AbortSignal, progress: Progress): Promise<OpenReviewResult> {
    const isShown = this.#around.reviews.get(id)?.reviewed !== undefined
    return this.#open({ id, source }, { signal, progress, keeps: error => isShown && error instanceof Cancelled })
  }

  async #open({ id, source }: OpenReviewParams, { signal, progress, keeps }: Opening): Promise<OpenReviewResult> {
    const { backend, reviews, publish } = this.#around
    const ticket = reviews.begin(id, source)
    const controller = this.#begin(ticket, 'open')
    const stop = () => controller.abort()
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    const run: Run = { settings: this.#around.settings(), signal: controller.signal, progress }
    try {
      const found = await backend.find(source, run)
      if (!found.ok) {
        if (!keeps(found)) this.#forget(ticket)
        const { message, remedy } = found
        return { ok: false, message, ...(remedy === undefined ? {} : { remedy }) }
      }
      const examined = await backend.examine(found.value.source, run)
      const reviewed = await this.#settle(ticket, found.value, examined, new Map(), run)
      publish(boundUris(reviews.get(id) as OpenReview))
      return { ok: true, review: toWireReview(reviewed.snapshot) }
    } catch (error) {
      if (!keeps(error)) this.#forget(ticket)
      throw error
    } finally {
      signal.removeEventListener('abort', stop)
      this.#end(id, controller)
      this.catchUp(id)
    }
  }

  close(id: string): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.#work.get(id)?.controller.abort()
    const open = this.#around.reviews.close(id)
    if (open !== undefined) this.#around.publish(boundUris(open))
  }

  bind({ id, documents }: BindDocumentsParams): boolean {
    const before = this.#around.reviews.bind(id, documents)
    if (before === undefined) return false
    const after = this.#around.reviews.get(id) as OpenReview
    this.#around.publish([...new Set([...boundUris(before), ...boundUris(after)])])
    this.catchUp(id)
    return true
  }

  /** A document was opened, changed or closed: the change sets that show it catch up once the typing pauses. */
  edited(uri: string): void {
    for (const { id } of this.#around.reviews.binding(uri)) {
      clearTimeout(this.#timers.get(id))
      this.#timers.set(
        id,
        setTimeout(() => {
          this.#timers.delete(id)
          this.catchUp(id)
        }, QUIET_MS),
      )
    }
  }

  /** Settings changed: every open change set is examined again. */
  catchUpAll(): void {
    for (const { id } of this.#around.reviews.all()) this.catchUp(id)
  }

  /** Decisions changed: what was found stays, and is judged again. */
  async decided(): Promise<void> {
    const { backend, reviews, failed } = this.#around
    for (const { id, reviewed } of reviews.all()) {
      if (reviewed === undefined || this.#work.get(id)?.kind === 'open') continue
      const { examined, edits, settings } = reviewed
      await this.#again(id, reviewed, {
        edits,
        settings,
        examine: (source, run) => backend.judge(source, examined, run),
      }).catch(error => {
        if (!(error instanceof Cancelled)) failed(error)
      })
    }
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    for (const { controller } of this.#work.values()) controller.abort()
    this.#timers.clear()
  }

  /** Starts whatever is left to do for this change set; a run of its first review is left alone. */
  catchUp(id: string): void {
    this.#catchUp(id).catch(error => {
      if (!(error instanceof Cancelled)) this.#around.failed(error)
    })
  }

  async #catchUp(id: string): Promise<void> {
    const { backend, reviews } = this.#around
    const open = reviews.get(id)
    if (open?.reviewed === undefined || this.#work.get(id)?.kind === 'open') return
    const settings = this.#around.settings()
    const { reviewed } = open
    if (open.request.kind === 'patch' && open.request.uri !== undefined) {
      const text = this.#around.textOf(open.request.uri)
      if (text !== undefined && text !== open.request.text) return this.#reopenPatch(open, text)
    }
    const edits = await this.#edits(open, reviewed)
    const touched = [...new Set([...edits.keys(), ...reviewed.edits.keys()])].filter(
      file => edits.get(file) !== reviewed.edits.get(file),
    )
    if (settings !== reviewed.settings) {
      await this.#again(id, reviewed, { edits, settings, examine: (source, run) => backend.examine(source, run) })
    } else if (touched.length > 0) {
      const examine = async (source: ChangeSource, run: Run) => {
        let { examined } = reviewed
        for (const file of touched) examined = await backend.reexamine(source, examined, file, run)
        return examined
      }
      await this.#again(id, reviewed, { edits, settings, examine })
    }
  }

  async #reopenPatch({ id, request }: OpenReview, text: string): Promise<void> {
    if (request.kind !== 'patch') return
    const opening: Opening = { signal: new AbortController().signal, progress: () => {}, keeps: () => true }
    const result = await this.#open({ id, source: { ...request, text } }, opening)
    if (result.ok) this.#around.changed(result.review)
  }

  async #again(id: string, reviewed: Reviewed, { edits, settings, examine }: Redo): Promise<void> {
    const { reviews, publish, changed } = this.#around
    // what was to be redone has been replaced meanwhile: look again at what is left to do
    if (reviews.get(id)?.reviewed !== reviewed) return this.#catchUp(id)
    const { found } = reviewed
    const ticket = reviews.renew(id) as Ticket
    const controller = this.#begin(ticket, 'again')
    const run: Run = { settings, signal: controller.signal }
    try {
      const examined = await examine(withEdits(found.source, edits), run)
      const { snapshot } = await this.#settle(ticket, found, examined, edits, run)
      publish(boundUris(reviews.get(id) as OpenReview))
      changed(toWireReview(snapshot))
    } finally {
      this.#end(id, controller)
    }
    this.catchUp(id)
  }

  /** Texts of open editors that differ from what was found on disk. */
  async #edits({ bindings }: OpenReview, { found, snapshot }: Reviewed): Promise<ReadonlyMap<number, string>> {
    const edits = new Map<number, string>()
    if (found.root === undefined) return edits
    for (const { uri, path, side, file } of bindings) {
      const change = side === 'new' ? findFile(snapshot, path, side, file) : undefined
      if (change === undefined) continue
      const text = this.#around.textOf(uri)
      if (text === undefined) this.#bases.get(found)?.delete(change.index)
      else {
        const base = await this.#base(found, change.index)
        if (base !== undefined && !isSameText(base, text)) edits.set(change.index, text)
      }
    }
    return edits
  }

  /** Read once: what the disk holds later is in the editor too, and is then an edit of what was examined. */
  async #base(found: FoundChange, file: number): Promise<string | undefined> {
    const bases = this.#bases.get(found) ?? new Map<number, string>()
    this.#bases.set(found, bases)
    const known = bases.get(file)
    if (known !== undefined) return known
    const { content } = await this.#around.backend.load(found.source, file)
    if (content.kind !== 'text' || content.new === undefined) return undefined
    bases.set(file, content.new.text)
    return content.new.text
  }

  async #settle(
    ticket: Ticket,
    found: FoundChange,
    examined: Examined,
    edits: ReadonlyMap<number, string>,
    { settings }: Run,
  ): Promise<Reviewed> {
    const { backend, reviews } = this.#around
    const request = reviews.get(ticket.id)?.request
    if (request === undefined || !reviews.isCurrent(ticket)) throw new Cancelled()
    const patch = patchDocument(request)
    const source = withEdits(found.source, edits)
    const snapshot = await takeSnapshot(
      { id: ticket.id, found, source, examined, ...(patch === undefined ? {} : { patch }) },
      backend,
    )
    const reviewed: Reviewed = { snapshot, examined, found, edits, settings }
    if (!reviews.commit(ticket, reviewed)) throw new Cancelled()
    return reviewed
  }

  #begin({ id }: Ticket, kind: Work['kind']): AbortController {
    this.#work.get(id)?.controller.abort()
    const controller = new AbortController()
    this.#work.set(id, { kind, controller })
    return controller
  }

  #end(id: string, controller: AbortController): void {
    if (this.#work.get(id)?.controller === controller) this.#work.delete(id)
  }

  /** The change set could not be reviewed: nothing of it stays, unless somebody has opened it anew meanwhile. */
  #forget(ticket: Ticket): void {
    if (this.#around.reviews.isCurrent(ticket)) this.close(ticket.id)
  }
}
