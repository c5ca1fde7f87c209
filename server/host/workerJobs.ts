import type { RawFile } from '../core/content/load'
import type { Evidence, Stages } from '../core/evidence/evidence'
import type { BinarySide } from '../core/model/content'
import type { ExamineOptions } from '../core/rule/examination'
import type { FileReview } from '../core/rule/examine'
import type { Unwrapped } from '../core/unwrap/unwrapped'
import type { UnwrapJob } from '../core/unwrapScripts'

/** A file with what there is of its sides. */
export interface EvidenceFile {
  readonly path: string
  readonly old?: Uint8Array
  readonly new?: Uint8Array
}

/** What a worker thread can be asked for: plain data, copied on its way. */
export type WorkerRequest =
  | { readonly kind: 'examine'; readonly raw: RawFile; readonly options: ExamineOptions }
  | { readonly kind: 'evidence'; readonly file: EvidenceFile }
  /** One side as text, to be compared line by line with the other one. */
  | { readonly kind: 'sideText'; readonly path: string; readonly side: BinarySide }
  | { readonly kind: 'stages'; readonly bytes: Uint8Array }
  | { readonly kind: 'unwrap'; readonly job: UnwrapJob }

/** What it answers, by the kind of the request. */
export interface WorkerAnswers {
  readonly examine: FileReview
  readonly evidence: Evidence
  readonly sideText: readonly string[]
  readonly stages: Stages
  readonly unwrap: Unwrapped
}

export type AnswerTo<Request extends WorkerRequest> = WorkerAnswers[Request['kind']]

export interface WorkerJob {
  readonly id: number
  readonly request: WorkerRequest
}

export type WorkerReply =
  | { readonly id: number; readonly answer: WorkerAnswers[keyof WorkerAnswers] }
  | { readonly id: number; readonly problem: string }
