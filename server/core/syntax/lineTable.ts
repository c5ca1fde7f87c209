import type { Position, TextSpan } from '../model/location'

/** Converts between offsets (UTF-16 units from 0) and positions. Lines end at line feeds only, as in git and tree-sitter. */
export class LineTable {
  readonly #starts: number[] = [0]
  readonly #length: number

  constructor(text: string) {
    this.#length = text.length
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1)
  }

  /** Offsets outside the text are clamped to it. */
  position(offset: number): Position {
    const wanted = Math.min(Math.max(offset, 0), this.#length)
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] ?? 0) <= wanted) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: wanted - (this.#starts[low] ?? 0) }
  }

  /** The inverse of {@link position}; positions outside the text are clamped to it. */
  offset({ line, column }: Position): number {
    const start = this.#starts[Math.max(0, line - 1)] ?? this.#length
    return Math.min(start + column, this.#length)
  }

  span(start: number, end: number): TextSpan {
    return { start: this.position(start), end: this.position(end) }
  }
}
