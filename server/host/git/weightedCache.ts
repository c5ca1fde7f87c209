interface Entry<T> {
  readonly value: Promise<T>
  weight: number
}

/** Keeps what was used last, up to a total weight. Loads of one key at the same time are one load. */
export class WeightedCache<T> {
  readonly #limit: number
  readonly #entries = new Map<string, Entry<T>>()
  #total = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** `weigh` gives `undefined` for what should not be kept; a failed load is never kept. */
  get(key: string, load: () => Promise<T>, weigh: (value: T) => number | undefined): Promise<T> {
    const found = this.#entries.get(key)
    if (found !== undefined) {
      this.#entries.delete(key)
      this.#entries.set(key, found)
      return found.value
    }
    const entry: Entry<T> = { value: load(), weight: 0 }
    this.#entries.set(key, entry)
    entry.value.then(
      value => {
        const weight = weigh(value)
        if (weight === undefined || weight > this.#limit / 2) return this.#drop(key, entry)
        if (this.#entries.get(key) !== entry) return
        entry.weight = weight
        this.#total += weight
        this.#trim()
      },
      () => this.#drop(key, entry),
    )
    return entry.value
  }

  /** True for what was loaded and is still kept. */
  has(key: string): boolean {
    return (this.#entries.get(key)?.weight ?? 0) > 0
  }

  #drop(key: string, entry: Entry<T>): void {
    if (this.#entries.get(key) !== entry) return
    this.#entries.delete(key)
    this.#total -= entry.weight
  }

  #trim(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#total <= this.#limit) return
      // weight 0: still loading
      if (entry.weight > 0) this.#drop(key, entry)
    }
  }
}
