import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { until, untilDiagnostics } from '../events'
import { allTabs, closeLater, gitUri, inWorkspace, leave, MACRO, openDiff, quickFixes, review } from '../window'

describe('the quick fixes of a finding', () => {
  afterEach(leave)

  it('open its explanation', async () => {
    closeLater(await review('reviewWorkingTree'))
    const right = inWorkspace(MACRO)
    await openDiff(await gitUri(MACRO, '~'), right)
    const [diagnostic] = await untilDiagnostics(right)
    assert.ok(diagnostic)
    const fixes = await quickFixes(right, diagnostic.range)
    const explain = fixes.find(({ title }) => title.startsWith('Explain'))
    assert.ok(explain?.command, `no explanation among ${fixes.map(({ title }) => title).join(', ')}`)
    await vscode.commands.executeCommand(explain.command.command, ...(explain.command.arguments ?? []))
    await until([vscode.window.tabGroups.onDidChangeTabs], () => allTabs().find(isPreview))
    const document = await until([vscode.workspace.onDidOpenTextDocument], () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'plainsight' && uri.path.includes('explanation')),
    )
    assert.ok(document.getText().includes('build-to-host.m4'), document.getText())
  })

  it('leave the finding in hand while its explanation is in front', async () => {
    closeLater(await review('reviewWorkingTree'))
    const right = inWorkspace(MACRO)
    await openDiff(await gitUri(MACRO, '~'), right)
    const [diagnostic] = await untilDiagnostics(right)
    assert.ok(diagnostic)
    const explain = (await quickFixes(right, diagnostic.range)).find(({ title }) => title.startsWith('Explain'))
    assert.ok(explain?.command)
    await vscode.commands.executeCommand(explain.command.command, ...(explain.command.arguments ?? []))
    await until([vscode.window.tabGroups.onDidChangeTabs], () =>
      allTabs().find(tab => isPreview(tab) && tab.isActive && tab.group.isActive),
    )
    const shown = () => vscode.languages.getDiagnostics(right).some(({ message }) => message === diagnostic.message)
    await vscode.commands.executeCommand('plainsight.acceptFinding', undefined, 'known')
    await until([vscode.languages.onDidChangeDiagnostics], () => !shown() || undefined)
    await vscode.commands.executeCommand('plainsight.undoAcceptance')
    await until([vscode.languages.onDidChangeDiagnostics], () => shown() || undefined)
  })

  it('are commands, never edits', async () => {
    closeLater(await review('reviewWorkingTree'))
    const right = inWorkspace(MACRO)
    await openDiff(await gitUri(MACRO, '~'), right)
    const [diagnostic] = await untilDiagnostics(right)
    assert.ok(diagnostic)
    const own = (await quickFixes(right, diagnostic.range)).filter(({ command }) =>
      command?.command.startsWith('plainsight.'),
    )
    assert.notEqual(own.length, 0)
    assert.deepEqual(
      own.filter(({ edit }) => edit !== undefined),
      [],
    )
  })
})

function isPreview({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith('markdown.preview')
}
