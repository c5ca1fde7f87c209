import type { FileChange } from '../core/model/changeSet'
import type { Finding } from '../core/model/finding'
import type { Location, Side } from '../core/model/location'
import type { ChangeSource } from '../core/model/ports'
import type { Review } from '../core/model/review'
import type { PatchLineOf } from '../core/patch'
import type { FileSummary } from '../core/rule/context'
import type { EditorLines } from './editorLines'

/** A patch document whose lines findings are shown on. */
export interface PatchDocument {
  /** Absent when the text came without a document. */
  readonly uri?: string
  /** The lines as the parser counts them. */
  readonly texts: readonly string[]
  readonly lineOf: PatchLineOf
  readonly lines: EditorLines
}

/**
 * One reviewed state of a change set: immutable, so that whoever holds it sees findings, texts and positions that belong
 * together while a newer one is being made.
 */
export interface Snapshot {
  readonly id: string
  readonly label: string
  readonly source: ChangeSource
  readonly review: Review
  /** One per file of the change. */
  readonly files: readonly FileSummary[]
  readonly remarks: readonly string[]
  /** Texts of the sides that findings are placed on. */
  readonly lines: SideLines
  /** Hunks as the input gave them, for a change read from a patch. */
  readonly patch?: PatchDocument
  /** Folder that paths of the new side are below, when that side is the working tree. */
  readonly root?: string
  readonly base?: string
  readonly head?: string
}

export interface SideLines {
  get(file: number, side: Side): EditorLines | undefined
}

/** Path of an evidence's file on its side; a file the change leaves alone has a negative number. */
export function pathOf({ review }: Pick<Snapshot, 'review'>, { file, side }: Pick<Location, 'file' | 'side'>): string {
  if (file < 0) return review.unchangedFiles[-file - 1] ?? ''
  const change = review.changeSet.files[file]
  return (change?.[side] ?? change?.new ?? change?.old)?.path.text ?? ''
}

/**
 * The file of the change with this path on this side; `index` decides where paths look alike. An index that goes with
 * another path is of an earlier state of the change set, whose files were others.
 */
export function findFile(snapshot: Snapshot, path: string, side: Side, index?: number): FileChange | undefined {
  const { files } = snapshot.review.changeSet
  const isThis = (file: FileChange) => file[side]?.path.text === path
  const named = index === undefined ? undefined : files[index]
  return named !== undefined && isThis(named) ? named : files.find(isThis)
}

export function findFinding(snapshot: Snapshot, fingerprint: string): Finding | undefined {
  return snapshot.review.findings.find(finding => finding.fingerprint === fingerprint)
}

/** Whether a finding is to be shown beside the code: what was accepted or suppressed is not. */
export function isShown({ state }: Finding): boolean {
  return state === 'open' || state === 'changed'
}
