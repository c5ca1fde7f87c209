import { hasHole } from '../core/model/coverage'
import type { Review } from '../core/model/review'
import type { Severity } from '../core/model/severity'
import { isFailing } from './report'

/** What the exit code of the command means; documented in `--help` and docs/CLI.md. */
export const EXIT = {
  clean: 0,
  found: 1,
  usage: 2,
  incomplete: 3,
  /** As shells have it for a process ended by Ctrl+C. */
  interrupted: 130,
} as const

/** Joins the results of several reviews: a finding beats a hole, and a hole beats nothing found. */
export class Verdict {
  #isFound = false
  #isIncomplete = false

  constructor(readonly failOn: Severity | 'never') {}

  take(review: Review): void {
    if (isFailing(review, this.failOn)) this.#isFound = true
    if (hasHole(review.coverage) || review.failures.length > 0) this.#isIncomplete = true
  }

  /** Something asked for could not be reviewed at all. */
  refuse(): void {
    this.#isIncomplete = true
  }

  get code(): number {
    if (this.#isFound) return EXIT.found
    return this.#isIncomplete ? EXIT.incomplete : EXIT.clean
  }
}
