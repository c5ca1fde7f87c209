import * as vscode from 'vscode'
import type { DocumentBinding, DocumentPair, WireContent, WireSide } from '../../server/protocol'
import type { DocumentSet } from '../reviews'
import { decodeUri, type ForeignUri, type ReviewRef } from '../uris'

/** One diff on screen; a side without a document does not exist. */
interface ShownPair {
  readonly path: string
  readonly oldPath: string
  old?: vscode.Uri
  new?: vscode.Uri
}

/**
 * The change that the diff in front belongs to, made of all open diffs of the same pull request or commit. Undefined
 * when the active editor is no diff.
 */
export async function collectOpenDiff(): Promise<{ ref: ReviewRef; documents: DocumentSet } | undefined> {
  const active = activePair()
  if (active === undefined) return undefined
  const main = active.new ?? active.old
  if (main === undefined) return undefined
  const group = groupOf(main)
  const pairs = new Map<string, ShownPair>()
  const tabs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)
  for (const { input } of tabs) {
    if (!(input instanceof vscode.TabInputTextDiff)) continue
    if (groupOf(input.modified).key !== group.key && groupOf(input.original).key !== group.key) continue
    const pair = pairOf(input.original, input.modified)
    pairs.set(pair.path, pair)
  }
  if (!pairs.has(active.path)) pairs.set(active.path, active)
  addLooseDocuments(group.key, pairs)
  const documents = new Map<string, Omit<DocumentBinding, 'uri'>>()
  const contents: DocumentPair[] = []
  for (const pair of [...pairs.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const old = pair.old && (await contentOf(pair.old))
    const fresh = pair.new && (await contentOf(pair.new))
    contents.push({
      path: pair.path,
      ...(pair.oldPath === pair.path ? {} : { oldPath: pair.oldPath }),
      // an empty document stands for a side that does not exist
      ...(old === undefined || (isEmpty(old) && fresh !== undefined && !isEmpty(fresh)) ? {} : { old }),
      ...(fresh === undefined || (isEmpty(fresh) && old !== undefined && !isEmpty(old)) ? {} : { new: fresh }),
    })
    if (pair.old !== undefined) documents.set(pair.old.toString(), { path: pair.oldPath, side: 'old' })
    if (pair.new !== undefined) documents.set(pair.new.toString(), { path: pair.path, side: 'new' })
  }
  return { ref: { kind: 'documents', key: group.key }, documents: { label: group.label, pairs: contents, documents } }
}

function activePair(): ShownPair | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
  if (input instanceof vscode.TabInputTextDiff) return pairOf(input.original, input.modified)
  // an editor of many diffs tells no pairs, but its scheme may tell the side
  const uri = vscode.window.activeTextEditor?.document.uri
  const foreign = uri && foreignOf(uri)
  if (uri === undefined || foreign?.side === undefined || foreign.group === undefined) return undefined
  const pair: ShownPair = { path: foreign.path, oldPath: foreign.oldPath ?? foreign.path }
  pair[foreign.side] = uri
  return pair
}

function pairOf(original: vscode.Uri, modified: vscode.Uri): ShownPair {
  return { path: pathOf(modified), oldPath: pathOf(original), old: original, new: modified }
}

/** Documents of the group that are open without a diff tab of their own, as in an editor of many diffs. */
function addLooseDocuments(key: string, pairs: Map<string, ShownPair>): void {
  const known = new Set([...pairs.values()].flatMap(pair => [pair.old?.toString(), pair.new?.toString()]))
  for (const { uri } of vscode.workspace.textDocuments) {
    const foreign = foreignOf(uri)
    if (foreign?.side === undefined || groupOf(uri).key !== key || known.has(uri.toString())) continue
    const side: WireSide = foreign.side
    const other = [...pairs.values()].find(pair => (side === 'old' ? pair.oldPath : pair.path) === foreign.path)
    if (other !== undefined) {
      other[side] ??= uri
      continue
    }
    const pair: ShownPair = { path: foreign.path, oldPath: foreign.oldPath ?? foreign.path }
    pair[side] = uri
    pairs.set(foreign.path, pair)
  }
}

function groupOf(uri: vscode.Uri): { key: string; label: string } {
  const foreign = foreignOf(uri)
  if (foreign?.group !== undefined) return { key: foreign.group, label: foreign.groupLabel ?? foreign.group }
  // two files compared by hand belong to nothing but each other
  return { key: uri.toString(), label: `diff of ${pathOf(uri)}` }
}

function foreignOf(uri: vscode.Uri): ForeignUri | undefined {
  const decoded = decodeUri(uri)
  return decoded?.kind === 'foreign' ? decoded : undefined
}

function pathOf(uri: vscode.Uri): string {
  const decoded = decodeUri(uri)
  if (decoded?.kind === 'foreign' && !decoded.isAbsolute) return decoded.path
  const path = decoded?.kind === 'foreign' ? decoded.path : uri.path
  const relative = vscode.workspace.asRelativePath(uri.scheme === 'file' ? uri : vscode.Uri.file(path), false)
  return relative.replace(/^\/+/, '')
}

/** What the provider of the scheme gives: the text as the editor shows it, or the bytes of a binary file. */
async function contentOf(uri: vscode.Uri): Promise<WireContent> {
  const open = vscode.workspace.textDocuments.find(document => document.uri.toString() === uri.toString())
  if (open !== undefined) return { text: open.getText() }
  try {
    const bytes = await vscode.workspace.fs.readFile(uri)
    const text = asText(bytes)
    return text === undefined ? { base64: Buffer.from(bytes).toString('base64') } : { text }
  } catch (failure) {
    try {
      return { text: (await vscode.workspace.openTextDocument(uri)).getText() }
    } catch {
      return { missing: failure instanceof Error ? failure.message : String(failure) }
    }
  }
}

function asText(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function isEmpty(content: WireContent): boolean {
  return ('text' in content && content.text === '') || ('base64' in content && content.base64 === '')
}
