import type { Hunk } from '../model/hunk'

/** Which line of one side is which line of the other; `undefined` for a line the other side does not have. */
export interface LineMap {
  toNew(oldLine: number): number | undefined
  toOld(newLine: number): number | undefined
}

/** A run of lines both sides have. */
interface Run {
  readonly old: number
  readonly new: number
  readonly count: number
}

/** Lines outside the hunks are taken as unchanged. Hunks must be in order. */
export function lineMap(hunks: readonly Hunk[]): LineMap {
  const runs: Run[] = []
  let old = 1
  let added = 1
  for (const hunk of hunks) {
    const from = hunk.oldCount === 0 ? hunk.oldStart + 1 : hunk.oldStart
    if (from > old) runs.push({ old, new: added, count: from - old })
    added += from - old
    old = from
    for (const line of hunk.lines) {
      if (line.kind === 'context') runs.push({ old, new: added, count: 1 })
      if (line.kind !== 'added') old++
      if (line.kind !== 'removed') added++
    }
  }
  runs.push({ old, new: added, count: Number.POSITIVE_INFINITY })
  return {
    toNew: oldLine => across(runs, oldLine, 'old', 'new'),
    toOld: newLine => across(runs, newLine, 'new', 'old'),
  }
}

function across(runs: readonly Run[], line: number, from: 'old' | 'new', to: 'old' | 'new'): number | undefined {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (runs[middle]![from] <= line) low = middle + 1
    else high = middle
  }
  const run = runs[low - 1]
  if (run === undefined || line < 1 || line >= run[from] + run.count) return undefined
  return run[to] + line - run[from]
}
