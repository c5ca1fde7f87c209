import type { Finding, RuleId } from '../model/finding'
import type { Confidence, Severity } from '../model/severity'
import type { Comparison } from './comparison'
import { type PlacedFiles, placeOf, type ShownPlace } from './place'

/** A documented incident, for documentation only: it is never part of what is said of a change. */
export interface ShownPrecedent {
  readonly id: string
  readonly title: string
  /** ISO 8601 day, month or year. */
  readonly date: string
  readonly reference: string
}

/** The parts of a rule that explain it. */
export interface ExplainedRule {
  readonly id: RuleId
  readonly title: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly mode: 'regular' | 'thorough'
  readonly precedents: readonly string[]
  /** The text of rule.md, which is ours and therefore trusted. */
  readonly document: string
}

export interface ExplainedPlace {
  readonly place: ShownPlace
  readonly label: string
  /** The quoted text or a description of the bytes; hostile. */
  readonly text: string
}

/** Everything there is to say about one finding, in the order a reviewer reads it. Texts are not escaped yet. */
export interface Explanation {
  readonly rule: RuleId
  readonly title: string
  readonly severity: Severity
  readonly confidence: Confidence
  readonly message: string
  readonly why: string
  readonly benign: string
  readonly question: string
  readonly commands: readonly string[]
  /** The first is where the finding is shown. */
  readonly places: readonly ExplainedPlace[]
  readonly state: Finding['state']
  readonly reason?: string
  readonly fingerprint: string
  readonly evidenceDigest: string
  readonly precedent?: ShownPrecedent
  /** A copy of a published text beside one at hand, where the user named folders of such texts. */
  readonly comparison?: Comparison
  /** Sections of the rule's document; empty when the rule is not known here. */
  readonly document: readonly Section[]
}

export interface Section {
  readonly heading: string
  /** Markdown of ours. */
  readonly body: string
}

export interface ExplainSources {
  readonly files: PlacedFiles
  readonly rule: ExplainedRule | undefined
  readonly precedents: readonly ShownPrecedent[]
  readonly comparison?: Comparison | undefined
}

export function explainFinding(finding: Finding, { files, rule, precedents, comparison }: ExplainSources): Explanation {
  const precedent = precedents.find(known => known.id === finding.precedent)
  return {
    rule: finding.rule,
    title: rule?.title ?? finding.rule,
    severity: finding.severity,
    confidence: finding.confidence,
    message: finding.message,
    why: finding.why,
    benign: finding.benign,
    question: finding.question,
    commands: finding.commands,
    places: finding.evidence.map(({ location, label, text }) => ({ place: placeOf(location, files), label, text })),
    state: finding.state,
    ...(finding.reason === undefined ? {} : { reason: finding.reason }),
    fingerprint: finding.fingerprint,
    evidenceDigest: finding.evidenceDigest,
    ...(precedent === undefined ? {} : { precedent }),
    ...(comparison === undefined ? {} : { comparison }),
    document: rule === undefined ? [] : documentSections(shownDocument(rule.document)),
  }
}

/**
 * A rule's document as a reader should see it: its examples run as cases, whose mark lines (`^   ^^^ want "text" [high]`)
 * become plain pointers with the text beside them.
 */
export function shownDocument(document: string): string {
  return document
    .split('\n')
    .map(line =>
      /^\^.*want "/.test(line)
        ? ` ${line.slice(1)}`.replace(/ want "((?:[^"\\]|\\.)*)"(?: \[[a-z]+\])?/g, ' $1').trimEnd()
        : line,
    )
    .join('\n')
    .trim()
}

/** Splits a rule document at its headings; a heading inside a fenced block is none. */
export function documentSections(document: string): readonly Section[] {
  const sections: { heading: string; body: string[] }[] = []
  let fence: string | undefined
  for (const line of document.split(/\r?\n/)) {
    const mark = /^\s{0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined
    } else if (mark !== undefined) fence = mark
    const heading = fence === undefined && mark === undefined ? /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1] : undefined
    if (heading !== undefined) sections.push({ heading, body: [] })
    else if (sections.length > 0) sections.at(-1)?.body.push(line)
    else if (line.trim() !== '') sections.push({ heading: '', body: [line] })
  }
  return sections
    .map(({ heading, body }) => ({ heading, body: body.join('\n').trim() }))
    .filter(({ heading, body }) => heading !== '' || body !== '')
}
