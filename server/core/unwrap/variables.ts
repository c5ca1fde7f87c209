import type { UnwrapStep } from './unwrapped'

interface Value {
  /** Undefined when it is set to something that is not fixed. */
  readonly text: string | undefined
  /** The commands that made it. */
  readonly steps: readonly UnwrapStep[]
}

/** Elements of an array of bash by their subscripts. */
type Elements = ReadonlyMap<string, string | undefined>

/** What a script's variables hold where a command stands. */
export class Variables {
  readonly #values: Map<string, Value>
  readonly #arrays: Map<string, Elements>
  /** Arrays that go by names. */
  #named = new Set<string>()

  constructor(values: Iterable<readonly [string, Value]> = [], arrays: Iterable<readonly [string, Elements]> = []) {
    this.#values = new Map(values)
    this.#arrays = new Map(arrays)
  }

  static of(texts: ReadonlyMap<string, string>): Variables {
    return new Variables([...texts].map(([name, text]) => [name, { text, steps: [] }] as const))
  }

  /** As a subshell gets it. */
  copy(): Variables {
    const made = new Variables(this.#values, this.#arrays)
    made.#named = new Set(this.#named)
    return made
  }

  /** What a copy costs. */
  get size(): number {
    return this.#values.size + this.#arrays.size
  }

  has(name: string): boolean {
    return this.#values.has(name) || this.#arrays.has(name)
  }

  get(name: string): string | undefined {
    return this.#values.get(name)?.text ?? this.#arrays.get(name)?.get('0')
  }

  stepsOf(name: string): readonly UnwrapStep[] {
    return this.#values.get(name)?.steps ?? []
  }

  set(name: string, text: string | undefined, steps: readonly UnwrapStep[] = []): void {
    this.#arrays.delete(name)
    this.#values.set(name, { text, steps })
  }

  /** @returns what makes it as it is now again */
  saved(name: string): () => void {
    const value = this.#values.get(name)
    const elements = this.#arrays.get(name)
    return () => {
      this.unset(name)
      if (value !== undefined) this.#values.set(name, value)
      if (elements !== undefined) this.#arrays.set(name, elements)
    }
  }

  /** From now on its subscripts are names. */
  declareNamed(name: string): void {
    this.#named.add(name)
  }

  hasNames(name: string): boolean {
    return this.#named.has(name)
  }

  unset(name: string): void {
    this.#arrays.delete(name)
    this.#values.delete(name)
  }

  /** Elements in the order of their subscripts; a plain variable is an array of one. */
  list(name: string): readonly (string | undefined)[] | undefined {
    const elements = this.#arrays.get(name)
    if (elements !== undefined) return this.keys(name).map(key => elements.get(key))
    return this.#values.has(name) ? [this.#values.get(name)?.text] : undefined
  }

  count(name: string): number {
    return this.#arrays.get(name)?.size ?? 0
  }

  keys(name: string): readonly string[] {
    const keys = [...(this.#arrays.get(name)?.keys() ?? [])]
    return keys.every(key => /^\d+$/.test(key)) ? keys.sort((a, b) => Number(a) - Number(b)) : keys
  }

  element(name: string, key: string): string | undefined {
    return key === '0' ? this.get(name) : this.#arrays.get(name)?.get(key)
  }

  setList(name: string, values: readonly (string | undefined)[], steps: readonly UnwrapStep[]): void {
    this.#arrays.set(name, new Map(values.map((value, at) => [String(at), value])))
    this.#values.set(name, { text: values[0], steps })
  }

  setElement(name: string, key: string, text: string | undefined, steps: readonly UnwrapStep[]): void {
    const known = this.#arrays.get(name) ?? new Map(this.#values.has(name) ? [['0', this.get(name)]] : [])
    this.#arrays.set(name, new Map(known).set(key, text))
    this.#values.set(name, {
      text: key === '0' ? text : this.get(name),
      steps: [...this.stepsOf(name), ...steps].slice(0, 40),
    })
  }
}
