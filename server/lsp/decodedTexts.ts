import type { DecodedText, Finding } from '../core/model/finding'
import { shorten, visible } from '../core/model/visible'
import type { DecodedTextsSource, ReviewRequestSource } from '../protocol'
import type { Result } from './backend'
import { type ServerContext, snapshotOf } from './context'
import { findFinding } from './snapshot'

/**
 * The texts that a finding says would be run, as a change of its own that adds each of them as a file: so they are shown
 * and examined as everything else is.
 */
export function textsOfFinding(
  context: ServerContext,
  { review, fingerprint }: DecodedTextsSource,
): Result<ReviewRequestSource> {
  const snapshot = snapshotOf(context, review)
  if (snapshot === undefined) return { ok: false, message: 'the review that found these texts is not open' }
  const finding = findFinding(snapshot, fingerprint)
  if (finding === undefined) return { ok: false, message: 'the change has no such finding any more' }
  const texts = decodedTexts(finding)
  if (texts.length === 0) return { ok: false, message: 'no text was decoded for this finding' }
  const label = `decoded: ${shorten(visible(finding.message), 80)}`
  const pairs = texts.map(text => ({ path: fileOf(text), new: { text: text.text } }))
  return { ok: true, value: { kind: 'documents', label, pairs } }
}

export function decodedTexts({ evidence }: Finding): readonly DecodedText[] {
  return evidence.flatMap(({ decoded }) => decoded ?? [])
}

/** The name the text has as a file; its ending tells the language. */
export function fileOf({ number, ending }: DecodedText): string {
  return `text-${number}${ending}`
}
