import { writeSync } from 'node:fs'
import { cpuUsage, memoryUsage, resourceUsage } from 'node:process'
import { fuzzTargets, inputOf } from './targets'

/** Where the numbers of inputs go before each is read: the parent then knows at which one a process was lost. */
const PROGRESS = 3
const SLOWEST_MS = 1000

/** What one run of one reader was like; printed as one line of JSON. */
export interface FuzzReport {
  readonly runs: number
  readonly slowestMs: number
  readonly slowestAt: number
  readonly peakMegabytes: number
  readonly failures: readonly { readonly index: number; readonly problem: string }[]
}

/** Started by scripts/fuzz.mjs: reader, seed, first index, end index, most failures. */
export function main([reader = '', seed, from, to, most]: readonly string[]): void {
  const target = fuzzTargets.find(({ name }) => name === reader)
  if (target === undefined) throw new Error(`there is no reader ${reader}`)
  const failures: { index: number; problem: string }[] = []
  let slowest = { ms: 0, index: 0 }
  let index = Number(from)
  for (; index < Number(to) && failures.length < Number(most); index++) {
    writeSync(PROGRESS, `${index}\n`)
    const bytes = inputOf(target, Number(seed), index)
    const start = cpuUsage()
    try {
      for (const problem of target.problems(bytes)) failures.push({ index, problem })
    } catch (error) {
      failures.push({ index, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
    // Time of this process alone: a busy machine makes no reader slow.
    const { user, system } = cpuUsage(start)
    const ms = (user + system) / 1000
    if (ms > slowest.ms) slowest = { ms, index }
    if (ms > SLOWEST_MS) failures.push({ index, problem: `took ${Math.round(ms)} ms` })
  }
  const report: FuzzReport = {
    runs: index - Number(from),
    slowestMs: slowest.ms,
    slowestAt: slowest.index,
    peakMegabytes: Math.max(resourceUsage().maxRSS / 1024, memoryUsage.rss() / 2 ** 20),
    failures,
  }
  console.log(JSON.stringify(report))
}

/** Names of all readers, and one input of a reader, for the parent. */
export function readerNames(): readonly string[] {
  return fuzzTargets.map(({ name }) => name)
}

export function inputFor(reader: string, seed: number, index: number): Uint8Array {
  const target = fuzzTargets.find(({ name }) => name === reader)
  if (target === undefined) throw new Error(`there is no reader ${reader}`)
  return inputOf(target, seed, index)
}
