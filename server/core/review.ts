import type { Baseline, Decision } from './rule/decisions'
import type { ExamineOptions } from './rule/examine'

export interface ReviewOptions extends ExamineOptions {
  /** The user's own acceptances. */
  readonly decisions: readonly Decision[]
  /** A baseline the user named; without one, the file on the base side counts, and never that of the new side. */
  readonly baseline?: Baseline
}
