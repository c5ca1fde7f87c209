import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { ownDiagnostics, untilDiagnostics } from '../events'
import { closeLater, findingOf, leave, markedLine, review, workspaceRoot } from '../window'

describe('a patch document', () => {
  let folder: string
  let patch: vscode.Uri

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'ps-patch-'))
    const text = execFileSync('git', ['diff', '--no-ext-diff', 'HEAD'], { cwd: workspaceRoot().fsPath })
    writeFileSync(join(folder, 'change.patch'), text)
    patch = vscode.Uri.file(join(folder, 'change.patch'))
  })
  after(() => rmSync(folder, { recursive: true, force: true }))
  afterEach(leave)

  it('is marked on its own lines as soon as it is opened', async () => {
    await vscode.window.showTextDocument(patch)
    const found = await untilDiagnostics(patch)
    const lines = await Promise.all(found.map(diagnostic => markedLine(patch, diagnostic)))
    assert.ok(
      lines.some(line => line.startsWith('+') && line.includes('$SHELL')),
      lines.join('\n'),
    )
    assert.ok(
      lines.some(line => line.startsWith('-') && line.includes('-Wl,-z,relro')),
      lines.join('\n'),
    )
  })

  it('shows nothing twice, also while it becomes a change set', async () => {
    const seen: string[][] = []
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      seen.push(
        ownDiagnostics(patch).map(({ message, range }) => `${range.start.line} ${range.start.character} ${message}`),
      )
    })
    try {
      await vscode.window.showTextDocument(patch)
      await untilDiagnostics(patch)
      const result = closeLater(await review('reviewPatch', patch))
      findingOf(result, 'build/decoder-feeds-interpreter')
      await untilDiagnostics(patch)
    } finally {
      listener.dispose()
    }
    for (const marks of seen) assert.deepEqual(marks, [...new Set(marks)])
  })
})
