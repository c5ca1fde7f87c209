import type { Hunk } from './hunk'
import type { FilePath } from './path'

/**
 * Where a change comes from. Open by declaration merging: a new source adds a member here and a file that produces it;
 * nothing else has to know. Ids are full object ids; `root` is a folder of the machine and never leaves it.
 */
export interface Origins {
  worktree: { readonly root: string; readonly base: string | undefined }
  index: { readonly root: string; readonly base: string | undefined }
  commit: { readonly commit: string; readonly parent: string | undefined }
  range: { readonly base: string; readonly head: string }
  pullRequest: { readonly label: string; readonly base: string; readonly head: string }
  patch: { readonly name: string }
  patchSeries: { readonly names: readonly string[] }
  trees: { readonly old: string; readonly new: string }
  archives: { readonly old: string; readonly new: string }
  archiveBesideTag: { readonly archive: string; readonly tag: string }
  documents: { readonly old: string; readonly new: string }
  /** A whole tree beside nothing: a scan. */
  tree: { readonly root: string }
}

export type OriginKind = keyof Origins
export type Origin = { [K in OriginKind]: { readonly kind: K } & Origins[K] }[OriginKind]

/** Author or committer of a commit, as recorded. `time` is seconds since 1970, `zone` as written (`+0200`). */
export interface Signature {
  readonly name: string
  readonly email: string
  readonly time: number
  readonly zone: string
}

export interface CommitInfo {
  readonly id: string
  readonly parents: readonly string[]
  readonly author: Signature
  readonly committer: Signature
  readonly subject: string
  readonly message: string
}

/** Git's modes: 100644 file, 100755 executable, 120000 symlink, 160000 submodule. */
export type FileMode = '100644' | '100755' | '120000' | '160000' | (string & {})

/** One side of a file. Its identity is the hash of its content, known once the bytes were read. */
export interface FileSide {
  readonly path: FilePath
  readonly mode?: FileMode
  /** Full or abbreviated git object id, where the source names one. */
  readonly objectId?: string
  /** Bytes. */
  readonly size?: number
}

export type ChangeKind = 'added' | 'deleted' | 'modified' | 'renamed' | 'copied' | 'retyped' | 'modeOnly'

/** Why content cannot be read: a state of the review, not an exception. */
export type MissingReason = 'too-large' | 'object-absent' | 'not-in-patch' | 'unreadable' | 'corrupt'

/** How the content of a change can be had. Bytes themselves never sit in a change set. */
export type ContentSource =
  /** Both sides can be read whole through {@link ContentPort}. */
  | { readonly kind: 'stored' }
  /** Only what a patch shows. */
  | { readonly kind: 'hunks'; readonly hunks: readonly Hunk[]; readonly encoding?: string }
  | { readonly kind: 'submodule' }
  /** Rename, copy or mode change only. */
  | { readonly kind: 'same' }
  | { readonly kind: 'missing'; readonly reason: MissingReason; readonly remedy?: string }

export interface FileChange {
  /** Position in `ChangeSet.files`. */
  readonly index: number
  readonly kind: ChangeKind
  readonly old?: FileSide
  readonly new?: FileSide
  readonly source: ContentSource
  /** Line (from 1) of the patch text where this file starts, for a change read from a patch. */
  readonly patchLine?: number
  /** For `stored` content that a patch shows in full: where its lines stand in the patch text. */
  readonly patchRuns?: readonly PatchRun[]
}

/** Neighbouring lines (from 1) of one or both sides that are neighbours in the patch text as well. */
export interface PatchRun {
  readonly old?: number
  readonly new?: number
  readonly patch: number
  readonly count: number
}

/** A stretch of the input that no part of the model describes, and why. */
export interface UnreadRegion {
  /** Bytes from the start of the input. */
  readonly offset: number
  readonly length: number
  /** Line (from 1) of the input. */
  readonly line: number
  readonly reason: string
}

/** One change to be reviewed: ids, paths and sizes; content is loaded file by file. */
export interface ChangeSet {
  readonly id: string
  readonly origin: Origin
  readonly commits: readonly CommitInfo[]
  readonly files: readonly FileChange[]
  readonly unread: readonly UnreadRegion[]
  /** Facts about the source a reviewer must know: replace refs ignored, hidden index flags, forged pack index. */
  readonly notices: readonly string[]
}

/** The path people know the file by: the new one, or the old one of a deleted file. */
export function shownPath(change: FileChange): FilePath {
  return (change.new ?? change.old)?.path ?? { text: '' }
}
