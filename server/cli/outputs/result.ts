import { placeOf, type ShownInner, type ShownPlace } from '../../core/explain/place'
import type { ChangeSet, CommitInfo, Origin } from '../../core/model/changeSet'
import type { Coverage } from '../../core/model/coverage'
import type { DecodedText, Evidence, Finding } from '../../core/model/finding'
import { type Inventory, inventoryLine } from '../../core/model/inventory'
import type { Review } from '../../core/model/review'
import { endsOf } from '../../host/sources'
import type { Report } from '../report'

/*
 * The JSON of a review, field by field: a projection written by hand, so that the model can change without changing
 * what other programs read. docs/schema/review.schema.json describes it.
 */

export interface ResultChange {
  readonly kind: Origin['kind']
  readonly label: string
  /** Full object ids, where there are any. */
  readonly base?: string
  readonly head?: string
  readonly commits: readonly ResultCommit[]
  readonly notices: readonly string[]
}

export interface ResultCommit {
  readonly commit: string
  readonly parents: readonly string[]
  /** ISO 8601, in UTC: when it was committed, as recorded. */
  readonly date: string
  readonly subject: string
}

export interface ResultEvidence {
  readonly role: Evidence['role']
  readonly label: string
  readonly file: string
  readonly side: 'old' | 'new'
  readonly place: ShownPlace['kind']
  readonly line?: number
  readonly endLine?: number
  readonly column?: number
  readonly endColumn?: number
  readonly offset?: number
  readonly length?: number
  readonly inside?: readonly ShownInner[]
  readonly text: string
  readonly decoded?: DecodedText
}

export interface ResultFinding {
  readonly rule: string
  readonly severity: Finding['severity']
  readonly confidence: Finding['confidence']
  readonly message: string
  readonly why: string
  readonly benign: string
  readonly question: string
  readonly commands: readonly string[]
  readonly precedent?: string
  readonly file: string
  readonly side: 'old' | 'new'
  readonly line?: number
  readonly endLine?: number
  readonly evidence: readonly ResultEvidence[]
  readonly fingerprint: string
  readonly evidenceDigest: string
  readonly chain?: string
  readonly state: Finding['state']
  readonly reason?: string
}

export interface Result {
  readonly schemaVersion: number
  readonly change: ResultChange
  readonly inventory: Inventory & { readonly line: string }
  readonly findings: readonly ResultFinding[]
  readonly chains: Review['chains']
  readonly coverage: Coverage
  readonly failures: Review['failures']
  readonly unusedSuppressions: readonly string[]
}

export function toResult({ review, label }: Report): Result {
  return {
    schemaVersion: review.schemaVersion,
    change: toChange(review.changeSet, label),
    inventory: { line: inventoryLine(review), ...review.inventory },
    findings: review.findings.map(finding => toFinding(finding, review)),
    chains: review.chains,
    coverage: review.coverage,
    failures: review.failures,
    unusedSuppressions: review.unusedSuppressions,
  }
}

export function toFinding(finding: Finding, review: Review): ResultFinding {
  const { file, side, line, endLine } = placeOf(finding.evidence[0].location, review)
  return {
    rule: finding.rule,
    severity: finding.severity,
    confidence: finding.confidence,
    message: finding.message,
    why: finding.why,
    benign: finding.benign,
    question: finding.question,
    commands: finding.commands,
    ...(finding.precedent === undefined ? {} : { precedent: finding.precedent }),
    file,
    side,
    ...(line === undefined ? {} : { line }),
    ...(endLine === undefined ? {} : { endLine }),
    evidence: finding.evidence.map(evidence => toEvidence(evidence, review)),
    fingerprint: finding.fingerprint,
    evidenceDigest: finding.evidenceDigest,
    ...(finding.chain === undefined ? {} : { chain: finding.chain }),
    state: finding.state,
    ...(finding.reason === undefined ? {} : { reason: finding.reason }),
  }
}

function toEvidence({ role, label, location, text, decoded }: Evidence, review: Review): ResultEvidence {
  const { file, side, kind, inside, ...numbers } = placeOf(location, review)
  return {
    role,
    label,
    file,
    side,
    place: kind,
    ...numbers,
    ...(inside.length === 0 ? {} : { inside }),
    text,
    ...(decoded === undefined ? {} : { decoded }),
  }
}

/** Folders of this machine stay out of it. */
function toChange({ origin, commits, notices }: ChangeSet, label: string): ResultChange {
  const { base, head } = endsOf(origin)
  return {
    kind: origin.kind,
    label,
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
    commits: commits.map(toCommit),
    notices,
  }
}

export function toCommit(commit: CommitInfo): ResultCommit {
  return { commit: commit.id, parents: commit.parents, date: isoDate(commit.committer.time), subject: commit.subject }
}

/** Recorded times can be anything; what no calendar holds is given as the bare number. */
function isoDate(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace('.000Z', 'Z')
}
