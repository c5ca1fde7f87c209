import * as vscode from 'vscode'
import type { DiagnosticData, WireFinding } from '../../server/protocol'
import type { App } from '../app'
import type { OpenReview } from '../reviews'
import type { FindingNode, TreeNode } from '../surfaces/treeModel'
import { decodeUri, idOfRef } from '../uris'

/** The finding a command is about. The change set is unknown to us for a document that was examined alone. */
export interface Subject {
  readonly data: DiagnosticData
  readonly review?: OpenReview
  readonly finding?: WireFinding
  /** Where the editor shows it, for a command that was run there. */
  readonly diagnostic?: vscode.Diagnostic
}

/**
 * Reads what a menu of the tree, a code action or a key binding hands over. Without an argument it is the finding at
 * the cursor or the one whose explanation is in front, else the one selected in the tree.
 */
export function subjectOf(app: App, argument: unknown): Subject | undefined {
  if (isNode(argument)) return argument.kind === 'finding' ? ofNode(app, argument) : undefined
  if (isData(argument)) return ofData(app, argument)
  return explainedInFront(app) ?? atCursor(app) ?? originOfText(app) ?? selected(app)
}

let explained: DiagnosticData | undefined

/** Says which finding the explanation is about that comes to the front: a preview says nothing of what it shows. */
export function rememberExplained(data: DiagnosticData): void {
  explained = data
}

function explainedInFront(app: App): Subject | undefined {
  const { input } = vscode.window.tabGroups.activeTabGroup.activeTab ?? {}
  const isPreview = input instanceof vscode.TabInputWebview && input.viewType.includes('markdown')
  return isPreview && explained !== undefined ? ofData(app, explained) : undefined
}

function selected(app: App): Subject | undefined {
  const node = app.tree.selection
  return node?.kind === 'finding' ? ofNode(app, node) : undefined
}

/** In a decoded text, where the cursor is on no finding of the text itself: the finding that the text belongs to. */
function originOfText(app: App): Subject | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri
  const own = uri === undefined ? undefined : decodeUri(uri)
  if (own?.kind !== 'side' || own.ref.kind !== 'texts') return undefined
  const { ref } = own
  const id = idOfRef(ref.of)
  const known = app.reviews.finding(id, ref.fingerprint)
  return known && { data: { id, fingerprint: ref.fingerprint, rule: known.finding.rule }, ...known }
}

function atCursor(app: App): Subject | undefined {
  const editor = vscode.window.activeTextEditor
  if (editor === undefined) return undefined
  const here = ownDiagnostics(editor.document.uri).filter(
    ({ diagnostic: { range } }) =>
      range.contains(editor.selection.active) || range.start.line === editor.selection.active.line,
  )
  const [first] = here
  return first === undefined ? undefined : { ...ofData(app, first.data), diagnostic: first.diagnostic }
}

/** Our diagnostics of a document, in its order. */
export function ownDiagnostics(uri: vscode.Uri): readonly { diagnostic: vscode.Diagnostic; data: DiagnosticData }[] {
  return vscode.languages
    .getDiagnostics(uri)
    .flatMap(diagnostic => {
      const data: unknown = (diagnostic as { readonly data?: unknown }).data
      return diagnostic.source === 'plainsight' && isData(data) ? [{ diagnostic, data }] : []
    })
    .sort((a, b) => a.diagnostic.range.start.compareTo(b.diagnostic.range.start))
}

function ofNode(app: App, { review, finding }: FindingNode): Subject {
  return ofData(app, { id: review, fingerprint: finding.fingerprint, rule: finding.rule })
}

function ofData(app: App, { id, fingerprint, rule }: DiagnosticData): Subject {
  const data = { id, fingerprint, rule }
  const known = app.reviews.finding(id, fingerprint)
  if (known !== undefined) return { data, ...known }
  const diagnostic = vscode.languages
    .getDiagnostics()
    .flatMap(([uri]) => ownDiagnostics(uri))
    .find(candidate => candidate.data.id === id && candidate.data.fingerprint === fingerprint)?.diagnostic
  return diagnostic === undefined ? { data } : { data, diagnostic }
}

export function isNode(value: unknown): value is TreeNode {
  return isObject(value) && typeof value.kind === 'string' && typeof value.key === 'string'
}

function isData(value: unknown): value is DiagnosticData {
  return isObject(value) && ['id', 'fingerprint', 'rule'].every(name => typeof value[name] === 'string')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
