import type { DocumentBinding, WireFile, WireSide } from '../server/protocol'
import { type DecodedUri, idOfRef, pathInside, type ReviewRef } from './uris'

/** What is known of an open change set when a document is to be placed in it. */
export interface Placing {
  readonly ref: ReviewRef
  readonly files: readonly WireFile[]
  readonly base?: string
  readonly head?: string
  /** For a change set made of other extensions' documents: exactly these, by URI. */
  readonly documents?: ReadonlyMap<string, Omit<DocumentBinding, 'uri'>>
}

/** A document on screen. `hint`: its place in a diff tab, where it is in one. */
export interface ShownDocument {
  readonly uri: string
  readonly decoded: DecodedUri | undefined
  readonly hint?: WireSide
}

/**
 * A document as a side of a change set. `certain` is false where the URI alone cannot say which content it shows
 * (`git:` with `~`, a file of the work tree in a commit's diff): then only equal text makes it that side.
 */
export interface Placement {
  readonly path: string
  readonly file: number
  readonly side: WireSide
  readonly isCertain: boolean
}

/** The sides a document may be, the likeliest first. Empty when it is no part of the change set. */
export function placeDocument(review: Placing, { uri, decoded, hint }: ShownDocument): readonly Placement[] {
  const own = review.documents?.get(uri)
  if (own !== undefined) return find(review, own.path, own.side, true)
  if (decoded === undefined || decoded.kind === 'explanation') return []
  if (decoded.kind === 'side') {
    if (idOfRef(decoded.ref) !== idOfRef(review.ref)) return []
    return decoded.file === undefined
      ? find(review, decoded.path, decoded.side, true)
      : review.files
          .filter(file => file.index === decoded.file)
          .map(file => ({ path: decoded.path, file: file.index, side: decoded.side, isCertain: true }))
  }
  if (!('root' in review.ref)) return []
  if (decoded.kind === 'file') {
    const path = pathInside(review.ref.root, decoded.path)
    if (path === undefined) return []
    const isTree = review.ref.kind === 'worktree' || review.ref.kind === 'scan'
    return isTree ? (hint === 'old' ? [] : find(review, path, 'new', true)) : find(review, path, hint ?? 'new', false)
  }
  const path = decoded.isAbsolute ? pathInside(review.ref.root, decoded.path) : decoded.path
  if (path === undefined) return []
  const { commit } = decoded
  if (commit !== undefined && (review.base !== undefined || review.head !== undefined)) {
    if (commit === review.head) return find(review, path, 'new', true)
    if (commit === review.base) return find(review, path, 'old', true)
  }
  // without an id only the built-in git extension reads this very repository
  if (!decoded.isAbsolute) return []
  const first = decoded.side ?? hint ?? 'new'
  const second = first === 'new' ? 'old' : 'new'
  const guesses = [...find(review, path, first, false)]
  // a deleted file's content is shown as the right document, so the pair is not always the last word
  if (decoded.side === undefined) guesses.push(...find(review, path, second, false))
  return guesses
}

function find(review: Placing, path: string, side: WireSide, isCertain: boolean): readonly Placement[] {
  return review.files
    .filter(file =>
      side === 'old' ? file.hasOld && (file.oldPath ?? file.path) === path : file.hasNew && file.path === path,
    )
    .map(file => ({ path, file: file.index, side, isCertain }))
}
