import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Connection, WorkDoneProgressCancelNotification } from 'vscode-languageserver'
import {
  ACCEPT,
  ACCEPT_COMMAND,
  BIND_DOCUMENTS,
  CLOSE_REVIEW,
  EVIDENCE,
  EVIDENCE_BYTES,
  EVIDENCE_STAGES,
  EXPLAIN,
  LIST_REVISIONS,
  OPEN_REVIEW,
  READ_SIDE,
  REVIEW_CHANGED,
  SHOW_EVIDENCE_COMMAND,
  SHOW_TEXTS_COMMAND,
  UNDO_ACCEPT,
  type WireSettings,
} from '../protocol'
import { accept, undoAccept } from './accept'
import type { Backend } from './backend'
import { bindDocuments } from './bindDocuments'
import { closeReview } from './closeReview'
import { codeAction } from './codeAction'
import type { ServerContext } from './context'
import { didChangeConfiguration } from './didChangeConfiguration'
import { DocumentReviews } from './documentReviews'
import { Documents } from './documents'
import { EvidenceRequests } from './evidence'
import { executeCommand, SERVER_COMMANDS } from './executeCommand'
import { explain } from './explain'
import { hover } from './hover'
import { initializeResult, readAbilities } from './initialize'
import { listRevisions } from './listRevisions'
import { OpenReviewHandler } from './openReview'
import { pushedDiagnostics } from './publish'
import { PullDiagnostics } from './pullDiagnostics'
import {
  acceptParams,
  bindDocumentsParams,
  closeReviewParams,
  evidenceBytesParams,
  evidenceParams,
  evidenceSideParams,
  findingParams,
  listRevisionsParams,
  openReviewParams,
  readSideParams,
} from './readParams'
import { readSide } from './readSide'
import { OpenReviews } from './reviews'
import { ReviewRuns } from './runs'
import { readInitialization, type SafeInitialization } from './settings'
import { ShownDiagnostics } from './shown'

/** Makes the layers below, once it is known where their files may be. */
export type MakeBackend = (initialization: SafeInitialization) => Backend

/**
 * The composition root: joins a connection of any kind to the handlers. Everything else waits for `initialize`, which
 * says what the client can do.
 */
export function serve(connection: Connection, makeBackend: MakeBackend): void {
  connection.onInitialize(params => {
    const initialization = readInitialization(params.initializationOptions)
    const abilities = readAbilities(params)
    const context = compose(connection, makeBackend(initialization), abilities, initialization)
    register(context)
    return initializeResult(abilities)
  })
  connection.listen()
}

interface Composed extends ServerContext {
  readonly pull: PullDiagnostics
  setSettings(settings: WireSettings): void
  /** Clears what was pushed, ends what is under way and removes what was written. */
  end(): Promise<void>
}

function compose(
  connection: Connection,
  backend: Backend,
  abilities: ServerContext['abilities'],
  initialization: SafeInitialization,
): Composed {
  let settings = initialization.settings
  let scratch: Promise<string> | undefined
  const reviews = new OpenReviews()
  const documents = new Documents()
  const failed = (error: unknown) =>
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
  let isEnding = false
  const refreshPulled = async () => {
    if (!abilities.refreshesDiagnostics || isEnding) return
    await connection.languages.diagnostics.refresh().catch(failed)
  }
  const shown = new ShownDiagnostics({
    publish: (uri, diagnostics) => void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] }),
    ...(abilities.refreshesDiagnostics ? { refresh: refreshPulled } : {}),
  })
  const publish = (uris: readonly string[]) => {
    const { errorsInEditor } = settings
    for (const uri of uris) {
      const text = documents.get(uri)?.text
      shown.push(uri, pushedDiagnostics(uri, reviews, { errorsInEditor, ...(text === undefined ? {} : { text }) }))
    }
    // what no change set shows any more is the document's own again
    if (uris.some(uri => reviews.binding(uri).length === 0 && documents.get(uri) !== undefined)) void refreshPulled()
  }
  const runs = new ReviewRuns({
    backend,
    reviews,
    settings: () => settings,
    textOf: uri => documents.get(uri)?.text,
    publish,
    changed: review => void connection.sendNotification(REVIEW_CHANGED, { review }),
    failed,
  })
  const shared: ServerContext = {
    connection,
    backend,
    reviews,
    documents,
    shown,
    abilities,
    documentReviews: new DocumentReviews(backend),
    runs,
    settings: () => settings,
    refreshPulled,
    scratch: () => {
      scratch ??= makeScratch(initialization.storage)
      return scratch
    },
  }
  return {
    ...shared,
    pull: new PullDiagnostics(shared),
    setSettings: value => {
      settings = value
    },
    end: async () => {
      isEnding = true
      await runs.dispose()
      shown.clearPushed()
      await backend.dispose()
      if (scratch !== undefined && initialization.storage === undefined)
        await rm(await scratch, { recursive: true, force: true })
    },
  }
}

async function makeScratch(storage: string | undefined): Promise<string> {
  if (storage === undefined) return mkdtemp(join(tmpdir(), 'plainsight-'))
  await mkdir(storage, { recursive: true })
  return storage
}

function register(context: Composed): void {
  const { connection, abilities, runs, shown, pull, documentReviews } = context
  const opening = new OpenReviewHandler(context)
  const evidence = new EvidenceRequests(context)
  const clientCommands = abilities.clientCommands ? [ACCEPT_COMMAND, SHOW_EVIDENCE_COMMAND, SHOW_TEXTS_COMMAND] : []
  const commands = new Set([...SERVER_COMMANDS, ...clientCommands])
  context.documents.listen(connection, {
    changed: uri => runs.edited(uri),
    closed: uri => {
      documentReviews.forget(uri)
      pull.forget(uri)
      shown.pulled(uri, [])
    },
  })
  connection.onRequest(OPEN_REVIEW, (params, token) => opening.handle(openReviewParams(params), token))
  // registered after the library's own, which knows only progress that a server began
  connection.onNotification(WorkDoneProgressCancelNotification.type, ({ token }) => opening.cancelProgress(token))
  connection.onRequest(CLOSE_REVIEW, params => closeReview(context, closeReviewParams(params)))
  connection.onRequest(BIND_DOCUMENTS, params => bindDocuments(context, bindDocumentsParams(params)))
  connection.onRequest(READ_SIDE, params => readSide(context, readSideParams(params)))
  connection.onRequest(EVIDENCE, (params, token) => evidence.read(evidenceParams(params), token))
  connection.onRequest(EVIDENCE_STAGES, (params, token) => evidence.stages(evidenceSideParams(params), token))
  connection.onRequest(EVIDENCE_BYTES, params => evidence.bytes(evidenceBytesParams(params)))
  connection.onRequest(EXPLAIN, params => explain(context, findingParams(params)))
  connection.onRequest(ACCEPT, params => accept(context, acceptParams(params)))
  connection.onRequest(UNDO_ACCEPT, params => undoAccept(context, findingParams(params)))
  connection.onRequest(LIST_REVISIONS, (params, token) => listRevisions(context, listRevisionsParams(params), token))
  connection.onHover(params => hover(context, params))
  connection.onCodeAction(params => codeAction(context, params, commands))
  connection.onExecuteCommand(params => executeCommand(context, params))
  connection.languages.diagnostics.on((params, token) => pull.handle(params, token))
  connection.onDidChangeConfiguration(params => didChangeConfiguration(context, params, context.setSettings))
  connection.onShutdown(() => context.end())
}
