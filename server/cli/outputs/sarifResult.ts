import type { CodeFlow, Result as SarifResult, Suppression } from 'sarif'
import { escapePlain } from '../../core/explain/escape'
import { describeInside, describePlace, placeOf, type ShownPlace } from '../../core/explain/place'
import type { Finding } from '../../core/model/finding'
import type { Review } from '../../core/model/review'
import { SEVERITIES } from '../../core/model/severity'
import type { Report } from '../report'
import { shownLocation, trueLocation } from './sarifPlaces'

/** `ruleIndex` is absent for a finding of a rule that is not listed, such as one of an earlier version. */
export function toSarifResult(
  finding: Finding,
  { review, anchors }: Report,
  ruleIndex: number | undefined,
): SarifResult {
  const [primary, ...related] = finding.evidence
  const place = placeOf(primary.location, review)
  const isNewLine = place.side === 'new' && place.kind === 'lines'
  const places = isNewLine ? related : [primary, ...related]
  const flows = codeFlows(finding, review)
  return {
    ruleId: finding.rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: SEVERITIES[finding.severity].sarif,
    message: { text: escapePlain([finding.message, ...inside(place), finding.why].join('\n')) },
    locations: [shownLocation(place, newPathOf(finding, review) ?? place.file, anchors.get(finding.fingerprint))],
    ...(places.length === 0
      ? {}
      : { relatedLocations: places.map((evidence, at) => trueLocation(evidence, review, at + 1)) }),
    ...(flows.length === 0 ? {} : { codeFlows: flows }),
    partialFingerprints: { 'plainsight/v1': finding.fingerprint },
    ...suppressions(finding),
    properties: {
      place: escapePlain(describePlace(place)),
      severity: finding.severity,
      confidence: finding.confidence,
      state: finding.state,
      evidenceDigest: finding.evidenceDigest,
      benign: escapePlain(finding.benign),
      question: escapePlain(finding.question),
      commands: finding.commands.map(escapePlain),
    },
  }
}

function inside(place: ShownPlace): readonly string[] {
  const text = describeInside(place)
  return text === undefined ? [] : [`In ${text}.`]
}

function newPathOf(finding: Finding, { changeSet }: Review): string | undefined {
  const { file } = finding.evidence[0].location
  return file < 0 ? undefined : changeSet.files[file]?.new?.path.text
}

/** The steps of the story, in its order; each finding of a chain carries it, since viewers show one at a time. */
function codeFlows(finding: Finding, review: Review): CodeFlow[] {
  const chain = review.chains.find(({ fingerprint }) => fingerprint === finding.chain)
  if (chain === undefined) return []
  const steps = chain.steps
    .map(step => review.findings.find(({ fingerprint }) => fingerprint === step))
    .filter(step => step !== undefined)
  if (steps.length === 0) return []
  const locations = steps.map((step, at) => ({
    executionOrder: at + 1,
    importance: 'essential' as const,
    location: { ...trueLocation(step.evidence[0], review), message: { text: escapePlain(step.message) } },
  }))
  return [{ message: { text: escapePlain(chain.title) }, threadFlows: [{ locations }] }]
}

/** What was decided outside the source: a suppressed finding stays in the log, and in the count. */
function suppressions({ state, reason }: Finding): { suppressions?: Suppression[] } {
  if (state === 'open') return { suppressions: [] }
  const justification = reason === undefined ? {} : { justification: escapePlain(reason) }
  if (state === 'changed')
    return { suppressions: [{ kind: 'external', status: 'rejected', justification: 'accepted before, changed since' }] }
  return { suppressions: [{ kind: 'external', status: 'accepted', ...justification }] }
}
