/**
 * Finds which of many literals occur in a text, in one pass whatever their number (Aho and Corasick 1975). Matching is
 * by UTF-16 units and case sensitive. The automaton is a complete table, since every changed line and many whole files
 * go through it.
 */
export class TriggerMatcher {
  readonly #literals: readonly string[]
  /** The column of a unit in the table; 0 for units that no literal has. */
  readonly #columns = new Uint16Array(0x10000)
  readonly #width: number
  /** Next state by state and column; state 0 is the start. */
  readonly #table: Int32Array
  /** Literals that end at a state, by their index, those of its suffixes included; absent for most states. */
  readonly #ends: (readonly number[] | undefined)[] = []

  constructor(literals: Iterable<string>) {
    this.#literals = [...new Set(literals)].filter(literal => literal !== '')
    let width = 1
    let states = 1
    for (const literal of this.#literals)
      for (let at = 0; at < literal.length; at++) {
        states++
        const unit = literal.charCodeAt(at)
        if (this.#columns[unit] === 0) this.#columns[unit] = width++
      }
    this.#width = width
    this.#table = new Int32Array(states * width)
    this.#link(this.#insertAll())
  }

  find(text: string): ReadonlySet<string> {
    const found = new Set<string>()
    const columns = this.#columns
    const table = this.#table
    const width = this.#width
    const met = new Uint8Array(this.#ends.length)
    let state = 0
    for (let at = 0; at < text.length; at++) {
      state = table[state * width + (columns[text.charCodeAt(at)] as number)] as number
      const ends = this.#ends[state]
      if (ends === undefined || met[state] === 1) continue
      met[state] = 1
      for (const index of ends) found.add(this.#literals[index] as string)
      if (found.size === this.#literals.length) break
    }
    return found
  }

  /** Builds the tree of all literals; returns the number of its states. */
  #insertAll(): number {
    let states = 1
    for (const [index, literal] of this.#literals.entries()) {
      let state = 0
      for (let at = 0; at < literal.length; at++) {
        const cell = state * this.#width + (this.#columns[literal.charCodeAt(at)] as number)
        if (this.#table[cell] === 0) this.#table[cell] = states++
        state = this.#table[cell] as number
      }
      this.#ends[state] = [index]
    }
    return states
  }

  /** Breadth first: the row of a state's longest suffix is complete when the state itself is filled in. */
  #link(states: number): void {
    const suffix = new Int32Array(states)
    const queue = [0]
    for (let head = 0; head < queue.length; head++) {
      const state = queue[head] as number
      for (let column = 1; column < this.#width; column++) {
        const cell = state * this.#width + column
        const child = this.#table[cell] as number
        const fallback = state === 0 ? 0 : (this.#table[(suffix[state] as number) * this.#width + column] as number)
        if (child === 0) {
          this.#table[cell] = fallback
          continue
        }
        suffix[child] = fallback
        const ends = this.#ends[fallback]
        if (ends !== undefined) this.#ends[child] = [...(this.#ends[child] ?? []), ...ends]
        queue.push(child)
      }
    }
  }
}
