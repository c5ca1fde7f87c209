/** A line of a hunk as it runs: comments blanked, and with them what the preprocessor leaves out. */
export interface LiveLine {
  readonly kind: 'context' | 'added' | 'removed'
  readonly text: string
  /** The same with the insides of strings blanked. */
  readonly names: string
  /** On the side where it stands; of a context line on the new one. */
  readonly line: number
}

/** Its blanks at the start, so that lines of one depth have equal ones. */
export function indentOf({ text }: LiveLine): string {
  return /^\s*/.exec(text)?.[0] ?? ''
}
