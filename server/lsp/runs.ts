import type { ChangeSource } from '../core/model/ports'
import { Cancelled } from '../core/review'
import type { BindDocumentsParams, OpenReviewResult, ReviewRequestSource, WireReview, WireSettings } from '../protocol'
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

interface OpenRequest {
  readonly id: string
  readonly source: ReviewRequestSource
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
  readonly #disposing = new Set<Promise<void>>()
  readonly #bases = new WeakMap<FoundChange, Map<number, string>>()
  /** Raised with every decision. */
  #decisions = 0

  constructor(around: Surroundings) {
    this.#around = around
  }

  /** Rejects with {@link Cancelled} when the signal fires, or when the same id is opened or closed meanwhile. */
  async open({ id, source }: OpenRequest, signal: AbortSignal, progress: Progress): Promise<OpenReviewResult> {
    const isShown = this.#around.reviews.get(id)?.reviewed !== undefined
    return this.#open({ id, source }, { signal, progress, keeps: error => isShown && error instanceof Cancelled })
  }

  async #open({ id, source }: OpenRequest, { signal, progress, keeps }: Opening): Promise<OpenReviewResult> {
    const { backend, reviews, publish } = this.#around
    const before = reviews.get(id)
    const shown = before === undefined ? [] : boundUris(before)
    const ticket = reviews.begin(id, source)
    const controller = this.#begin(ticket, 'open')
    const stop = () => controller.abort()
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    const run: Run = { settings: this.#around.settings(), signal: controller.signal, progress }
    const decisions = this.#decisions
    let unused: FoundChange | undefined
    try {
      const found = await backend.find(source, run)
      if (!found.ok) {
        if (!keeps(found)) this.#forget(ticket, shown)
        const { message, remedy } = found
        return { ok: false, message, ...(remedy === undefined ? {} : { remedy }) }
      }
      unused = found.value
      const examined = await backend.examine(found.value.source, run)
      const reviewed = await this.#settle(ticket, {
        found: found.value,
        examined,
        edits: new Map(),
        settings: run.settings,
        decisions,
      })
      unused = undefined
      // another patch may have been in this place, on a document of its own
      publish([...new Set([...shown, ...boundUris(reviews.get(id) as OpenReview)])])
      setImmediate(() => this.catchUp(id))
      return { ok: true, review: toWireReview(reviewed.snapshot) }
    } catch (error) {
      // what was under way may fail in its own words when it is cut off
      const failure = controller.signal.aborted ? new Cancelled() : error
      if (!keeps(failure)) this.#forget(ticket, shown)
      throw failure
    } finally {
      signal.removeEventListener('abort', stop)
      this.#end(id, controller)
      this.#dispose(unused)
    }
  }

  close(id: string): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.#work.get(id)?.controller.abort()
    const open = this.#around.reviews.close(id)
    if (open === undefined) return
    this.#dispose(open.reviewed?.found)
    this.#around.publish(boundUris(open))
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

  /** Decisions changed: what was found stays, and is judged again. Ends when all of it is. */
  async decided(): Promise<void> {
    this.#decisions++
    await Promise.all(this.#around.reviews.all().map(({ id }) => this.#catchUpOrSay(id)))
  }

  /** Ends all work and closes everything; what was pushed is cleared. */
  async dispose(): Promise<void> {
    for (const { id } of this.#around.reviews.all()) this.close(id)
    await Promise.all(this.#disposing)
  }

  /** Starts whatever is left to do for this change set; a run of its first review is left alone. */
  catchUp(id: string): void {
    void this.#catchUpOrSay(id)
  }

  async #catchUpOrSay(id: string): Promise<void> {
    const reviewed = this.#around.reviews.get(id)?.reviewed
    try {
      await this.#catchUp(id)
    } catch (error) {
      // what was closed or replaced meanwhile can no longer be read, and need not be
      const isGone = this.#around.reviews.get(id)?.reviewed !== reviewed
      if (!isGone && !(error instanceof Cancelled)) this.#around.failed(error)
    }
  }

  async #catchUp(id: string): Promise<void> {
    const { backend, reviews } = this.#around
    const open = reviews.get(id)
    if (open?.reviewed === undefined || this.#work.get(id)?.kind === 'open') return
    const settings = this.#around.settings()
    const { reviewed, request } = open
    if (request.kind === 'patch' && request.uri !== undefined) {
      const text = this.#around.textOf(request.uri)
      if (text !== undefined && text !== request.text) return this.#reopen(id, { ...request, text })
    }
    // these decide how the change itself is read, not only how it is examined
    if (settings.maxFileBytes !== reviewed.settings.maxFileBytes || settings.gitPath !== reviewed.settings.gitPath)
      return this.#reopen(id, request)
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
    } else if (reviewed.decisions !== this.#decisions) {
      const { examined } = reviewed
      await this.#again(id, reviewed, {
        edits,
        settings,
        examine: (source, run) => backend.judge(source, examined, run),
      })
      // a document of another change, such as a commit's, is not examined again, but its lines have moved
    } else this.#around.publish(boundUris(open))
  }

  async #reopen(id: string, source: ReviewRequestSource): Promise<void> {
    const opening: Opening = { signal: new AbortController().signal, progress: () => {}, keeps: () => true }
    const result = await this.#open({ id, source }, opening)
    if (result.ok) this.#around.changed(result.review)
  }

  async #again(id: string, reviewed: Reviewed, { edits, settings, examine }: Redo): Promise<void> {
    const { reviews, publish, changed } = this.#around
    // what was to be redone has been replaced meanwhile: look again at what is left to do
    if (reviews.get(id)?.reviewed !== reviewed) return this.#catchUp(id)
    const { found } = reviewed
    const ticket = reviews.renew(id) as Ticket
    const controller = this.#begin(ticket, 'again')
    const decisions = this.#decisions
    try {
      const examined = await examine(withEdits(found.source, edits), { settings, signal: controller.signal })
      const { snapshot } = await this.#settle(ticket, { found, examined, edits, settings, decisions })
      publish(boundUris(reviews.get(id) as OpenReview))
      changed(toWireReview(snapshot))
    } catch (error) {
      throw controller.signal.aborted ? new Cancelled() : error
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
        if (base === 'changed' || (base !== undefined && !isSameText(base.text, text))) edits.set(change.index, text)
      }
    }
    return edits
  }

  /**
   * Read once: what the disk holds later is in the editor too, and is then an edit of what was examined. `changed` when
   * the disk already holds something else; undefined when the side has no text.
   */
  async #base(found: FoundChange, file: number): Promise<{ readonly text: string } | 'changed' | undefined> {
    const bases = this.#bases.get(found) ?? new Map<number, string>()
    this.#bases.set(found, bases)
    const known = bases.get(file)
    if (known !== undefined) return { text: known }
    const { backend } = this.#around
    const content = await backend.content(found.source, file)
    if (content.kind === 'text') {
      if (content.new !== undefined) bases.set(file, content.new.text)
      return content.new
    }
    return content.kind === 'missing' && content.reason === 'unreadable' ? 'changed' : undefined
  }

  async #settle(ticket: Ticket, result: Omit<Reviewed, 'snapshot'>): Promise<Reviewed> {
    const { backend, reviews } = this.#around
    const request = reviews.get(ticket.id)?.request
    if (request === undefined || !reviews.isCurrent(ticket)) throw new Cancelled()
    const { found, examined, edits } = result
    const patch = patchDocument(request, found.source)
    const source = withEdits(found.source, edits)
    const parts = { id: ticket.id, found, source, examined, ...(patch === undefined ? {} : { patch }) }
    const reviewed: Reviewed = { ...result, snapshot: await takeSnapshot(parts, backend) }
    const before = reviews.get(ticket.id)?.reviewed?.found
    if (!reviews.commit(ticket, reviewed)) throw new Cancelled()
    if (before !== found) this.#dispose(before)
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

  #dispose(found: FoundChange | undefined): void {
    if (found === undefined) return
    const ended = found
      .dispose()
      .catch(error => this.#around.failed(error))
      .finally(() => this.#disposing.delete(ended))
    this.#disposing.add(ended)
  }

  /** The change set could not be reviewed: nothing of it stays, unless somebody has opened it anew meanwhile. */
  #forget(ticket: Ticket, shown: readonly string[]): void {
    if (!this.#around.reviews.isCurrent(ticket)) return
    this.close(ticket.id)
    this.#around.publish(shown)
  }
}
