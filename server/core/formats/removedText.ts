import type { Hunk } from '../model/hunk'
import type { TextSpan } from '../model/location'

/** Text without any white space: what is left when lines are indented, wrapped or joined anew. */
export function squeezed(text: string): string {
  return text.replace(/\s+/g, '')
}

/** By the hunks of a file: the removed lines of each, squeezed. Rules ask for every place they would report. */
const removals = new WeakMap<readonly Hunk[], readonly (readonly string[])[]>()

function removedIn(hunks: readonly Hunk[]): readonly (readonly string[])[] {
  const known = removals.get(hunks)
  if (known !== undefined) return known
  const removed = hunks.map(({ lines }) =>
    lines.flatMap(({ kind, text }) => (kind === 'removed' ? [squeezed(text)] : [])),
  )
  removals.set(hunks, removed)
  return removed
}

/** Whether a removed line of the change held this text, white space aside: what was moved or indented is not new. */
export function wasRemoved(hunks: readonly Hunk[], text: string): boolean {
  const wanted = squeezed(text)
  return removedIn(hunks).some(lines => lines.some(line => line.includes(wanted)))
}

/** The same for a place of a side, over any number of lines: a call that was only broken anew is not new. */
export function wasRemovedPlace(hunks: readonly Hunk[], lines: readonly string[], span: TextSpan): boolean {
  const { start, end } = span
  const shown = lines.slice(start.line - 1, end.line)
  if (shown.length === 0) return false
  shown[shown.length - 1] = (shown.at(-1) ?? '').slice(0, end.column)
  shown[0] = (shown[0] ?? '').slice(start.column)
  const wanted = squeezed(shown.join(''))
  return removedIn(hunks).some(removed => removed.length > 0 && removed.join('').includes(wanted))
}
