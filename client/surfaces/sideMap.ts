import * as vscode from 'vscode'
import {
  BIND_DOCUMENTS,
  type BindDocumentsParams,
  type DocumentBinding,
  READ_SIDE,
  type ReadSideResult,
  type WireSide,
} from '../../server/protocol'
import type { OpenReview, Reviews } from '../reviews'
import type { Session } from '../session'
import { type Placement, type Placing, placeDocument, type ShownDocument } from '../sides'
import { decodeUri } from '../uris'

/**
 * One map: (change set, path, side) → the documents on screen that show it. A diff tab's pair decides the sides; what
 * is closed leaves the map, and the server then clears its diagnostics.
 */
export class SideMap implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>()
  readonly onDidChange = this.#changed.event
  readonly #subscriptions: vscode.Disposable[]
  readonly #bindings = new Map<string, readonly DocumentBinding[]>()
  /** Whether a document has the text of a side, for one result and one version of the document. */
  readonly #compared = new WeakMap<object, Map<string, Promise<boolean>>>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(
    private readonly session: Session,
    private readonly reviews: Reviews,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const soon = () => this.#schedule()
    this.#subscriptions = [
      this.#changed,
      vscode.window.tabGroups.onDidChangeTabs(soon),
      vscode.window.tabGroups.onDidChangeTabGroups(soon),
      vscode.window.onDidChangeVisibleTextEditors(soon),
      vscode.workspace.onDidOpenTextDocument(soon),
      vscode.workspace.onDidCloseTextDocument(soon),
      vscode.workspace.onDidChangeTextDocument(({ contentChanges }) => {
        if (contentChanges.length > 0) this.#schedule()
      }),
      reviews.onDidChange(soon),
      session.onDidEnd(() => this.#bindings.clear()),
    ]
  }

  isBound(uri: vscode.Uri): boolean {
    const key = uri.toString()
    for (const [id, bindings] of this.#bindings) {
      if (this.reviews.get(id) === undefined) continue
      if (bindings.some(binding => binding.uri === key)) return true
    }
    return this.reviews.isPatch(key)
  }

  /** The documents on screen that show one side of one file. */
  documentsOf(id: string, path: string, side: WireSide): readonly vscode.Uri[] {
    return (this.#bindings.get(id) ?? [])
      .filter(binding => binding.path === path && binding.side === side)
      .map(({ uri }) => vscode.Uri.parse(uri, true))
  }

  /** Brings the map up to date now, for a place that is about to be shown. */
  async update(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#running = this.#running.then(() => this.#bindAll())
    await this.#running
  }

  dispose(): void {
    clearTimeout(this.#timer)
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  #schedule(): void {
    if (this.reviews.all.length === 0 && this.#bindings.size === 0) return
    // tab and editor events come in bursts
    this.#timer ??= setTimeout(() => void this.update(), 30)
  }

  async #bindAll(): Promise<void> {
    const shown = shownDocuments()
    let hasChanged = false
    for (const id of [...this.#bindings.keys()]) {
      if (this.reviews.get(id) === undefined) hasChanged = this.#bindings.delete(id) || hasChanged
    }
    for (const review of this.reviews.all) {
      const documents = await this.#bindingsOf(review, shown)
      if (JSON.stringify(this.#bindings.get(review.id) ?? []) === JSON.stringify(documents)) continue
      this.#bindings.set(review.id, documents)
      hasChanged = true
      const params: BindDocumentsParams = { id: review.id, documents }
      await this.session.tell(BIND_DOCUMENTS, params)
    }
    if (hasChanged) this.#changed.fire()
  }

  async #bindingsOf(review: OpenReview, shown: readonly ShownDocument[]): Promise<readonly DocumentBinding[]> {
    const bindings: DocumentBinding[] = []
    const placing = placingOf(review)
    for (const document of shown) {
      for (const placement of placeDocument(placing, document)) {
        if (!placement.isCertain && !(await this.#hasText(review, placement, document))) continue
        const { path, file, side } = placement
        bindings.push({ uri: document.uri, path, file, side })
        break
      }
    }
    return bindings
  }

  async #hasText(review: OpenReview, placement: Placement, { uri }: ShownDocument): Promise<boolean> {
    const document = vscode.workspace.textDocuments.find(candidate => candidate.uri.toString() === uri)
    if (document === undefined) return false
    const known = this.#compared.get(review.result) ?? new Map<string, Promise<boolean>>()
    this.#compared.set(review.result, known)
    const key = `${placement.side} ${placement.file} ${document.version} ${uri}`
    const answer = known.get(key) ?? this.#compare(review, placement, document)
    known.set(key, answer)
    return await answer
  }

  async #compare(review: OpenReview, { path, file, side }: Placement, document: vscode.TextDocument): Promise<boolean> {
    try {
      const params = { id: review.id, path, file, side }
      const { text, isDescription } = await this.session.request<ReadSideResult>(READ_SIDE, params)
      return !isDescription && sameText(text, document.getText())
    } catch (error) {
      this.log.warn(`reading ${side} ${path}: ${error}`)
      return false
    }
  }
}

function placingOf({ ref, result, documents }: OpenReview): Placing {
  const { files, base, head } = result
  return {
    ref,
    files,
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
    ...(documents === undefined ? {} : { documents: documents.documents }),
  }
}

/** Line ends and a byte order mark are the editor's, not the content's. */
function sameText(a: string, b: string): boolean {
  const normal = (text: string) => text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  return normal(a) === normal(b)
}

function shownDocuments(): readonly ShownDocument[] {
  const shown = new Map<string, ShownDocument>()
  const add = (uri: vscode.Uri, hint?: WireSide) => {
    const key = uri.toString()
    if (shown.get(key)?.hint !== undefined) return
    shown.set(key, { uri: key, decoded: decodeUri(uri), ...(hint === undefined ? {} : { hint }) })
  }
  let hasMultiDiff = false
  for (const { input } of vscode.window.tabGroups.all.flatMap(group => group.tabs)) {
    if (input instanceof vscode.TabInputTextDiff) {
      add(input.original, 'old')
      add(input.modified, 'new')
    } else if (input instanceof vscode.TabInputText) {
      add(input.uri)
    } else if (isUnknown(input)) {
      hasMultiDiff = true
    }
  }
  for (const { document } of vscode.window.visibleTextEditors) add(document.uri)
  if (hasMultiDiff) {
    // what a multi-diff tab shows is not in the stable interface: its documents are open, though most are out of view
    for (const { uri } of vscode.workspace.textDocuments) if (!isGutterOriginal(uri)) add(uri)
  }
  return [...shown.values()]
}

/** What the git extension compares with for the marks in the gutter; no editor shows it. */
function isGutterOriginal({ scheme, path, query }: vscode.Uri): boolean {
  return scheme === 'git' && path.endsWith('.git') && !query.includes('.git"')
}

function isUnknown(input: unknown): boolean {
  const known = [
    vscode.TabInputCustom,
    vscode.TabInputNotebook,
    vscode.TabInputNotebookDiff,
    vscode.TabInputTerminal,
    vscode.TabInputWebview,
  ]
  return !known.some(type => input instanceof type)
}
