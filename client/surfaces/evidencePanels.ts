import * as vscode from 'vscode'
import type { WireEvidenceDocument } from '../../server/protocol'
import type { Reviews } from '../reviews'
import type { Session } from '../session'
import { idOfRef, type ReviewRef } from '../uris'
import { EvidencePanel } from './evidencePanel'
import { type EvidenceTarget, readTarget } from './evidenceTarget'

export const EVIDENCE_VIEW = 'plainsight.evidence'

/** The evidence documents of this window, one per file. */
export class EvidencePanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  readonly #panels = new Map<string, EvidencePanel>()
  readonly #subscriptions: vscode.Disposable[]

  constructor(
    private readonly extension: vscode.Uri,
    private readonly session: Session,
    private readonly reviews: Reviews,
  ) {
    this.#subscriptions = [
      vscode.window.registerWebviewPanelSerializer(EVIDENCE_VIEW, this),
      reviews.onDidChange(() => {
        for (const panel of this.#panels.values()) panel.reviewChanged()
      }),
    ]
  }

  /** Opens the document beside the active editor, or goes to it. Resolves once it is on screen. */
  async show(target: EvidenceTarget): Promise<WireEvidenceDocument | undefined> {
    const known = this.#panels.get(keyOf(target))
    if (known !== undefined) {
      known.panel.reveal(undefined, false)
      return await known.shown
    }
    const panel = vscode.window.createWebviewPanel(
      EVIDENCE_VIEW,
      EvidencePanel.titleOf(target),
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false },
      // what was opened, typed and scrolled stays while another tab is in front
      { ...this.#options(), retainContextWhenHidden: true },
    )
    return await this.#adopt(panel, target).shown
  }

  /** After the window was loaded again. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const target = readTarget(state)
    const isOpen = target !== undefined && this.#panels.has(keyOf(target))
    if (target === undefined || isOpen) {
      panel.dispose()
      return
    }
    panel.webview.options = this.#options()
    this.#adopt(panel, target)
  }

  /** The change set was closed: what its panels show can no longer be asked about. */
  closeOf(ref: ReviewRef): void {
    for (const panel of [...this.#panels.values()]) {
      if (idOfRef(panel.target.ref) === idOfRef(ref)) panel.panel.dispose()
    }
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose()
    for (const panel of [...this.#panels.values()]) panel.dispose()
  }

  #options(): vscode.WebviewOptions {
    return { enableScripts: true, enableForms: false, localResourceRoots: [this.#dist] }
  }

  get #dist(): vscode.Uri {
    return vscode.Uri.joinPath(this.extension, 'dist')
  }

  #adopt(panel: vscode.WebviewPanel, target: EvidenceTarget): EvidencePanel {
    const key = keyOf(target)
    const { session, reviews } = this
    const made = new EvidencePanel({ panel, target, dist: this.#dist, session, reviews })
    this.#panels.set(key, made)
    panel.onDidDispose(() => {
      made.dispose()
      this.#panels.delete(key)
    })
    return made
  }
}

function keyOf({ ref, path, file }: EvidenceTarget): string {
  return `${idOfRef(ref)}\n${file ?? ''}\n${path}`
}
