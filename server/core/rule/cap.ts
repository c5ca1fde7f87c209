import { SEVERITIES } from '../model/severity'
import type { DraftFinding } from './draft'

/** Findings of one rule on one file that are told. A generated file would bury all else under the same sentence. */
export const LIMIT_FINDINGS = 50

export interface Capped {
  readonly kept: readonly DraftFinding[]
  /** By file: what is left untold, for the coverage ledger. */
  readonly untold: ReadonlyMap<number, readonly string[]>
}

/** Keeps the gravest findings of each rule on each file, then the first ones. */
export function capFindings(findings: readonly DraftFinding[]): Capped {
  const groups = new Map<string, DraftFinding[]>()
  for (const finding of findings) {
    const key = `${fileOf(finding)} ${finding.rule}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  const dropped = new Set<DraftFinding>()
  const untold = new Map<number, string[]>()
  for (const group of groups.values()) {
    const [first] = group
    if (first === undefined || group.length <= LIMIT_FINDINGS) continue
    for (const finding of [...group].sort((a, b) => rank(a) - rank(b)).slice(LIMIT_FINDINGS)) dropped.add(finding)
    const reasons = untold.get(fileOf(first)) ?? []
    reasons.push(`${group.length - LIMIT_FINDINGS} more findings of ${first.rule} are not told`)
    untold.set(fileOf(first), reasons)
  }
  return { kept: dropped.size === 0 ? findings : findings.filter(finding => !dropped.has(finding)), untold }
}

function fileOf(finding: DraftFinding): number {
  return finding.evidence[0].location.file
}

function rank(finding: DraftFinding): number {
  return -SEVERITIES[finding.severity].rank
}
