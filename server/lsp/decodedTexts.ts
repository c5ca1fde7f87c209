import type { DecodedText, Evidence, Finding } from '../core/model/finding'
import { baseName } from '../core/model/path'
import { shorten, visible } from '../core/model/visible'
import type { DecodedTextsSource, ReviewRequestSource } from '../protocol'
import type { Result } from './backend'
import { type ServerContext, snapshotOf } from './context'
import { findFinding, pathOf } from './snapshot'

/** Characters of a file's name in a title. */
const LONGEST_NAME = 60

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
  const pairs = texts.map(({ decoded, location }) => ({
    path: fileOf(decoded, pathOf(snapshot, location)),
    new: { text: decoded.text },
  }))
  return { ok: true, value: { kind: 'documents', label, pairs } }
}

export function decodedTexts({ evidence }: Finding): readonly TextEvidence[] {
  return evidence.filter((place): place is TextEvidence => place.decoded !== undefined)
}

type TextEvidence = Evidence & { readonly decoded: DecodedText }

/**
 * The name the text has as a file: what it comes out of, and its number; its ending tells the language. Without the
 * folder, by which a text would be taken for a test where the file that makes it lies among tests.
 */
export function fileOf({ number, ending }: DecodedText, origin: string): string {
  const name = visible(baseName(origin))
  return `${shorten(name, LONGEST_NAME)} · stage ${number}${ending}`
}
