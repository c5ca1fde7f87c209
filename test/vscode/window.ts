import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { WireFinding, WireReview } from '../../server/protocol'
import { until, untilClear } from './events'

export const MACRO = 'm4/build-to-host.m4'
export const MAKEFILE = 'src/liblzkit/Makefile.am'

/** The folder of the window: a fresh demo repository for each launch. */
export function workspaceRoot(): vscode.Uri {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri
  assert.ok(root, 'the window has no folder')
  return root
}

export function inWorkspace(path: string): vscode.Uri {
  return vscode.Uri.joinPath(workspaceRoot(), path)
}

/** The command's own result, as tests and other extensions get it. */
export async function review(command: string, ...args: unknown[]): Promise<WireReview> {
  const result = await vscode.commands.executeCommand<WireReview | undefined>(`plainsight.${command}`, ...args)
  assert.ok(result, `${command} gave no review`)
  return result
}

export function findingOf({ findings }: WireReview, rule: string): WireFinding {
  const finding = findings.find(candidate => candidate.rule === rule)
  assert.ok(finding, `no ${rule} among ${findings.map(candidate => candidate.rule).join(', ') || 'no findings'}`)
  return finding
}

interface GitExtension {
  getAPI(version: 1): {
    toGitUri(uri: vscode.Uri, ref: string): vscode.Uri
    readonly repositories: readonly unknown[]
  } & {
    readonly onDidOpenRepository: vscode.Event<unknown>
  }
}

/** The document that the built-in git extension shows on the left of a working-tree diff. */
export async function gitUri(path: string, ref: string): Promise<vscode.Uri> {
  const git = vscode.extensions.getExtension<GitExtension>('vscode.git')
  assert.ok(git, 'the git extension is missing')
  const api = (await git.activate()).getAPI(1)
  await until([api.onDidOpenRepository], () => (api.repositories.length > 0 ? true : undefined))
  return api.toGitUri(inWorkspace(path), ref)
}

export async function openDiff(left: vscode.Uri, right: vscode.Uri): Promise<vscode.Tab> {
  await vscode.commands.executeCommand('vscode.diff', left, right, undefined, { preview: false })
  return await until([vscode.window.tabGroups.onDidChangeTabs], () => diffTab(left, right))
}

function diffTab(left: vscode.Uri, right: vscode.Uri): vscode.Tab | undefined {
  return allTabs().find(
    ({ input }) =>
      input instanceof vscode.TabInputTextDiff &&
      input.original.toString() === left.toString() &&
      input.modified.toString() === right.toString(),
  )
}

export function allTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)
}

/** The text of the line that a diagnostic starts on. */
export async function markedLine(uri: vscode.Uri, { range }: vscode.Diagnostic): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).lineAt(range.start.line).text
}

/** As a user leaves: every tab closed, every review closed; resolves when nothing of ours is shown any more. */
export async function leave(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors')
  for (const id of openReviews.splice(0)) await vscode.commands.executeCommand('plainsight.closeReview', id)
  await untilClear()
}

const openReviews: string[] = []

/** Has {@link leave} close this review. */
export function closeLater<Result extends WireReview>(result: Result): Result {
  openReviews.push(result.id)
  return result
}

/** What a code action provider answers; a cold host cancels the first question, and it is asked again. */
export async function quickFixes(uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> {
  for (;;) {
    try {
      return await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        uri,
        range,
        vscode.CodeActionKind.QuickFix.value,
      )
    } catch (error) {
      if (!String(error).includes('Canceled')) throw error
    }
  }
}
