import { type CancellationToken, type ProgressToken, WorkDoneProgress } from 'vscode-languageserver'
import { Cancelled } from '../core/review'
import type { OpenReviewParams, OpenReviewResult } from '../protocol'
import type { ServerContext } from './context'
import { requestCancelled, signalOf } from './fromProtocol'
import type { Progress } from './runs'

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
      return await this.#context.runs.open(params, signal, progress)
    } catch (error) {
      throw error instanceof Cancelled ? requestCancelled() : error
    } finally {
      if (workDoneToken !== undefined) {
        this.#byToken.delete(workDoneToken)
        void this.#context.connection.sendProgress(WorkDoneProgress.type, workDoneToken, { kind: 'end' })
      }
    }
  }

  cancelProgress(token: ProgressToken): void {
    this.#byToken.get(token)?.abort()
  }

  #begin(token: ProgressToken | undefined): Progress {
    if (token === undefined) return () => {}
    const { connection } = this.#context
    const title = 'Plainsight review'
    void connection.sendProgress(WorkDoneProgress.type, token, {
      kind: 'begin',
      title,
      percentage: 0,
      cancellable: true,
    })
    let last = 0
    return (done, total) => {
      const now = Date.now()
      if (done < total && now - last < 1000 / MESSAGES_PER_SECOND) return
      last = now
      const percentage = total === 0 ? 100 : Math.floor((100 * done) / total)
      const message = `${done} of ${total} files`
      void connection.sendProgress(WorkDoneProgress.type, token, { kind: 'report', percentage, message })
    }
  }
}
