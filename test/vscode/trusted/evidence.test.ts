import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import * as vscode from 'vscode'
import type { WireEvidenceDocument, WireReview } from '../../../server/protocol'
import { until } from '../events'
import { allTabs, closeLater, inWorkspace, leave, review } from '../window'

const OBJECT = 'src/liblzkit/prebuilt/crc32_wide.o'
const ARCHIVE = 'tests/files/samples-v1.tar'

describe('the evidence document', () => {
  afterEach(leave)

  it('opens beside the diff of the descriptions, once per file', async () => {
    closeLater(await review('reviewRevision', undefined, 'HEAD~1'))
    await openFinding(OBJECT)
    const { viewColumn } = vscode.window.tabGroups.activeTabGroup
    const evidence = await show()
    assert.equal(evidence.path, OBJECT)
    assert.ok(evidence.differences.some(({ text }) => text.includes('.init_array')))
    const [tab] = evidenceTabs()
    assert.equal(tab?.label, 'Evidence: crc32_wide.o')
    assert.notEqual(tab?.group.viewColumn, viewColumn)
    await openFinding(OBJECT)
    await show()
    assert.equal(evidenceTabs().length, 1)
    await openFinding(ARCHIVE)
    assert.equal((await show()).new?.format, 'tar')
    assert.deepEqual(
      evidenceTabs().map(({ label }) => label),
      ['Evidence: crc32_wide.o', 'Evidence: samples-v1.tar'],
    )
  })

  it('shows both sides of a file, and one of an added one', async () => {
    const added = inWorkspace('tests/files/added.bin')
    writeFileSync(
      added.fsPath,
      Uint8Array.from({ length: 300 }, (_, i) => i & 0xff),
    )
    try {
      const result = closeLater(await review('reviewWorkingTree'))
      const { index } = result.files.find(({ path }) => path.endsWith('added.bin')) ?? { index: -1 }
      const node = { kind: 'change', key: `change:${index}`, review: result.id, file: index, path: 'added.bin' }
      const evidence = await show(node)
      assert.equal(evidence.old, undefined)
      assert.equal(evidence.new?.size, 300)
    } finally {
      rmSync(added.fsPath)
    }
  })

  it('is of a file that is opened from its side document too, and goes when the review is closed', async () => {
    const result = await review('reviewRevision', undefined, 'HEAD~1')
    await openFinding(ARCHIVE)
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
    assert.ok(input instanceof vscode.TabInputTextDiff)
    assert.equal((await show(input.modified)).path, ARCHIVE)
    await vscode.commands.executeCommand('plainsight.closeReview', result.id)
    await until([vscode.window.tabGroups.onDidChangeTabs], () => (evidenceTabs().length === 0 ? true : undefined))
  })

  it('follows the file when the change is examined again', async () => {
    const file = inWorkspace('tests/files/good-2-large.lzk')
    const before = await vscode.workspace.fs.readFile(file)
    try {
      writeFileSync(file.fsPath, before.subarray(0, 1_000))
      const first = closeLater(await review('reviewWorkingTree'))
      assert.equal((await show(changeNode(first, 'good-2-large.lzk'))).new?.size, 1_000)
      writeFileSync(file.fsPath, before.subarray(0, 2_000))
      const second = closeLater(await review('reviewWorkingTree'))
      assert.equal((await show(changeNode(second, 'good-2-large.lzk'))).new?.size, 2_000)
    } finally {
      writeFileSync(file.fsPath, before)
    }
  })
})

async function show(...args: unknown[]): Promise<WireEvidenceDocument> {
  const evidence = await vscode.commands.executeCommand<WireEvidenceDocument | undefined>(
    'plainsight.showEvidence',
    ...args,
  )
  assert.ok(evidence, 'no evidence')
  return evidence
}

/** Steps through the findings until the diff of this file is in front. */
async function openFinding(path: string): Promise<void> {
  for (let step = 0; step < 20; step += 1) {
    await vscode.commands.executeCommand('plainsight.nextFinding')
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input
    if (input instanceof vscode.TabInputTextDiff && input.modified.path.includes(path)) return
  }
  assert.fail(`no finding opens ${path}`)
}

function changeNode(result: WireReview, name: string): object {
  const file = result.files.find(({ path }) => path.endsWith(name))
  assert.ok(file, name)
  return { kind: 'change', key: `change:${file.index}`, review: result.id, file: file.index, path: file.path }
}

function evidenceTabs(): readonly vscode.Tab[] {
  return allTabs().filter(
    ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('plainsight.evidence'),
  )
}
