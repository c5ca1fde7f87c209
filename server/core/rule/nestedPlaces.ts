import type { Fact } from '../facts/fact'
import type { FileChange } from '../model/changeSet'
import type { Evidence } from '../model/finding'
import {
  type InnerLocation,
  isTextSpan,
  type Location,
  lastLine,
  type Place,
  type Position,
  type Side,
  type TextSpan,
} from '../model/location'
import type { FileSummary } from './context'

/** Neighbouring lines of one side of a file in a patch, and the lines of the patch that show them. */
export interface NestedRun {
  /** First line (from 1) of the file as it is examined. */
  readonly line: number
  readonly count: number
  /** Line (from 1) of the patch that shows the first of them. */
  readonly outer: number
  /** Line (from 1) of the file as the patch numbers it. */
  readonly shown: number
  /** Columns of the patch line before the text: the marks. */
  readonly shift: number
  /** UTF-16 units of the text on the patch line, where it was decoded in another way there; columns are lost then. */
  readonly width?: number
}

/** Where the lines of a file in a patch stand in that patch. Plain data, since it crosses a thread. */
export interface NestedPlaces {
  /** The path the patch gives the file. */
  readonly name: string
  /** The line of the patch where the file starts: for everything that has no line of its own. */
  readonly head: TextSpan
  readonly old: readonly NestedRun[]
  readonly new: readonly NestedRun[]
}

/** A file that a patch in the change holds, for the join: rules see it beside the files of the change. */
export interface NestedFile {
  readonly summary: FileSummary
  /** Without its hunks. */
  readonly change: FileChange
  /** Located in the file itself; their digests are of the file of the change. */
  readonly facts: readonly Fact[]
  /** From the file of the change inwards. */
  readonly steps: readonly [NestedPlaces, ...NestedPlaces[]]
}

/** From a place in a file that a patch holds to the place in the patch, which is always on its new side. */
function outerLocation(location: Location, places: NestedPlaces): Location {
  const { file, side, at } = location
  const inside: InnerLocation = {
    name: places.name,
    side,
    at: isTextSpan(at) ? shownSpan(places[side], at) : at,
    ...(location.inside === undefined ? {} : { inside: location.inside }),
  }
  return { file, side: 'new', at: outerPlace(places, side, at), inside }
}

/** Through all patches around a file. */
export function outermostLocation(location: Location, steps: readonly NestedPlaces[]): Location {
  return steps.reduceRight(outerLocation, location)
}

export function outerEvidence(evidence: Evidence, places: NestedPlaces): Evidence {
  return { ...evidence, location: outerLocation(evidence.location, places) }
}

function outerPlace(places: NestedPlaces, side: Side, at: Place): TextSpan {
  if (!isTextSpan(at)) return places.head
  const runs = places[side]
  const first = runAtOrAfter(runs, at.start.line)
  const last = runAtOrBefore(runs, lastLine(at))
  // A node of a tree may begin or end on a line that the patch does not show.
  if (first === undefined || last === undefined || first.line > lastLine(at)) return places.head
  const from = Math.max(first.line, at.start.line)
  const to = Math.min(last.line + last.count - 1, lastLine(at))
  const start = outerPosition(first, { line: from, column: from === at.start.line ? at.start.column : 0 }, false)
  if (to < from) return { start, end: start }
  const isWhole = to === at.end.line
  return {
    start,
    end: outerPosition(last, { line: to, column: isWhole ? at.end.column : Number.MAX_SAFE_INTEGER }, true),
  }
}

function outerPosition(run: NestedRun, { line, column }: Position, isEnd: boolean): Position {
  const outer = run.outer + line - run.line
  // Of a line that ends beyond what is shown, the start of the next one is the end.
  if (column === Number.MAX_SAFE_INTEGER) return { line: outer + 1, column: 0 }
  if (run.width !== undefined) return { line: outer, column: isEnd ? run.shift + run.width : run.shift }
  return { line: outer, column: column + run.shift }
}

function shownSpan(runs: readonly NestedRun[], { start, end }: TextSpan): TextSpan {
  const shown = ({ line, column }: Position): Position => {
    const run = runAtOrBefore(runs, line) ?? runs[0]
    return { line: run === undefined ? line : Math.max(1, line - run.line + run.shown), column }
  }
  return { start: shown(start), end: shown(end) }
}

/** The run that holds the line, else the next one. */
function runAtOrAfter(runs: readonly NestedRun[], line: number): NestedRun | undefined {
  return runs[countBefore(runs, run => run.line + run.count <= line)]
}

/** The run that holds the line, else the one before. */
function runAtOrBefore(runs: readonly NestedRun[], line: number): NestedRun | undefined {
  return runs[countBefore(runs, run => run.line <= line) - 1]
}

function countBefore(runs: readonly NestedRun[], isBefore: (run: NestedRun) => boolean): number {
  let low = 0
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBefore(runs[middle] as NestedRun)) low = middle + 1
    else high = middle
  }
  return low
}
