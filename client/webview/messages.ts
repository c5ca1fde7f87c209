import type { WireEvidenceDocument, WireSide, WireStages } from '../../server/protocol'

/** Bytes asked for at once: a page of the hex view. */
export const PAGE_BYTES = 4096

/** What the extension tells the page. */
export type ToPage =
  /** What the document is about; the editor keeps it, so that it can be opened again after a reload. */
  | { readonly type: 'target'; readonly target: object; readonly name: string }
  | { readonly type: 'evidence'; readonly evidence: WireEvidenceDocument; readonly turn: number }
  | { readonly type: 'problem'; readonly message: string; readonly remedy?: string }
  /** Base64 of the page that starts at `offset`. */
  | { readonly type: 'bytes'; readonly side: WireSide; readonly offset: number; readonly bytes: string }
  | { readonly type: 'noBytes'; readonly side: WireSide; readonly offset: number; readonly message: string }
  | { readonly type: 'stages'; readonly side: WireSide; readonly stages: WireStages }
  | { readonly type: 'noStages'; readonly side: WireSide; readonly message: string }

/** What the page asks of the extension. */
export type FromPage =
  | { readonly type: 'ready' }
  /** The evidence of this turn was drawn. */
  | { readonly type: 'shown'; readonly turn: number }
  /** The page that starts at `offset`. */
  | { readonly type: 'bytes'; readonly side: WireSide; readonly offset: number }
  | { readonly type: 'stages'; readonly side: WireSide }
  | { readonly type: 'cancelStages'; readonly side: WireSide }
  | { readonly type: 'copyHash'; readonly side: WireSide }
  | { readonly type: 'again' }

/** A message of the page, which shows hostile text and is not believed; undefined for anything unexpected. */
export function readFromPage(value: unknown): FromPage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { type, side, offset, turn } = value as Readonly<Record<string, unknown>>
  switch (type) {
    case 'ready':
    case 'again':
      return { type }
    case 'shown':
      return typeof turn === 'number' ? { type, turn } : undefined
    case 'stages':
    case 'cancelStages':
    case 'copyHash':
      return isSide(side) ? { type, side } : undefined
    case 'bytes':
      return isSide(side) && isPage(offset) ? { type, side, offset } : undefined
    default:
      return undefined
  }
}

function isSide(value: unknown): value is WireSide {
  return value === 'old' || value === 'new'
}

function isPage(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value % PAGE_BYTES === 0
}
