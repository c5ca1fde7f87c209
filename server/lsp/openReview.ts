import { type CancellationToken, type ProgressToken, WorkDoneProgress } from 'vscode-languageserver'
import { Cancelled } from '../core/review'
import type { OpenReviewParams, OpenReviewResult } from '../protocol'
import type { ServerContext } from './context'
import { textsOfFinding } from './decodedTexts'
import { requestCancelled, signalOf } from './fromProtocol'
import type { Progress } from './runs'
import { toProgressBegin, toProgressEnd, toProgressReport, type WorkDone } from './toProtocol'

/** At most this many progress messages per second: one per file would flood the client. */
const MESSAGES_PER_SECOND = 10

/** Reviews in the making that the client can cancel by their progress token. */
export class OpenReviewHandler {
  readonly #context: ServerContext
  readonly #byToken = new Map<ProgressToken, AbortController>()

  constructor(context: ServerContext) {
    this.#context = context
  }

  async handle(params: OpenReviewParams, token: CancellationToken): Promise<OpenReviewResult> {
    const { workDoneToken } = params
    const controller = new AbortController()
    const signal = AbortSignal.any([signalOf(token), controller.signal])
    if (workDoneToken !== undefined) this.#byToken.set(workDoneToken, controller)
    const progress = this.#begin(workDoneToken)
    try {
      const { id, source } = params
      const found =
        source.kind === 'texts' ? textsOfFinding(this.#context, source) : { ok: true as const, value: source }
      if (!found.ok) return { ok: false, message: found.message }
      return await this.#context.runs.open({ id, source: found.value }, signal, progress)
    } catch (error) {
      throw error instanceof Cancelled ? requestCancelled() : error
    } finally {
      if (workDoneToken !== undefined) {
        this.#byToken.delete(workDoneToken)
        this.#send(workDoneToken, toProgressEnd())
      }
    }
  }

  cancelProgress(token: ProgressToken): void {
    this.#byToken.get(token)?.abort()
  }

  #begin(token: ProgressToken | undefined): Progress {
    if (token === undefined) return () => {}
    this.#send(token, toProgressBegin())
    let last = 0
    return (done, total) => {
      const now = Date.now()
      if (done < total && now - last < 1000 / MESSAGES_PER_SECOND) return
      last = now
      this.#send(token, toProgressReport(done, total))
    }
  }

  #send(token: ProgressToken, value: WorkDone): void {
    void this.#context.connection.sendProgress(WorkDoneProgress.type, token, value)
  }
}
