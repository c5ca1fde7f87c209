import { isTextSpan, type Location, lastLine } from '../model/location'
import type { DraftFinding } from './draft'
import type { Registry } from './registry'

/** One cause, one finding: leaves out what another finding on the same lines tells better, by the word of its rule. */
export function withoutSuperseded(findings: readonly DraftFinding[], registry: Registry): readonly DraftFinding[] {
  const better = findings.filter(({ rule }) => registry.get(rule)?.supersedes !== undefined)
  if (better.length === 0) return findings
  return findings.filter(
    finding =>
      !better.some(
        other =>
          registry.get(other.rule)?.supersedes?.includes(finding.rule) === true &&
          other.evidence.some(({ location }) => isTouching(location, finding.evidence[0].location)),
      ),
  )
}

function isTouching(a: Location, b: Location): boolean {
  if (a.file !== b.file || a.side !== b.side || !isTextSpan(a.at) || !isTextSpan(b.at)) return false
  return a.at.start.line <= lastLine(b.at) && b.at.start.line <= lastLine(a.at)
}
