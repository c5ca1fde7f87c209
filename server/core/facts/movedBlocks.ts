import { changedBlocks } from '../diff/blocks'

/** A run of neighbouring lines, blanks at their ends and runs of blanks within them put aside. */
export interface LineRun {
  /** Line (from 1) of the first. */
  readonly first: number
  readonly lines: readonly string[]
}

/** Lines that one side of a moved piece has and the other has not. */
export interface MovedEdit {
  readonly oldLine: number
  readonly old: readonly string[]
  readonly newLine: number
  readonly new: readonly string[]
}

export interface MovedBlock<R extends LineRun> {
  readonly from: R
  readonly to: R
  /** Lines that are in both. */
  readonly shared: number
  readonly edits: readonly MovedEdit[]
}

const FEWEST_SHARED = 8
/** Of the shorter run's telling lines. */
const SHARE = 0.6
/** Runs a line may be in before it tells nothing about where it came from. */
const MOST_HOMES = 4
const BUDGET = 200_000

/** Pieces that were taken out at one place and put in at another, each with what was changed on the way. */
export function movedBlocks<R extends LineRun>(
  removed: readonly R[],
  added: readonly R[],
  isOnePlace: (from: R, to: R) => boolean,
): readonly MovedBlock<R>[] {
  const homes = new Map<string, R[]>()
  for (const run of removed)
    for (const line of new Set(run.lines.filter(isTelling))) {
      const known = homes.get(line)
      if (known === undefined) homes.set(line, [run])
      else known.push(run)
    }
  return added.flatMap(to => {
    const votes = new Map<R, number>()
    const telling = new Set(to.lines.filter(isTelling))
    for (const line of telling) {
      const from = homes.get(line) ?? []
      if (from.length <= MOST_HOMES) for (const run of from) votes.set(run, (votes.get(run) ?? 0) + 1)
    }
    const [best] = [...votes].sort((a, b) => b[1] - a[1])
    if (best === undefined || isOnePlace(best[0], to)) return []
    const [from, shared] = best
    const shorter = Math.min(telling.size, new Set(from.lines.filter(isTelling)).size)
    return shared < FEWEST_SHARED || shared < shorter * SHARE ? [] : [{ from, to, ...editsOf(from, to) }]
  })
}

function isTelling(line: string): boolean {
  return line.length >= 8
}

function editsOf(from: LineRun, to: LineRun): { readonly shared: number; readonly edits: readonly MovedEdit[] } {
  const [oldStart, oldEnd] = common(from, to)
  const [newStart, newEnd] = common(to, from)
  const ids = new Map<string, number>()
  const numbered = (lines: readonly string[]) =>
    Int32Array.from(lines, line => {
      const id = ids.get(line) ?? ids.size
      ids.set(line, id)
      return id
    })
  const [old, current] = [from.lines.slice(oldStart, oldEnd), to.lines.slice(newStart, newEnd)]
  const blocks = changedBlocks(numbered(old), numbered(current), BUDGET)
  const edits = blocks.map(block => ({
    oldLine: from.first + oldStart + block.oldStart,
    old: old.slice(block.oldStart, block.oldEnd).filter(isCode),
    newLine: to.first + newStart + block.newStart,
    new: current.slice(block.newStart, block.newEnd).filter(isCode),
  }))
  const differing = blocks.reduce((sum, block) => sum + block.newEnd - block.newStart, 0)
  return { shared: current.length - differing, edits: edits.filter(edit => edit.old.length + edit.new.length > 0) }
}

/** From the first to behind the last line that the other run has as well. */
function common(run: LineRun, other: LineRun): readonly [number, number] {
  const there = new Set(other.lines.filter(isTelling))
  const first = run.lines.findIndex(line => there.has(line))
  return [Math.max(0, first), run.lines.findLastIndex(line => there.has(line)) + 1]
}

function isCode(line: string): boolean {
  return (
    line !== '' && !/^(?:\/\/|\/\*|\*(?:\s|\/|$)|#(?!\s*(?:include|define|undef|if|el|end|pragma|error)))/.test(line)
  )
}
