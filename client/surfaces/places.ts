import * as vscode from 'vscode'
import type { WireEvidence, WireFile, WireRange } from '../../server/protocol'
import type { OpenReview } from '../reviews'
import { encodeExplanation, encodeSide, type ReviewRef } from '../uris'
import type { SideMap } from './sideMap'
import { visiblePath, visibleText } from './text'

export interface ShowOptions {
  /** Leaves the keyboard where it is, in the tree. */
  readonly preserveFocus?: boolean
}

/** Opens places of a change set in the editor: the file's diff with both sides, or the one document there is. */
export class Places {
  constructor(private readonly sideMap: SideMap) {}

  async showEvidence(review: OpenReview, evidence: WireEvidence, options: ShowOptions = {}): Promise<void> {
    if (review.ref.kind === 'patch') {
      await showPatchLine(review.ref, evidence.patchLine ?? 0, options)
      return
    }
    const file = review.result.files.find(({ index }) => index === evidence.file)
    if (file === undefined) {
      await showDocument(unchangedUri(review, evidence), evidence.range, options)
      return
    }
    const { left, right } = sidesOf(review, file)
    const target = evidence.side === 'old' ? left : right
    if (target !== undefined && (await this.#revealShown(review, evidence, options))) return
    if (left === undefined || right === undefined) {
      const only = left ?? right
      if (only !== undefined) await showDocument(only, only === target ? evidence.range : undefined, options)
      return
    }
    const selection = evidence.side === 'new' && !file.isBinary ? evidence.range : undefined
    await showDiff(left, right, titleOf(review, file), selection, options)
    if (evidence.side === 'old' && evidence.range !== undefined) await revealIn(left, evidence.range)
    if (evidence.side === 'old' && options.preserveFocus !== true) {
      await vscode.commands.executeCommand('workbench.action.compareEditor.focusSecondarySide')
    }
  }

  async showFile(review: OpenReview, file: WireFile, options: ShowOptions = {}): Promise<void> {
    if (review.ref.kind === 'patch') {
      await showPatchLine(review.ref, firstPatchLine(review, file), options)
      return
    }
    const { left, right } = sidesOf(review, file)
    const only = left === undefined ? right : right === undefined ? left : undefined
    if (only !== undefined) await showDocument(only, undefined, options)
    else if (left !== undefined && right !== undefined) {
      await showDiff(left, right, titleOf(review, file), undefined, options)
    }
  }

  /** All files in one editor of many diffs. */
  async showAll(review: OpenReview): Promise<void> {
    const resources = review.result.files.map((file): readonly (vscode.Uri | undefined)[] => {
      const { left, right } = sidesOf(review, file)
      return [right ?? left ?? ownSide(review, file, 'new'), left, right]
    })
    await vscode.commands.executeCommand('vscode.changes', visibleText(review.result.label), resources)
  }

  async showExplanation(ref: ReviewRef, fingerprint: string, rule: string): Promise<void> {
    const uri = vscode.Uri.from(encodeExplanation({ ref, fingerprint, rule }))
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri)
    } catch {
      // the preview is an extension too, and may be switched off
      await vscode.window.showTextDocument(uri, { preview: true })
    }
  }

  /** When a diff on screen shows the place already, it is revealed there: no second tab for one file. */
  async #revealShown(review: OpenReview, evidence: WireEvidence, options: ShowOptions): Promise<boolean> {
    const { range, path, side } = evidence
    if (range === undefined) return false
    await this.sideMap.update()
    for (const uri of this.sideMap.documentsOf(review.id, path, side)) {
      if (!isInActiveDiff(uri)) continue
      const editor = editorOf(uri)
      if (editor === undefined) continue
      select(editor, range)
      if (options.preserveFocus !== true) {
        const which = side === 'old' ? 'focusSecondarySide' : 'focusPrimarySide'
        await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup')
        await vscode.commands.executeCommand(`workbench.action.compareEditor.${which}`)
      }
      return true
    }
    return false
  }
}

/** The two documents of one file; a side that does not exist has none. */
export function sidesOf(review: OpenReview, file: WireFile): { left?: vscode.Uri; right?: vscode.Uri } {
  const { ref, documents } = review
  if (ref.kind === 'documents' && documents !== undefined && !file.isBinary) {
    const found: { left?: vscode.Uri; right?: vscode.Uri } = {}
    for (const [uri, { path, side }] of documents.documents) {
      if (side === 'old' && file.hasOld && path === (file.oldPath ?? file.path))
        found.left = vscode.Uri.parse(uri, true)
      if (side === 'new' && file.hasNew && path === file.path) found.right = vscode.Uri.parse(uri, true)
    }
    if (found.left !== undefined || found.right !== undefined) return found
  }
  const isOnDisk = (ref.kind === 'worktree' || ref.kind === 'scan') && !file.isBinary
  return {
    ...(file.hasOld ? { left: ownSide(review, file, 'old') } : {}),
    ...(file.hasNew
      ? { right: isOnDisk ? vscode.Uri.joinPath(vscode.Uri.file(ref.root), file.path) : ownSide(review, file, 'new') }
      : {}),
  }
}

