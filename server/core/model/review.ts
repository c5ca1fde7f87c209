import type { ChangeSet } from './changeSet'
import type { Coverage } from './coverage'
import type { Chain, Finding, RuleId } from './finding'
import type { Inventory } from './inventory'

/** Raised whenever a field of {@link Review} or of the JSON output changes its meaning. */
export const SCHEMA_VERSION = 1

/** A rule that failed on a file: the review goes on, and says that this was not checked. */
export interface RuleFailure {
  readonly rule: RuleId
  readonly file?: string
  readonly reason: string
}

/** Each finding against an earlier review of the same change, by content and not by date. */
export interface Comparison {
  readonly earlier: string
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly same: readonly string[]
  readonly gone: readonly string[]
}

/** What came out: plain, sorted, the same bytes for the same input. */
export interface Review {
  readonly schemaVersion: number
  readonly changeSet: ChangeSet
  readonly inventory: Inventory
  /** Every finding, whatever its state; surfaces decide what to fold. */
  readonly findings: readonly Finding[]
  readonly chains: readonly Chain[]
  readonly coverage: Coverage
  readonly failures: readonly RuleFailure[]
  /** Baseline entries and accept comments that matched nothing. */
  readonly unusedSuppressions: readonly string[]
  /** Paths of unchanged files that evidence points to: file -1 is the first, -2 the second. */
  readonly unchangedFiles: readonly string[]
  readonly comparedWith?: Comparison
}
