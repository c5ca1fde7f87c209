import * as vscode from 'vscode'
import { decodeUri, isWithin, type ReviewRef } from '../uris'

/**
 * Closes the tabs that show our own documents of a change set. With `previewOnly`, what the user has pinned or edited
 * stays.
 */
export async function closeOwnTabs(ref: ReviewRef, previewOnly: boolean): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .filter(tab => !tab.isDirty && !tab.isPinned && (tab.isPreview || !previewOnly))
    .filter(({ input }) => urisOf(input).some(uri => isOf(uri, ref)))
  await vscode.window.tabGroups.close(tabs, true)
}

function urisOf(input: unknown): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified]
  return input instanceof vscode.TabInputText ? [input.uri] : []
}

function isOf(uri: vscode.Uri, ref: ReviewRef): boolean {
  const decoded = decodeUri(uri)
  const isOwn = decoded?.kind === 'side' || decoded?.kind === 'explanation'
  return isOwn && isWithin(decoded.ref, ref)
}
