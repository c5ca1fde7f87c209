import type { Hunk, HunkLine } from '../model/hunk'
import { type Block, changedBlocks } from './blocks'
import { slideBlocks } from './slide'
import { type Tokens, tokenize } from './tokens'

export interface DiffOptions {
  /** Unchanged lines shown around a change; git shows 3. */
  readonly contextLines: number
  /** Work units the search may cost; about lines plus the square of the edits. Beyond, blocks get coarser. */
  readonly budget?: number
}

/** Enough for 4,000 edits in one stretch, or a few thousand lines each in many. */
const DEFAULT_BUDGET = 16_000_000

/**
 * Hunks between two texts, lines split at line feeds, carriage returns part of the line. Applying them to the old text
 * gives the new one, whatever the budget. The same texts give the same hunks.
 */
export function diffLines(old: string, added: string, options: DiffOptions): Hunk[] {
  if (old === added) return []
  const tokens = tokenize(old, added)
  const changed = changedBlocks(tokens.old.ids, tokens.new.ids, options.budget ?? DEFAULT_BUDGET)
  const blocks = slideBlocks(changed, tokens.old, tokens.new)
  return group(blocks, options.contextLines).map(part => hunkOf(tokens.old, tokens.new, part, options.contextLines))
}

/** Blocks whose context would touch or overlap share a hunk. */
function group(blocks: readonly Block[], contextLines: number): Block[][] {
  const groups: Block[][] = []
  for (const block of blocks) {
    const last = groups.at(-1)
    const before = last?.at(-1)
    if (last !== undefined && before !== undefined && block.oldStart - before.oldEnd <= 2 * contextLines)
      last.push(block)
    else groups.push([block])
  }
  return groups
}

function hunkOf(old: Tokens, added: Tokens, blocks: readonly Block[], contextLines: number): Hunk {
  const first = blocks[0]!
  const last = blocks.at(-1)!
  const lead = Math.min(contextLines, first.oldStart, first.newStart)
  const tail = Math.min(contextLines, old.lines.length - last.oldEnd)
  const lines: HunkLine[] = []
  let oldAt = first.oldStart - lead
  let newAt = first.newStart - lead
  const start = { old: oldAt, new: newAt }
  const keepUntil = (end: number) => {
    while (oldAt < end) lines.push(line('context', old, oldAt, { old: ++oldAt, new: ++newAt }))
  }
  for (const block of blocks) {
    keepUntil(block.oldStart)
    while (oldAt < block.oldEnd) lines.push(line('removed', old, oldAt, { old: ++oldAt }))
    while (newAt < block.newEnd) lines.push(line('added', added, newAt, { new: ++newAt }))
  }
  keepUntil(last.oldEnd + tail)
  const oldCount = oldAt - start.old
  const newCount = newAt - start.new
  return {
    oldStart: oldCount === 0 ? start.old : start.old + 1,
    oldCount,
    newStart: newCount === 0 ? start.new : start.new + 1,
    newCount,
    section: '',
    lines,
  }
}

type Numbers = { readonly old?: number; readonly new?: number }

function line(kind: HunkLine['kind'], side: Tokens, at: number, numbers: Numbers): HunkLine {
  const isOpen = side.noNewline && at === side.lines.length - 1
  return { kind, text: side.lines[at] ?? '', ...numbers, ...(isOpen ? { noNewline: true } : {}) }
}
