import type { Position, TextSpan } from '../model/location'
import { LineTable } from './lineTable'

interface Segment {
  /** Offset in the embedded text. */
  readonly at: number
  readonly length: number
  /** Offset in the outer file. */
  readonly outer: number
  readonly outerLength: number
}

/**
 * Text that a file of another language holds: a C program in CMake, shell in m4. Quoting is taken off, and every offset
 * (UTF-16 units) still leads back to the place in the outer file it was written at.
 */
export class EmbeddedText {
  readonly text: string
  readonly #segments: readonly Segment[]
  /** Of the outer file. */
  readonly lines: LineTable

  constructor(text: string, segments: readonly Segment[], lines: LineTable) {
    this.text = text
    this.#segments = segments
    this.lines = lines
  }

  /** Offset in the outer file of the unit at `offset`. */
  outerStart(offset: number): number {
    const segment = this.#segmentAt(offset)
    if (segment === undefined) return 0
    const into = offset - segment.at
    return segment.length === segment.outerLength
      ? segment.outer + Math.min(into, segment.outerLength)
      : into < segment.length
        ? segment.outer
        : segment.outer + segment.outerLength
  }

  /** Offset in the outer file of the end of a stretch that ends before `offset`: quoting after it does not belong to it. */
  outerEnd(offset: number): number {
    if (offset <= 0) return this.outerStart(0)
    const segment = this.#segmentAt(offset - 1)
    if (segment === undefined) return 0
    return segment.length === segment.outerLength
      ? segment.outer + Math.min(offset - segment.at, segment.outerLength)
      : segment.outer + segment.outerLength
  }

  position(offset: number): Position {
    return this.lines.position(this.outerStart(offset))
  }

  span(start: number, end: number): TextSpan {
    const outerStart = this.outerStart(start)
    return this.lines.span(outerStart, Math.max(outerStart, end > start ? this.outerEnd(end) : outerStart))
  }

  /** The same places with other characters: `change` must keep the length. */
  withText(change: (text: string) => string): EmbeddedText {
    return new EmbeddedText(change(this.text), this.#segments, this.lines)
  }

  /** The segments of `text[start, end)`, clipped, for a text that is taken out of this one. */
  segments(start: number, end: number): readonly Segment[] {
    const found: Segment[] = []
    for (let index = this.#indexAt(start); index < this.#segments.length; index++) {
      const segment = this.#segments[index]
      if (segment === undefined || segment.at >= end) break
      const from = Math.max(start, segment.at)
      const to = Math.min(end, segment.at + segment.length)
      if (from >= to) continue
      const isVerbatim = segment.length === segment.outerLength
      const outer = isVerbatim ? segment.outer + from - segment.at : segment.outer
      found.push({ at: from, length: to - from, outer, outerLength: isVerbatim ? to - from : segment.outerLength })
    }
    return found
  }

  #segmentAt(offset: number): Segment | undefined {
    return this.#segments[this.#indexAt(offset)]
  }

  #indexAt(offset: number): number {
    let low = 0
    let high = this.#segments.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#segments[middle]?.at ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}

/** Puts an {@link EmbeddedText} together from front to back. */
export class EmbeddedTextBuilder {
  readonly #outer: string
  readonly #lines: LineTable
  readonly #pieces: string[] = []
  readonly #segments: Segment[] = []
  #length = 0

  constructor(outer: string, lines: LineTable) {
    this.#outer = outer
    this.#lines = lines
  }

  /** Takes `outer[start, end)` as it stands. */
  copy(start: number, end: number): this {
    return start < end ? this.put(this.#outer.slice(start, end), start, end) : this
  }

  /** Puts `text` where the outer file has `outer[start, end)`. */
  put(text: string, start: number, end: number): this {
    if (text.length === 0) return this
    const last = this.#segments[this.#segments.length - 1]
    const isVerbatim = text.length === end - start
    if (last !== undefined && isVerbatim && last.length === last.outerLength && last.outer + last.length === start) {
      const merged = { ...last, length: last.length + text.length, outerLength: last.length + text.length }
      this.#segments[this.#segments.length - 1] = merged
    } else {
      this.#segments.push({ at: this.#length, length: text.length, outer: start, outerLength: end - start })
    }
    this.#pieces.push(text)
    this.#length += text.length
    return this
  }

  /** Takes `body.text[start, end)`, a text that was itself taken out of the outer file. */
  append(body: EmbeddedText, start: number, end: number): this {
    for (const { at, length, outer, outerLength } of body.segments(start, end))
      this.put(body.text.slice(at, at + length), outer, outer + outerLength)
    return this
  }

  get length(): number {
    return this.#length
  }

  build(): EmbeddedText {
    return new EmbeddedText(this.#pieces.join(''), this.#segments, this.#lines)
  }
}

/** A whole file as the text that others are taken out of. */
export function wholeText(text: string, lines = new LineTable(text)): EmbeddedText {
  return new EmbeddedText(text, [{ at: 0, length: text.length, outer: 0, outerLength: text.length }], lines)
}
