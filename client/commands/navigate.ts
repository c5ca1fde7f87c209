import * as vscode from 'vscode'
import type { WireFinding } from '../../server/protocol'
import type { App } from '../app'
import type { OpenReview } from '../reviews'
import { findingsInOrder } from '../surfaces/treeModel'
import { isNode, ownDiagnostics, subjectOf } from './arguments'
import { openText } from './decodedTexts'
import { showProblem } from './runReview'

interface Stop {
  readonly review: OpenReview
  readonly finding: WireFinding
}

/** Where next and previous go on from: fingerprint of what was shown last. */
let last: { readonly id: string; readonly fingerprint: string } | undefined

/** Opens what a row of the tree stands for; the keyboard stays in the tree. */
export async function openPlace(app: App, argument: unknown): Promise<void> {
  if (!isNode(argument)) return
  const review = app.reviews.get(argument.review)
  if (review === undefined) return
  try {
    if (argument.kind === 'finding') {
      const [evidence] = argument.finding.evidence
      last = { id: review.id, fingerprint: argument.finding.fingerprint }
      if (evidence !== undefined) await app.places.showEvidence(review, evidence, { preserveFocus: true })
    } else if (argument.kind === 'place' && argument.evidence.decoded !== undefined) {
      await openText(app, review, argument.fingerprint, argument.evidence.decoded, { preserveFocus: true })
    } else if (argument.kind === 'place') {
      await app.places.showEvidence(review, argument.evidence, { preserveFocus: true })
    } else if (argument.kind === 'change') {
      const file = review.result.files.find(({ index }) => index === argument.file)
      if (file !== undefined) await app.places.showFile(review, file, { preserveFocus: true })
    }
  } catch (error) {
    await showProblem(app, error)
  }
}

export async function openChanges(app: App, argument: unknown): Promise<void> {
  const id = isNode(argument) ? argument.review : app.reviews.all[0]?.id
  const review = id === undefined ? undefined : app.reviews.get(id)
  if (review !== undefined) await app.places.showAll(review)
}

export async function goToFinding(app: App, step: 1 | -1): Promise<void> {
  const stops = app.reviews.all.flatMap(review =>
    findingsInOrder(review.result).map((finding): Stop => ({ review, finding })),
  )
  try {
    if (stops.length === 0) await goInDocument(app, step)
    else await goTo(app, stops, step)
  } catch (error) {
    await showProblem(app, error)
  }
}

async function goTo(app: App, stops: readonly Stop[], step: 1 | -1): Promise<void> {
  const at = indexOfCurrent(app, stops)
  const index = at < 0 ? (step > 0 ? 0 : stops.length - 1) : (at + step + stops.length) % stops.length
  const stop = stops[index]
  const evidence = stop?.finding.evidence[0]
  if (stop === undefined || evidence === undefined) return
  last = { id: stop.review.id, fingerprint: stop.finding.fingerprint }
  await app.places.showEvidence(stop.review, evidence)
  // marks arrive with the binding of the document; then the hover says why one is here
  await app.sideMap.update()
  await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' })
  await app.tree.select(stop.review.id, stop.finding.fingerprint)
  app.status.say(`Finding ${index + 1} of ${stops.length}`)
}

/** The finding at the cursor, or the one shown last when the cursor is on none. */
function indexOfCurrent(app: App, stops: readonly Stop[]): number {
  const indexOf = (id: string, fingerprint: string) =>
    stops.findIndex(({ review, finding }) => review.id === id && finding.fingerprint === fingerprint)
  const lastIndex = last === undefined ? -1 : indexOf(last.id, last.fingerprint)
  if (lastIndex >= 0) return lastIndex
  const here = subjectOf(app, undefined)
  return here === undefined ? -1 : indexOf(here.data.id, here.data.fingerprint)
}

/** Without an open change set: the findings of the document in front. */
async function goInDocument(app: App, step: 1 | -1): Promise<void> {
  const editor = vscode.window.activeTextEditor
  const ranges =
    editor === undefined ? [] : ownDiagnostics(editor.document.uri).map(({ diagnostic }) => diagnostic.range)
  if (editor === undefined || ranges.length === 0) {
    app.status.say('No finding to go to')
    return
  }
  const cursor = editor.selection.active
  const next =
    step > 0
      ? (ranges.find(({ start }) => start.isAfter(cursor)) ?? ranges[0])
      : (ranges.findLast(({ start }) => start.isBefore(cursor)) ?? ranges.at(-1))
  if (next === undefined) return
  editor.selection = new vscode.Selection(next.start, next.start)
  editor.revealRange(next, vscode.TextEditorRevealType.InCenterIfOutsideViewport)
  await vscode.commands.executeCommand('editor.action.showHover', { focus: 'noAutoFocus' })
}
