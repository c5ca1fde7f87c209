import * as vscode from 'vscode'
import type { WireReview } from '../../server/protocol'
import type { App } from '../app'
import { isPatchDocument } from '../gate'
import { collectOpenDiff } from '../sources/openDiff'
import { pickRoot } from '../sources/roots'
import { closeOwnTabs } from '../surfaces/ownTabs'
import { runReview, showProblem, stopRunning } from './runReview'

/** Commands that review something; each gives back the result, for tests and for other extensions. */
type Answer = Promise<WireReview | undefined>

export async function reviewFolder(app: App, kind: 'worktree' | 'staged' | 'scan', argument?: unknown): Answer {
  try {
    const root = await pickRoot(app, argument)
    if (root === undefined) return undefined
    const job = { ref: { kind, root } } as const
    const review = await runReview(app, kind === 'scan' ? { ...job, longTitle: 'Scanning the workspace' } : job)
    return review?.result
  } catch (error) {
    await showProblem(app, error)
    return undefined
  }
}

export async function reviewPatch(app: App, argument?: unknown): Answer {
  const uri = argument instanceof vscode.Uri ? argument : vscode.window.activeTextEditor?.document.uri
  try {
    const document = uri && (await vscode.workspace.openTextDocument(uri))
    if (document === undefined || !isPatchDocument(document)) {
      throw new Error('The active editor shows no patch. Open a .patch, .diff, .mbox or .eml file first.')
    }
    const review = await runReview(app, { ref: { kind: 'patch', uri: document.uri.toString() } })
    return review?.result
  } catch (error) {
    await showProblem(app, error)
    return undefined
  }
}

export async function reviewOpenDiff(app: App): Answer {
  try {
    const found = await collectOpenDiff()
    if (found === undefined) throw new Error('The active editor shows no diff of two documents.')
    const review = await runReview(app, found)
    return review?.result
  } catch (error) {
    await showProblem(app, error)
    return undefined
  }
}

/** What a crash of the server closed. */
export async function reviewLostAgain(app: App): Promise<void> {
  const ref = app.reviews.lost.at(-1)
  if (ref !== undefined) await runReview(app, { ref })
}

export async function reviewAgain(app: App): Promise<void> {
  const review = app.reviews.all.findLast(({ ref }) => ref.kind !== 'texts')
  if (review === undefined) return
  const { ref, documents } = review
  await runReview(app, { ref, ...(documents === undefined ? {} : { documents }) })
}

export async function closeReview(app: App, argument?: unknown): Promise<void> {
  const all = app.reviews.all
  const id = reviewIdOf(argument) ?? (all.length === 1 ? all[0]?.id : undefined)
  if (id !== undefined) {
    await close(app, id)
  } else if (all.length > 1) {
    const picked = await vscode.window.showQuickPick(
      [
        ...all.map(({ id, result }) => ({ label: result.label, description: result.inventory, ids: [id] })),
        { label: 'All', ids: all.map(({ id }) => id) },
      ],
      { placeHolder: 'Which review?' },
    )
    for (const each of picked?.ids ?? []) await close(app, each)
  }
  await app.sideMap.update()
}

async function close(app: App, id: string): Promise<void> {
  const review = app.reviews.get(id)
  await app.reviews.close(id)
  if (review === undefined) return
  app.evidence.closeOf(review.ref)
  await closeOwnTabs(review.ref, false)
}

export function stopReview(): void {
  stopRunning()
}

export async function restartServer(app: App): Promise<void> {
  try {
    await app.session.restart()
    app.status.say('Plainsight: the server runs again')
  } catch (error) {
    await showProblem(app, error)
  }
}

function reviewIdOf(argument: unknown): string | undefined {
  if (typeof argument === 'string') return argument
  if (typeof argument !== 'object' || argument === null || !('review' in argument)) return undefined
  return typeof argument.review === 'string' ? argument.review : undefined
}
