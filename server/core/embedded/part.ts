import { type EmbeddedText, EmbeddedTextBuilder } from '../syntax/embeddedText'
import type { CodeUnit } from './code'

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

/** Texts of one outer file one after the other, each on lines of its own. */
export function joinLines(texts: readonly EmbeddedText[]): EmbeddedText | undefined {
  const [first] = texts
  if (first === undefined || texts.length === 1) return first
  const builder = new EmbeddedTextBuilder('', first.lines)
  for (const [index, text] of texts.entries()) {
    const start = text.outerStart(0)
    if (index > 0 && !texts[index - 1]?.text.endsWith('\n')) builder.put('\n', start, start)
    builder.append(text, 0, text.text.length)
  }
  return builder.build()
}

/** Texts of one outer file side by side, as they are, with a space between; at least one. */
export function joinWords(words: readonly [EmbeddedText, ...EmbeddedText[]]): EmbeddedText {
  const builder = new PartBuilder(words[0]).append(words[0])
  for (const word of words.slice(1)) builder.append(new PartBuilder(word).put(' ', 0, 0).append(word).build())
  return builder.build()
}

/**
 * Whether a unit is a file, or text that becomes one under a name of its own. Other code in a file has the file's path too,
 * and what is read by its path must not be read in it once more.
 */
export function isFile(unit: CodeUnit): boolean {
  return unit.host === undefined || unit.path !== unit.host.path
}
