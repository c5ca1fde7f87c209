import * as vscode from 'vscode'
import {
  ACCEPT_COMMAND,
  COPY_QUESTION_COMMAND,
  EXPLAIN_COMMAND,
  SHOW_EVIDENCE_COMMAND,
  SHOW_RELATED_COMMAND,
  SHOW_TEXTS_COMMAND,
} from '../server/protocol'
import type { App } from './app'
import { acceptFinding, undoAcceptance } from './commands/decide'
import { showDecodedTexts } from './commands/decodedTexts'
import { showEvidence } from './commands/evidence'
import { copyCommand, copyQuestion, copyRemedy, explainFinding, showRelated } from './commands/finding'
import { goToFinding, openChanges, openPlace } from './commands/navigate'
import {
  closeReview,
  restartServer,
  reviewAgain,
  reviewFolder,
  reviewLostAgain,
  reviewOpenDiff,
  reviewPatch,
  stopReview,
} from './commands/review'
import { reviewRevision } from './commands/reviewRevision'
import { Follower } from './follower'
import { DocumentGate } from './gate'
import { Repositories } from './git'
import { Reviews } from './reviews'
import { Session } from './session'
import { OwnDocuments } from './surfaces/documents'
import { EvidencePanels } from './surfaces/evidencePanels'
import { FindingsTree } from './surfaces/findingsTree'
import { Places } from './surfaces/places'
import { SideMap } from './surfaces/sideMap'
import { Status } from './surfaces/status'

/** The composition root. Nothing here reads, spawns or waits: the server starts when something needs it. */
export function activate(context: vscode.ExtensionContext): void {
  performance.mark('plainsight/activating')
  const log = vscode.window.createOutputChannel('Plainsight', { log: true })
  const gate = new DocumentGate()
  const session = new Session(context, log, gate.middleware)
  const reviews = new Reviews(session)
  const repositories = new Repositories(log)
  const sideMap = new SideMap(session, reviews, log)
  const documents = new OwnDocuments(session, reviews)
  const tree = new FindingsTree(session, reviews)
  const status = new Status(session, reviews)
  const evidence = new EvidencePanels(context.extensionUri, session, reviews)
  const app: App = {
    log,
    session,
    reviews,
    repositories,
    sideMap,
    tree,
    status,
    documents,
    evidence,
    places: new Places(sideMap),
  }
  gate.bindTo({
    isBound: uri => sideMap.isBound(uri),
    isChanged: uri => repositories.isChanged(uri),
    isInRepository: uri => repositories.contains(uri),
  })
  const follower = new Follower(app, gate)
  const parts = [log, session, reviews, repositories, sideMap, tree, status, documents, evidence, follower]
  context.subscriptions.push(...parts, ...registerCommands(app))
  performance.mark('plainsight/activated')
}

function registerCommands(app: App): vscode.Disposable[] {
  const commands: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
    'plainsight.reviewWorkingTree': root => reviewFolder(app, 'worktree', root),
    'plainsight.reviewStaged': root => reviewFolder(app, 'staged', root),
    'plainsight.scanWorkspace': root => reviewFolder(app, 'scan', root),
    'plainsight.reviewRevision': (root, revision) => reviewRevision(app, root, revision),
    'plainsight.reviewPatch': uri => reviewPatch(app, uri),
    'plainsight.reviewOpenDiff': () => reviewOpenDiff(app),
    'plainsight.reviewAgain': () => reviewAgain(app),
    'plainsight.reviewLostAgain': () => reviewLostAgain(app),
    'plainsight.stopReview': () => stopReview(),
    'plainsight.closeReview': review => closeReview(app, review),
    'plainsight.nextFinding': () => goToFinding(app, 1),
    'plainsight.previousFinding': () => goToFinding(app, -1),
    'plainsight.openPlace': node => openPlace(app, node),
    'plainsight.openChanges': node => openChanges(app, node),
    'plainsight.undoAcceptance': subject => undoAcceptance(app, subject),
    'plainsight.copyCommand': subject => copyCommand(app, subject),
    'plainsight.copyRemedy': node => copyRemedy(app, node),
    'plainsight.restartServer': () => restartServer(app),
    'plainsight.showOutput': () => app.log.show(true),
    [ACCEPT_COMMAND]: (subject, reason) => acceptFinding(app, subject, reason),
    [COPY_QUESTION_COMMAND]: subject => copyQuestion(app, subject),
    [EXPLAIN_COMMAND]: subject => explainFinding(app, subject),
    [SHOW_EVIDENCE_COMMAND]: subject => showEvidence(app, subject),
    [SHOW_TEXTS_COMMAND]: subject => showDecodedTexts(app, subject),
    [SHOW_RELATED_COMMAND]: subject => showRelated(app, subject),
  }
  return Object.entries(commands).map(([name, handler]) => vscode.commands.registerCommand(name, handler))
}
