import * as vscode from 'vscode'
import type { Reviews } from '../reviews'
import type { Session } from '../session'
import { coverageWords } from './coverageWords'
import { VIEW_ID } from './findingsTree'
import { visibleText } from './text'
import { isPending, isWeighty } from './treeModel'

/** One quiet entry in the status bar, there only while there is something to say. */
export class Status implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem
  readonly #note: vscode.StatusBarItem
  readonly #subscriptions: vscode.Disposable[]
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly session: Session,
    private readonly reviews: Reviews,
  ) {
    this.#item = vscode.window.createStatusBarItem('plainsight.status', vscode.StatusBarAlignment.Left, 0)
    this.#item.name = 'Plainsight'
    this.#note = vscode.window.createStatusBarItem('plainsight.note', vscode.StatusBarAlignment.Left, -1)
    this.#note.name = 'Plainsight: last action'
    this.#subscriptions = [
      this.#item,
      this.#note,
      reviews.onDidChange(() => this.#draw()),
      session.onDidChangeState(() => this.#draw()),
    ]
  }

  /** What the last command did, for a moment; with `undo` a click takes it back. */
  say(text: string, undo?: vscode.Command): void {
    clearTimeout(this.#timer)
    this.#note.text = undo === undefined ? visibleText(text) : `${visibleText(text)} $(discard) ${undo.title}`
    this.#note.command = undo
    this.#note.show()
    this.#timer = setTimeout(() => this.#note.hide(), undo === undefined ? 5000 : 15_000)
  }

  dispose(): void {
    clearTimeout(this.#timer)
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  #draw(): void {
    const { state } = this.session
    this.#item.command = { command: `${VIEW_ID}.focus`, title: 'Show findings' }
    if (state === 'waiting' || state === 'failed') {
      this.#item.text = state === 'waiting' ? '$(sync) Plainsight: starting again' : '$(warning) Plainsight: stopped'
      this.#item.tooltip =
        "Plainsight's server ended; its findings were cleared. A review can be run again. See the output for details."
      this.#item.command = { command: 'plainsight.showOutput', title: 'Show output' }
      this.#item.show()
      return
    }
    if (this.reviews.isOpening) {
      this.#item.text = '$(sync~spin) Plainsight: reviewing'
      this.#item.tooltip = undefined
      this.#item.show()
      return
    }
    const all = this.reviews.all
    if (all.length === 0) {
      this.#item.hide()
      return
    }
    const findings = all.flatMap(({ result }) => result.findings).filter(isPending)
    const weighty = findings.filter(isWeighty).length
    const minor = findings.length - weighty
    // "no finding" alone would be a lie where something was not looked at
    const words = [
      findings.length === 0 ? 'no finding' : String(weighty),
      minor > 0 ? `+ ${minor} minor` : '',
      ...all.map(({ result }) => coverageWords(result)).map(text => (text === '' ? '' : `(${text})`)),
    ]
    this.#item.text = `$(eye) Plainsight: ${words.filter(word => word !== '').join(' ')}`
    this.#item.tooltip = all
      .map(({ result }) => `${visibleText(result.label)}\n${visibleText(result.inventory)}`)
      .join('\n\n')
    this.#item.show()
  }
}
