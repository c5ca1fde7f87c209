import type { FileChange } from '../model/changeSet'
import type { Finding } from '../model/finding'
import { isByteSpan, isTextSpan, type Location } from '../model/location'
import type { HashPort } from '../model/ports'
import { type AcceptComment, type Baseline, type Decision, Judge } from './decisions'
import type { DraftFinding } from './draft'
import { digestOf } from './hash'

export interface SettleInput {
  readonly hash: HashPort
  readonly accepts: readonly AcceptComment[]
  readonly baseline: Baseline | undefined
  readonly decisions: readonly Decision[]
  readonly files: readonly FileChange[]
}

export interface Settled {
  readonly findings: readonly Finding[]
  readonly unused: readonly string[]
}

/** Puts findings in their fixed order, gives them their fingerprints and applies what was decided before. */
export function settle(drafts: readonly DraftFinding[], input: SettleInput): Settled {
  const judge = new Judge(input.accepts, input.baseline, input.decisions)
  const seen = new Map<string, number>()
  const findings = [...drafts].sort(compareDrafts).map(draft => {
    const { identity, evidenceDigest: evidence, ...rest } = draft
    const key = identity.join('\0')
    // Equal places of one rule in one file are told apart by their order alone.
    const ordinal = seen.get(key) ?? 0
    seen.set(key, ordinal + 1)
    // a rule of the whole change may name its evidence in words of its own
    const evidenceDigest = isDigest(evidence) ? evidence : digestOf(input.hash, 'e1', [evidence])
    const finding = { ...rest, evidenceDigest, fingerprint: digestOf(input.hash, 'v1', [...identity, String(ordinal)]) }
    return { ...finding, ...judge.judge(finding) }
  })
  return { findings, unused: judge.unused(input.files) }
}

function isDigest(text: string): boolean {
  return /^e1:[0-9a-f]{32}$/.test(text)
}

/** By file, new side first, then by place, then by rule: independent of who finished first. */
function compareDrafts(a: DraftFinding, b: DraftFinding): number {
  return compareKeys(sortKey(a), sortKey(b))
}

type SortKey = readonly (number | string)[]

function sortKey(draft: DraftFinding): SortKey {
  const { location } = draft.evidence[0]
  return [location.file, location.side === 'new' ? 0 : 1, ...placeKey(location), draft.rule, draft.message]
}

function placeKey({ at }: Location): readonly [number, number] {
  if (isTextSpan(at)) return [at.start.line, at.start.column]
  return isByteSpan(at) ? [0, at.offset] : [0, 0]
}

function compareKeys(a: SortKey, b: SortKey): number {
  for (let at = 0; at < a.length; at++) {
    const left = a[at] as number | string
    const right = b[at] as number | string
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}
