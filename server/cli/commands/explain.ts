import { type Comparison, comparisonFor } from '../../core/explain/comparison'
import { escapeJson } from '../../core/explain/escape'
import { explainFinding } from '../../core/explain/explain'
import { longMarkdown, ruleMarkdown } from '../../core/explain/markdown'
import { placeOf } from '../../core/explain/place'
import { longText, ruleText } from '../../core/explain/text'
import type { Finding } from '../../core/model/finding'
import type { Rule } from '../../core/rule/rule'
import { KnownSources, knownSourceProblem } from '../../host/knownSources'
import { SourceProblem } from '../../host/sources'
import { precedents } from '../../rules/precedents'
import { nearest } from '../arguments'
import { EXIT } from '../exitCode'
import { toFinding } from '../outputs/result'
import type { Session } from '../session'
import { type Inside, insideJson, insideMarkdown, insideOf, insideText } from './explainInside'
import { findingNamed, isFingerprint, type Reviewed, withReview } from './find'
import { asText } from './rules'

/** A rule by its id; a finding or a file of the change that the other arguments name; nothing: every rule. */
export async function explain(session: Session): Promise<number> {
  const [subject, revision] = session.invocation.words
  await session.sink.write(await textOf(session, subject, revision))
  return EXIT.clean
}

async function textOf(session: Session, subject: string | undefined, revision: string | undefined): Promise<string> {
  const { registry } = session
  if (subject === undefined) return asText(registry.rules, session.surroundings('review').color)
  const rule = registry.get(subject)
  if (rule !== undefined) return explainedRule(session, rule)
  if (isFingerprint(subject))
    return withReview(session, revision, async reviewed =>
      explainedFindings(session, reviewed, [findingNamed(subject, reviewed)]),
    )
  return withReview(session, revision, reviewed => explainedFile(session, reviewed, subject))
}

function explainedRule(session: Session, rule: Rule): string {
  switch (session.invocation.format) {
    case 'json': {
      const { id, title, severity, confidence, mode, scope, tags, document } = rule
      const known = precedents.filter(precedent => rule.precedents.includes(precedent.id))
      return `${escapeJson({ id, title, severity, confidence, mode, scope, tags, precedents: known, document }, 2)}\n`
    }
    case 'markdown':
      return ruleMarkdown(rule, precedents)
    default:
      return ruleText(rule, precedents, session.surroundings('review').width)
  }
}

async function explainedFindings(session: Session, reviewed: Reviewed, findings: readonly Finding[]): Promise<string> {
  const { format } = session.invocation
  const { review } = reviewed
  const comparisons = await comparisonsOf(session, reviewed, findings)
  if (format === 'json')
    return `${escapeJson(
      findings.map((finding, at) => withComparison(toFinding(finding, review), comparisons[at])),
      2,
    )}\n`
  const { width } = session.surroundings('review')
  return findings
    .map((finding, at) => {
      const rule = session.registry.get(finding.rule)
      const explanation = explainFinding(finding, { files: review, rule, precedents, comparison: comparisons[at] })
      return format === 'markdown' ? longMarkdown(explanation) : longText(explanation, width)
    })
    .join(format === 'markdown' ? '\n---\n\n' : `\n${'-'.repeat(width)}\n\n`)
}

/** By finding; undefined where the user named no folder, and for what is no copy of a published text. */
async function comparisonsOf(
  { invocation: { knownSources } }: Session,
  { opened: { source, top } }: Reviewed,
  findings: readonly Finding[],
): Promise<readonly (Comparison | undefined)[]> {
  if (knownSources.length === 0) return []
  for (const folder of knownSources) {
    const problem = await knownSourceProblem(folder, top)
    if (problem !== undefined) throw new SourceProblem(problem, 'name the folder of a clone: --known-sources DIR')
  }
  const known = new KnownSources(knownSources, top)
  return Promise.all(findings.map(finding => comparisonFor(finding, source, known)))
}

function withComparison(finding: object, comparison: Comparison | undefined): object {
  return comparison === undefined ? finding : { ...finding, comparison }
}

/** What was found in the file, or why not, and for a file that a diff cannot show what is inside. */
async function explainedFile(session: Session, reviewed: Reviewed, file: string): Promise<string> {
  const { review, opened } = reviewed
  const findings = review.findings.filter(({ evidence }) =>
    evidence.some(({ location }) => placeOf(location, review).file === file),
  )
  const changed = review.changeSet.files.some(({ old, new: current }) =>
    [old, current].some(side => side?.path.text === file),
  )
  if (findings.length === 0 && !changed) throw notKnown(session, file, opened.label)
  const inside = await insideOf(opened, file)
  const { format } = session.invocation
  if (format === 'json' && inside !== undefined)
    return `${escapeJson({ findings: findings.map(finding => toFinding(finding, review)), ...insideJson(inside) }, 2)}\n`
  const found =
    findings.length > 0
      ? await explainedFindings(session, reviewed, findings)
      : format === 'json'
        ? '[]\n'
        : whyNothing(reviewed, file)
  return inside === undefined ? found : `${found}${separated(session, inside)}`
}

function separated(session: Session, inside: Inside): string {
  if (session.invocation.format === 'markdown') return `\n${insideMarkdown(inside)}`
  return `\n${'-'.repeat(session.surroundings('review').width)}\n\n${insideText(inside)}`
}

function whyNothing({ review: { coverage } }: Reviewed, file: string): string {
  const entry = [...coverage.skipped, ...coverage.partial].find(({ file: name }) => name === file)
  if (entry === undefined) return 'Examined; nothing found.\n'
  const remedy = 'remedy' in entry && entry.remedy !== undefined ? `; ${entry.remedy}` : ''
  return `${'kind' in entry ? 'Not examined' : 'Examined in part, nothing found'}: ${entry.reason}${remedy}\n`
}

function notKnown(session: Session, subject: string, label: string): SourceProblem {
  const near = nearest(
    subject,
    session.registry.rules.map(({ id }) => id),
  )
  const remedy = near === undefined ? 'plainsight rules lists the rules' : `plainsight explain ${near}`
  return new SourceProblem(`${subject} is no rule, no fingerprint and no file of ${label}`, remedy)
}
