import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { allOwnDiagnostics, ownDiagnostics, until, untilDiagnostics } from '../events'
import {
  closeLater,
  findingOf,
  gitUri,
  inWorkspace,
  leave,
  MACRO,
  MAKEFILE,
  markedLine,
  openDiff,
  review,
} from '../window'

describe('reviewing the working tree', () => {
  afterEach(leave)

  it('marks what was added on the right side of the diff, and only there', async () => {
    const result = closeLater(await review('reviewWorkingTree'))
    findingOf(result, 'build/unwrapped-script')
    const [left, right] = [await gitUri(MACRO, '~'), inWorkspace(MACRO)]
    await openDiff(left, right)
    const found = await untilDiagnostics(right)
    const lines = await Promise.all(found.map(diagnostic => markedLine(right, diagnostic)))
    assert.ok(
      lines.some(line => line.includes('| $SHELL')),
      lines.join('\n'),
    )
    assert.deepEqual(ownDiagnostics(left), [])
    const shown = allOwnDiagnostics().map(([uri]) => uri.toString())
    assert.deepEqual(shown, [right.toString()])
  })

  it('never shows more than a warning', async () => {
    closeLater(await review('reviewWorkingTree'))
    const right = inWorkspace(MACRO)
    await openDiff(await gitUri(MACRO, '~'), right)
    for (const { severity } of await untilDiagnostics(right)) {
      assert.ok([vscode.DiagnosticSeverity.Warning, vscode.DiagnosticSeverity.Information].includes(severity))
    }
  })

  it('marks a protection that was taken away on the left side', async () => {
    const result = closeLater(await review('reviewWorkingTree'))
    const finding = findingOf(result, 'build/hardening-flag-removed')
    assert.equal(finding.evidence[0]?.side, 'old')
    const [left, right] = [await gitUri(MAKEFILE, '~'), inWorkspace(MAKEFILE)]
    await openDiff(left, right)
    const [diagnostic] = await untilDiagnostics(left)
    assert.ok(diagnostic)
    assert.ok((await markedLine(left, diagnostic)).includes('-Wl,-z,relro'))
    assert.deepEqual(ownDiagnostics(right), [])
  })

  it('clears both sides when the tab is closed, and the rest when the review is', async () => {
    closeLater(await review('reviewWorkingTree'))
    const [left, right] = [await gitUri(MAKEFILE, '~'), inWorkspace(MAKEFILE)]
    const tab = await openDiff(left, right)
    const other = await openDiff(await gitUri(MACRO, '~'), inWorkspace(MACRO))
    await untilDiagnostics(inWorkspace(MACRO))
    await vscode.window.tabGroups.close(tab)
    await until([vscode.languages.onDidChangeDiagnostics], () => (ownDiagnostics(left).length === 0 ? true : undefined))
    assert.notEqual(ownDiagnostics(inWorkspace(MACRO)).length, 0)
    await vscode.window.tabGroups.close(other)
  })

  it('marks the sides of a commit in our own documents', async () => {
    const result = closeLater(await review('reviewRevision', undefined, 'HEAD~2'))
    const probe = findingOf(result, 'build/probe-cannot-compile')
    assert.equal(probe.severity, 'high')
    await vscode.commands.executeCommand('plainsight.nextFinding')
    const [uri, found] = await until([vscode.languages.onDidChangeDiagnostics], () => allOwnDiagnostics()[0])
    assert.equal(uri.scheme, 'plainsight')
    assert.equal(await markedLine(uri, found[0] as vscode.Diagnostic), '.')
  })
})
