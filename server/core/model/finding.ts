import type { Location } from './location'
import type { Confidence, Severity } from './severity'

/** `family/rule-name`, the same in folder, docs anchor, settings key, SARIF rule id and test title. */
export type RuleId = `${string}/${string}`

/** One place that supports a finding. */
export interface Evidence {
  /** `primary` is where the finding is shown; exactly one per finding, always first. */
  readonly role: 'primary' | 'related'
  readonly location: Location
  /** What is to be seen there, as a short phrase; empty for the primary one, whose message says it. */
  readonly label: string
  /** The quoted text of the place, or a description of the bytes; hostile, so escape it for the surface. */
  readonly text: string
  /** What was decoded there, where a text was that would be run. */
  readonly decoded?: DecodedText
}

/** A text that something would run, worked out without running anything. Everything in it is hostile. */
export interface DecodedText {
  /** Counts from 1. */
  readonly number: number
  /** The text that would make it; absent for what the file itself makes. */
  readonly from?: number
  /** What would run it: "sh", "eval", "python3". */
  readonly runner: string
  /** The ending that files of its language have, such as ".sh"; ".txt" where nobody knows it. */
  readonly ending: string
  /** Commands or functions that make it, in the order data flows. */
  readonly steps: readonly string[]
  /** Of all of it, in bytes. */
  readonly size: number
  /** All of it, or its start; where not all of it is UTF-8, one character for each byte. */
  readonly text: string
  readonly isCut: boolean
}

/**
 * `open`: nobody decided yet. `accepted`: by the user, for exactly this evidence. `changed`: accepted before, and the
 * evidence has changed since. `suppressed`: by a comment or baseline that stands on the base side.
 */
export type FindingState = 'open' | 'accepted' | 'changed' | 'suppressed'

/** What a rule has to say about a change, as a plain value. The texts follow docs/ARCHITECTURE.md, "Wording". */
export interface Finding {
  readonly rule: RuleId
  readonly severity: Severity
  readonly confidence: Confidence
  readonly message: string
  readonly why: string
  readonly benign: string
  readonly question: string
  readonly commands: readonly string[]
  /** Id of an incident in server/rules/precedents.ts. */
  readonly precedent?: string
  readonly evidence: readonly [Evidence, ...Evidence[]]
  /** Follows a finding while lines move: `v1:` and 32 hex digits. */
  readonly fingerprint: string
  /** What an acceptance is bound to: `e1:` and 32 hex digits over the changed content of both sides. */
  readonly evidenceDigest: string
  readonly state: FindingState
  /** Reason given with an acceptance or suppression. */
  readonly reason?: string
  /** Fingerprint of the chain this finding is a step of. */
  readonly chain?: string
}

/** Several findings that belong to one story, in its order. */
export interface Chain {
  readonly fingerprint: string
  readonly title: string
  readonly severity: Severity
  /** Fingerprints of the findings, in the order of the story. */
  readonly steps: readonly string[]
}

export function primaryLocation(finding: Finding): Location {
  return finding.evidence[0].location
}
