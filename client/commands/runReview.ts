import * as vscode from 'vscode'
import type { App } from '../app'
import { type DocumentSet, type OpenReview, ReviewProblem } from '../reviews'
import type { RequestOptions } from '../session'
import { VIEW_ID } from '../surfaces/findingsTree'
import { closeOwnTabs } from '../surfaces/ownTabs'
import { commandIn, editorRemedy, visibleText } from '../surfaces/text'
import type { ReviewRef } from '../uris'

/** Reviews in the making that the user can stop. */
const running = new Set<vscode.CancellationTokenSource>()

export interface ReviewJob {
  readonly ref: ReviewRef
  readonly documents?: DocumentSet
  /** Shown with a button to stop; others show a bar in the view. */
  readonly longTitle?: string
}

/** Runs a review that the user asked for and shows its findings. Undefined when it was stopped or failed. */
export async function runReview(app: App, { ref, documents, longTitle }: ReviewJob): Promise<OpenReview | undefined> {
  const source = new vscode.CancellationTokenSource()
  running.add(source)
  try {
    void app.repositories.connect()
    const review = await withProgress(longTitle, source, options => app.reviews.open(ref, options, documents))
    // one change at a time is what a reviewer reads; the earlier one can be had again
    for (const { id, ref: earlier } of app.reviews.all) {
      if (id === review.id) continue
      await app.reviews.close(id)
      await closeOwnTabs(earlier, true)
    }
    await app.sideMap.update()
    await app.tree.focus()
    return review
  } catch (error) {
    if (source.token.isCancellationRequested) app.status.say('Review stopped')
    else await showProblem(app, error)
    return undefined
  } finally {
    running.delete(source)
    source.dispose()
  }
}

export function stopRunning(): void {
  for (const source of running) source.cancel()
}

async function withProgress(
  longTitle: string | undefined,
  source: vscode.CancellationTokenSource,
  work: (options: RequestOptions) => Promise<OpenReview>,
): Promise<OpenReview> {
  const options: vscode.ProgressOptions =
    longTitle === undefined
      ? { location: { viewId: VIEW_ID } }
      : { location: vscode.ProgressLocation.Notification, title: longTitle, cancellable: true }
  return await vscode.window.withProgress(options, (progress, cancelled) => {
    cancelled.onCancellationRequested(() => source.cancel())
    const onProgress = (message: string, increment = 0) => progress.report({ message, increment })
    return work({ token: source.token, onProgress })
  })
}

/** The answer to a command that could not be carried out. Says what would help, ready to be copied. */
export async function showProblem(app: App, error: unknown): Promise<void> {
  const message = visibleText(error instanceof Error ? error.message : String(error))
  const remedy = error instanceof ReviewProblem && error.remedy !== undefined ? editorRemedy(error.remedy) : undefined
  app.log.error(remedy === undefined ? message : `${message} (${remedy})`)
  const command = remedy === undefined ? undefined : commandIn(remedy)
  const copy = 'Copy Command'
  const choice = await vscode.window.showErrorMessage(
    remedy === undefined ? message : `${message}: ${visibleText(remedy)}`,
    ...(command === undefined ? [] : [copy]),
  )
  if (choice === copy && command !== undefined) await vscode.env.clipboard.writeText(command)
}
