import { availableParallelism } from 'node:os'
import type { RawFile } from '../core/content/load'
import type { Evidence, Stages } from '../core/evidence/evidence'
import type { BinarySide } from '../core/model/content'
import type { ChangeSource } from '../core/model/ports'
import type { Review } from '../core/model/review'
import { Cancelled, examineFiles, join, type ReviewOptions, type ReviewPorts } from '../core/review'
import type { ExamineOptions } from '../core/rule/examination'
import type { FileReview } from '../core/rule/examine'
import type { Registry } from '../core/rule/registry'
import type { UnwrapAnswer, UnwrapJob } from '../core/unwrapScripts'
import { workerFile } from './bundle'
import { hash } from './hash'
import type { EvidenceFile } from './workerJobs'
import { WorkerPool, WorkerProblem } from './workerPool'

export interface EngineOptions {
  readonly registry: Registry
  /** Worker threads; as many as there are processors, up to eight, unless said. */
  readonly jobs?: number
  /** Milliseconds one file may take. */
  readonly deadlineMs?: number
}

export interface RunOptions {
  readonly signal?: AbortSignal
  readonly progress?: (done: number, total: number) => void
}

/** A review together with its files' own results, so that an edit can redo one file and join again. */
export interface Run {
  readonly review: Review
  readonly files: readonly FileReview[]
}

const LIMIT_JOBS = 8
const DEADLINE_MS = 20_000

/** The core with this machine's ports: what the command line and the language server both use. */
export class Engine {
  readonly registry: Registry
  readonly #pool: WorkerPool

  constructor(options: EngineOptions) {
    this.registry = options.registry
    this.#pool = new WorkerPool({
      workerFile,
      size: options.jobs ?? Math.min(LIMIT_JOBS, availableParallelism()),
      deadlineMs: options.deadlineMs ?? DEADLINE_MS,
    })
  }

  /** Rejects with {@link Cancelled} when the signal fires, and with what the source throws; never for its content. */
  async review(source: ChangeSource, options: ReviewOptions, run: RunOptions = {}): Promise<Run> {
    const ports = this.#ports(options, run)
    return untilAborted(run.signal, async () => {
      const files = await examineFiles(source, ports)
      return { files, review: await join(source, files, this.registry, options, ports) }
    })
  }

  /** One file again, after an edit. */
  examine(raw: RawFile, options: ExamineOptions): Promise<FileReview> {
    return this.#pool.examine(raw, options)
  }

  /** Joins results that are already there. */
  join(
    source: ChangeSource,
    files: readonly FileReview[],
    options: ReviewOptions,
    run: RunOptions = {},
  ): Promise<Review> {
    return untilAborted(run.signal, () => join(source, files, this.registry, options, this.#ports(options, run)))
  }

  /** Rejects with {@link Cancelled}, and with `WorkerProblem` when its worker did not live to the end. */
  evidence(file: EvidenceFile, signal?: AbortSignal): Promise<Evidence> {
    return this.#pool.run({ kind: 'evidence', file }, signal)
  }

  /** One side as lines that can be compared with those of the other; rejects as {@link evidence} does. */
  sideText(path: string, side: BinarySide): Promise<readonly string[]> {
    return this.#pool.run({ kind: 'sideText', path, side })
  }

  /** What comes out of one side; rejects as {@link evidence} does. */
  stages(bytes: Uint8Array, signal?: AbortSignal): Promise<Stages> {
    return this.#pool.run({ kind: 'stages', bytes }, signal)
  }

  dispose(): Promise<void> {
    return this.#pool.dispose()
  }

  /** A script that takes its worker too long costs what would have been known of it, and is said. */
  async #unwrap(job: UnwrapJob, signal: AbortSignal | undefined): Promise<UnwrapAnswer> {
    try {
      return await this.#pool.run({ kind: 'unwrap', job }, signal)
    } catch (error) {
      if (error instanceof WorkerProblem) return { problem: error.message }
      throw error
    }
  }

  #ports(options: ExamineOptions, { signal, progress }: RunOptions): ReviewPorts {
    return {
      hash,
      examine: raw => this.#pool.examine(raw, options),
      unwrap: job => this.#unwrap(job, signal),
      cancel: { isCancelled: () => signal?.aborted === true },
      today: new Date().toISOString().slice(0, 10),
      ...(progress === undefined ? {} : { progress }),
    }
  }
}

/** Gives up at once: files in the workers end by themselves, and nobody waits for them. */
async function untilAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  if (signal === undefined) return work()
  if (signal.aborted) throw new Cancelled()
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Cancelled())
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work(), aborted])
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
  }
}
