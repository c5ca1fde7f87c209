import type { EmbeddedText } from '../syntax/embeddedText'

/** Offsets of one line, without its end (`\r` included), and of the next. */
export interface LineSpan {
  readonly start: number
  readonly end: number
  readonly next: number
}

/** The lines of a text, for readers of files that are read line by line. */
export function linesOf({ text }: EmbeddedText): readonly LineSpan[] {
  const found: LineSpan[] = []
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start)
    const next = feed === -1 ? text.length : feed + 1
    const end = feed === -1 ? next : feed
    found.push({ start, end: end > start && text[end - 1] === '\r' ? end - 1 : end, next })
    start = next
  }
  return found
}
