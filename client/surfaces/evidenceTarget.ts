import { type ReviewRef, readRef } from '../uris'

/** What an evidence document is about: all that a window needs to open it again. */
export interface EvidenceTarget {
  readonly ref: ReviewRef
  readonly path: string
  /** Index into the review's files, for paths that look alike. */
  readonly file?: number
}

/** Reads a target from what a window has kept; undefined for anything else. */
export function readTarget(value: unknown): EvidenceTarget | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { ref: kept, path, file } = value as Readonly<Record<string, unknown>>
  const ref = readRef(kept)
  if (ref === undefined || typeof path !== 'string' || path === '') return undefined
  const isIndex = typeof file === 'number' && Number.isSafeInteger(file) && file >= 0
  return { ref, path, ...(isIndex ? { file } : {}) }
}
