import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type Hover,
  MarkupKind,
  type Range,
  type WorkDoneProgressBegin,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from 'vscode-languageserver'
import { describeInside, placeOf } from '../core/explain/place'
import type { DecodedText, Evidence, Finding } from '../core/model/finding'
import { inventoryLine } from '../core/model/inventory'
import { SEVERITIES, type Severity } from '../core/model/severity'
import { visible } from '../core/model/visible'
import type { FileSummary } from '../core/rule/context'
import {
  ACCEPT_COMMAND,
  COPY_QUESTION_COMMAND,
  type DiagnosticData,
  EXPLAIN_COMMAND,
  SHOW_EVIDENCE_COMMAND,
  SHOW_RELATED_COMMAND,
  SHOW_TEXTS_COMMAND,
  type WireDecodedText,
  type WireEvidence,
  type WireFile,
  type WireFinding,
  type WireReview,
} from '../protocol'
import { decodedTexts, fileOf } from './decodedTexts'
import { type EditorRange, type Placement, patchRange, relatedEvidence, sideRange } from './placement'
import { pathOf, type Snapshot } from './snapshot'

export const DIAGNOSTIC_SOURCE = 'plainsight'

/** Where a place of a snapshot can be looked at, if a document for it is known. */
export type Locate = (evidence: Evidence) => { readonly uri: string; readonly range: EditorRange } | undefined

export interface DiagnosticOptions {
  readonly errorsInEditor: boolean
  readonly locate: Locate
}

export function toDiagnostic(snapshot: Snapshot, placement: Placement, options: DiagnosticOptions): Diagnostic {
  const { finding } = placement
  const related = relatedEvidence(finding).flatMap(evidence => toRelated(evidence, options.locate))
  return {
    range: toRange(placement.range),
    severity: toSeverity(finding.severity, options.errorsInEditor),
    source: DIAGNOSTIC_SOURCE,
    code: finding.rule,
    message: messageOf(snapshot, finding),
    ...(related.length === 0 ? {} : { relatedInformation: related }),
    data: toDiagnosticData(snapshot, finding),
  }
}

/** With the target where the place is in a patch, since the editor shows no more than the line of the patch. */
function messageOf({ review }: Snapshot, { message, state, evidence: [{ location }] }: Finding): string {
  const inside = describeInside(placeOf(location, review))
  const target = inside === undefined ? '' : ` (in ${visible(inside)})`
  return `${message}${target}${state === 'changed' ? ' (accepted before, changed since)' : ''}`
}

export function toDiagnosticData({ id }: Pick<Snapshot, 'id'>, finding: Finding): DiagnosticData {
  return { id, fingerprint: finding.fingerprint, rule: finding.rule }
}

function toRelated(evidence: Evidence, locate: Locate): DiagnosticRelatedInformation[] {
  const found = locate(evidence)
  if (found === undefined) return []
  const message = visible(evidence.label === '' ? evidence.text : evidence.label)
  return [{ location: { uri: found.uri, range: toRange(found.range) }, message }]
}

/** By the table of the model; an error only if the user asked for errors. */
export function toSeverity(severity: Severity, errorsInEditor: boolean): DiagnosticSeverity {
  if (errorsInEditor && SEVERITIES[severity].sarif === 'error') return DiagnosticSeverity.Error
  switch (SEVERITIES[severity].editor) {
    case 'error':
      return DiagnosticSeverity.Error
    case 'warning':
      return DiagnosticSeverity.Warning
    case 'information':
      return DiagnosticSeverity.Information
  }
}

export function toRange({ start, end }: EditorRange): Range {
  return { start: { ...start }, end: { ...end } }
}

export function toHover(markdown: readonly string[], range: Range): Hover {
  return { contents: { kind: MarkupKind.Markdown, value: markdown.join('\n\n---\n\n') }, range }
}

export interface ActionSubject {
  readonly diagnostic: Diagnostic
  readonly data: DiagnosticData
  readonly finding: Finding
}

