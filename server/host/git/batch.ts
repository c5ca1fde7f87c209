import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { GitProblem } from './problem'
import { collectErrors, killGroup, startGit } from './process'
import type { Quarantine } from './quarantine'
import { Queue } from './queue'

/** What `git cat-file --batch` or `--batch-check` answered; see git-cat-file(1), "Batch output". */
export type BatchAnswer =
  | {
      readonly kind: 'object'
      readonly id: string
      readonly type: string
      readonly size: number
      readonly bytes?: Buffer
    }
  /** Larger than the limit asked for: read past, not kept. */
  | { readonly kind: 'too-large'; readonly id: string; readonly type: string; readonly size: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'ambiguous' }
  /** Git gave up on it; the text is what git said. */
  | { readonly kind: 'failed'; readonly reason: string }

interface Request {
  readonly name: string
  readonly limitBytes: number
  /** Processes that ended while they owed this answer. */
  deaths: number
  readonly done: (answer: BatchAnswer) => void
  readonly fail: (error: unknown) => void
}

interface Body {
  readonly id: string
  readonly type: string
  readonly size: number
  /** Bytes still to come, the line feed after the content included. */
  left: number
  readonly chunks: Buffer[] | undefined
}

/** Longer than any answer line of git; what exceeds it is no answer. */
const maxLine = 4096

/**
 * One long-lived `cat-file` process. Requests are pipelined and answered in order. When git dies of an object, that
 * request is answered `failed` and the others go to a new process.
 */
export class CatFile {
  readonly #quarantine: Quarantine
  readonly #withContent: boolean
  readonly #silenceMs: number
  #child: ChildProcessWithoutNullStreams | undefined
  readonly #requests = new Queue<Request>()
  #head: Buffer = Buffer.alloc(0)
  #body: Body | undefined
  #timer: NodeJS.Timeout | undefined
  #closed: unknown
  #unsent = ''

  constructor(quarantine: Quarantine, options: { readonly content: boolean; readonly silenceMs?: number }) {
    this.#quarantine = quarantine
    this.#withContent = options.content
    this.#silenceMs = options.silenceMs ?? 120_000
  }

  /** `name` is an object id, or what we made of one; it never holds a line feed. */
  ask(name: string, limitBytes = 0): Promise<BatchAnswer> {
    return new Promise((done, fail) => {
      if (this.#closed !== undefined) return fail(this.#closed)
      if (/[\n\0]/.test(name)) return done({ kind: 'absent' })
      const request: Request = { name, limitBytes, deaths: 0, done, fail }
      this.#requests.push(request)
      this.#send(`${name}\n`)
      this.#watch()
    })
  }

  /** Ends the process; everything still asked for, and whatever is asked later, fails with `reason`. */
  close(reason: unknown): Promise<void> {
    this.#closed ??= reason
    const child = this.#child
    this.#failAll(this.#closed)
    if (child === undefined) return Promise.resolve()
    return new Promise(done => {
      if (child.exitCode !== null || child.signalCode !== null) return done()
      child.once('close', () => done())
      child.once('error', () => done())
      killGroup(child)
    })
  }

  /** Requests of one turn go out in one write: each write is a system call here and another in git. */
  #send(line: string): void {
    if (this.#unsent === '') setImmediate(() => this.#flush())
    this.#unsent += line
  }

  #flush(): void {
    const lines = this.#unsent
    this.#unsent = ''
    if (lines !== '' && this.#closed === undefined) this.#start().stdin.write(lines)
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child !== undefined) return this.#child
    const child = startGit(this.#quarantine, ['cat-file', this.#withContent ? '--batch' : '--batch-check'])
    this.#child = child
    this.#head = Buffer.alloc(0)
    this.#body = undefined
    const errors = collectErrors(child)
    child.stdin.on('error', () => undefined)
    child.stdout.on('data', (chunk: Buffer) => {
      if (this.#child === child) this.#take(chunk)
    })
    child.once('error', error => {
      if (this.#child !== child) return
      this.#child = undefined
      this.#failAll(new GitProblem('no-git', `git cannot be started: ${error.message}`))
    })
    child.once('close', (code, signal) => {
      if (this.#child !== child) return
      this.#child = undefined
      this.#restart(errors() || `git ended with ${code ?? signal}`)
    })
    return child
  }

  #restart(reason: string): void {
    this.#body = undefined
    this.#unsent = ''
    // once may be chance, as when the system ended git; twice is the object
    const { first } = this.#requests
    if (first !== undefined && ++first.deaths > 1) {
      this.#requests.shift()
      first.done({ kind: 'failed', reason })
    }
    if (this.#requests.length > 0)
      this.#send(
        this.#requests
          .list()
          .map(request => `${request.name}\n`)
          .join(''),
      )
    this.#watch()
  }

  #failAll(error: unknown): void {
    const requests = this.#requests.list()
    this.#requests.clear()
    for (const request of requests) request.fail(error)
    this.#watch()
  }

  /** Git that says nothing while it is asked, as on a pipe planted among the objects, is ended. */
  #watch(): void {
    if (this.#requests.length === 0) {
      clearTimeout(this.#timer)
      this.#timer = undefined
    } else if (this.#timer === undefined) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined
        void this.close(new GitProblem('git-failed', `git gave no answer for ${this.#silenceMs / 1000} s`))
      }, this.#silenceMs)
    } else this.#timer.refresh()
  }

  #take(chunk: Buffer): void {
    let rest = chunk
    while (rest.length > 0 && this.#child !== undefined) {
      if (this.#body === undefined) rest = this.#takeLine(rest)
      else rest = this.#takeBody(rest, this.#body)
    }
    this.#watch()
  }

  #takeLine(chunk: Buffer): Buffer {
    const end = chunk.indexOf(10)
    if (end < 0) {
      this.#head = Buffer.concat([this.#head, chunk])
      if (this.#head.length > maxLine && this.#child) killGroup(this.#child)
      return chunk.subarray(chunk.length)
    }
    const line = Buffer.concat([this.#head, chunk.subarray(0, end)]).toString('latin1')
    this.#head = Buffer.alloc(0)
    this.#answerLine(line)
    return chunk.subarray(end + 1)
  }

  #answerLine(line: string): void {
    const found = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/.exec(line)
    const request = this.#requests.first
    if (request === undefined) return
    if (found) {
      const [id = '', type = '', digits = ''] = found.slice(1)
      const size = Number(digits)
      if (!this.#withContent) this.#answer({ kind: 'object', id, type, size })
      else this.#body = { id, type, size, left: size + 1, chunks: size > request.limitBytes ? undefined : [] }
    } else if (line.endsWith(' missing')) this.#answer({ kind: 'absent' })
    else if (line.endsWith(' ambiguous')) this.#answer({ kind: 'ambiguous' })
    else this.#answer({ kind: 'failed', reason: line })
  }

  #takeBody(chunk: Buffer, body: Body): Buffer {
    const part = chunk.subarray(0, body.left)
    body.left -= part.length
    body.chunks?.push(part)
    if (body.left === 0) {
      this.#body = undefined
      const { id, type, size } = body
      // copied, so that a small object does not keep a whole chunk of the pipe alive
      const bytes = body.chunks && Buffer.concat(body.chunks, size)
      this.#answer(bytes ? { kind: 'object', id, type, size, bytes } : { kind: 'too-large', id, type, size })
    }
    return chunk.subarray(part.length)
  }

  #answer(answer: BatchAnswer): void {
    this.#requests.shift()?.done(answer)
  }
}
