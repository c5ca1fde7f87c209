import assert from 'node:assert/strict'
import * as vscode from 'vscode'

describe('a window in Restricted Mode', () => {
  it('is not trusted, and has no git extension to lean on', () => {
    assert.equal(vscode.workspace.isTrusted, false)
    assert.equal(vscode.extensions.getExtension('vscode.git')?.isActive ?? false, false)
  })
})
