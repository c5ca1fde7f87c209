import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { allOwnDiagnostics, ownDiagnostics, until, untilDiagnostics } from '../events'
import { MemoryFiles } from '../memoryFiles'
import {
  closeLater,
  findingOf,
  inWorkspace,
  leave,
  MACRO,
  markedLine,
  openDiff,
  review,
  workspaceRoot,
} from '../window'

const FIXTURE = 'tests/files/bad-3-corrupt.lzk'
const base = 'b'.repeat(40)
const head = 'a'.repeat(40)

type Side = 'old' | 'new'

/** How each extension names one side of one file of a change that is in no work tree. */
const schemes: Readonly<Record<string, (path: string, side: Side) => vscode.Uri>> = {
  pr: (path, side) =>
    vscode.Uri.from({
      scheme: 'pr',
      path: `/${path}`,
      query: JSON.stringify({
        baseCommit: base,
        headCommit: head,
        isBase: side === 'old',
        fileName: path,
        prNumber: 12,
        status: 0,
        remoteName: 'origin',
      }),
    }),
  review: (path, side) =>
    vscode.Uri.from({
      scheme: 'review',
      path: `/${path}`,
      query: JSON.stringify({
        path,
        ref: side === 'old' ? base : head,
        commit: side === 'old' ? base : head,
        base: side === 'old',
        isOutdated: false,
        rootPath: workspaceRoot().fsPath,
      }),
    }),
  githubcommit: (path, side) =>
    vscode.Uri.from({
      scheme: 'githubcommit',
      path: `/${path}`,
      query: JSON.stringify({ commit: side === 'old' ? base : head, owner: 'lzkit', repo: 'lzkit' }),
    }),
  'gl-review': (path, side) =>
    vscode.Uri.from({
      scheme: 'gl-review',
      path: `/${path}`,
      query: JSON.stringify({
        path,
        commit: side === 'old' ? base : head,
        repositoryRoot: '/another/clone',
        projectId: 3,
        mrId: 7,
        exists: true,
      }),
    }),
}

describe('a pull request that is not checked out', () => {
  let macro: Uint8Array
  let fixture: Uint8Array

  before(async () => {
    macro = await vscode.workspace.fs.readFile(inWorkspace(MACRO))
    fixture = await vscode.workspace.fs.readFile(inWorkspace(FIXTURE))
  })
  afterEach(leave)

  for (const [scheme, uriOf] of Object.entries(schemes)) {
    it(`is reviewed from its ${scheme}: documents, a binary included`, async () => {
      const before = new TextEncoder().encode(
        new TextDecoder().decode(macro).replace(/^ +(?:lzk_path|if test "x\$lzk_path|eval).*\n/gm, ''),
      )
      const files = new MemoryFiles()
      files.set(uriOf(MACRO, 'old'), before)
      files.set(uriOf(MACRO, 'new'), macro)
      files.set(uriOf(FIXTURE, 'old'), fixture.slice(0, 300))
      files.set(uriOf(FIXTURE, 'new'), fixture)
      const provider = vscode.workspace.registerFileSystemProvider(scheme, files, { isReadonly: true })
      try {
        await openDiff(uriOf(FIXTURE, 'old'), uriOf(FIXTURE, 'new'))
        const [left, right] = [uriOf(MACRO, 'old'), uriOf(MACRO, 'new')]
        await openDiff(left, right)
        const result = closeLater(await review('reviewOpenDiff'))
        assert.deepEqual(
          result.files.map(({ path, isBinary }) => [path, isBinary]),
          [
            [MACRO, false],
            [FIXTURE, true],
          ],
        )
        findingOf(result, 'binary/opaque-file-changed')
        const found = await untilDiagnostics(right)
        const lines = await Promise.all(found.map(diagnostic => markedLine(right, diagnostic)))
        assert.ok(
          lines.some(line => line.includes('$SHELL')),
          lines.join('\n'),
        )
        assert.deepEqual(ownDiagnostics(left), [])
        // the binary has no line to mark, so its document carries the mark as a whole
        const marked = await until([vscode.languages.onDidChangeDiagnostics], () => {
          const uris = allOwnDiagnostics().map(([uri]) => uri.toString())
          return uris.length > 1 ? uris : undefined
        })
        assert.deepEqual(marked.sort(), [uriOf(FIXTURE, 'new').toString(), right.toString()].sort())
        await leave()
      } finally {
        provider.dispose()
      }
    })
  }
})
