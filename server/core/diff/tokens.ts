/** A text as numbers, one per line; equal numbers are equal lines. */
export interface Tokens {
  /** Lines without their line feeds. */
  readonly lines: readonly string[]
  readonly ids: Int32Array
  /** The text ends without a line feed. */
  readonly noNewline: boolean
}

/** An empty text has no line; one that ends with a line feed has none after it. */
export function splitText(text: string): { readonly lines: readonly string[]; readonly noNewline: boolean } {
  if (text === '') return { lines: [], noNewline: false }
  const lines = text.split('\n')
  if (lines.at(-1) !== '') return { lines, noNewline: true }
  lines.pop()
  return { lines, noNewline: false }
}

/** Numbers the lines of both texts alike. A last line without line feed equals no line that has one. */
export function tokenize(old: string, added: string): { readonly old: Tokens; readonly new: Tokens } {
  const known = new Map<string, number>()
  const number = (text: string): Tokens => {
    const { lines, noNewline } = splitText(text)
    const ids = new Int32Array(lines.length)
    for (let at = 0; at < lines.length; at++) {
      const key = noNewline && at === lines.length - 1 ? `${lines[at]}\n` : lines[at]!
      let id = known.get(key)
      if (id === undefined) {
        id = known.size
        known.set(key, id)
      }
      ids[at] = id
    }
    return { lines, ids, noNewline }
  }
  return { old: number(old), new: number(added) }
}
