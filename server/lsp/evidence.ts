import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver'
import type { Stages } from '../core/evidence/evidence'
import { type FileChange, shownPath } from '../core/model/changeSet'
import type { Side } from '../core/model/location'
import type { SideContent } from '../core/model/ports'
import { Cancelled } from '../core/review'
import { whyMissing } from '../core/rule/examine'
import { WorkerProblem } from '../host/workerPool'
import type {
  EvidenceBytesParams,
  EvidenceBytesResult,
  EvidenceParams,
  EvidenceResult,
  EvidenceSideParams,
  WireStages,
} from '../protocol'
import type { Problem } from './backend'
import { type ServerContext, snapshotOf } from './context'
import { notOpen, requestCancelled, signalOf } from './fromProtocol'
import { findFile, type Snapshot } from './snapshot'

interface Named {
  readonly snapshot: Snapshot
  readonly change: FileChange
}

/** Both sides of one file, as they were read. */
interface ReadFile {
  readonly file: number
  readonly old: SideContent
  readonly new: SideContent
}

const NOT_THERE: Problem = { message: 'the file has no such side' }

/** The evidence document of a file: what it is built of, its bytes, and what comes out of it. */
export class EvidenceRequests {
  /**
   * The file looked at last, per state of a change set: the bytes of a hex view are those that the evidence was read
   * from, though a working tree has moved on. One file each, and gone with its state.
   */
  readonly #last = new WeakMap<Snapshot, Promise<ReadFile>>()

  constructor(private readonly context: ServerContext) {}

  async read(params: EvidenceParams, token: CancellationToken): Promise<EvidenceResult> {
    const named = this.#find(params)
    const file = await this.#sides(named, 'anew')
    const sides = (['old', 'new'] as const).filter(side => file[side].kind !== 'absent')
    const lacking = sides.flatMap(side => {
      const problem = problemOf(file[side])
      return problem === undefined ? [] : [{ side, ...problem }]
    })
    const [first] = lacking
    if (first !== undefined && lacking.length === sides.length) {
      const { message, remedy } = first
      return { ok: false, message, ...(remedy === undefined ? {} : { remedy }) }
    }
    const bytes = { ...bytesAs('old', file), ...bytesAs('new', file) }
    try {
      const evidence = await this.context.backend.evidence(
        { path: shownPath(named.change).text, ...bytes },
        signalOf(token),
      )
      if (first === undefined) return { ok: true, evidence }
      const help = first.remedy === undefined ? '' : `; ${first.remedy}`
      return { ok: true, evidence: { ...evidence, notCompared: `${first.side} side: ${first.message}${help}` } }
    } catch (error) {
      if (error instanceof WorkerProblem) return { ok: false, message: `not read: ${error.message}` }
      throw asResponse(error)
    }
  }

  async stages(params: EvidenceSideParams, token: CancellationToken): Promise<WireStages> {
    const bytes = await this.#bytes(params)
    try {
      return toWireStages(await this.context.backend.stages(bytes, signalOf(token)))
    } catch (error) {
      throw asResponse(error)
    }
  }

  async bytes(params: EvidenceBytesParams): Promise<EvidenceBytesResult> {
    const { offset, length } = params
    const bytes = await this.#bytes(params)
    if (offset > bytes.length) throw failed(`offset ${offset} is beyond the end, at ${bytes.length}`)
    return { bytes: base64(bytes.subarray(offset, Math.min(bytes.length, offset + length))) }
  }

  #find({ id, path, file }: EvidenceParams): Named {
    const snapshot = snapshotOf(this.context, id)
    if (snapshot === undefined) throw notOpen(`no change set ${id} is open`)
    const change = findFile(snapshot, path, 'new', file) ?? findFile(snapshot, path, 'old', file)
    if (change === undefined) throw notOpen(`the change has no ${path}`)
    return { snapshot, change }
  }

  async #bytes(params: EvidenceSideParams): Promise<Uint8Array> {
    const file = await this.#sides(this.#find(params), 'as before')
    const content = file[params.side]
    if (content.kind === 'bytes') return content.bytes
    const { message, remedy } = problemOf(content) ?? NOT_THERE
    throw failed(remedy === undefined ? message : `${message}; ${remedy}`)
  }

  async #sides({ snapshot, change }: Named, how: 'anew' | 'as before'): Promise<ReadFile> {
    const last = how === 'anew' ? undefined : await this.#last.get(snapshot)?.catch(() => undefined)
    if (last?.file === change.index) return last
    const read = (side: Side) => this.context.backend.read(snapshot.source, change.index, side)
    const reading = Promise.all([read('old'), read('new')]).then(([old, current]) => ({
      file: change.index,
      old,
      new: current,
    }))
    this.#last.set(snapshot, reading)
    return await reading
  }
}

function problemOf(content: SideContent): Problem | undefined {
  if (content.kind !== 'missing') return undefined
  const { reason, remedy } = whyMissing(content.reason, content.remedy)
  return { message: reason, ...(remedy === undefined ? {} : { remedy }) }
}

function bytesAs(side: Side, file: ReadFile): { readonly old?: Uint8Array; readonly new?: Uint8Array } {
  const content = file[side]
  return content.kind === 'bytes' ? { [side]: content.bytes } : {}
}

function toWireStages({ stages, more, notes }: Stages): WireStages {
  return { stages: stages.map(stage => ({ ...stage, head: base64(stage.head) })), more, notes }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function failed(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message)
}

function asResponse(error: unknown): unknown {
  if (error instanceof Cancelled) return requestCancelled()
  return error instanceof WorkerProblem ? failed(`not read: ${error.message}`) : error
}
