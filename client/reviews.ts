import * as vscode from 'vscode'
import {
  CLOSE_REVIEW,
  type DocumentBinding,
  type DocumentPair,
  OPEN_REVIEW,
  type OpenReviewParams,
  type OpenReviewResult,
  type WireFinding,
  type WireReview,
} from '../server/protocol'
import type { RequestOptions, Session } from './session'
import { idOfRef, isWithin, type ReviewRef } from './uris'

/** Documents of other extensions that make one change set. */
export interface DocumentSet {
  readonly label: string
  readonly pairs: readonly DocumentPair[]
  /** URI → what it shows. */
  readonly documents: ReadonlyMap<string, Omit<DocumentBinding, 'uri'>>
}

/** A change set that is open in the server, and its latest result. */
export interface OpenReview {
  readonly id: string
  readonly ref: ReviewRef
  readonly result: WireReview
  readonly documents?: DocumentSet
}

interface Opening {
  readonly ref: ReviewRef
  readonly done: Promise<OpenReview>
}

/** The server's own words why a change could not be reviewed, and what the user can do. */
export class ReviewProblem extends Error {
  constructor(
    message: string,
    readonly remedy?: string,
  ) {
    super(message)
    this.name = 'ReviewProblem'
  }
}

/** All open change sets. */
export class Reviews implements vscode.Disposable {
  readonly #open = new Map<string, OpenReview>()
  readonly #opening = new Map<string, Opening>()
  readonly #changed = new vscode.EventEmitter<void>()
  readonly onDidChange = this.#changed.event
  readonly #subscriptions: vscode.Disposable[]
  /** What the last crash closed; offered for another try. */
  #lost: readonly ReviewRef[] = []

  constructor(private readonly session: Session) {
    this.#subscriptions = [
      this.#changed,
      session.onReviewChanged(({ review }) => this.#replace(review)),
      session.onDidEnd(() => this.#forgetAll()),
    ]
  }

  get all(): readonly OpenReview[] {
    return [...this.#open.values()]
  }

  get lost(): readonly ReviewRef[] {
    return this.#lost
  }

  get isOpening(): boolean {
    return this.#opening.size > 0
  }

  get(id: string): OpenReview | undefined {
    return this.#open.get(id)
  }

  /** Whether the document is the patch of a change set, one that is being examined included. */
  isPatch(uri: string): boolean {
    const refs = [...this.all, ...this.#opening.values()].map(({ ref }) => ref)
    return refs.some(ref => ref.kind === 'patch' && ref.uri === uri)
  }

  finding(id: string, fingerprint: string): { review: OpenReview; finding: WireFinding } | undefined {
    const review = this.#open.get(id)
    const finding = review?.result.findings.find(candidate => candidate.fingerprint === fingerprint)
    return review && finding && { review, finding }
  }

  /** Reviews what `ref` names; a change set of the same source is replaced. */
  async open(ref: ReviewRef, options: RequestOptions = {}, documents?: DocumentSet): Promise<OpenReview> {
    return await this.#settled(idOfRef(ref), this.#start(ref, options, documents), options.token)
  }

  /** For a document that outlived its change set, such as a tab restored after a reload. */
  async ensure(ref: ReviewRef): Promise<OpenReview> {
    const id = idOfRef(ref)
    const known = this.#open.get(id)
    if (known !== undefined) return known
    const opening = this.#opening.get(id)
    if (opening === undefined && ref.kind === 'documents') {
      throw new ReviewProblem('What this was made from is no longer known to this window. Run the review again.')
    }
    return await this.#settled(id, opening ?? this.#start(ref, {}))
  }

  isBeingOpened(id: string): boolean {
    return this.#opening.has(id)
  }

  /** A review that a newer one of the same change replaces ends as cancelled: the newer one is meant then. */
  async #settled(id: string, opening: Opening, token?: vscode.CancellationToken): Promise<OpenReview> {
    try {
      return await opening.done
    } catch (error) {
      const newer = this.#opening.get(id)
      if (newer === undefined || newer === opening || token?.isCancellationRequested === true) throw error
      return await this.#settled(id, newer, token)
    }
  }

  #start(ref: ReviewRef, options: RequestOptions, documents?: DocumentSet): Opening {
    const id = idOfRef(ref)
    const done = this.#run(id, ref, options, documents).finally(() => {
      if (this.#opening.get(id) === opening) this.#opening.delete(id)
      this.#changed.fire()
    })
    const opening: Opening = { ref, done }
    this.#opening.set(id, opening)
    this.#changed.fire()
    return opening
  }

  /** The same change again, after the repository moved under it. Keeps the old result until the new one is there. */
  async again(review: OpenReview, options: RequestOptions = {}): Promise<OpenReview> {
    return await this.open(review.ref, options, review.documents)
  }

  /** Texts that were found in it are closed with it. */
  async close(id: string): Promise<void> {
    const review = this.#open.get(id)
    if (review === undefined) return
    const inner = this.all.filter(({ ref }) => isWithin(ref, review.ref))
    for (const { id } of inner) this.#open.delete(id)
    this.#changed.fire()
    for (const { id } of inner) await this.session.tell(CLOSE_REVIEW, { id })
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  async #run(id: string, ref: ReviewRef, options: RequestOptions, documents?: DocumentSet): Promise<OpenReview> {
    if (ref.kind === 'texts') await this.ensure(ref.of)
    const source = await requestSource(ref, documents)
    const params: OpenReviewParams = { id, source }
    const result = await this.session.request<OpenReviewResult>(OPEN_REVIEW, params, options)
    if (!result.ok) throw new ReviewProblem(result.message, result.remedy)
    const review: OpenReview = { id, ref, result: result.review, ...(documents === undefined ? {} : { documents }) }
    this.#open.set(id, review)
    this.#lost = this.#lost.filter(lost => idOfRef(lost) !== id)
    return review
  }

  #replace(result: WireReview): void {
    const known = this.#open.get(result.id)
    if (known === undefined) return
    this.#open.set(result.id, { ...known, result })
    this.#changed.fire()
  }

  #forgetAll(): void {
    this.#lost = this.all.map(({ ref }) => ref).filter(({ kind }) => kind !== 'documents' && kind !== 'texts')
    this.#open.clear()
    this.#opening.clear()
    this.#changed.fire()
  }
}

async function requestSource(ref: ReviewRef, documents: DocumentSet | undefined): Promise<OpenReviewParams['source']> {
  if (ref.kind === 'patch') {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(ref.uri, true))
    const name = document.uri.path.slice(document.uri.path.lastIndexOf('/') + 1)
    return { kind: 'patch', name, text: document.getText(), uri: ref.uri }
  }
  if (ref.kind === 'texts') return { kind: 'texts', review: idOfRef(ref.of), fingerprint: ref.fingerprint }
  if (ref.kind !== 'documents') return ref
  if (documents === undefined) throw new ReviewProblem('The documents of this change are no longer known.')
  return { kind: 'documents', label: documents.label, pairs: documents.pairs }
}
