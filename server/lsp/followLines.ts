import { diffLines, lineMap } from '../core/diff'
import type { EditorRange } from './placement'

const LINE_END = /\r\n|\r|\n/

/**
 * Where ranges of a text are in another version of it, such as an editor that was typed in since. Undefined for a line
 * that is no longer as it was: nothing is said about text that was not examined.
 */
export function followLines(examined: string, shown: string): (range: EditorRange) => EditorRange | undefined {
  const before = withLineFeeds(examined)
  const after = withLineFeeds(shown)
  if (before === after) return range => range
  const lines = lineMap(diffLines(before, after, { contextLines: 0 }))
  return ({ start, end }) => {
    const first = lines.toNew(start.line + 1)
    const last = lines.toNew(end.line + 1)
    if (first === undefined || last === undefined || last - first !== end.line - start.line) return undefined
    return { start: { ...start, line: first - 1 }, end: { ...end, line: last - 1 } }
  }
}

/** Whether the last line ends is no difference here: its text is the same. */
function withLineFeeds(text: string): string {
  const lines = text.split(LINE_END).join('\n')
  return lines.endsWith('\n') ? lines : `${lines}\n`
}
