import type { ChangeSet, FileChange, PatchRun } from '../model/changeSet'
import type { Side } from '../model/location'

/** Line (from 1) of the patch text that shows a line of one side; `undefined` when the patch does not show it. */
export type PatchLineOf = (file: number, side: Side, line: number) => number | undefined

/** What a line of the patch text shows. A context line is told as the new side's. */
export interface ShownLine {
  readonly file: number
  readonly side: Side
  readonly line: number
}

/** From lines of the reviewed files to lines of the patch document. Lines of a patch are counted by line feeds. */
export function patchLineOf(changeSet: ChangeSet): PatchLineOf {
  const tables = new Map<string, ReadonlyMap<number, number>>()
  return (file, side, line) => {
    const change = changeSet.files[file]
    if (change === undefined) return undefined
    const key = `${side}${file}`
    let table = tables.get(key)
    if (table === undefined) {
      table = sideTable(change, side)
      tables.set(key, table)
    }
    return table.get(line)
  }
}

/** The inverse of {@link patchLineOf}. */
export function shownLineOf(changeSet: ChangeSet): (patchLine: number) => ShownLine | undefined {
  const shown = new Map<number, ShownLine>()
  changeSet.files.forEach((change, file) => {
    for (const run of shownRuns(change))
      for (let at = 0; at < run.count; at++) {
        if (run.new !== undefined) shown.set(run.patch + at, { file, side: 'new', line: run.new + at })
        else if (run.old !== undefined) shown.set(run.patch + at, { file, side: 'old', line: run.old + at })
      }
  })
  return patchLine => shown.get(patchLine)
}

function sideTable(change: FileChange, side: Side): ReadonlyMap<number, number> {
  const table = new Map<number, number>()
  for (const run of shownRuns(change)) {
    const from = run[side]
    if (from === undefined) continue
    for (let at = 0; at < run.count; at++) if (!table.has(from + at)) table.set(from + at, run.patch + at)
  }
  return table
}

/** Where in the patch text the lines of one file stand. */
export function shownRuns(change: FileChange): readonly PatchRun[] {
  if (change.patchRuns !== undefined) return change.patchRuns
  if (change.source.kind !== 'hunks') return []
  const runs: PatchRun[] = []
  for (const hunk of change.source.hunks)
    for (const line of hunk.lines) {
      if (line.patch === undefined) continue
      const sides = {
        ...(line.old === undefined ? {} : { old: line.old }),
        ...(line.new === undefined ? {} : { new: line.new }),
      }
      runs.push({ ...sides, patch: line.patch, count: 1 })
    }
  return runs
}
