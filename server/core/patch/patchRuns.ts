import type { PatchRun } from '../model/changeSet'
import { firstLine, hunkNodes, kindOf } from './hunkModel'
import type { FileNode } from './node'

/** Where in the patch text each line of each side stands, as runs of neighbouring lines. */
export function patchRuns(file: FileNode): PatchRun[] {
  const runs: { old?: number; new?: number; patch: number; count: number }[] = []
  for (const hunk of hunkNodes(file)) {
    let old = firstLine(hunk.old[0] ?? { start: 0, count: 0 })
    let added = firstLine(hunk.new)
    for (const child of hunk.children) {
      if (child.kind !== 'hunkLine') continue
      const kind = kindOf(child.marks)
      if (kind === undefined) continue
      const at = { ...(kind === 'added' ? {} : { old: old++ }), ...(kind === 'removed' ? {} : { new: added++ }) }
      const last = runs.at(-1)
      const isNext =
        last !== undefined &&
        child.line === last.patch + last.count &&
        at.old === (last.old === undefined ? undefined : last.old + last.count) &&
        at.new === (last.new === undefined ? undefined : last.new + last.count)
      if (isNext) last.count++
      else runs.push({ ...at, patch: child.line, count: 1 })
    }
  }
  return runs
}
