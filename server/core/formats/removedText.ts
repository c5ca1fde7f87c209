import type { Hunk } from '../model/hunk'
import type { TextSpan } from '../model/location'

/** Whether a removed line of the change held this text, white space aside: what was moved or indented is not new. */
export function wasRemoved(hunks: readonly Hunk[], text: string): boolean {
  const wanted = text.replace(/\s+/g, '')
  return hunks.some(hunk =>
    hunk.lines.some(line => line.kind === 'removed' && line.text.replace(/\s+/g, '').includes(wanted)),
  )
}

/** The same for a place of a side, over any number of lines: a call that was only broken anew is not new. */
export function wasRemovedPlace(hunks: readonly Hunk[], lines: readonly string[], span: TextSpan): boolean {
  const { start, end } = span
  const shown = lines.slice(start.line - 1, end.line)
  if (shown.length === 0) return false
  shown[shown.length - 1] = (shown.at(-1) ?? '').slice(0, end.column)
  shown[0] = (shown[0] ?? '').slice(start.column)
  const wanted = shown.join('').replace(/\s+/g, '')
  return hunks.some(hunk => {
    const removed = hunk.lines.filter(line => line.kind === 'removed')
    return (
      removed.length > 0 &&
      removed
        .map(line => line.text.replace(/\s+/g, ''))
        .join('')
        .includes(wanted)
    )
  })
}
