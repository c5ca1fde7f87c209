import type { Hunk } from '../model/hunk'

/**
 * Follows unchanged lines of the new side back to the old side.
 * @param hunks in order, as in a patch
 * @returns a function from a line of the new side to its line on the old side; undefined for an added line
 */
export function oldLines(hunks: readonly Hunk[]): (line: number) => number | undefined {
  // Each entry: from this new line on, the old line is the new one plus `shift`; undefined while inside added lines.
  const starts: number[] = [1]
  const shifts: (number | undefined)[] = [0]
  const from = (line: number, shift: number | undefined): void => {
    if (starts[starts.length - 1] === line) shifts[shifts.length - 1] = shift
    else if (shifts[shifts.length - 1] !== shift) {
      starts.push(line)
      shifts.push(shift)
    }
  }
  for (const hunk of hunks) {
    // With a count of 0 the start names the line before.
    let oldLine = hunk.oldCount === 0 ? hunk.oldStart + 1 : hunk.oldStart
    let newLine = hunk.newCount === 0 ? hunk.newStart + 1 : hunk.newStart
    for (const line of hunk.lines) {
      if (line.kind === 'context') from(newLine, oldLine - newLine)
      else if (line.kind === 'added') from(newLine, undefined)
      if (line.kind !== 'added') oldLine++
      if (line.kind !== 'removed') newLine++
    }
    from(newLine, oldLine - newLine)
  }
  return line => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= line) low = middle
      else high = middle - 1
    }
    const shift = shifts[low]
    return shift === undefined ? undefined : line + shift
  }
}
