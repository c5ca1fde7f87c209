import type { Evidence, Finding } from '../core/model/finding'
import { isTextSpan, type Location, type Position, type Side } from '../core/model/location'
import type { EditorPosition } from './editorLines'
import { isShown, type PatchDocument, type Snapshot } from './snapshot'

/** Half open; lines and UTF-16 columns from 0. */
export interface EditorRange {
  readonly start: EditorPosition
  readonly end: EditorPosition
}

/** A finding and where it stands in one document. */
export interface Placement {
  readonly finding: Finding
  readonly range: EditorRange
}

/** What concerns a file as a whole stands at its first line. */
export const FILE_START: EditorRange = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }

/** Findings whose primary evidence is on this side of this file. */
export function placeOnSide(snapshot: Snapshot, file: number, side: Side): readonly Placement[] {
  return snapshot.review.findings
    .filter(isShown)
    .filter(({ evidence: [{ location }] }) => location.file === file && location.side === side)
    .map(finding => ({ finding, range: sideRange(snapshot, finding.evidence[0].location) ?? FILE_START }))
}

/** All findings, on the lines of the patch that show their primary evidence. */
export function placeOnPatch(snapshot: Snapshot): readonly Placement[] {
  const { patch } = snapshot
  if (patch === undefined) return []
  return snapshot.review.findings
    .filter(isShown)
    .map(finding => ({ finding, range: patchRange(snapshot, patch, finding.evidence[0].location) ?? FILE_START }))
}

/** The range in a document that shows the whole side; undefined for a place without a line. */
export function sideRange(snapshot: Snapshot, { file, side, at }: Location): EditorRange | undefined {
  if (!isTextSpan(at)) return undefined
  const lines = snapshot.lines.get(file, side)
  if (lines !== undefined) return lines.span(at)
  return {
    start: { line: at.start.line - 1, character: at.start.column },
    end: { line: at.end.line - 1, character: at.end.column },
  }
}

/** The range in the patch; for a place without a line, the line where the file's part of the patch starts. */
export function patchRange(snapshot: Snapshot, patch: PatchDocument, location: Location): EditorRange | undefined {
  const change = snapshot.review.changeSet.files[location.file]
  if (change === undefined) return undefined
  const { at } = location
  if (isTextSpan(at)) {
    const start = patchPosition(snapshot, patch, location, at.start)
    const end = patchPosition(snapshot, patch, location, at.end) ?? start
    if (start !== undefined && end !== undefined) return patch.lines.span({ start, end })
  }
  const line = change.patchLine
  if (line === undefined) return undefined
  const end = visibleLength(patch.texts[line - 1] ?? '')
  return patch.lines.span({ start: { line, column: 0 }, end: { line, column: end } })
}

function patchPosition(
  snapshot: Snapshot,
  patch: PatchDocument,
  { file, side }: Location,
  position: Position,
): Position | undefined {
  const line = patch.lineOf(file, side, position.line)
  const shown = line === undefined ? undefined : patch.texts[line - 1]
  if (line === undefined || shown === undefined) return undefined
  // a combined diff has one mark per parent in front of the text
  const text = snapshot.lines.get(file, side)?.text(position.line)
  const marks = text === undefined ? 1 : Math.max(0, visibleLength(shown) - visibleLength(text))
  return { line, column: position.column + marks }
}

/** Without the carriage return of a line end, which one of two texts may have and the other not. */
function visibleLength(line: string): number {
  return line.endsWith('\r') ? line.length - 1 : line.length
}

/** Places besides the primary one. */
export function relatedEvidence(finding: Finding): readonly Evidence[] {
  return finding.evidence.slice(1)
}
