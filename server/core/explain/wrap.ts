/**
 * Columns a terminal gives to the text: 2 for East Asian wide and fullwidth characters and emoji, 0 for combining
 * marks, 1 for the rest. Hidden characters are expected to be written out already.
 */
export function displayWidth(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  let width = 0
  for (const char of text) width += charWidth(char)
  return width
}

const ZERO = /\p{Mn}|\p{Me}/u
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u

function charWidth(char: string): number {
  if (char >= ' ' && char <= '~') return 1
  if (ZERO.test(char)) return 0
  return WIDE.test(char) ? 2 : 1
}

export interface WrapOptions {
  /** Columns, indent included. */
  readonly width: number
  readonly indent?: string
  /** Indent of the first line, when it differs. */
  readonly first?: string
}

/** Breaks running text at blanks; a word longer than a line keeps its own line whole, so that it can be copied. */
export function wrap(text: string, { width, indent = '', first = indent }: WrapOptions): string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = lines.length === 0 ? first : indent
    let isEmpty = true
    for (const word of paragraph.split(' ').filter(part => part !== '')) {
      const candidate = isEmpty ? `${line}${word}` : `${line} ${word}`
      if (!isEmpty && displayWidth(candidate) > width) {
        lines.push(line)
        line = `${indent}${word}`
      } else line = candidate
      isEmpty = false
    }
    lines.push(isEmpty ? '' : line)
  }
  return lines
}

/** Cuts to a number of columns, and says with an ellipsis that it did. */
export function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let out = ''
  let used = 0
  for (const char of text) {
    const next = charWidth(char)
    if (used + next > width - 1) break
    out += char
    used += next
  }
  return `${out}…`
}
