import * as vscode from 'vscode'
import type { LanguageClient, Middleware } from 'vscode-languageclient/node'
import { REVIEW_CHANGED, type ReviewChangedParams } from '../server/protocol'
import { readSettings } from './settings'

/** How a request ends early, and how it says how far it is. */
export interface RequestOptions {
  readonly token?: vscode.CancellationToken
  readonly onProgress?: (message: string, increment?: number) => void
}

export type SessionState = 'idle' | 'starting' | 'running' | 'waiting' | 'failed'

/** Waits before each new start after a crash; after the last one only a command starts the server again. */
const backOffMs = [1000, 4000, 15_000, 60_000]
const calmAfterMs = 5 * 60_000

/**
 * The language server's life: started when first needed, ended with the window, started again after a crash. What was
 * open in it is gone then, and {@link onDidEnd} says so.
 */
export class Session implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<SessionState>()
  readonly #ended = new vscode.EventEmitter<void>()
  readonly #reviewChanged = new vscode.EventEmitter<ReviewChangedParams>()
  readonly #starting = new vscode.EventEmitter<void>()
  readonly onDidChangeState = this.#changed.event
  readonly onDidEnd = this.#ended.event
  readonly onDidStart = this.#starting.event
  readonly onReviewChanged = this.#reviewChanged.event

  #client: Promise<LanguageClient> | undefined
  #running: LanguageClient | undefined
  #state: SessionState = 'idle'
  #crashes: number[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #tokens = 0
  #isDisposed = false

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    private readonly middleware: Middleware,
  ) {}

  get state(): SessionState {
    return this.#state
  }

  /** The client while the server answers; undefined otherwise. */
  get running(): LanguageClient | undefined {
    return this.#running
  }

  /** Starts the server unless it runs. Rejects with a message for the user when it cannot be started. */
  start(): Promise<LanguageClient> {
    if (this.#isDisposed) return Promise.reject(new Error('The window is closing.'))
    clearTimeout(this.#timer)
    this.#client ??= this.#launch()
    return this.#client
  }

  async request<Result>(method: string, params: object, options: RequestOptions = {}): Promise<Result> {
    const client = await this.start()
    const { token, onProgress } = options
    // an undefined token would count as a second parameter and turn the request into one by position
    const rest = token === undefined ? [] : [token]
    if (onProgress === undefined) return await client.sendRequest<Result>(method, params, ...rest)
    const { WorkDoneProgress } = await import('vscode-languageclient/node')
    this.#tokens += 1
    const workDoneToken = `plainsight-${this.#tokens}`
    let reached = 0
    const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, value => {
      if (value.kind === 'end') return
      const percentage = value.percentage ?? reached
      const increment = Math.max(0, percentage - reached)
      reached = Math.max(reached, percentage)
      onProgress(value.message ?? (value.kind === 'begin' ? value.title : ''), increment)
    })
    try {
      return await client.sendRequest<Result>(method, { ...params, workDoneToken }, ...rest)
    } finally {
      listener.dispose()
    }
  }

  /** A request without an answer, to a running server; one that does not run has nothing to be told. */
  async tell(method: string, params: object): Promise<void> {
    try {
      await this.#running?.sendRequest(method, params)
    } catch (error) {
      this.log.warn(`${method}: ${error}`)
    }
  }

  async notify(method: string, params: object): Promise<void> {
    await this.#running?.sendNotification(method, params)
  }

  async restart(): Promise<void> {
    const client = this.#running
    this.#crashes = []
    this.#forget('idle')
    await client?.stop().catch(error => this.log.warn(`stopping the server: ${error}`))
    await this.start()
  }

  dispose(): void {
    this.#isDisposed = true
    clearTimeout(this.#timer)
    void this.#running?.stop().catch(() => {})
  }

  async #launch(): Promise<LanguageClient> {
    this.#become('starting')
    try {
      const client = await this.#create()
      await client.start()
      this.#running = client
      this.#become('running')
      this.#starting.fire()
      return client
    } catch (error) {
      this.#client = undefined
      this.#become('failed')
      this.log.error(`the server did not start: ${error}`)
      throw new Error(`Plainsight's server did not start: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async #create(): Promise<LanguageClient> {
    // loaded here: activation must not pay for the client library
    const { CloseAction, ErrorAction, LanguageClient, RevealOutputChannelOn, TransportKind } = await import(
      'vscode-languageclient/node'
    )
    const { REVIEWED_SCHEMES } = await import('./uris')
    const storage = this.context.globalStorageUri
    await vscode.workspace.fs.createDirectory(storage)
    const module = vscode.Uri.joinPath(this.context.extensionUri, 'dist', 'server.js').fsPath
    // never the workspace: a program or module there must not be found by a relative name
    const options = { cwd: storage.fsPath, execArgv: [] }
    const client = new LanguageClient(
      'plainsight',
      'Plainsight',
      {
        run: { module, transport: TransportKind.ipc, options },
        debug: {
          module,
          transport: TransportKind.ipc,
          options: { ...options, execArgv: ['--nolazy', '--inspect=6229'] },
        },
      },
      {
        documentSelector: REVIEWED_SCHEMES.map(scheme => ({ scheme })),
        diagnosticPullOptions: { onChange: true, onSave: false, onFocus: false },
        initializationOptions: { settings: readSettings(), clientCommands: true },
        markdown: { isTrusted: false, supportHtml: false },
        middleware: this.middleware,
        outputChannel: this.log,
        revealOutputChannelOn: RevealOutputChannelOn.Never,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue, handled: true }),
          closed: () => {
            if (this.#running === client) this.#crashed()
            return { action: CloseAction.DoNotRestart, handled: true }
          },
        },
      },
    )
    client.onNotification(REVIEW_CHANGED, (params: ReviewChangedParams) => this.#reviewChanged.fire(params))
    return client
  }

  #crashed(): void {
    const now = Date.now()
    this.#crashes = [...this.#crashes.filter(time => now - time < calmAfterMs), now]
    const wait = backOffMs[this.#crashes.length - 1]
    this.log.error(`the server ended unexpectedly, for the ${this.#crashes.length}. time in a few minutes`)
    this.#forget(wait === undefined ? 'failed' : 'waiting')
    if (wait === undefined || this.#isDisposed) return
    this.#timer = setTimeout(() => void this.start().catch(() => {}), wait)
  }

  #forget(state: SessionState): void {
    this.#client = undefined
    this.#running = undefined
    this.#become(state)
    this.#ended.fire()
  }

  #become(state: SessionState): void {
    this.#state = state
    this.#changed.fire(state)
  }
}
