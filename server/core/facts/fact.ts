import type { Location, Place, Side } from '../model/location'
import type { FactTypes } from './kinds'

export type FactKind = keyof FactTypes

/**
 * Something established about a subject: a path, a macro, a symbol, a feature, a byte pattern. Rules do not know each
 * other; they meet in facts. A fact is plain data, since it crosses from a worker to the place where files are joined.
 */
export interface Fact<K extends FactKind = FactKind> {
  readonly kind: K
  readonly subject: string
  readonly location: Location
  /** The quoted text of the place; hostile. */
  readonly text: string
  /** Digest over what the change did at this place, both sides: what an acceptance will be bound to. */
  readonly digest: string
  /** The place is, at least in part, on lines that the change touches. */
  readonly isChanged: boolean
  readonly data: FactTypes[K]
}

/** What a collector hands over; the engine adds file, text, digest and whether the change touches it. */
export interface FactDraft<K extends FactKind> {
  readonly subject: string
  readonly side: Side
  readonly at: Place
  /** Defaults to the text at `at`. */
  readonly text?: string
  readonly data: FactTypes[K]
}
