import type { Block } from './blocks'
import { changeCost, compareCosts, type SplitCost } from './split'
import type { Tokens } from './tokens'

/** Lines a block is moved at most. */
const MAX_SLIDE = 100

/**
 * Where lines repeat, an insertion or a deletion could as well begin a little earlier or later. This moves each to the
 * place where git would show it (xdiffi.c, xdl_change_compact): next to a change of the other side if it can touch
 * one, else where the indentation says that something begins or ends. What the blocks do to the text stays the same.
 */
export function slideBlocks(blocks: readonly Block[], old: Tokens, added: Tokens): Block[] {
  const placed: Block[] = []
  blocks.forEach((block, index) => {
    const next = blocks[index + 1]
    const limit = next ?? boundary(old, added)
    const moved = slide(block, placed.at(-1), limit, old, added)
    const last = placed.at(-1)
    if (last !== undefined && last.oldEnd === moved.oldStart && last.newEnd === moved.newStart)
      placed[placed.length - 1] = { ...last, oldEnd: moved.oldEnd, newEnd: moved.newEnd }
    else placed.push(moved)
  })
  return placed
}

function boundary(old: Tokens, added: Tokens): Block {
  const [oldEnd, newEnd] = [old.ids.length, added.ids.length]
  return { oldStart: oldEnd, oldEnd, newStart: newEnd, newEnd }
}

function slide(block: Block, before: Block | undefined, next: Block, old: Tokens, added: Tokens): Block {
  const isAdded = block.oldStart === block.oldEnd
  if (!isAdded && block.newStart !== block.newEnd) return block
  const { ids, lines } = isAdded ? added : old
  const from = isAdded ? block.newStart : block.oldStart
  const to = isAdded ? block.newEnd : block.oldEnd
  const top = before === undefined ? 0 : isAdded ? before.newEnd : before.oldEnd
  const bottom = isAdded ? next.newStart : next.oldStart
  let up = 0
  while (from - up > top && ids[from - up - 1] === ids[to - up - 1]) up++
  let down = 0
  while (to + down < bottom && ids[to + down] === ids[from + down]) down++
  const touchesNext = to + down === bottom && hasOther(next, isAdded)
  const touchesBefore = before !== undefined && from - up === top && hasOther(before, isAdded)
  if (touchesNext) return shift(block, down)
  if (touchesBefore) return shift(block, -up)
  return shift(block, bestShift(lines, from, to, up, down))
}

function hasOther(block: Block, isAdded: boolean): boolean {
  return isAdded ? block.oldEnd > block.oldStart : block.newEnd > block.newStart
}

/** The last of the cheapest places. */
function bestShift(lines: readonly string[], from: number, to: number, up: number, down: number): number {
  const first = Math.max(-up, down - MAX_SLIDE, down - (to - from) - 1)
  let best = down
  let bestCost: SplitCost | undefined
  for (let at = first; at <= down; at++) {
    const cost = changeCost(lines, from + at, to + at)
    if (bestCost !== undefined && compareCosts(cost, bestCost) > 0) continue
    best = at
    bestCost = cost
  }
  return best
}

function shift(block: Block, by: number): Block {
  return {
    oldStart: block.oldStart + by,
    oldEnd: block.oldEnd + by,
    newStart: block.newStart + by,
    newEnd: block.newEnd + by,
  }
}
