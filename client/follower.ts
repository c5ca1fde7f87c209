import * as vscode from 'vscode'
import type { App } from './app'
import type { DocumentGate } from './gate'
import type { RepositoryEvent } from './git'
import type { OpenReview } from './reviews'
import { readSettings } from './settings'
import { pathInside } from './uris'

/** Keeps what is shown in step with the window: settings, trust, branches, documents that come and go. */
export class Follower implements vscode.Disposable {
  readonly #subscriptions: vscode.Disposable[]
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #moved = new Set<string>()
  /** Watches the files of a reviewed work tree, which programs other than the editor change too. */
  #watcher: { readonly root: string; readonly parts: vscode.Disposable } | undefined

  constructor(
    private readonly app: App,
    private readonly gate: DocumentGate,
  ) {
    const { session, sideMap, repositories, reviews } = app
    const refresh = () => void gate.refresh()
    this.#subscriptions = [
      session.onDidStart(() => this.#started()),
      session.onDidEnd(() => gate.ended()),
      sideMap.onDidChange(refresh),
      reviews.onDidChange(() => this.#watchWorkTree()),
      repositories.onDidChange(event => this.#repositoryChanged(event)),
      repositories.onDidOpen(() => this.#lookAtDocuments()),
      vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
        if (opened.some(({ input }) => input instanceof vscode.TabInputTextDiff)) this.#lookAtDocuments()
      }),
      vscode.workspace.onDidOpenTextDocument(document => this.#considerStart(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#considerStart(document, true)
        // a first edit makes the document dirty in an event of its own, after the one with the change
        else if (document.isDirty) this.#lookAtDocuments()
      }),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('plainsight')) this.#sendSettings()
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#sendSettings()
        this.#lookForChanges()
      }),
    ]
    for (const document of vscode.workspace.textDocuments) this.#considerStart(document)
    this.#lookForChanges()
  }

  dispose(): void {
    clearTimeout(this.#timer)
    this.#watcher?.parts.dispose()
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  #started(): void {
    const client = this.app.session.running
    if (client === undefined) return
    this.gate.started(client)
    void this.app.repositories.connect().then(() => this.gate.refresh())
  }

  /** Which files differ from HEAD is known once the git extension is there; without trust it is not asked. */
  #lookForChanges(): void {
    if (vscode.workspace.isTrusted) void this.app.repositories.connect().then(() => this.#lookAtDocuments())
  }

  /** A patch, or a file that differs from HEAD, is worth a server; any other document is not. */
  #considerStart(document: vscode.TextDocument, isEdited = false): void {
    const { state } = this.app.session
    if (state !== 'idle' || !this.gate.wants(document, isEdited)) return
    this.#startQuietly()
  }

  #lookAtDocuments(): void {
    const { state } = this.app.session
    if (state === 'running') void this.gate.refresh()
    else if (state === 'idle' && vscode.workspace.textDocuments.some(document => this.gate.wants(document))) {
      this.#startQuietly()
    }
  }

  /** Nobody asked for it, so nobody is told when it fails: the status entry says it. */
  #startQuietly(): void {
    this.app.session.start().catch(() => {})
  }

  #sendSettings(): void {
    void this.app.session.notify('workspace/didChangeConfiguration', { settings: { plainsight: readSettings() } })
  }

  #watchWorkTree(): void {
    const worktree = this.app.reviews.all.find(({ ref }) => ref.kind === 'worktree')
    const root = worktree?.ref.kind === 'worktree' ? worktree.ref.root : undefined
    if (root === this.#watcher?.root) return
    this.#watcher?.parts.dispose()
    this.#watcher = undefined
    if (worktree === undefined || root === undefined) return
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(vscode.Uri.file(root), '**/*'))
    const look = (uri: vscode.Uri) => {
      const path = pathInside(root, uri.fsPath)
      const files = this.app.reviews.get(worktree.id)?.result.files ?? []
      if (files.some(file => file.path === path)) this.#repositoryChanged({ root })
    }
    const listeners = [watcher.onDidChange(look), watcher.onDidCreate(look), watcher.onDidDelete(look)]
    this.#watcher = { root, parts: vscode.Disposable.from(watcher, ...listeners) }
  }

  /** Events of one checkout come in bursts, and git is still at work during the first. */
  #repositoryChanged({ root }: Pick<RepositoryEvent, 'root'>): void {
    this.#moved.add(root)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#reviewMoved(), 400)
  }

  async #reviewMoved(): Promise<void> {
    const roots = [...this.#moved]
    this.#moved.clear()
    for (const review of this.app.reviews.all) {
      const { id, ref } = review
      if (ref.kind !== 'worktree' && ref.kind !== 'staged') continue
      if (!roots.some(root => root === ref.root || pathInside(root, ref.root) !== undefined)) continue
      // one that is under way may have read what was there before; it is not cut off, but followed by another
      if (this.app.reviews.isBeingOpened(id)) this.#repositoryChanged({ root: ref.root })
      else await this.#reviewAgain(review)
    }
    await this.gate.refresh()
  }

  async #reviewAgain(review: OpenReview): Promise<void> {
    const { reviews, log, status } = this.app
    try {
      await reviews.again(review)
    } catch (error) {
      log.warn(`reviewing again: ${error}`)
      if (reviews.get(review.id) !== review) return
      // an old result would stand beside another branch's files
      await reviews.close(review.id)
      status.say('Plainsight: the review was closed, the branch has changed')
    }
  }
}
