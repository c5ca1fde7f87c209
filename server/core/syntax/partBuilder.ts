import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'

/**
 * Puts a text together from pieces of another, from front to back. Offsets are those of `body.text`; the positions of the
 * result lead to the outer file, however deep `body` itself stands in it.
 */
export class PartBuilder {
  readonly #body: EmbeddedText
  readonly #builder: EmbeddedTextBuilder

  constructor(body: EmbeddedText) {
    this.#body = body
    this.#builder = new EmbeddedTextBuilder('', body.lines)
  }

  /** Takes `body.text[start, end)` as it stands. */
  copy(start: number, end: number): this {
    this.#builder.append(this.#body, start, end)
    return this
  }

  /** Puts `text` where the body has `body.text[start, end)`, which may be empty. */
  put(text: string, start: number, end: number): this {
    const outer = this.#body.outerStart(start)
    this.#builder.put(text, outer, end > start ? Math.max(outer, this.#body.outerEnd(end)) : outer)
    return this
  }

  /** Takes another text of the same outer file. */
  append(text: EmbeddedText): this {
    this.#builder.append(text, 0, text.text.length)
    return this
  }

  get length(): number {
    return this.#builder.length
  }

  build(): EmbeddedText {
    return this.#builder.build()
  }
}

export function partOf(body: EmbeddedText, start: number, end: number): EmbeddedText {
  return new PartBuilder(body).copy(start, end).build()
}
