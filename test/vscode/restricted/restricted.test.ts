import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { WireEvidenceDocument } from '../../../server/protocol'
import { allOwnDiagnostics, ownDiagnostics, until, untilDiagnostics } from '../events'
import { closeLater, findingOf, inWorkspace, leave, MACRO, markedLine, review } from '../window'

describe('a window in Restricted Mode', () => {
  afterEach(leave)

  it('is not trusted, and has no git extension to lean on', () => {
    assert.equal(vscode.workspace.isTrusted, false)
    assert.equal(vscode.extensions.getExtension('vscode.git')?.isActive ?? false, false)
  })

  it('reviews the working tree after a command, both sides in a diff of its own', async () => {
    const result = closeLater(await review('reviewWorkingTree'))
    findingOf(result, 'build/unwrapped-script')
    findingOf(result, 'build/hardening-flag-removed')
    const schemes = new Map<string, string>()
    for (let step = 0; step < result.findings.length; step += 1) {
      await vscode.commands.executeCommand('plainsight.nextFinding')
      const { input } = await until([vscode.window.tabGroups.onDidChangeTabs], activeDiff)
      const marked = await until([vscode.languages.onDidChangeDiagnostics], () =>
        [input.original, input.modified].find(uri => ownDiagnostics(uri).length > 0),
      )
      schemes.set(marked.scheme, marked.path)
    }
    assert.deepEqual([...schemes.keys()].sort(), ['file', 'plainsight'])
  })

  it('reviews a commit from objects alone', async () => {
    const result = closeLater(await review('reviewRevision', undefined, 'HEAD~2'))
    assert.equal(findingOf(result, 'build/probe-cannot-compile').severity, 'high')
    await vscode.commands.executeCommand('plainsight.nextFinding')
    const [uri, found] = await until([vscode.languages.onDidChangeDiagnostics], () => allOwnDiagnostics()[0])
    assert.equal(uri.scheme, 'plainsight')
    assert.equal(await markedLine(uri, found[0] as vscode.Diagnostic), '.')
  })

  it('shows what is inside a binary', async () => {
    const result = closeLater(await review('reviewRevision', undefined, 'HEAD~1'))
    const file = result.files.find(({ path }) => path.endsWith('.tar'))
    assert.ok(file)
    const node = { kind: 'change', key: `change:${file.index}`, review: result.id, file: file.index, path: file.path }
    const evidence = await vscode.commands.executeCommand<WireEvidenceDocument>('plainsight.showEvidence', node)
    assert.equal(evidence.new?.format, 'tar')
  })

  it('reads no git before a command: an opened file stays unmarked', async () => {
    const uri = inWorkspace(MACRO)
    await vscode.window.showTextDocument(uri)
    // a review of the same file is the event that shows that marks would have arrived
    assert.deepEqual(ownDiagnostics(uri), [])
    closeLater(await review('reviewWorkingTree'))
    await untilDiagnostics(uri)
  })
})

interface DiffTab {
  readonly input: vscode.TabInputTextDiff
}

function activeDiff(): DiffTab | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
  return input instanceof vscode.TabInputTextDiff ? { input } : undefined
}