/** Commands only: old sides, patches and other people's documents cannot be edited. */
export function toCodeActions(subjects: readonly ActionSubject[], commands: ReadonlySet<string>): CodeAction[] {
  // without our client, the question can only be shown
  const question = commands.has(ACCEPT_COMMAND) ? 'Copy question for the author' : 'Show question for the author'
  return subjects.flatMap(({ diagnostic, data, finding }) => {
    const suffix = subjects.length === 1 ? '' : ` (${finding.rule})`
    const action = (title: string, command: string): CodeAction => ({
      title: `${title}${suffix}`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      command: { title, command, arguments: [data] },
    })
    return [
      action('Explain this finding', EXPLAIN_COMMAND),
      ...(finding.evidence.length > 1 ? [action('Show the related place', SHOW_RELATED_COMMAND)] : []),
      ...(decodedTexts(finding).length > 0 ? [action('Show the decoded texts', SHOW_TEXTS_COMMAND)] : []),
      ...(isOfBinary(finding) ? [action('Show evidence of the file', SHOW_EVIDENCE_COMMAND)] : []),
      action(question, COPY_QUESTION_COMMAND),
      action('Accept with a reason…', ACCEPT_COMMAND),
    ].filter(({ command }) => command !== undefined && commands.has(command.command))
  })
}

/** About what a file holds that its lines do not show. */
function isOfBinary({ rule }: Finding): boolean {
  return rule.startsWith('binary/')
}

export type WorkDone = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd

export function toProgressBegin(): WorkDone {
  return { kind: 'begin', title: 'Plainsight review', message: 'reading the change', percentage: 0, cancellable: true }
}

export function toProgressReport(done: number, total: number): WorkDone {
  const percentage = total === 0 ? 100 : Math.floor((100 * done) / total)
  return { kind: 'report', percentage, message: `${done} of ${total} files` }
}

export function toProgressEnd(): WorkDone {
  return { kind: 'end' }
}

export function toFullReport(items: readonly Diagnostic[], resultId?: string): DocumentDiagnosticReport {
  const kind = DocumentDiagnosticReportKind.Full
  return { kind, items: [...items], ...(resultId === undefined ? {} : { resultId }) }
}

export function toUnchangedReport(resultId: string): DocumentDiagnosticReport {
  return { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
}

export function toWireReview(snapshot: Snapshot): WireReview {
  const { review, id, label, base, head } = snapshot
  return {
    id,
    label,
    inventory: inventoryLine(review),
    files: snapshot.files.map((file, index) => toWireFile(file, index, snapshot)),
    findings: review.findings.map(finding => toWireFinding(snapshot, finding)),
    chains: review.chains,
    coverage: review.coverage,
    failures: review.failures.map(
      ({ rule, file, reason }) => `${rule}${file === undefined ? '' : ` on ${file}`}: ${reason}`,
    ),
    notices: [...review.changeSet.notices, ...snapshot.remarks],
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
  }
}

function toWireFinding(snapshot: Snapshot, finding: Finding): WireFinding {
  const { fingerprint, evidenceDigest, rule, severity, confidence, message, why, benign, question, commands } = finding
  return {
    fingerprint,
    evidenceDigest,
    rule,
    severity,
    confidence,
    message,
    why,
    benign,
    question,
    commands,
    state: finding.state,
    ...(finding.reason === undefined ? {} : { reason: finding.reason }),
    ...(finding.chain === undefined ? {} : { chain: finding.chain }),
    evidence: finding.evidence.map(evidence => toWireEvidence(snapshot, evidence)),
  }
}

function toWireEvidence(snapshot: Snapshot, { label, location, text, decoded }: Evidence): WireEvidence {
  const range = sideRange(snapshot, location)
  const inPatch = snapshot.patch && patchRange(snapshot, snapshot.patch, location)
  return {
    label,
    file: location.file,
    path: pathOf(snapshot, location),
    side: location.side,
    ...(range === undefined ? {} : { range: toRange(range) }),
    ...(inPatch === undefined ? {} : { patchLine: inPatch.start.line }),
    text,
    ...(decoded === undefined ? {} : { decoded: toWireText(decoded, pathOf(snapshot, location)) }),
  }
}

function toWireText(decoded: DecodedText, origin: string): WireDecodedText {
  const { number, runner, size, isCut } = decoded
  return { number, path: fileOf(decoded, origin), runner, size, isCut }
}

function toWireFile({ kind, path, oldPath, content, area }: FileSummary, index: number, snapshot: Snapshot): WireFile {
  const change = snapshot.review.changeSet.files[index]
  return {
    index,
    kind,
    path,
    ...(oldPath === undefined || oldPath === path ? {} : { oldPath }),
    isBinary: content === 'binary' || area === 'binaries',
    hasOld: change?.old !== undefined,
    hasNew: change?.new !== undefined,
  }
}
