import { loadFile } from '../core/content/load'
import type { Hunk } from '../core/model/hunk'
import { isTextSpan } from '../core/model/location'
import type { ChangeSource } from '../core/model/ports'
import type { Review } from '../core/model/review'
import { readFile } from '../core/review'
import { hash } from '../host/hash'

/**
 * For each finding on a line of the old side, the nearest line of the new side: code scanning shows nothing else. Reads
 * only the files that need it.
 */
export async function anchorLines(source: ChangeSource, review: Review): Promise<ReadonlyMap<string, number>> {
  const anchors = new Map<string, number>()
  const hunks = new Map<number, readonly Hunk[]>()
  for (const { fingerprint, evidence } of review.findings) {
    const { file, side, at } = evidence[0].location
    const change = source.changeSet.files[file]
    if (side !== 'old' || !isTextSpan(at) || change?.new === undefined) continue
    if (!hunks.has(file)) hunks.set(file, await hunksOf(source, file))
    const line = nearestNewLine(hunks.get(file) ?? [], at.start.line)
    if (line !== undefined) anchors.set(fingerprint, line)
  }
  return anchors
}

async function hunksOf(source: ChangeSource, file: number): Promise<readonly Hunk[]> {
  const change = source.changeSet.files[file]
  if (change === undefined) return []
  const { content } = loadFile(await readFile(source, change), hash)
  return content.kind === 'text' ? content.hunks : []
}

/** The new line that stands where the old one was; within a hunk the first new line at or after it. */
export function nearestNewLine(hunks: readonly Hunk[], oldLine: number): number | undefined {
  let shift = 0
  for (const hunk of hunks) {
    if (oldLine < hunk.oldStart) break
    if (oldLine < hunk.oldStart + hunk.oldCount) {
      const at = hunk.lines.findIndex(line => line.old === oldLine)
      const after = hunk.lines.slice(Math.max(0, at)).find(line => line.new !== undefined)
      const before = hunk.lines.slice(0, Math.max(0, at)).findLast(line => line.new !== undefined)
      return Math.max(1, after?.new ?? before?.new ?? hunk.newStart)
    }
    shift = hunk.newStart + hunk.newCount - (hunk.oldStart + hunk.oldCount)
  }
  return Math.max(1, oldLine + shift)
}
