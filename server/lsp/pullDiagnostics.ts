import type {
  CancellationToken,
  Diagnostic,
  DocumentDiagnosticParams,
  DocumentDiagnosticReport,
} from 'vscode-languageserver'
import { Cancelled } from '../core/review'
import type { ServerContext } from './context'
import { isPatchDocument } from './documentReviews'
import { outdated, requestCancelled, signalOf } from './fromProtocol'
import { FILE_START, placeOnPatch, placeOnSide } from './placement'
import { locateIn } from './publish'
import type { Snapshot } from './snapshot'
import { toDiagnostic, toFullReport, toUnchangedReport } from './toProtocol'

/** While somebody types, before the text is looked at. */
const QUIET_MS = 120

/**
 * Diagnostics of a document that belongs to no open change set. A document of one gets an empty answer: what there is to
 * say about it is pushed.
 */
export class PullDiagnostics {
  readonly #context: ServerContext
  readonly #last = new Map<string, { readonly resultId: string; readonly items: string }>()
  readonly #said = new Set<string>()
  #nextResult = 1

  constructor(context: ServerContext) {
    this.#context = context
  }

  async handle(
    { textDocument: { uri }, previousResultId }: DocumentDiagnosticParams,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> {
    const { documents, reviews, shown } = this.#context
    const signal = signalOf(token)
    await quiet(documents.quietMs(uri), signal)
    const document = documents.get(uri)
    if (document === undefined || reviews.binding(uri).length > 0) return this.#answerEmpty(uri)
    const items = await this.#diagnose(uri, signal)
    if (documents.version(uri) !== document.version) throw outdated()
    // bound while it was examined: the change set speaks for it now
    if (reviews.binding(uri).length > 0) return this.#answerEmpty(uri)
    shown.pulled(uri, items)
    return this.#answer(uri, items, previousResultId)
  }

  forget(uri: string): void {
    this.#last.delete(uri)
  }

  async #diagnose(uri: string, signal: AbortSignal): Promise<Diagnostic[]> {
    const { documents, documentReviews, settings } = this.#context
    const document = documents.get(uri)
    if (document === undefined) return []
    try {
      const snapshot = await documentReviews.review(document, { settings: settings(), signal })
      return snapshot === undefined ? [] : this.#project(uri, snapshot, isPatchDocument(document))
    } catch (error) {
      if (signal.aborted || error instanceof Cancelled) throw requestCancelled()
      this.#say(`${uri} was not examined: ${error instanceof Error ? error.message : String(error)}`)
      return []
    }
  }

  /** An error as the answer to a pull is a notification in some editors, with every keystroke; the log is enough. */
  #say(message: string): void {
    if (this.#said.has(message)) return
    this.#said.add(message)
    this.#context.connection.console.warn(message)
  }

  #project(uri: string, snapshot: Snapshot, isPatch: boolean): Diagnostic[] {
    const { errorsInEditor } = this.#context.settings()
    const locate = locateIn({ bindings: [] }, snapshot)
    const placements = isPatch ? placeOnPatch(snapshot) : placeOnSide(snapshot, 0, 'new')
    return placements.map(placement =>
      toDiagnostic(snapshot, placement, {
        errorsInEditor,
        locate: evidence =>
          evidence.location.file === 0 && evidence.location.side === 'new' && !isPatch
            ? { uri, range: locate(evidence)?.range ?? FILE_START }
            : locate(evidence),
      }),
    )
  }

  #answerEmpty(uri: string): DocumentDiagnosticReport {
    this.#last.delete(uri)
    this.#context.shown.pulled(uri, [])
    return toFullReport([])
  }

  #answer(uri: string, items: Diagnostic[], previousResultId: string | undefined): DocumentDiagnosticReport {
    const text = JSON.stringify(items)
    const last = this.#last.get(uri)
    if (last !== undefined && last.items === text && last.resultId === previousResultId)
      return toUnchangedReport(last.resultId)
    const resultId = String(this.#nextResult++)
    this.#last.set(uri, { resultId, items: text })
    return toFullReport(items, resultId)
  }
}

/** Waits for a pause in the typing; ends at once when cancelled. */
async function quiet(sinceMs: number, signal: AbortSignal): Promise<void> {
  if (sinceMs < QUIET_MS && !signal.aborted)
    await new Promise<void>(done => {
      const timer = setTimeout(done, QUIET_MS - sinceMs)
      signal.addEventListener('abort', () => {
        clearTimeout(timer)
        done()
      })
    })
  if (signal.aborted) throw requestCancelled()
}
