/**
 * One line of a hunk. `text` has no line feed but keeps a carriage return, since that is part of the content.
 * `old` and `new` are line numbers (from 1) on the side where the line exists.
 */
export interface HunkLine {
  readonly kind: 'context' | 'added' | 'removed'
  readonly text: string
  readonly old?: number
  readonly new?: number
  /** Line (from 1) in the text of the patch it came from. */
  readonly patch?: number
  /** The file ends here without a line feed ("\ No newline at end of file"). */
  readonly noNewline?: true
}

/** Starts count from 1; with a count of 0 the start is the line before, as git writes it (`@@ -0,0 +1 @@`). */
export interface Hunk {
  readonly oldStart: number
  readonly oldCount: number
  readonly newStart: number
  readonly newCount: number
  /** What follows the second `@@`: a function name, by git's guess. */
  readonly section: string
  readonly lines: readonly HunkLine[]
}

/** Line numbers (from 1) that a change adds on the new side, or removes on the old side. */
export function changedLines(hunks: readonly Hunk[], side: 'old' | 'new'): ReadonlySet<number> {
  const wanted = side === 'new' ? 'added' : 'removed'
  const lines = new Set<number>()
  for (const hunk of hunks)
    for (const line of hunk.lines) {
      const number = line[side]
      if (line.kind === wanted && number !== undefined) lines.add(number)
    }
  return lines
}
