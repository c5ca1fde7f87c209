import { Worker } from 'node:worker_threads'
import type { RawFile } from '../core/content/load'
import { Cancelled } from '../core/review'
import type { ExamineOptions } from '../core/rule/examination'
import { type FileReview, unexaminedReview } from '../core/rule/examine'
import type { AnswerTo, WorkerJob, WorkerReply, WorkerRequest } from './workerJobs'

export interface WorkerPoolOptions {
  readonly workerFile: string
  /** Most workers at the same time; each is started when it is first needed. */
  readonly size: number
  /** Milliseconds of a processor that one file may take before its worker is ended. */
  readonly deadlineMs: number
}

/** A job that its worker did not live to answer; the message says why in a clause, such as "its worker ended". */
export class WorkerProblem extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'WorkerProblem'
  }
}

interface Task extends WorkerJob {
  answered(answer: unknown): void
  failed(reason: string): void
}

interface Seat {
  readonly worker: Worker
  task: Task | undefined
  timer: NodeJS.Timeout | undefined
}

/** When a task was given to its worker. */
interface Begin {
  readonly wallMs: number
  readonly cpu: NodeJS.CpuUsage
}

/** Deadlines that may pass by the clock before a task is ended all the same. */
const LIMIT_PATIENCE = 6
/** The old generation of one worker, in MiB: a review of one file needs a small part of it. */
const LIMIT_HEAP_MIB = 1024
const ENDED = 'the review was ended'

/**
 * Works on files in threads. A worker that dies or passes its deadline costs the file it was at, and nothing else;
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
      const failed = (reason: string) => settle(unexaminedReview(raw.change, reason))
      this.#add(this.#task({ kind: 'examine', raw, options }, settle, failed), 'last')
    })
  }

  /**
   * For somebody who waits for the answer: goes before files that wait to be examined. Rejects with
   * {@link WorkerProblem}, or with {@link Cancelled} once the signal fires, which ends the work itself.
   */
  run<Request extends Exclude<WorkerRequest, { readonly kind: 'examine' }>>(
    request: Request,
    signal?: AbortSignal,
  ): Promise<AnswerTo<Request>> {
    return new Promise((settle, reject) => {
      if (signal?.aborted === true) {
        reject(new Cancelled())
        return
      }
      const stop = () => {
        reject(new Cancelled())
        this.#drop(task)
      }
      const task = this.#task(
        request,
        (answer: AnswerTo<Request>) => {
          signal?.removeEventListener('abort', stop)
          settle(answer)
        },
        reason => {
          signal?.removeEventListener('abort', stop)
          reject(new WorkerProblem(reason))
        },
      )
      signal?.addEventListener('abort', stop, { once: true })
      this.#add(task, 'first')
    })
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    for (const task of this.#queue.splice(0)) task.failed(ENDED)
    await Promise.all(
      [...this.#seats].map(seat => {
        this.#fail(seat, ENDED)
        // An idle worker does not keep the process alive, and a process that ends here would not finish what follows.
        seat.worker.ref()
        return seat.worker.terminate()
      }),
    )
    this.#seats.clear()
  }

  #task<Request extends WorkerRequest>(
    request: Request,
    answered: (answer: AnswerTo<Request>) => void,
    failed: (reason: string) => void,
  ): Task {
    // a worker answers what it was asked: the kinds of both go together
    return { id: this.#nextId++, request, answered: answer => answered(answer as AnswerTo<Request>), failed }
  }

  #add(task: Task, place: 'first' | 'last'): void {
    if (this.#isDisposed) {
      task.failed(ENDED)
      return
    }
    if (place === 'first') this.#queue.unshift(task)
    else this.#queue.push(task)
    this.#assign()
  }

  #drop(task: Task): void {
    const at = this.#queue.indexOf(task)
    if (at >= 0) this.#queue.splice(at, 1)
    for (const seat of this.#seats) if (seat.task === task) this.#retire(seat, 'it was cancelled')
  }

  #assign(): void {
    while (this.#queue.length > 0) {
      const seat = this.#freeSeat()
      if (seat === undefined) return
      const task = this.#queue.shift() as Task
      seat.task = task
      seat.worker.ref()
      this.#watch(seat, this.#options.deadlineMs, { wallMs: performance.now(), cpu: process.cpuUsage() })
      seat.worker.postMessage({ id: task.id, request: task.request } satisfies WorkerJob)
    }
  }

  /**
   * Ends a task at its deadline. On a machine that others keep busy a thread gets a part of the time that passes: what
   * it got is estimated by the processor time of this process, shared among the threads at work, and the rest granted.
   */
  #watch(seat: Seat, waitMs: number, begin: Begin): void {
    seat.timer = setTimeout(() => {
      const { deadlineMs } = this.#options
      const { user, system } = process.cpuUsage(begin.cpu)
      const busy = [...this.#seats].filter(({ task }) => task !== undefined).length
      const leftMs = deadlineMs - (user + system) / 1000 / busy
      const passedMs = performance.now() - begin.wallMs
      if (leftMs < deadlineMs / 10 || passedMs >= deadlineMs * LIMIT_PATIENCE)
        this.#retire(seat, `it took longer than ${deadlineMs / 1000} s`)
      else this.#watch(seat, leftMs, begin)
    }, waitMs)
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
    worker.on('message', (reply: WorkerReply) => {
      const task = this.#release(seat)
      if (task?.id !== reply.id) return
      if ('answer' in reply) task.answered(reply.answer)
      else task.failed(reply.problem)
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
    // An idle worker must not keep a command line program alive. One that is being ended must: it may answer even then.
    if (!this.#isDisposed) seat.worker.unref()
    return task
  }

  #fail(seat: Seat, reason: string): void {
    this.#release(seat)?.failed(reason)
  }

  #retire(seat: Seat, reason: string): void {
    if (!this.#seats.delete(seat)) return
    this.#fail(seat, reason)
    void seat.worker.terminate()
    if (!this.#isDisposed) this.#assign()
  }
}
