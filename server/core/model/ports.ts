import type { ChangeSet, MissingReason } from './changeSet'
import type { Side } from './location'
import type { FilePath } from './path'

/** What one side of one file turned out to be when it was read. */
export type SideContent =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The side does not exist: old of an added file, new of a deleted one. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'missing'; readonly reason: MissingReason; readonly remedy?: string }

/** How the core gets at bytes. Implementations verify what they read: bytes whose hash is not the id are `corrupt`. */
export interface ContentPort {
  /** Bytes of one side of `ChangeSet.files[file]`. */
  read(file: number, side: Side): Promise<SideContent>
  /** A file of the tree on that side, changed or not; `absent` where there is no tree (a bare patch). */
  readPath(path: FilePath, side: Side): Promise<SideContent>
  /** Every path of the tree on that side; empty where there is no tree. */
  listTree(side: Side): Promise<readonly FilePath[]>
}

/** What one earlier commit did to files, by path alone. Files that only moved or went away are not listed. */
export interface EarlierChange {
  readonly added: readonly string[]
  readonly replaced: readonly string[]
}

export interface Past {
  /** Of the commits before the change along first parents, newest first; the very first commit is left out. */
  readonly changes: readonly EarlierChange[]
  /** Whether older ones were not looked at: a limit was reached, or the clone ends there. */
  readonly isCut: boolean
}

/** Who of the authors of a change wrote earlier commits too. */
export interface EarlierAuthors {
  /** Addresses as the commits of the change have them: one of an earlier author, or beside the name of one. */
  readonly known: readonly string[]
  /** Earlier commits that were looked at. */
  readonly commits: number
  /** Whether older ones were not looked at: a limit was reached, or the clone ends there. */
  readonly isCut: boolean
}

/** What a merge commit has on a path and none of its parents has there, nor what one of them has there by another name. */
export interface MergeOwn {
  /** The merge. */
  readonly commit: string
  readonly path: string
  readonly kind: 'lines' | 'added' | 'deleted' | 'binary' | 'mode'
  /** Git object id of the content in the merge; absent where it is deleted. */
  readonly id?: string
  /** Lines (from 1) of that content that no parent has; only the first ones of many. */
  readonly lines: readonly { readonly line: number; readonly text: string }[]
  /** Lines that every parent has and the merge has not; only the first ones of many. */
  readonly gone: readonly string[]
  /** Every parent has the same content at this path, so that there was nothing to merge. */
  readonly isUntouched?: boolean
}

export interface Merges {
  /** In the order of the commits of the change, and by path. */
  readonly own: readonly MergeOwn[]
  /** Phrases about what was not looked at. */
  readonly notes: readonly string[]
}

/** The repository's own past as the measure of a change. Bounded in commits and folders read, so equal everywhere. */
export interface HistoryPort {
  past(): Promise<Past>
  /** Absent where the change has no commits. */
  authors?(): Promise<EarlierAuthors>
  /** Absent where the change has no commits. */
  merges?(): Promise<Merges>
}

/** Hex digest. SHA-1 is there only to compare with git's own object ids. */
export type HashPort = (algorithm: 'sha256' | 'sha1', bytes: Uint8Array) => string

/** Set from another thread; read often during synchronous work. */
export interface CancelPort {
  isCancelled(): boolean
}

/** A change and the way to its content: what every source (git, patch, folder, document pair) hands to the core. */
export interface ChangeSource {
  readonly changeSet: ChangeSet
  readonly content: ContentPort
  /** Of the base side; absent for patches, documents and folders, where nothing is known of the past. */
  readonly history?: HistoryPort
}
