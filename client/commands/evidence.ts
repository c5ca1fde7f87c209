import * as vscode from 'vscode'
import type { WireEvidenceDocument, WireFile } from '../../server/protocol'
import type { App } from '../app'
import type { OpenReview } from '../reviews'
import type { EvidenceTarget } from '../surfaces/evidenceTarget'
import { visiblePath } from '../surfaces/text'
import type { TreeNode } from '../surfaces/treeModel'
import { decodeUri, idOfRef } from '../uris'
import { isNode, subjectOf } from './arguments'
import { showProblem } from './runReview'

/**
 * Shows what is inside a file that a diff cannot show. Of the row, finding or document that is meant; else the user
 * picks one of the changed binaries. Gives back what is shown, for tests and for other extensions.
 */
export async function showEvidence(app: App, argument: unknown): Promise<WireEvidenceDocument | undefined> {
  try {
    const target = targetOf(app, argument) ?? (await pickTarget(app))
    return target && (await app.evidence.show(target))
  } catch (error) {
    await showProblem(app, error)
    return undefined
  }
}

function targetOf(app: App, argument: unknown): EvidenceTarget | undefined {
  if (argument instanceof vscode.Uri) return ofDocument(app, argument)
  if (isNode(argument)) return ofNode(app, argument)
  if (argument !== undefined) return ofFinding(app, argument)
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
  const uri =
    input instanceof vscode.TabInputTextDiff
      ? input.modified
      : input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom
        ? input.uri
        : undefined
  // a text in front is rarely meant: for a file that is not binary, its finding decides
  const shown = uri && ofDocument(app, uri, file => file.isBinary)
  const { selection } = app.tree
  return shown ?? ofFinding(app, undefined) ?? (selection && ofNode(app, selection))
}

function ofFinding(app: App, argument: unknown): EvidenceTarget | undefined {
  const { review, finding } = subjectOf(app, argument) ?? {}
  const place = finding?.evidence[0]
  return review && place && inReview(review, ({ index }) => index === place.file)
}

function ofNode(app: App, node: TreeNode): EvidenceTarget | undefined {
  const review = app.reviews.get(node.review)
  if (review === undefined) return undefined
  switch (node.kind) {
    case 'finding':
      return inReview(review, ({ index }) => index === node.finding.evidence[0]?.file)
    case 'place':
      return inReview(review, ({ index }) => index === node.evidence.file)
    case 'change':
      return inReview(review, ({ index }) => index === node.file)
    case 'file':
      return inReview(review, ({ path, oldPath }) => path === node.path || oldPath === node.path)
    default:
      return undefined
  }
}

function ofDocument(
  app: App,
  uri: vscode.Uri,
  isMeant: (file: WireFile) => boolean = () => true,
): EvidenceTarget | undefined {
  const decoded = decodeUri(uri)
  if (decoded?.kind === 'side') {
    const { ref, path, file } = decoded
    const review = app.reviews.get(idOfRef(ref))
    const known = review && inReview(review, candidate => isAt(candidate, path, file) && isMeant(candidate))
    // a document that was restored may be of a change set that is not open yet
    return known ?? (review === undefined ? { ref, path, ...(file === undefined ? {} : { file }) } : undefined)
  }
  for (const review of app.reviews.all) {
    const { ref } = review
    if (uri.scheme !== 'file' || !('root' in ref)) continue
    const inside = (file: WireFile) =>
      vscode.Uri.joinPath(vscode.Uri.file(ref.root), file.path).toString() === uri.toString()
    const found = inReview(review, file => isMeant(file) && inside(file))
    if (found !== undefined) return found
  }
  return undefined
}

function isAt(candidate: WireFile, path: string, file: number | undefined): boolean {
  return (candidate.path === path || candidate.oldPath === path) && (file === undefined || candidate.index === file)
}

function inReview(review: OpenReview, isMeant: (file: WireFile) => boolean): EvidenceTarget | undefined {
  const { ref, result } = review
  const file = result.files.find(isMeant)
  if (file === undefined) return undefined
  const { path, index } = file
  // an index would name another file once the change is examined again, so only look-alikes get one
  const isAlone = result.files.every(other => other.index === index || other.path !== path)
  return { ref, path, ...(isAlone ? {} : { file: index }) }
}

async function pickTarget(app: App): Promise<EvidenceTarget | undefined> {
  const all = app.reviews.all.flatMap(review =>
    review.result.files.filter(({ isBinary }) => isBinary).map(file => ({ review, file })),
  )
  if (all.length === 0) {
    app.status.say(
      app.reviews.all.length === 0 ? 'No review is open: run one first' : 'No binary file among those reviewed',
    )
    return undefined
  }
  const picked = await vscode.window.showQuickPick(
    all.map(({ review, file }) => ({
      label: visiblePath(file.path),
      description: file.kind,
      target: inReview(review, ({ index }) => index === file.index),
    })),
    { placeHolder: 'Show the evidence of which file?' },
  )
  return picked?.target
}
