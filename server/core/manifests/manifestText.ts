import type { Position, TextSpan } from '../model/location'
import { type EmbeddedText, wholeText } from '../syntax/embeddedText'
import { LineTable } from '../syntax/lineTable'

/** A stretch of a file: exactly what stands there, and where. */
export interface Word {
  readonly text: string
  readonly span: TextSpan
}

/** Offsets (UTF-16 units) of one line, without its line feed and the carriage return before it. */
export interface LineRange {
  readonly start: number
  readonly end: number
}

/** The text of a file that is read by lines: every reader here works with offsets, and this turns them into places. */
export class ManifestText {
  readonly text: string
  readonly #table: LineTable

  constructor(text: string) {
    this.text = text
    this.#table = new LineTable(text)
  }

  /** For readers of documents. */
  body(): EmbeddedText {
    return wholeText(this.text, this.#table)
  }

  span(start: number, end: number): TextSpan {
    return this.#table.span(start, end)
  }

  /** The inverse of the start of {@link span}. */
  offset(position: Position): number {
    return this.#table.offset(position)
  }

  word(start: number, end: number): Word {
    return { text: this.text.slice(start, end), span: this.span(start, end) }
  }

  /** {@link word} without the white space around it; undefined when nothing is left. */
  trimmed(start: number, end: number): Word | undefined {
    while (start < end && isBlank(this.text.charCodeAt(start))) start++
    while (end > start && isBlank(this.text.charCodeAt(end - 1))) end--
    return start === end ? undefined : this.word(start, end)
  }

  /** Stretches between white space. */
  words(start: number, end: number): readonly Word[] {
    const found: Word[] = []
    for (let at = start; at < end; ) {
      while (at < end && isBlank(this.text.charCodeAt(at))) at++
      const from = at
      while (at < end && !isBlank(this.text.charCodeAt(at))) at++
      if (at > from) found.push(this.word(from, at))
    }
    return found
  }

  lines(): readonly LineRange[] {
    return lineRanges(this.text)
  }
}

export function isBlank(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13)
}

export function lineRanges(text: string): readonly LineRange[] {
  const found: LineRange[] = []
  for (let start = 0; start <= text.length; ) {
    const feed = text.indexOf('\n', start)
    const next = feed === -1 ? text.length : feed
    found.push({ start, end: next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next })
    start = next + 1
  }
  return found
}

/**
 * The text with every backslash at the end of a line, and the line feed after it, made blank: logical lines with the
 * offsets of the physical ones.
 */
export function joinContinued(text: string): string {
  return text.replace(/\\(?:\r?\n|\r?$)/g, found => ' '.repeat(found.length))
}

/** First offset at or after `from` that is not white space; `end` at most. */
export function skipBlank(text: string, from: number, end: number): number {
  while (from < end && isBlank(text.charCodeAt(from))) from++
  return from
}

/** First offset at or after `from` that is white space; `end` at most. */
export function skipWord(text: string, from: number, end: number): number {
  while (from < end && !isBlank(text.charCodeAt(from))) from++
  return from
}
