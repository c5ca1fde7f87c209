import type { WireEvidenceDocument, WireSide, WireSideEvidence } from '../../server/protocol'
import type { Span } from './hexRows'

/** What sections of the page ask of the page around them. */
export interface Page {
  readonly evidence: WireEvidenceDocument
  readonly side: WireSide
  /** Shows bytes in the hex view, on the side that is meant. */
  reveal(span: Span, what: string, side?: WireSide): void
}

export function shownSide({ evidence, side }: Page): WireSideEvidence {
  const found = evidence[side] ?? evidence.new ?? evidence.old
  if (found === undefined) throw new Error('an evidence document without sides')
  return found
}

export function sidesOf({ old, new: current }: WireEvidenceDocument): readonly WireSide[] {
  return [...(current === undefined ? [] : ['new' as const]), ...(old === undefined ? [] : ['old' as const])]
}
