import * as vscode from 'vscode'
import { pathInside } from './uris'

/** The part of the built-in git extension's interface (version 1) that is used: discovery and events, never bytes. */
interface GitApi {
  readonly repositories: readonly GitRepository[]
  readonly onDidOpenRepository: vscode.Event<GitRepository>
  readonly onDidCloseRepository: vscode.Event<GitRepository>
}

interface GitRepository {
  readonly rootUri: vscode.Uri
  readonly state: {
    readonly HEAD: { readonly name?: string; readonly commit?: string } | undefined
    readonly indexChanges: readonly GitChange[]
    readonly workingTreeChanges: readonly GitChange[]
    readonly untrackedChanges?: readonly GitChange[]
    readonly mergeChanges: readonly GitChange[]
    readonly onDidChange: vscode.Event<void>
  }
}

interface GitChange {
  readonly uri: vscode.Uri
  readonly status: number
}

/** What happened in a repository, by folder path. */
export interface RepositoryEvent {
  readonly root: string
  /** Another commit or branch is checked out; otherwise only the set of changed files differs. */
  readonly isHeadMoved: boolean
}

/**
 * Repositories of the window and their changes of state. Rests on the git extension where it runs; in Restricted Mode
 * it does not, and then the HEAD and index files of the workspace folders are watched.
 */
export class Repositories implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RepositoryEvent>()
  readonly #opened = new vscode.EventEmitter<void>()
  readonly onDidChange = this.#changed.event
  /** The git extension finds repositories some time after it answers. */
  readonly onDidOpen = this.#opened.event
  readonly #subscriptions: vscode.Disposable[] = []
  readonly #seen = new Map<string, { head: string; changes: string; listener: vscode.Disposable }>()
  #api: GitApi | undefined
  #connecting: Promise<void> | undefined

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Called when something needs repositories, not at activation. */
  connect(): Promise<void> {
    this.#connecting ??= this.#connect()
    return this.#connecting
  }

  get roots(): readonly string[] {
    return this.#api?.repositories.map(({ rootUri }) => rootUri.fsPath) ?? []
  }

  isChanged(uri: vscode.Uri): boolean {
    const key = uri.toString()
    return (this.#api?.repositories ?? []).some(({ state }) =>
      changesOf(state).some(change => change.uri.toString() === key),
    )
  }

  contains(uri: vscode.Uri): boolean {
    return uri.scheme === 'file' && this.roots.some(root => pathInside(root, uri.fsPath) !== undefined)
  }

  dispose(): void {
    for (const { listener } of this.#seen.values()) listener.dispose()
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  async #connect(): Promise<void> {
    const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git')
    try {
      const exports = extension && (await extension.activate())
      this.#api = exports?.getAPI(1)
    } catch (error) {
      this.log.info(`the git extension does not answer: ${error}`)
    }
    if (this.#api === undefined) {
      this.#watchFiles()
      this.#subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#reconnect()))
      return
    }
    for (const repository of this.#api.repositories) this.#follow(repository)
    this.#subscriptions.push(
      this.#api.onDidOpenRepository(repository => this.#follow(repository)),
      this.#api.onDidCloseRepository(({ rootUri }) => {
        this.#seen.get(rootUri.fsPath)?.listener.dispose()
        this.#seen.delete(rootUri.fsPath)
      }),
    )
  }

  #reconnect(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.dispose()
    this.#connecting = this.#connect()
  }

  #follow({ rootUri, state }: GitRepository): void {
    const root = rootUri.fsPath
    if (this.#seen.has(root)) return
    const look = () => {
      const known = this.#seen.get(root)
      if (known === undefined) return
      const head = headOf(state)
      const changes = signatureOf(state)
      const isHeadMoved = known.head !== head
      if (!isHeadMoved && known.changes === changes) return
      // before the first status the extension knows no HEAD
      const isFirst = known.head === ''
      known.head = head
      known.changes = changes
      if (!isFirst) this.#changed.fire({ root, isHeadMoved })
    }
    this.#seen.set(root, { head: headOf(state), changes: signatureOf(state), listener: state.onDidChange(look) })
    this.#opened.fire()
  }

  #watchFiles(): void {
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      if (folder.uri.scheme !== 'file') continue
      const watcher = vscode.workspace.createFileSystemWatcher(
        new vscode.RelativePattern(folder, '.git/{HEAD,index,logs/HEAD}'),
      )
      const fire = (uri: vscode.Uri) =>
        this.#changed.fire({ root: folder.uri.fsPath, isHeadMoved: !uri.path.endsWith('/index') })
      this.#subscriptions.push(watcher, watcher.onDidChange(fire), watcher.onDidCreate(fire))
    }
  }
}

function headOf({ HEAD }: GitRepository['state']): string {
  return HEAD === undefined ? '' : `${HEAD.name ?? ''} ${HEAD.commit ?? ''}`
}

function signatureOf(state: GitRepository['state']): string {
  return changesOf(state)
    .map(({ uri, status }) => `${status} ${uri.path}`)
    .sort()
    .join('\n')
}

function changesOf(state: GitRepository['state']): readonly GitChange[] {
  return [...state.indexChanges, ...state.workingTreeChanges, ...(state.untrackedChanges ?? []), ...state.mergeChanges]
}
