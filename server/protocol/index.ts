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
/** What is inside a file that a diff cannot show; answered at once. */
export const EVIDENCE = 'plainsight/evidence'
/** What comes out of it by unpacking, decoding and mapping; may take some seconds, can be cancelled. */
export const EVIDENCE_STAGES = 'plainsight/evidenceStages'
/** Bytes of one side, for a hex view. */
export const EVIDENCE_BYTES = 'plainsight/evidenceBytes'
/** Accepts a finding in the user's own decisions store, or takes that back. */
export const ACCEPT = 'plainsight/accept'
export const UNDO_ACCEPT = 'plainsight/undoAccept'
/** Branches, tags and recent commits to pick from. */
export const LIST_REVISIONS = 'plainsight/listRevisions'
/** Server to client, a notification: a change set was examined again (an edit, a decision, a setting). */
export const REVIEW_CHANGED = 'plainsight/reviewChanged'

/** Error code of a request that names a change set which is not open, or a finding or file it does not have. */
export const NOT_OPEN = 1001

/**
 * Commands of the code actions; their only argument is {@link DiagnosticData}. The client registers them and says so with
 * {@link InitializationOptions.clientCommands}; otherwise the server offers them itself, as far as a plain editor can
 * show what they give.
 */
export const EXPLAIN_COMMAND = 'plainsight.explainFinding'
export const SHOW_RELATED_COMMAND = 'plainsight.showRelated'
export const COPY_QUESTION_COMMAND = 'plainsight.copyQuestion'
/** Shows what is inside the file of the finding. */
export const SHOW_EVIDENCE_COMMAND = 'plainsight.showEvidence'
/** Shows the texts that a finding says would be run. */
export const SHOW_TEXTS_COMMAND = 'plainsight.showDecodedTexts'
export const ACCEPT_COMMAND = 'plainsight.acceptFinding'

export type WireSide = 'old' | 'new'

/** What to review. `root` is a folder path of this machine. */
export type ReviewRequestSource =
  | { readonly kind: 'worktree' | 'staged' | 'scan'; readonly root: string }
  /** `revision`: one commit, `A..B` or `A...B`. */
  | { readonly kind: 'revision'; readonly root: string; readonly revision: string }
  /** `uri`: the document that holds the text. Diagnostics are pushed on its lines, and its edits reviewed again. */
  | { readonly kind: 'patch'; readonly name: string; readonly text: string; readonly uri?: string }
  /** Documents that belong together without a repository at hand: a pull request that is not checked out. */
  | { readonly kind: 'documents'; readonly label: string; readonly pairs: readonly DocumentPair[] }

/** The texts that a finding of an open change set says would be run; each becomes an added file. */
export interface DecodedTextsSource {
  readonly kind: 'texts'
  /** Id of the change set. */
  readonly review: string
  readonly fingerprint: string
}

export interface DocumentPair {
  readonly path: string
  readonly oldPath?: string
  /** Text, or base64 of the bytes; absent where the side does not exist. */
  readonly old?: WireContent
  readonly new?: WireContent
}

export type WireContent = { readonly text: string } | { readonly base64: string } | { readonly missing: string }

export interface OpenReviewParams {
  /** Chosen by the client; the same id again replaces the change set. */
  readonly id: string
  readonly source: ReviewRequestSource | DecodedTextsSource
  readonly workDoneToken?: string | number
}

export interface CloseReviewParams {
  readonly id: string
}

export interface WireRange {
  readonly start: { readonly line: number; readonly character: number }
  readonly end: { readonly line: number; readonly character: number }
}

export interface WireEvidence {
  readonly label: string
  /** Index into `WireReview.files`; negative for a file the change leaves alone. */
  readonly file: number
  readonly path: string
  readonly side: WireSide
  /** Absent for a place without a line: a binary, a mode, a path. */
  readonly range?: WireRange
  /** Line (from 0) of the patch document, for a change set made from a patch. */
  readonly patchLine?: number
  readonly text: string
  /** A text that would be run; {@link DecodedTextsSource} gives it. */
  readonly decoded?: WireDecodedText
}

export interface WireDecodedText {
  /** Counts from 1. */
  readonly number: number
  /** Path of its file in the change set that {@link DecodedTextsSource} makes. */
  readonly path: string
  readonly runner: string
  /** In bytes. */
  readonly size: number
  /** Whether the file holds only its start. */
  readonly isCut: boolean
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
  /** Fingerprint of the chain this finding is a step of. */
  readonly chain?: string
  /** The first is the primary one. */
  readonly evidence: readonly WireEvidence[]
}

/** Several findings that belong to one story, in its order. */
export interface WireChain {
  readonly fingerprint: string
  readonly title: string
  readonly severity: WireFinding['severity']
  /** Fingerprints of findings. */
  readonly steps: readonly string[]
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
  readonly skipped: readonly {
    readonly file: string
    readonly reason: string
    readonly kind: string
    readonly remedy?: string
  }[]
  readonly unread: readonly string[]
}

