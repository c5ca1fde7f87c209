import type { ShownPrecedent } from '../core/explain/explain'
import type { Finding } from '../core/model/finding'
import type { Review } from '../core/model/review'
import { isAtLeast, type Severity } from '../core/model/severity'
import type { Rule } from '../core/rule/rule'

/** One review on its way to an output. */
export interface Report {
  readonly review: Review
  /** What was reviewed, in words; hostile parts are still to be escaped. */
  readonly label: string
  /** For findings without a line on the new side: the nearest line there, by fingerprint. */
  readonly anchors: ReadonlyMap<string, number>
}

/** What outputs need to know besides the review. */
export interface Surroundings {
  readonly version: string
  /** The rules that took part. */
  readonly rules: readonly Rule[]
  readonly precedents: readonly ShownPrecedent[]
  readonly color: boolean
  readonly quiet: boolean
  /** Columns. */
  readonly width: number
}

/** A revision that could not be reviewed, in a run that goes on. */
export interface Refusal {
  readonly commit: string
  readonly error: string
  readonly remedy?: string
}

/** Still to be decided: not accepted for this evidence, not suppressed on the base side. */
export function isOpen(finding: Finding): boolean {
  return finding.state === 'open' || finding.state === 'changed'
}

export function isFailing(review: Review, failOn: Severity | 'never'): boolean {
  return failOn !== 'never' && review.findings.some(finding => isOpen(finding) && isAtLeast(finding.severity, failOn))
}

/** Only then may an output say that nothing was found. */
export function isWhole({ failures, coverage }: Review): boolean {
  return failures.length === 0 && coverage.unread.length === 0 && coverage.examined === coverage.files
}

/** "1 high, 2 low"; empty without findings. */
export function countBySeverity(findings: readonly Finding[]): string {
  const order: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']
  return order
    .map(severity => ({ severity, count: findings.filter(finding => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(', ')
}

/** "1 file", "2 files". */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`
}