function ownSide({ ref, result }: OpenReview, file: WireFile, side: 'old' | 'new'): vscode.Uri {
  const path = side === 'old' ? (file.oldPath ?? file.path) : file.path
  // an index would name another file once the change is examined again, so only look-alikes get one
  const isAlone = result.files.every(({ index, path: other }) => index === file.index || other !== file.path)
  return vscode.Uri.from(encodeSide({ ref, path, side, ...(isAlone ? {} : { file: file.index }) }, file.isBinary))
}

/** A file that the change leaves alone but a finding points to. */
function unchangedUri({ ref }: OpenReview, { path, side }: WireEvidence): vscode.Uri {
  if (ref.kind === 'worktree' || ref.kind === 'scan') return vscode.Uri.joinPath(vscode.Uri.file(ref.root), path)
  return vscode.Uri.from(encodeSide({ ref, path, side }))
}

function titleOf({ ref, result }: OpenReview, file: WireFile): string {
  const name = visiblePath(file.path.slice(file.path.lastIndexOf('/') + 1))
  const short = (id: string | undefined) => id?.slice(0, 8) ?? ''
  switch (ref.kind) {
    case 'worktree':
      return `${name} (HEAD ↔ Working Tree)`
    case 'staged':
      return `${name} (HEAD ↔ Index)`
    case 'revision':
      return `${name} (${short(result.base)} ↔ ${short(result.head)})`
    default:
      return `${name} (${visibleText(result.label)})`
  }
}

async function showDiff(
  left: vscode.Uri,
  right: vscode.Uri,
  title: string,
  range: WireRange | undefined,
  { preserveFocus = false }: ShowOptions,
): Promise<void> {
  const options: vscode.TextDocumentShowOptions = {
    preview: true,
    preserveFocus,
    ...(range === undefined ? {} : { selection: toRange(range) }),
  }
  await vscode.commands.executeCommand('vscode.diff', left, right, title, options)
}

async function showDocument(
  uri: vscode.Uri,
  range: WireRange | undefined,
  { preserveFocus = false }: ShowOptions,
): Promise<void> {
  const options: vscode.TextDocumentShowOptions = {
    preview: true,
    preserveFocus,
    ...(range === undefined ? {} : { selection: toRange(range) }),
  }
  await vscode.commands.executeCommand('vscode.open', uri, options)
}

async function showPatchLine({ uri }: { readonly uri: string }, line: number, options: ShowOptions): Promise<void> {
  const position = { line, character: 0 }
  await showDocument(vscode.Uri.parse(uri, true), { start: position, end: position }, options)
}

function firstPatchLine({ result }: OpenReview, { index }: WireFile): number {
  const lines = result.findings
    .flatMap(({ evidence }) => evidence)
    .filter(({ file, patchLine }) => file === index && patchLine !== undefined)
    .map(({ patchLine }) => patchLine ?? 0)
  return lines.length === 0 ? 0 : Math.min(...lines)
}

/** Selects in the left editor of a diff, which `vscode.diff` itself cannot. */
async function revealIn(uri: vscode.Uri, range: WireRange): Promise<void> {
  const editor = editorOf(uri) ?? (await nextEditor(uri))
  if (editor !== undefined) select(editor, range)
}

function nextEditor(uri: vscode.Uri): Promise<vscode.TextEditor | undefined> {
  return new Promise(done => {
    const finish = (editor: vscode.TextEditor | undefined) => {
      clearTimeout(timer)
      listener.dispose()
      done(editor)
    }
    const timer = setTimeout(() => finish(undefined), 3000)
    const listener = vscode.window.onDidChangeVisibleTextEditors(() => {
      const editor = editorOf(uri)
      if (editor !== undefined) finish(editor)
    })
  })
}

function editorOf(uri: vscode.Uri): vscode.TextEditor | undefined {
  const key = uri.toString()
  return vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === key)
}

function select(editor: vscode.TextEditor, { start, end }: WireRange): void {
  const cursor = new vscode.Position(start.line, start.character)
  editor.selection = new vscode.Selection(cursor, cursor)
  const shown = new vscode.Range(cursor, new vscode.Position(end.line, end.character))
  editor.revealRange(shown, vscode.TextEditorRevealType.InCenterIfOutsideViewport)
}

function isInActiveDiff(uri: vscode.Uri): boolean {
  const key = uri.toString()
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
  if (!(input instanceof vscode.TabInputTextDiff)) return false
  return input.original.toString() === key || input.modified.toString() === key
}

/** The start alone: a selection of many lines would hide the diff's own colours. */
function toRange({ start }: WireRange): vscode.Range {
  const position = new vscode.Position(start.line, start.character)
  return new vscode.Range(position, position)
}
