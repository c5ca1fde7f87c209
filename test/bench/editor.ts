import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { untilDiagnostics } from '../vscode/events'
import { gitUri, inWorkspace, MACRO, openDiff, review } from '../vscode/window'

interface Measure {
  readonly name: string
  readonly value: number
  readonly unit: string
}

interface Activation {
  readonly loadMs: number
  readonly callMs: number
  readonly waitMs: number
}

describe('the extension in its window', () => {
  it('is measured', async () => {
    const measures: Measure[] = []
    // measured by test/bench/extension, which is there before the window has started
    const { plainsightActivation: activation } = globalThis as { plainsightActivation?: Activation }
    assert.ok(activation, 'the activation was not measured')
    const { loadMs, callMs, waitMs } = activation
    measures.push({ name: 'editor: activation, loading and call', value: loadMs + callMs, unit: 'ms' })
    measures.push({ name: 'editor: activation as awaited at start-up', value: waitMs, unit: 'ms' })

    const macro = inWorkspace(MACRO)
    const left = await gitUri(MACRO, '~')
    const opened = performance.now()
    await openDiff(left, macro)
    await untilDiagnostics(macro)
    measures.push({
      name: 'editor: diff to first diagnostic, server start included',
      value: performance.now() - opened,
      unit: 'ms',
    })

    const asked = performance.now()
    await review('reviewWorkingTree')
    measures.push({ name: 'editor: command to reviewed working tree', value: performance.now() - asked, unit: 'ms' })

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
