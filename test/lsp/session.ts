import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createConnection, type WatchDog } from 'vscode-languageserver'
import {
  type ClientCapabilities,
  createProtocolConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import { Registry } from '../../server/core/rule/registry'
import type { Backend } from '../../server/lsp/backend'
import { hostBackend } from '../../server/lsp/hostBackend'
import { serve } from '../../server/lsp/server'
import {
  BIND_DOCUMENTS,
  type BindDocumentsParams,
  type DocumentBinding,
  type InitializationOptions,
  OPEN_REVIEW,
  type OpenReviewParams,
  type OpenReviewResult,
  REVIEW_CHANGED,
  type ReviewChangedParams,
  type ReviewRequestSource,
  type WireReview,
  type WireSettings,
} from '../../server/protocol'
import { rules } from '../../server/rules'
import { precedents } from '../../server/rules/precedents'

export const SETTINGS: WireSettings = {
  mode: 'regular',
  rules: {},
  maxFileBytes: 10_000_000,
  wholeFile: false,
  errorsInEditor: false,
}

export interface SessionOptions {
  readonly settings?: Partial<WireSettings>
  readonly capabilities?: ClientCapabilities
  readonly initialization?: Partial<InitializationOptions>
  /** Puts something in front of the real layers, such as a gate that holds a run back. */
  readonly wrap?: (backend: Backend) => Backend
}

export const CAPABILITIES: ClientCapabilities = {
  workspace: { diagnostics: { refreshSupport: true } },
  window: { workDoneProgress: true, showDocument: { support: true } },
}

/** What a client would do with an open server: a real connection at both ends of a stream, nothing in between. */
export class Session {
  readonly client: ProtocolConnection
  readonly published = new Map<string, readonly Diagnostic[]>()
  /** Everything published, in order. */
  readonly log: PublishDiagnosticsParams[] = []
  readonly changes: WireReview[] = []
  refreshes = 0
  exitCode: number | undefined
  readonly #events = new EventEmitter()
  readonly #folder = mkdtempSync(join(tmpdir(), 'plainsight-lsp-'))

  private constructor(readonly options: SessionOptions) {
    const toServer = new PassThrough()
    const toClient = new PassThrough()
    const watchDog: WatchDog = {
      shutdownReceived: false,
      initialize: () => {},
      exit: code => {
        this.exitCode = code
        this.#events.emit('event')
      },
    }
    const server = createConnection(
      logger =>
        createProtocolConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient), logger, {}),
      watchDog,
    )
    const wrap = options.wrap ?? (backend => backend)
    serve(server, ({ decisions }) =>
      wrap(hostBackend({ registry: new Registry(rules), precedents, scratch: this.#folder, decisions: decisions! })),
    )
    this.client = createProtocolConnection(
      new StreamMessageReader(toClient),
      new StreamMessageWriter(toServer),
      { error: fail, warn: fail, info: () => {}, log: () => {} },
      {},
    )
    this.#events.setMaxListeners(50)
    this.#listen()
  }

  static async start(options: SessionOptions = {}): Promise<Session> {
    const session = new Session(options)
    await session.initialize()
    return session
  }

  initializeResult: InitializeResult | undefined

  async initialize(): Promise<void> {
    const initializationOptions: InitializationOptions = {
      settings: { ...SETTINGS, ...this.options.settings },
      decisions: join(this.#folder, 'decisions'),
      clientCommands: true,
      ...this.options.initialization,
    }
    this.initializeResult = await this.client.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      capabilities: this.options.capabilities ?? CAPABILITIES,
      initializationOptions,
    })
    await this.client.sendNotification('initialized', {})
  }

  async stop(): Promise<void> {
    await this.client.sendRequest('shutdown')
    this.client.dispose()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Opens a review; fails the test when the server has none. */
  async open(source: ReviewRequestSource, id = 'review'): Promise<WireReview> {
    const params: OpenReviewParams = { id, source }
    const result = await this.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, params)
    if (!result.ok) throw new Error(`${result.message}; ${result.remedy}`)
    return result.review
  }

  async bind(documents: readonly DocumentBinding[], id = 'review'): Promise<void> {
    const params: BindDocumentsParams = { id, documents }
    await this.client.sendRequest(BIND_DOCUMENTS, params)
  }

  async openDocument(uri: string, text: string, languageId = 'plaintext'): Promise<void> {
    await this.client.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } })
  }

  async change(uri: string, text: string, version: number): Promise<void> {
    await this.client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    })
  }

  async closeDocument(uri: string): Promise<void> {
    await this.client.sendNotification('textDocument/didClose', { textDocument: { uri } })
  }

  async pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.client.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', {
      textDocument: { uri },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    })
  }

  async pullItems(uri: string): Promise<readonly Diagnostic[]> {
    const report = await this.pull(uri)
    if (report.kind !== 'full') throw new Error('unchanged without a previous result')
    return report.items
  }

  of(uri: string): readonly Diagnostic[] {
    return this.published.get(uri) ?? []
  }

  /** Ends as soon as the condition holds; looked at after everything the server sends. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise(done => this.#events.once('event', done))
  }

  async configure(settings: Partial<WireSettings>): Promise<void> {
    await this.client.sendNotification('workspace/didChangeConfiguration', {
      settings: { plainsight: { ...SETTINGS, ...settings } },
    })
  }

  #listen(): void {
    const { client } = this
    client.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      this.log.push(params)
      this.published.set(params.uri, params.diagnostics)
      this.#events.emit('event')
    })
    client.onNotification(REVIEW_CHANGED, ({ review }: ReviewChangedParams) => {
      this.changes.push(review)
      this.#events.emit('event')
    })
    client.onRequest('workspace/diagnostic/refresh', () => {
      this.refreshes++
      this.#events.emit('event')
      return null
    })
    client.onNotification('window/logMessage', ({ message }: { message: string }) => fail(message))
    client.listen()
  }
}

/** A log line of the server is a failure nobody would see otherwise. */
function fail(message: string): never {
  throw new Error(message)
}
