import type { Position, TextSpan } from '../core/model/location'

/** A position of the language server protocol, before it is built as such: both count from 0. */
export interface EditorPosition {
  readonly line: number
  readonly character: number
}

/**
 * Editors end a line at a carriage return alone; git, and with it our model, does not. One such byte in the reviewed
 * file would move every mark below it, so positions are translated with the text of the side at hand.
 */
export class EditorLines {
  readonly #lines: readonly string[]
  /** Per line of the model, how many lone carriage returns stand above it; absent when there are none at all. */
  readonly #above: readonly number[] | undefined

  /** `isWhole`: every line is known; a bare patch shows only some. */
  constructor(
    lines: readonly string[],
    readonly isWhole = true,
  ) {
    this.#lines = lines
    if (!lines.some(line => line.slice(0, -1).includes('\r'))) return
    let count = 0
    this.#above = lines.map(line => {
      const before = count
      count += loneReturns(line.slice(0, -1)).length
      return before
    })
  }

  /** Text of a line, counted from 1 as the model does. */
  text(line: number): string | undefined {
    return this.#lines[line - 1]
  }

  /** The whole text; undefined when only parts of it are known. */
  whole(): string | undefined {
    return this.isWhole ? this.#lines.join('\n') : undefined
  }

  position({ line, column }: Position): EditorPosition {
    const index = Math.max(0, line - 1)
    if (this.#above === undefined) return { line: index, character: column }
    const text = this.#lines[index] ?? ''
    const inside = loneReturns(text.slice(0, Math.min(column, text.length - 1)))
    const last = inside.at(-1)
    return {
      line: index + (this.#above[index] ?? this.#above.at(-1) ?? 0) + inside.length,
      character: last === undefined ? column : column - last - 1,
    }
  }

  span(span: TextSpan): { readonly start: EditorPosition; readonly end: EditorPosition } {
    return { start: this.position(span.start), end: this.position(span.end) }
  }
}

/** Offsets of carriage returns. The one at the very end of a model line belongs to its line feed, so callers cut it. */
function loneReturns(text: string): readonly number[] {
  return [...text.matchAll(/\r/g)].map(match => match.index)
}
