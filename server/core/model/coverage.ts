/**
 * How well one file was looked at. `partial` is by the nature of the input (a three-line patch shows no more);
 * `by-design` is a decision of ours that is the same every time; the others are holes.
 */
export type SkipKind = 'by-design' | 'limit' | 'missing' | 'failure'

export interface PartialEntry {
  readonly file: string
  readonly reason: string
}

export interface SkippedEntry {
  readonly file: string
  readonly reason: string
  readonly kind: SkipKind
  /** What the user can do: a command, a setting. */
  readonly remedy?: string
}

/** examined + partial + skipped = files, always. */
export interface Coverage {
  readonly files: number
  readonly examined: number
  readonly partial: readonly PartialEntry[]
  readonly skipped: readonly SkippedEntry[]
  /** Stretches of the input that could not be read, as said to the user. */
  readonly unread: readonly string[]
}

/** How one file ended in the ledger. */
export type Outcome =
  | { readonly kind: 'examined' }
  | { readonly kind: 'partial'; readonly reason: string }
  | { readonly kind: 'skipped'; readonly skip: SkipKind; readonly reason: string; readonly remedy?: string }

/** More reasons why a file was not looked at in full; a skipped one stays skipped. */
export function withReasons(outcome: Outcome, reasons: readonly string[]): Outcome {
  if (reasons.length === 0 || outcome.kind === 'skipped') return outcome
  const all = outcome.kind === 'partial' ? [outcome.reason, ...reasons] : reasons
  return { kind: 'partial', reason: [...new Set(all)].join('; ') }
}

/** A hole can change the exit code: something a user would have expected to be examined was not. */
export function hasHole(coverage: Coverage): boolean {
  return coverage.unread.length > 0 || coverage.skipped.some(entry => entry.kind !== 'by-design')
}
