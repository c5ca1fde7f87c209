import assert from 'node:assert/strict'
import * as vscode from 'vscode'

describe('activation', () => {
  it('activates in a window with a repository', async () => {
    const extension = vscode.extensions.getExtension('plainsight.plainsight')
    assert.ok(extension, 'the extension is not installed')
    await extension.activate()
    assert.equal(extension.isActive, true)
  })
})
