import type { Hunk } from '../model/hunk'

/** Whether a removed line of the change held this text, white space aside: what was moved or indented is not new. */
export function wasRemoved(hunks: readonly Hunk[], text: string): boolean {
  const wanted = text.replace(/\s+/g, '')
  return hunks.some(hunk =>
    hunk.lines.some(line => line.kind === 'removed' && line.text.replace(/\s+/g, '').includes(wanted)),
  )
}
