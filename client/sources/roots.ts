import * as vscode from 'vscode'
import type { App } from '../app'
import { pathInside } from '../uris'

/**
 * The folder a command works on: the one its menu belongs to, the only one there is, or the user's pick. Undefined when
 * the user backs out; rejects when the window has no folder on this machine.
 */
export async function pickRoot(app: App, argument?: unknown): Promise<string | undefined> {
  const given = rootOf(argument)
  if (given !== undefined) return given
  await app.repositories.connect()
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file')
  const paths = folders.map(({ uri }) => uri.fsPath)
  // a folder inside a repository is reviewed as that repository
  const loose = paths.filter(path => !app.repositories.roots.some(root => isSameOrInside(root, path)))
  const roots = [...new Set([...app.repositories.roots, ...loose])]
  const [first] = roots
  if (first === undefined) {
    throw new Error(
      (vscode.workspace.workspaceFolders ?? []).length > 0
        ? 'The folders of this window are not on this machine. Patches and open diffs can still be reviewed.'
        : 'No folder is open. Open a folder with a repository, or a patch file.',
    )
  }
  if (roots.length === 1) return first
  const active = vscode.window.activeTextEditor?.document.uri
  const here = active?.scheme === 'file' ? roots.find(root => isSameOrInside(root, active.fsPath)) : undefined
  const sorted = here === undefined ? roots : [here, ...roots.filter(root => root !== here)]
  const picked = await vscode.window.showQuickPick(
    sorted.map(root => ({ label: root.replace(/^.*[\\/]/, ''), description: root, root })),
    { placeHolder: 'Which repository?' },
  )
  return picked?.root
}

/** A folder path, a URI, or the source control that a menu of its view hands over. */
function rootOf(argument: unknown): string | undefined {
  if (typeof argument === 'string' && argument !== '') return argument
  if (argument instanceof vscode.Uri) return argument.scheme === 'file' ? argument.fsPath : undefined
  if (typeof argument !== 'object' || argument === null || !('rootUri' in argument)) return undefined
  return rootOf(argument.rootUri)
}

function isSameOrInside(root: string, path: string): boolean {
  return root === path || pathInside(root, path) !== undefined
}