export interface WireReview {
  readonly id: string
  readonly label: string
  readonly inventory: string
  readonly files: readonly WireFile[]
  readonly findings: readonly WireFinding[]
  readonly chains: readonly WireChain[]
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
  /** Path of the file on that side. */
  readonly path: string
  /** Index into `WireReview.files`, for paths that are not valid UTF-8 and so look alike; goes before `path`. */
  readonly file?: number
  readonly side: WireSide
}

export interface BindDocumentsParams {
  readonly id: string
  readonly documents: readonly DocumentBinding[]
}

export interface ReadSideParams {
  readonly id: string
  readonly path: string
  /** As in {@link DocumentBinding.file}. */
  readonly file?: number
  readonly side: WireSide
}

export interface ReadSideResult {
  /** With true line numbers; where a bare patch shows only parts, the lines in between are empty. */
  readonly text: string
  /** The side has no text: it is binary, missing, a submodule; `text` says what is known of it. */
  readonly isDescription: boolean
}

export interface EvidenceParams {
  readonly id: string
  readonly path: string
  /** As in {@link DocumentBinding.file}. */
  readonly file?: number
}

export interface EvidenceSideParams extends EvidenceParams {
  readonly side: WireSide
}

export interface EvidenceBytesParams extends EvidenceSideParams {
  readonly offset: number
  /** At most 65,536. */
  readonly length: number
}

export interface WireByteSpan {
  readonly offset: number
  readonly length: number
}

/** Texts of the file are hostile and not escaped. Fields mean what the core's `Evidence` says of them. */
export interface WireEvidenceDocument {
  readonly path: string
  readonly old?: WireSideEvidence
  readonly new?: WireSideEvidence
  readonly differences: readonly {
    readonly kind: WirePartChange
    readonly text: string
    readonly side: WireSide
    readonly at: WireByteSpan
  }[]
  readonly moreDifferences: number
  readonly notCompared?: string
}

export type WirePartChange = 'added' | 'removed' | 'resized' | 'changed'

export interface WireSideEvidence {
  readonly size: number
  readonly hash: string
  readonly format: string
  readonly established: readonly string[]
  readonly notes: readonly string[]
  readonly parts: readonly WirePart[]
  readonly moreParts: number
  readonly strings: readonly WireString[]
  readonly stringCount: number
  /** Hundredths of a bit per byte, one number for `step` bytes. */
  readonly strip: { readonly step: number; readonly bits: readonly number[] }
}

export interface WirePart extends WireByteSpan {
  readonly name: string
  readonly kind: string
  readonly note?: string
  readonly digest?: string
  readonly change?: WirePartChange
  readonly children?: readonly WirePart[]
}

export interface WireString extends WireByteSpan {
  readonly text: string
  readonly matters?: string
  readonly isNew?: boolean
}

export interface WireStage {
  readonly index: number
  readonly from?: number
  readonly how: string
  readonly place: WireByteSpan
  readonly format: string
  readonly size: number
  readonly fault?: string
  readonly isNotable: boolean
  /** Base64. */
  readonly head: string
  readonly isText: boolean
}

export interface WireStages {
  readonly stages: readonly WireStage[]
  readonly more: number
  readonly notes: readonly string[]
}

export type EvidenceResult =
  | { readonly ok: true; readonly evidence: WireEvidenceDocument }
  /** No bytes are at hand: the reason, and what helps. */
  | { readonly ok: false; readonly message: string; readonly remedy?: string }

export interface EvidenceBytesResult {
  /** Base64; shorter than asked for at the end of the side. */
  readonly bytes: string
}

export interface FindingParams {
  readonly id: string
  readonly fingerprint: string
}

export interface AcceptParams extends FindingParams {
  readonly reason: string
}

/** A decision changes every open change set that has the finding; {@link REVIEW_CHANGED} follows for each. */
export type AcceptResult = { readonly ok: true } | { readonly ok: false; readonly message: string }

export interface ReviewChangedParams {
  readonly review: WireReview
}

export interface ListRevisionsParams {
  readonly root: string
}

export type ListRevisionsResult =
  | { readonly ok: true; readonly revisions: readonly RevisionItem[] }
  | { readonly ok: false; readonly message: string; readonly remedy?: string }

export interface ExplainResult {
  readonly markdown: string
  /** The question for the author alone, as it can be sent. */
  readonly question: string
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
  /** Absolute folders of published build macros, to show copies beside; from the user, never from the reviewed tree. */
  readonly knownSources?: readonly string[]
}

export interface InitializationOptions {
  readonly settings: WireSettings
  /** Folder for scratch data, outside every workspace; the system's one for temporary files unless given. */
  readonly storage?: string
  /** Folder of the decisions store; the user's own, shared with the command line, unless given. */
  readonly decisions?: string
  /** The client registers the commands named above itself. */
  readonly clientCommands?: boolean
}
