import { Worker } from 'node:worker_threads'
import type { RawFile } from '../core/content/load'
import type { ExamineOptions } from '../core/rule/examination'
import { type FileReview, unexaminedReview } from '../core/rule/examine'

export interface WorkerJob {
  readonly id: number
  readonly raw: RawFile
  readonly options: ExamineOptions
}

export type WorkerAnswer =
  | { readonly id: number; readonly review: FileReview }
  | { readonly id: number; readonly problem: string }

export interface WorkerPoolOptions {
  readonly workerFile: string
  /** Most workers at the same time; each is started when it is first needed. */
  readonly size: number
  /** Milliseconds one file may take before its worker is ended. */
  readonly deadlineMs: number
}

interface Task extends WorkerJob {
  readonly settle: (review: FileReview) => void
}

interface Seat {
  readonly worker: Worker
  task: Task | undefined
  timer: NodeJS.Timeout | undefined
}

/** The old generation of one worker, in MiB: a review of one file needs a small part of it. */
const LIMIT_HEAP_MIB = 1024

/**
 * Examines files in threads. A worker that dies or passes its deadline costs the file it was at, and nothing else;
 * wall time exists only here, so that results themselves never depend on it.
 */
export class WorkerPool {
  readonly #options: WorkerPoolOptions
  readonly #seats = new Set<Seat>()
  readonly #queue: Task[] = []
  #nextId = 1
  #isDisposed = false

  constructor(options: WorkerPoolOptions) {
    this.#options = options
  }

  /** Never rejects: what went wrong is in the review's outcome. */
  examine(raw: RawFile, options: ExamineOptions): Promise<FileReview> {
    return new Promise(settle => {
      const task: Task = { id: this.#nextId++, raw, options, settle }
      if (this.#isDisposed) settle(unexaminedReview(raw.change, 'the review was ended'))
      else {
        this.#queue.push(task)
        this.#assign()
      }
    })
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    for (const task of this.#queue.splice(0)) task.settle(unexaminedReview(task.raw.change, 'the review was ended'))
    await Promise.all(
      [...this.#seats].map(seat => {
        this.#fail(seat, 'the review was ended')
        // An idle worker does not keep the process alive, and a process that ends here would not finish what follows.
        seat.worker.ref()
        return seat.worker.terminate()
      }),
    )
    this.#seats.clear()
  }

  #assign(): void {
    while (this.#queue.length > 0) {
      const seat = this.#freeSeat()
      if (seat === undefined) return
      const task = this.#queue.shift() as Task
      seat.task = task
      seat.worker.ref()
      seat.timer = setTimeout(() => {
        this.#retire(seat, `it took longer than ${this.#options.deadlineMs / 1000} s`)
      }, this.#options.deadlineMs)
      seat.worker.postMessage({ id: task.id, raw: task.raw, options: task.options } satisfies WorkerJob)
    }
  }

  #freeSeat(): Seat | undefined {
    for (const seat of this.#seats) if (seat.task === undefined) return seat
    return this.#seats.size < this.#options.size ? this.#open() : undefined
  }

  #open(): Seat {
    const worker = new Worker(this.#options.workerFile, {
      resourceLimits: { maxOldGenerationSizeMb: LIMIT_HEAP_MIB },
      // Nothing of the reviewed tree reaches the worker through its surroundings either.
      env: {},
    })
    const seat: Seat = { worker, task: undefined, timer: undefined }
    worker.on('message', (answer: WorkerAnswer) => {
      const task = this.#release(seat)
      if (task?.id !== answer.id) return
      task.settle('review' in answer ? answer.review : unexaminedReview(task.raw.change, answer.problem))
      this.#assign()
    })
    worker.on('error', error => this.#retire(seat, `its worker failed: ${error.message}`))
    worker.on('exit', () => this.#retire(seat, 'its worker ended'))
    this.#seats.add(seat)
    return seat
  }

  #release(seat: Seat): Task | undefined {
    clearTimeout(seat.timer)
    const { task } = seat
    seat.task = undefined
    // An idle worker must not keep a command line program alive.
    seat.worker.unref()
    return task
  }

  #fail(seat: Seat, reason: string): void {
    const task = this.#release(seat)
    task?.settle(unexaminedReview(task.raw.change, reason))
  }

  #retire(seat: Seat, reason: string): void {
    if (!this.#seats.delete(seat)) return
    this.#fail(seat, reason)
    void seat.worker.terminate()
    if (!this.#isDisposed) this.#assign()
  }
}
