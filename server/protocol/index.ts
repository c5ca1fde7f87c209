/**
 * The wire between client and server: method names and plain types, importing nothing. All positions are those of the
 * language server protocol (lines and UTF-16 columns from 0) unless a field says otherwise.
 */

/** Opens a change set: finds the change, reviews it, publishes diagnostics for bound documents. Progress by token. */
export const OPEN_REVIEW = 'plainsight/openReview'
/** Forgets a change set and clears every diagnostic pushed for it. */
export const CLOSE_REVIEW = 'plainsight/closeReview'
/** Says which document shows which side of which file of an open change set. Replaces the earlier list. */
export const BIND_DOCUMENTS = 'plainsight/bindDocuments'
/** The text of one side, for our own read-only documents; for a binary, a description of it. */
export const READ_SIDE = 'plainsight/readSide'
/** The long explanation of one finding, in Markdown. */
export const EXPLAIN = 'plainsight/explain'
/** Accepts a finding in the user's own decisions store, or takes that back. */
export const ACCEPT = 'plainsight/accept'
export const UNDO_ACCEPT = 'plainsight/undoAccept'
/** Branches, tags and recent commits to pick from. */
export const LIST_REVISIONS = 'plainsight/listRevisions'
/** Server to client: a change set was examined again (an edit, a decision, a setting). */
export const REVIEW_CHANGED = 'plainsight/reviewChanged'

export type WireSide = 'old' | 'new'

/** What to review. `root` is a folder path of this machine. */
export type ReviewRequestSource =
  | { readonly kind: 'worktree' | 'staged' | 'scan'; readonly root: string }
  /** `revision`: one commit, `A..B` or `A...B`. */
  | { readonly kind: 'revision'; readonly root: string; readonly revision: string }
  | { readonly kind: 'patch'; readonly name: string; readonly text: string }
  /** Documents that belong together without a repository at hand: a pull request that is not checked out. */
  | { readonly kind: 'documents'; readonly label: string; readonly pairs: readonly DocumentPair[] }

export interface DocumentPair {
  readonly path: string
  readonly oldPath?: string
  /** Text, or base64 of the bytes; absent where the side does not exist. */
  readonly old?: WireContent
  readonly new?: WireContent
}

export type WireContent =
  | { readonly text: string }
  | { readonly base64: string }
  | { readonly missing: string }

export interface OpenReviewParams {
  /** Chosen by the client; the same id again replaces the change set. */
  readonly id: string
  readonly source: ReviewRequestSource
  readonly workDoneToken?: string | number
}

export interface WireRange {
  readonly start: { readonly line: number; readonly character: number }
  readonly end: { readonly line: number; readonly character: number }
}

export interface WireEvidence {
  readonly label: string
  readonly path: string
  readonly side: WireSide
  /** Absent for a place without a line: a binary, a mode, a path. */
  readonly range?: WireRange
  /** Line (from 0) of the patch document, for a change set made from a patch. */
  readonly patchLine?: number
  readonly text: string
}

export interface WireFinding {
  readonly fingerprint: string
  readonly evidenceDigest: string
  readonly rule: string
  readonly severity: 'critical' | 'high' | 'medium' | 'low' | 'info'
  readonly confidence: 'high' | 'medium' | 'low'
  readonly message: string
  readonly why: string
  readonly benign: string
  readonly question: string
  readonly commands: readonly string[]
  readonly state: 'open' | 'accepted' | 'changed' | 'suppressed'
  readonly reason?: string
  /** The first is the primary one. */
  readonly evidence: readonly WireEvidence[]
}

export interface WireFile {
  readonly index: number
  readonly kind: string
  readonly path: string
  readonly oldPath?: string
  readonly isBinary: boolean
  readonly hasOld: boolean
  readonly hasNew: boolean
}

export interface WireCoverage {
  readonly files: number
  readonly examined: number
  readonly partial: readonly { readonly file: string; readonly reason: string }[]
  readonly skipped: readonly { readonly file: string; readonly reason: string; readonly kind: string; readonly remedy?: string }[]
  readonly unread: readonly string[]
}

export interface WireReview {
  readonly id: string
  readonly label: string
  readonly inventory: string
  readonly files: readonly WireFile[]
  readonly findings: readonly WireFinding[]
  readonly coverage: WireCoverage
  readonly failures: readonly string[]
  readonly notices: readonly string[]
  /** Full object ids of the compared revisions, where there are any. */
  readonly base?: string
  readonly head?: string
}

export type OpenReviewResult =
  | { readonly ok: true; readonly review: WireReview }
  | { readonly ok: false; readonly message: string; readonly remedy?: string }

export interface DocumentBinding {
  readonly uri: string
  readonly path: string
  readonly side: WireSide
}

export interface BindDocumentsParams {
  readonly id: string
  readonly documents: readonly DocumentBinding[]
}

export interface ReadSideParams {
  readonly id: string
  readonly path: string
  readonly side: WireSide
}

export interface ReadSideResult {
  readonly text: string
  readonly isDescription: boolean
}

export interface FindingParams {
  readonly id: string
  readonly fingerprint: string
}

export interface AcceptParams extends FindingParams {
  readonly reason: string
}

export interface ExplainResult {
  readonly markdown: string
}

export interface RevisionItem {
  readonly name: string
  readonly id: string
  readonly kind: 'branch' | 'tag' | 'remote' | 'commit'
  readonly detail: string
}

/** Carried in `Diagnostic.data`, so that code actions need no second analysis. */
export interface DiagnosticData {
  readonly id: string
  readonly fingerprint: string
  readonly rule: string
}

/** `initializationOptions` and the `plainsight` configuration section. */
export interface WireSettings {
  readonly mode: 'regular' | 'thorough'
  /** Rule id to `off` or a severity; from the user, never from the reviewed tree. */
  readonly rules: Readonly<Record<string, string>>
  readonly maxFileBytes: number
  /** Show findings on lines that do not differ from HEAD. */
  readonly wholeFile: boolean
  readonly errorsInEditor: boolean
  readonly gitPath?: string
}

export interface InitializationOptions {
  readonly settings: WireSettings
  /** Folder for scratch data and the decisions store; outside every workspace. */
  readonly storage?: string
}
