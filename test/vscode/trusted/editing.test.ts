import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import * as vscode from 'vscode'
import type { DiagnosticData } from '../../../server/protocol'
import { ownDiagnostics, until, untilDiagnostics } from '../events'
import { closeLater, gitUri, inWorkspace, leave, MACRO, markedLine, openDiff, review, workspaceRoot } from '../window'

const CRC = 'src/liblzkit/crc32.c'
const added = '\n__attribute__((constructor)) static void\nwarm_up(void)\n{\n}\n'

describe('while the files change', () => {
  afterEach(leave)

  it('only lines that differ from HEAD are marked, before they are saved', async () => {
    const uri = inWorkspace(CRC)
    const document = await vscode.workspace.openTextDocument(uri)
    const editor = await vscode.window.showTextDocument(document)
    const first = document.lineCount - 1
    await editor.edit(builder => builder.insert(document.lineAt(first).range.end, added))
    const found = await untilDiagnostics(uri)
    const lines = await Promise.all(found.map(diagnostic => markedLine(uri, diagnostic)))
    // the resolver of an earlier commit stands in the same file and stays unmarked
    assert.deepEqual(
      found.filter(({ range }) => range.start.line < first),
      [],
      lines.join('\n'),
    )
    assert.ok(
      lines.some(line => line.includes('constructor') || line.includes('warm_up')),
      lines.join('\n'),
    )
    await vscode.commands.executeCommand('workbench.action.files.revert')
    await until([vscode.languages.onDidChangeDiagnostics], () => (ownDiagnostics(uri).length === 0 ? true : undefined))
  })

  it('a change that is taken back takes its marks along', async () => {
    closeLater(await review('reviewWorkingTree'))
    const uri = inWorkspace(MACRO)
    const changed = readFileSync(uri.fsPath)
    await openDiff(await gitUri(MACRO, '~'), uri)
    await untilDiagnostics(uri)
    try {
      execFileSync('git', ['checkout', '--quiet', 'HEAD', '--', MACRO], { cwd: workspaceRoot().fsPath })
      await until([vscode.languages.onDidChangeDiagnostics], () =>
        ownDiagnostics(uri).length === 0 ? true : undefined,
      )
    } finally {
      writeFileSync(uri.fsPath, changed)
    }
  })

  it('an accepted finding is unmarked, and marked again when that is taken back', async () => {
    closeLater(await review('reviewWorkingTree'))
    const uri = inWorkspace(MACRO)
    await openDiff(await gitUri(MACRO, '~'), uri)
    const [diagnostic] = await untilDiagnostics(uri)
    const { data } = diagnostic as unknown as { readonly data: DiagnosticData }
    const isMarked = (): boolean =>
      ownDiagnostics(uri).some(
        other => (other as unknown as { readonly data: DiagnosticData }).data.fingerprint === data.fingerprint,
      )
    await vscode.commands.executeCommand('plainsight.acceptFinding', data, 'looked at the decoded text')
    await until([vscode.languages.onDidChangeDiagnostics], () => (isMarked() ? undefined : true))
    await vscode.commands.executeCommand('plainsight.undoAcceptance', data)
    await until([vscode.languages.onDidChangeDiagnostics], () => (isMarked() ? true : undefined))
  })
})
