import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import * as vscode from 'vscode'
import { untilDiagnostics } from '../vscode/events'

interface Measure {
  readonly name: string
  readonly value: number
  readonly unit: string
}

describe('the extension in its window', () => {
  it('is measured', async () => {
    const extension = vscode.extensions.getExtension('plainsight.plainsight')
    const root = vscode.workspace.workspaceFolders?.[0]?.uri
    assert.ok(extension && root)
    assert.equal(extension.isActive, false, 'activated before it could be measured')
    const measures: Measure[] = []

    const activated = performance.now()
    await extension.activate()
    measures.push({ name: 'editor: activation', value: performance.now() - activated, unit: 'ms' })

    const reviewed = performance.now()
    const first = untilDiagnostics(vscode.Uri.joinPath(root, 'm4/build-to-host.m4'))
    await vscode.commands.executeCommand('plainsight.reviewWorkingTree')
    await first
    measures.push({ name: 'editor: command to first diagnostic', value: performance.now() - reviewed, unit: 'ms' })

    measures.push({ name: 'editor: extension host, most memory', value: peakBytes('self') / 2 ** 20, unit: 'MB' })
    const file = process.env.PLAINSIGHT_BENCH_RESULT
    assert.ok(file, 'PLAINSIGHT_BENCH_RESULT is not set')
    writeFileSync(file, JSON.stringify(measures))
  })
})

/** The high-water mark of a process, where the system tells it; 0 elsewhere. */
function peakBytes(pid: string): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return line ? Number(line[1]) * 1024 : 0
  } catch {
    return 0
  }
}
