/** What a reader sees at the border between two lines: lower costs mark a better place to begin or end a change. */
export interface SplitCost {
  readonly indent: number
  readonly penalty: number
}

/** Columns after which more indentation tells no more, and blank lines after which more are not counted. */
const MAX_INDENT = 200
const MAX_BLANKS = 20

/** Weights git found by trying them on many repositories (xdiffi.c, "indent heuristic"). */
const WEIGHTS = {
  startOfFile: 1,
  endOfFile: 21,
  blank: -30,
  blankAfter: 6,
  indented: -4,
  indentedAfterBlank: 10,
  outdented: 24,
  outdentedAfterBlank: 17,
  dedented: 23,
  dedentedAfterBlank: 17,
}
const INDENT_WEIGHT = 60

/** Negative where `a` is the better place. */
export function compareCosts(a: SplitCost, b: SplitCost): number {
  return INDENT_WEIGHT * Math.sign(a.indent - b.indent) + a.penalty - b.penalty
}

/** Cost of a change whose first line is `from` and whose last is before `to`, in lines from 0. */
export function changeCost(lines: readonly string[], from: number, to: number): SplitCost {
  const start = splitCost(lines, from)
  const end = splitCost(lines, to)
  return { indent: start.indent + end.indent, penalty: start.penalty + end.penalty }
}

function splitCost(lines: readonly string[], at: number): SplitCost {
  const isEnd = at >= lines.length
  const own = isEnd ? undefined : indentOf(lines[at]!)
  const before = nearest(lines, at - 1, -1)
  const after = nearest(lines, at + 1, 1)
  const blanksAfter = own === undefined ? 1 + after.blanks : 0
  const blanks = before.blanks + blanksAfter
  const indent = own ?? after.indent
  let penalty = WEIGHTS.blank * blanks + WEIGHTS.blankAfter * blanksAfter
  if (before.indent === undefined && before.blanks === 0) penalty += WEIGHTS.startOfFile
  if (isEnd) penalty += WEIGHTS.endOfFile
  if (indent !== undefined && before.indent !== undefined && indent !== before.indent) {
    const hasBlank = blanks > 0
    if (indent > before.indent) penalty += hasBlank ? WEIGHTS.indentedAfterBlank : WEIGHTS.indented
    else if (after.indent !== undefined && after.indent > indent)
      penalty += hasBlank ? WEIGHTS.outdentedAfterBlank : WEIGHTS.outdented
    else penalty += hasBlank ? WEIGHTS.dedentedAfterBlank : WEIGHTS.dedented
  }
  return { indent: indent ?? -1, penalty }
}

/** Indentation of the nearest line that is not blank, and the blank ones on the way. */
function nearest(lines: readonly string[], from: number, step: 1 | -1): { indent: number | undefined; blanks: number } {
  let blanks = 0
  for (let at = from; at >= 0 && at < lines.length; at += step) {
    const indent = indentOf(lines[at]!)
    if (indent !== undefined) return { indent, blanks }
    if (++blanks === MAX_BLANKS) return { indent: 0, blanks }
  }
  return { indent: undefined, blanks }
}

/** Columns before the text, tabs to every eighth; `undefined` for a blank line. */
function indentOf(line: string): number | undefined {
  let column = 0
  for (const char of line) {
    if (char === ' ') column++
    else if (char === '\t') column += 8 - (column % 8)
    else if (!/\s/.test(char)) return column
    if (column >= MAX_INDENT) return MAX_INDENT
  }
  return undefined
}
