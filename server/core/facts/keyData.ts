import type { KeyEntry } from '../formats/keys/keyEntry'

/** A key, certificate or pin that one side of a file has and the other has not. */
export interface KeyNote {
  readonly kind: KeyEntry['kind']
  /** Whom it is for; hostile. */
  readonly name: string
  /** What it is in one clause, with its fingerprint: the first 16 hex digits of SHA-256. */
  readonly clause: string
  readonly print: string
  /** Fingerprint of the key in it: the same in a certificate that was renewed. */
  readonly keyPrint: string
  readonly isAuthority: boolean
  readonly isSelfIssued: boolean
  /** Day (ISO 8601). */
  readonly until?: string
  /** In a text: lines, half open, counted from 0. */
  readonly firstLine?: number
  readonly endLine?: number
}

export interface KeyChange {
  /** The first few of each. */
  readonly added: readonly KeyNote[]
  readonly removed: readonly KeyNote[]
  readonly addedCount: number
  readonly removedCount: number
  /** On both sides. */
  readonly kept: number
  /** The file was there before. */
  readonly isExisting: boolean
  /** Lines other than those of keys are new too. */
  readonly hasOtherLines: boolean
}
