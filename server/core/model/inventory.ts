import type { Review } from './review'

export type Area = 'build' | 'binaries' | 'ci' | 'dependencies' | 'tests' | 'docs' | 'source' | 'other'

export const AREAS: readonly Area[] = ['build', 'binaries', 'ci', 'dependencies', 'tests', 'docs', 'source', 'other']

export interface AreaCount {
  readonly added: number
  readonly changed: number
  readonly deleted: number
}

/** What the change touches: the one line a reviewer reads first. */
export interface Inventory {
  readonly areas: Readonly<Record<Area, AreaCount>>
  /** Short remarks an area carries, such as "no generator changed". */
  readonly notes: Readonly<Partial<Record<Area, string>>>
}

/** "build 2 · binaries 2 (2 replaced), no generator changed · CI 0 · tests 1 · not examined 0" */
export function inventoryLine(review: Pick<Review, 'inventory' | 'coverage' | 'changeSet'>): string {
  const { inventory, coverage } = review
  // In a scan nothing was added: the files are simply there.
  const isScan = review.changeSet.origin.kind === 'tree'
  const always: readonly Area[] = ['build', 'binaries', 'ci', 'tests']
  const parts: string[] = []
  for (const area of AREAS) {
    const count = inventory.areas[area]
    const total = count.added + count.changed + count.deleted
    if (total === 0 && !always.includes(area)) continue
    const name = area === 'ci' ? 'CI' : area
    const kinds = area === 'binaries' && !isScan ? binaryKinds(count) : ''
    const note = isScan ? undefined : inventory.notes[area]
    parts.push(`${name} ${total}${kinds}${note === undefined ? '' : `, ${note}`}`)
  }
  parts.push(`not examined ${coverage.skipped.length}`)
  return parts.join(' · ')
}

function binaryKinds(count: AreaCount): string {
  const kinds = [
    count.added > 0 ? `${count.added} added` : '',
    count.changed > 0 ? `${count.changed} replaced` : '',
    count.deleted > 0 ? `${count.deleted} removed` : '',
  ].filter(text => text !== '')
  return kinds.length === 0 ? '' : ` (${kinds.join(', ')})`
}
