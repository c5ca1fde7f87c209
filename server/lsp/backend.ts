import type { Evidence, Stages } from '../core/evidence/evidence'
import type { Comparison } from '../core/explain/comparison'
import type { BinarySide, FileContent, TextSide } from '../core/model/content'
import type { Finding } from '../core/model/finding'
import type { Side } from '../core/model/location'
import type { ChangeSource, SideContent } from '../core/model/ports'
import type { Review } from '../core/model/review'
import type { FileReview } from '../core/rule/examine'
import type { EvidenceFile } from '../host/workerJobs'
import type { ListRevisionsResult, ReviewRequestSource, WireSettings } from '../protocol'

/** A run of the engine: what it works with, how it is stopped, and whom it tells how far it is. */
export interface Run {
  readonly settings: WireSettings
  readonly signal: AbortSignal
  progress?(done: number, total: number): void
}

/** The change that a request names. */
export interface FoundChange {
  readonly label: string
  readonly source: ChangeSource
  /** Folder of the working tree, when that is the new side. */
  readonly root?: string
  readonly base?: string
  readonly head?: string
  /** To be called once nothing more is read from the source. */
  dispose(): Promise<void>
}

export interface Acceptance {
  readonly path: string
  readonly reason: string
  /** The reviewed tree, which must not hold the store. */
  readonly root?: string
}

/** What both sides of a file are, without their hunks. */
export type SidesContent =
  | { readonly kind: 'text'; readonly old?: TextSide; readonly new?: TextSide }
  | Exclude<FileContent, { readonly kind: 'text' }>

/** Why nothing could be found; said to the user. */
export interface Problem {
  readonly message: string
  readonly remedy?: string
}

export type Result<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Problem)

/** A review, and the results of the single files, from which it can be joined anew when one of them changes. */
export interface Examined {
  readonly review: Review
  readonly files: readonly FileReview[]
  /** What could not be taken into account, such as a decisions store that cannot be read. */
  readonly remarks: readonly string[]
}

/** One document on disk beside what HEAD has of it. */
export interface DocumentRequest {
  /** Absolute path of the file. */
  readonly file: string
  readonly text: string
}

/**
 * All that the server asks of the layers below: the only door, so that no handler analyses, reads files or runs git by
 * itself. Every method that takes a {@link Run} rejects with `Cancelled` of the core once it is cancelled.
 */
export interface Backend {
  find(request: ReviewRequestSource, run: Run): Promise<Result<FoundChange>>
  /** The change of one file against HEAD, with the text as the editor has it; undefined outside of a repository. */
  findDocument(request: DocumentRequest, run: Run): Promise<FoundChange | undefined>
  examine(source: ChangeSource, run: Run): Promise<Examined>
  /** Examines one file of the source again, and joins it with the results of the others. */
  reexamine(source: ChangeSource, examined: Examined, file: number, run: Run): Promise<Examined>
  /** Joins the same results again, by the decisions as they are now. */
  judge(source: ChangeSource, examined: Examined, run: Run): Promise<Examined>
  /** Both sides, read once: texts that were not compared, or what else the file is. */
  content(source: ChangeSource, file: number): Promise<SidesContent>
  /** The bytes of one side, or why they are not here. */
  read(source: ChangeSource, file: number, side: Side): Promise<SideContent>
  /** Both reject with `Cancelled` once the signal fires, and with `WorkerProblem` where the work did not end. */
  evidence(file: EvidenceFile, signal: AbortSignal): Promise<Evidence>
  stages(bytes: Uint8Array, signal: AbortSignal): Promise<Stages>
  /** A side without text as lines; rejects with `WorkerProblem` as well. */
  sideText(path: string, side: BinarySide): Promise<readonly string[]>
  /** Markdown of the whole story of a finding, or of what fits into a hover. */
  explain(finding: Finding, review: Review, length: 'short' | 'long', comparison?: Comparison): string
  /** A copy of a published text beside those in the folders the user named; undefined for any other finding. */
  compare(
    finding: Finding,
    source: ChangeSource,
    settings: WireSettings,
    root?: string,
  ): Promise<Comparison | undefined>
  accept(finding: Finding, acceptance: Acceptance): Promise<void>
  undoAccept(finding: Finding): Promise<void>
  listRevisions(root: string, run: Run): Promise<ListRevisionsResult>
  dispose(): Promise<void>
}
