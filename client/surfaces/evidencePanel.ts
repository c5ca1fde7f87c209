import * as vscode from 'vscode'
import {
  EVIDENCE,
  EVIDENCE_BYTES,
  EVIDENCE_STAGES,
  type EvidenceBytesParams,
  type EvidenceBytesResult,
  type EvidenceParams,
  type EvidenceResult,
  type EvidenceSideParams,
  type WireEvidenceDocument,
  type WireSide,
  type WireStages,
} from '../../server/protocol'
import { ReviewProblem, type Reviews } from '../reviews'
import type { Session } from '../session'
import { idOfRef } from '../uris'
import { type FromPage, PAGE_BYTES, readFromPage, type ToPage } from '../webview/messages'
import { Drawing } from './drawing'
import { evidencePage } from './evidencePage'
import type { EvidenceTarget } from './evidenceTarget'
import { editorRemedy, visiblePath } from './text'

export interface PanelParts {
  readonly panel: vscode.WebviewPanel
  readonly target: EvidenceTarget
  readonly dist: vscode.Uri
  readonly session: Session
  readonly reviews: Reviews
}

/** One evidence document: answers its page, whose messages are checked before they are believed. */
export class EvidencePanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel
  readonly target: EvidenceTarget
  readonly #parts: PanelParts
  readonly #listener: vscode.Disposable
  readonly #decoding = new Map<WireSide, vscode.CancellationTokenSource>()
  /** The result that the evidence is of; another one may hold another file. */
  #result: unknown
  /** What the last reading came to; undefined while the first one is under way. */
  #outcome: Extract<ToPage, { type: 'evidence' | 'problem' }> | undefined
  #isReady = false
  #isDisposed = false
  #reads = 0
  readonly #drawing = new Drawing<WireEvidenceDocument>()

  static titleOf({ path }: EvidenceTarget): string {
    return `Evidence: ${visiblePath(path.slice(path.lastIndexOf('/') + 1))}`
  }

  constructor(parts: PanelParts) {
    this.#parts = parts
    this.panel = parts.panel
    this.target = parts.target
    const { webview } = parts.panel
    this.#listener = webview.onDidReceiveMessage((message: unknown) => {
      const read = readFromPage(message)
      if (read !== undefined) void this.#take(read)
    })
    webview.html = evidencePage({ webview, dist: parts.dist, title: EvidencePanel.titleOf(parts.target) })
    // the file is read while the page loads
    void this.#read()
  }

  /** Ends when the page has drawn the evidence as it is now, or why there is none. */
  get shown(): Promise<WireEvidenceDocument | undefined> {
    return this.#drawing.shown
  }

  /** A change set was examined again: the file may be another one now. */
  reviewChanged(): void {
    const result = this.#parts.reviews.get(idOfRef(this.target.ref))?.result
    if (this.#result === undefined || result === undefined || result === this.#result) return
    void this.#read()
  }

  dispose(): void {
    this.#isDisposed = true
    this.#listener.dispose()
    for (const source of this.#decoding.values()) source.cancel()
    this.#drawing.fail()
  }

  async #take(message: FromPage): Promise<void> {
    switch (message.type) {
      case 'ready': {
        const name = this.target.path.slice(this.target.path.lastIndexOf('/') + 1)
        this.#tell({ type: 'target', target: this.target, name })
        this.#isReady = true
        this.#tellOutcome()
        break
      }
      case 'shown':
        this.#drawing.drawn(message.turn)
        break
      case 'again':
        await this.#read()
        break
      case 'bytes':
        await this.#sendBytes(message.side, message.offset)
        break
      case 'stages':
        await this.#decode(message.side)
        break
      case 'cancelStages':
        this.#decoding.get(message.side)?.cancel()
        break
      case 'copyHash': {
        const hash = this.#evidence?.[message.side]?.hash
        if (hash === undefined) break
        await vscode.env.clipboard.writeText(hash)
        vscode.window.setStatusBarMessage('SHA-256 copied', 3000)
        break
      }
    }
  }

  async #read(): Promise<void> {
    this.#reads += 1
    const read = this.#reads
    this.#drawing.begin()
    try {
      const answer = await this.#request<EvidenceResult, EvidenceParams>(EVIDENCE, {})
      if (read !== this.#reads) return
      if (!answer.ok) throw new ReviewProblem(answer.message, answer.remedy)
      // the page keeps what is opened and chosen as long as the file is the same
      if (JSON.stringify(answer.evidence) === JSON.stringify(this.#evidence)) {
        this.#drawing.keep()
        return
      }
      this.#drawing.put(answer.evidence)
      this.#outcome = { type: 'evidence', evidence: answer.evidence, turn: this.#drawing.turn }
      this.#tellOutcome()
    } catch (error) {
      if (read !== this.#reads) return
      const remedy = error instanceof ReviewProblem ? error.remedy : undefined
      const help = remedy === undefined ? {} : { remedy: editorRemedy(remedy) }
      this.#outcome = { type: 'problem', message: messageOf(error), ...help }
      this.#tellOutcome()
      this.#drawing.fail()
    } finally {
      this.#result = this.#parts.reviews.get(idOfRef(this.target.ref))?.result
    }
  }

  get #evidence(): WireEvidenceDocument | undefined {
    return this.#outcome?.type === 'evidence' ? this.#outcome.evidence : undefined
  }

  /** A page that is not ready yet asks, and is told then. */
  #tellOutcome(): void {
    if (this.#isReady && this.#outcome !== undefined) this.#tell(this.#outcome)
  }

  async #sendBytes(side: WireSide, offset: number): Promise<void> {
    try {
      const params = { side, offset, length: PAGE_BYTES }
      const { bytes } = await this.#request<EvidenceBytesResult, EvidenceBytesParams>(EVIDENCE_BYTES, params)
      this.#tell({ type: 'bytes', side, offset, bytes })
    } catch (error) {
      this.#tell({ type: 'noBytes', side, offset, message: `Not read: ${messageOf(error)}` })
    }
  }

  async #decode(side: WireSide): Promise<void> {
    this.#decoding.get(side)?.cancel()
    const source = new vscode.CancellationTokenSource()
    this.#decoding.set(side, source)
    try {
      const stages = await this.#request<WireStages, EvidenceSideParams>(EVIDENCE_STAGES, { side }, source.token)
      if (this.#decoding.get(side) === source) this.#tell({ type: 'stages', side, stages })
    } catch (error) {
      // one that a newer one took the place of has nothing to say
      if (this.#decoding.get(side) !== source) return
      const message = source.token.isCancellationRequested
        ? 'Decoding was cancelled.'
        : `Not decoded: ${messageOf(error)}.`
      this.#tell({ type: 'noStages', side, message })
    } finally {
      if (this.#decoding.get(side) === source) this.#decoding.delete(side)
      source.dispose()
    }
  }

  /** Asks about the file, in a change set that is opened again where a reload has closed it. */
  async #request<Result, Params extends EvidenceParams>(
    method: string,
    rest: Omit<Params, keyof EvidenceParams>,
    token?: vscode.CancellationToken,
  ): Promise<Result> {
    const { session, reviews } = this.#parts
    const { ref, path, file } = this.target
    const { id } = await reviews.ensure(ref)
    const params = { id, path, ...(file === undefined ? {} : { file }), ...rest }
    return await session.request<Result>(method, params, token === undefined ? {} : { token })
  }

  #tell(message: ToPage): void {
    if (!this.#isDisposed) void this.panel.webview.postMessage(message)
  }
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
}
