import type { Fact } from '../facts/fact'
import { strictForm } from '../macros/lineForms'
import { isSourceOf, type MakerTool } from '../macros/maker'
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

/** One cause, one finding: leaves out of a generated file what the same rule says of the same line of a source of it. */
export function withoutGenerated(
  findings: readonly DraftFinding[],
  facts: readonly Fact[],
  pathOf: (file: number) => string | undefined,
): readonly DraftFinding[] {
  const tools = new Map<number, MakerTool>()
  for (const fact of facts)
    if (fact.kind === 'generated-file') tools.set(fact.location.file, (fact as Fact<'generated-file'>).data.maker.tool)
  if (tools.size === 0) return findings
  const sources = new Map<string, string[]>()
  for (const finding of findings) {
    const path = pathOf(finding.evidence[0].location.file)
    if (
      path === undefined ||
      !isTextSpan(finding.evidence[0].location.at) ||
      tools.has(finding.evidence[0].location.file)
    )
      continue
    const key = keyOf(finding)
    sources.set(key, [...(sources.get(key) ?? []), path])
  }
  return findings.filter(finding => {
    const tool = tools.get(finding.evidence[0].location.file)
    return tool === undefined || !sources.get(keyOf(finding))?.some(path => isSourceOf(tool, path))
  })
}

function keyOf({ rule, evidence: [{ text }] }: DraftFinding): string {
  return `${rule} ${strictForm(text)}`
}
