import { diffArrays } from 'diff'

/** Lines [oldStart, oldEnd) are replaced by [newStart, newEnd); all count from 0. */
export interface Block {
  readonly oldStart: number
  readonly oldEnd: number
  readonly newStart: number
  readonly newEnd: number
}

interface Work {
  readonly old: Int32Array
  readonly new: Int32Array
  readonly blocks: Block[]
  /** Work units left: edits times lines they were searched in, about. */
  budget: number
}

/**
 * What has to change to turn one sequence into the other: the equal ends are put aside, the rest is split at lines
 * that occur once on both sides (patience), and what is left between two of those goes to jsdiff. When the budget does
 * not suffice for a stretch, the stretch is one replaced block: still true, only coarser.
 */
export function changedBlocks(old: Int32Array, added: Int32Array, budget: number): Block[] {
  const work: Work = { old, new: added, blocks: [], budget }
  const pending: Block[] = [{ oldStart: 0, oldEnd: old.length, newStart: 0, newEnd: added.length }]
  // a stack instead of recursion: hostile input could nest as deep as it has lines
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const range = trim(work, next)
    if (range.oldStart === range.oldEnd || range.newStart === range.newEnd) {
      if (range.oldEnd > range.oldStart || range.newEnd > range.newStart) work.blocks.push(range)
      continue
    }
    const anchors = uniqueAnchors(work, range)
    if (anchors.length === 0) search(work, range)
    else pending.push(...between(range, anchors))
  }
  return joinTouching(work.blocks.sort((a, b) => a.oldStart - b.oldStart || a.newStart - b.newStart))
}

function trim(work: Work, range: Block): Block {
  let { oldStart, oldEnd, newStart, newEnd } = range
  while (oldStart < oldEnd && newStart < newEnd && work.old[oldStart] === work.new[newStart]) {
    oldStart++
    newStart++
  }
  while (oldStart < oldEnd && newStart < newEnd && work.old[oldEnd - 1] === work.new[newEnd - 1]) {
    oldEnd--
    newEnd--
  }
  return { oldStart, oldEnd, newStart, newEnd }
}

type Anchor = readonly [old: number, new: number]

/** Lines that occur once on each side, as many of them as stand in the same order on both. */
function uniqueAnchors(work: Work, range: Block): Anchor[] {
  work.budget -= range.oldEnd - range.oldStart + range.newEnd - range.newStart
  if (work.budget <= 0) return []
  const inOld = uniquePlaces(work.old, range.oldStart, range.oldEnd)
  const inNew = uniquePlaces(work.new, range.newStart, range.newEnd)
  const pairs: Anchor[] = []
  for (const [id, old] of inOld) {
    const added = inNew.get(id)
    if (old >= 0 && added !== undefined && added >= 0) pairs.push([old, added])
  }
  return longestRising(pairs.sort((a, b) => a[0] - b[0]))
}

/** Line number by line id; -1 for a line that occurs more than once. */
function uniquePlaces(ids: Int32Array, from: number, to: number): Map<number, number> {
  const places = new Map<number, number>()
  for (let at = from; at < to; at++) {
    const id = ids[at]!
    places.set(id, places.has(id) ? -1 : at)
  }
  return places
}

/** Longest subsequence whose second members rise, by patience sorting. */
function longestRising(pairs: readonly Anchor[]): Anchor[] {
  const tails: number[] = []
  const before = new Int32Array(pairs.length).fill(-1)
  pairs.forEach(([, value], at) => {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[tails[middle]!]![1] < value) low = middle + 1
      else high = middle
    }
    if (low > 0) before[at] = tails[low - 1]!
    tails[low] = at
  })
  const rising: Anchor[] = []
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]!) rising.push(pairs[at]!)
  return rising.reverse()
}

function between(range: Block, anchors: readonly Anchor[]): Block[] {
  const gaps: Block[] = []
  let oldStart = range.oldStart
  let newStart = range.newStart
  for (const [old, added] of anchors) {
    if (old > oldStart || added > newStart) gaps.push({ oldStart, oldEnd: old, newStart, newEnd: added })
    oldStart = old + 1
    newStart = added + 1
  }
  gaps.push({ oldStart, oldEnd: range.oldEnd, newStart, newEnd: range.newEnd })
  return gaps
}

/** Edits jsdiff may look for in any one stretch, whatever the budget: its memory grows with their square. */
const MAX_EDITS = 2000

function search(work: Work, range: Block): void {
  const old = [...work.old.subarray(range.oldStart, range.oldEnd)]
  const added = [...work.new.subarray(range.newStart, range.newEnd)]
  const maxEditLength = Math.min(MAX_EDITS, Math.floor(Math.sqrt(Math.max(0, work.budget))))
  const isHopeless = Math.abs(old.length - added.length) > maxEditLength
  const changes = isHopeless ? undefined : diffArrays(old, added, { maxEditLength })
  if (changes === undefined) {
    work.budget -= isHopeless ? 0 : maxEditLength ** 2
    work.blocks.push(range)
    return
  }
  let { oldStart, newStart } = range
  let edits = 0
  for (const change of changes) {
    const isKept = !change.added && !change.removed
    const oldEnd = oldStart + (change.added ? 0 : change.count)
    const newEnd = newStart + (change.removed ? 0 : change.count)
    if (!isKept) {
      work.blocks.push({ oldStart, oldEnd, newStart, newEnd })
      edits += change.count
    }
    oldStart = oldEnd
    newStart = newEnd
  }
  work.budget -= edits ** 2
}

function joinTouching(blocks: readonly Block[]): Block[] {
  const joined: Block[] = []
  for (const block of blocks) {
    const last = joined.at(-1)
    if (last !== undefined && last.oldEnd === block.oldStart && last.newEnd === block.newStart)
      joined[joined.length - 1] = { ...last, oldEnd: block.oldEnd, newEnd: block.newEnd }
    else joined.push(block)
  }
  return joined
}
