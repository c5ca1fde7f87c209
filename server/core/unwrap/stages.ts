import { NOTHING, type Result } from './result'
import type { ScriptFiles } from './scriptFiles'
import type { Unwrapped, UnwrapStage, UnwrapStep } from './unwrapped'

const MOST_STAGES = 40
const MOST_SAID = 40
const MOST_STEPS = 40

/** What is found while a script is looked at. */
export class Stages {
  readonly #stages: UnwrapStage[] = []
  readonly #stops = new Set<string>()
  readonly #assumptions = new Set<string>()
  #assumed = 0

  /** Grows whenever something is taken for granted, known before or not. */
  get assumed(): number {
    return this.#assumed
  }

  /** @returns the index of the stage; undefined over the limit */
  add(stage: Omit<UnwrapStage, 'index' | 'size'>): number | undefined {
    if (this.#stages.length >= MOST_STAGES) return undefined
    const index = this.#stages.length
    // The last commands are those that say how it came to what it is.
    const steps: readonly UnwrapStep[] = stage.steps.slice(-MOST_STEPS)
    this.#stages.push({ ...stage, steps, index, size: stage.bytes.length })
    return index
  }

  assume(clause: string): void {
    this.#assumed++
    if (this.#assumptions.size < MOST_SAID) this.#assumptions.add(clause)
  }

  stop(reason: string): Result {
    if (this.#stops.size < MOST_SAID) this.#stops.add(reason)
    return { out: { stop: reason }, status: 'unknown' }
  }

  finish(files: ScriptFiles): Unwrapped {
    return {
      stages: this.#stages,
      stops: [...this.#stops],
      assumptions: [...this.#assumptions],
      files: [...files.used].sort(),
      wanted: [...files.wanted].sort(),
    }
  }
}

export const DONE: Result = { out: NOTHING, status: 'yes' }
