import type { ProgramStep } from '../program'

const mostNames = 24
const mostStops = 4

/** Which functions and operators took part in a value, the first one first, and where nobody could go on. */
export class Trace {
  readonly #steps = new Map<string, number>()
  readonly #stops = new Set<string>()

  step(name: string, count = 1): void {
    if (this.#steps.size < mostNames || this.#steps.has(name))
      this.#steps.set(name, (this.#steps.get(name) ?? 0) + count)
  }

  stop(name: string): void {
    if (this.#stops.size < mostStops && name !== '') this.#stops.add(name)
  }

  add({ steps, stops }: Trace): void {
    for (const { name, count } of steps) this.step(name, count)
    for (const stop of stops) this.stop(stop)
  }

  get steps(): readonly ProgramStep[] {
    return [...this.#steps].map(([name, count]) => ({ name, count }))
  }

  get stops(): readonly string[] {
    return [...this.#stops]
  }
}
