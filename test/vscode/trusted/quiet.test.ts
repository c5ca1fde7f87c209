import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { untilDiagnostics } from '../events'
import { withWindow } from '../spies'
import { gitUri, inWorkspace, leave, MACRO, openDiff } from '../window'

describe('without a command of the user', () => {
  afterEach(leave)

  it('nothing pops up and the keyboard stays where it is', async () => {
    const shown: string[] = []
    const note = (message: string): Promise<undefined> => {
      shown.push(message)
      return Promise.resolve(undefined)
    }
    const spies = { showErrorMessage: note, showInformationMessage: note, showWarningMessage: note }
    await withWindow(spies as unknown as Pick<typeof vscode.window, keyof typeof spies>, async () => {
      const right = inWorkspace(MACRO)
      const tab = await openDiff(await gitUri(MACRO, '~'), right)
      await untilDiagnostics(right)
      assert.equal(vscode.window.tabGroups.activeTabGroup.activeTab?.label, tab.label)
      assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), right.toString())
    })
    assert.deepEqual(shown, [])
  })
})
