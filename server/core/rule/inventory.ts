import { AREAS, type Area, type AreaCount, type Inventory } from '../model/inventory'
import type { FileSummary } from './context'

/** Counts what a change touches, area by area. */
export function takeInventory(files: readonly FileSummary[]): Inventory {
  const counts = new Map<Area, { added: number; changed: number; deleted: number }>(
    AREAS.map(area => [area, { added: 0, changed: 0, deleted: 0 }]),
  )
  for (const file of files) {
    const count = counts.get(file.area)
    if (count === undefined) continue
    if (file.kind === 'added' || file.kind === 'copied') count.added++
    else if (file.kind === 'deleted') count.deleted++
    else count.changed++
  }
  const areas = Object.fromEntries(counts) as Record<Area, AreaCount>
  const binaries = areas.binaries.added + areas.binaries.changed
  // What could have made a binary: code, a test or a build file that changed with it.
  const makers = (['build', 'tests', 'source'] as const).some(area => areas[area].added + areas[area].changed > 0)
  return { areas, notes: binaries > 0 && !makers ? { binaries: 'no code, test or build file changed' } : {} }
}
