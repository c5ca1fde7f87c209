/**
 * Finds which of many literals occur in a text, in one pass whatever their number (Aho and Corasick 1975). Matching is
 * by UTF-16 units and case sensitive.
 */
export class TriggerMatcher {
  readonly #next: Map<number, number>[] = [new Map()]
  readonly #fail: number[] = [0]
  /** Literals that end at a state, by their index, those of its suffixes included. */
  readonly #ends: number[][] = [[]]
  readonly #literals: readonly string[]

  constructor(literals: Iterable<string>) {
    this.#literals = [...new Set(literals)].filter(literal => literal !== '')
    for (const [index, literal] of this.#literals.entries()) this.#insert(literal, index)
    this.#link()
  }

  find(text: string): ReadonlySet<string> {
    const found = new Set<string>()
    let state = 0
    for (let at = 0; at < text.length; at++) {
      state = this.#step(state, text.charCodeAt(at))
      const ends = this.#ends[state]
      if (ends === undefined || ends.length === 0) continue
      for (const index of ends) found.add(this.#literals[index] as string)
      if (found.size === this.#literals.length) break
    }
    return found
  }

  #insert(literal: string, index: number): void {
    let state = 0
    for (let at = 0; at < literal.length; at++) {
      const unit = literal.charCodeAt(at)
      let next = this.#next[state]?.get(unit)
      if (next === undefined) {
        next = this.#next.length
        this.#next.push(new Map())
        this.#fail.push(0)
        this.#ends.push([])
        this.#next[state]?.set(unit, next)
      }
      state = next
    }
    this.#ends[state]?.push(index)
  }

  #link(): void {
    const queue = [...(this.#next[0]?.values() ?? [])]
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head] as number
      for (const [unit, child] of this.#next[state] ?? []) {
        queue.push(child)
        const fallback = this.#step(this.#fail[state] ?? 0, unit)
        this.#fail[child] = fallback
        this.#ends[child]?.push(...(this.#ends[fallback] ?? []))
      }
    }
  }

  #step(from: number, unit: number): number {
    let state = from
    for (;;) {
      const next = this.#next[state]?.get(unit)
      if (next !== undefined) return next
      if (state === 0) return 0
      state = this.#fail[state] ?? 0
    }
  }
}
