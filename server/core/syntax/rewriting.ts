/** Replacements of the same length, collected from left to right and made at once. */
export class Rewriting {
  readonly #text: string
  #edits: { readonly start: number; readonly by: string }[] = []

  constructor(text: string) {
    this.#text = text
  }

  /** A state to {@link undo} to. */
  get state(): number {
    return this.#edits.length
  }

  undo(state: number): void {
    this.#edits.length = state
  }

  put(start: number, by: string): void {
    this.#edits.push({ start, by })
  }

  /** Line ends stay. */
  blank(start: number, end: number): void {
    this.put(start, this.#text.slice(start, end).replace(/[^\r\n]/g, ' '))
  }

  /** Makes one word of it, or one string if it goes over the end of a line. */
  word(start: number, end: number): void {
    const text = this.#text.slice(start, end)
    const plain = text.replace(/[^\r\n]/g, '_')
    this.put(start, /[\r\n]/.test(text) ? `"${plain.slice(1, -1)}"` : plain)
  }

  result(): string {
    let out = ''
    let from = 0
    for (const { start, by } of this.#edits.sort((a, b) => a.start - b.start)) {
      if (start < from) continue
      out += this.#text.slice(from, start) + by
      from = start + by.length
    }
    return out + this.#text.slice(from)
  }
}
