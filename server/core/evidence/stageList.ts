import { contentKindOf } from '../formats/archive/contentKind'
import type { ByteSpan } from '../model/location'
import type { Stage, Stages } from './evidence'

/** Stages found, of which the most telling are listed. */
const MAX_FOUND = 20_000
const MAX_STAGES = 500
const MAX_NOTES = 20
const MAX_HEAD = 16 << 10
const MAX_HEADS = 1 << 20
const LIMIT_HOW = 200

export interface FoundStage {
  readonly how: string
  readonly bytes: Uint8Array
  readonly place: ByteSpan
  readonly from?: FoundStage | undefined
  readonly fault?: string | undefined
  readonly isNotable?: boolean
}

/** Collects what comes out of a file, a stage after the one it came out of. */
export class StageList {
  readonly #found: FoundStage[] = []
  readonly #notes = new Set<string>()
  #refused = 0

  add(stage: FoundStage): FoundStage {
    if (this.#found.length < MAX_FOUND) this.#found.push(stage)
    else this.#refused++
    return stage
  }

  note(text: string): void {
    if (this.#notes.size < MAX_NOTES) this.#notes.add(text.slice(0, LIMIT_HOW))
  }

  finish(): Stages {
    const stages = toStages(this.#kept())
    return {
      stages,
      more: this.#found.length - stages.length + this.#refused,
      notes: [...this.#notes],
    }
  }

  /** All, or where there are too many, the notable and damaged ones first; never one without the one it came out of. */
  #kept(): readonly FoundStage[] {
    if (this.#found.length <= MAX_STAGES) return this.#found
    const weights = this.#found.map(stage =>
      isNotable(stage, contentKindOf(stage.bytes).kind) ? 0 : stage.fault ? 1 : 2,
    )
    const order = [...this.#found.keys()].sort((a, b) => (weights[a] ?? 0) - (weights[b] ?? 0) || a - b)
    const kept = new Set<FoundStage>()
    for (const index of order) {
      const line: FoundStage[] = []
      for (let at = this.#found[index]; at !== undefined && !kept.has(at); at = at.from) line.push(at)
      if (kept.size + line.length <= MAX_STAGES) for (const stage of line) kept.add(stage)
    }
    return this.#found.filter(stage => kept.has(stage))
  }
}

function toStages(found: readonly FoundStage[]): readonly Stage[] {
  const indexes = new Map(found.map((stage, index) => [stage, index]))
  let left = MAX_HEADS
  return found.map((stage, index) => {
    const { how, bytes, place, from, fault } = stage
    const { kind, name } = contentKindOf(bytes)
    const head = bytes.slice(0, Math.min(MAX_HEAD, Math.floor(left / (found.length - index))))
    left -= head.length
    const source = from && indexes.get(from)
    return {
      index,
      ...(source === undefined ? {} : { from: source }),
      how: how.slice(0, LIMIT_HOW),
      place: { offset: place.offset, length: place.length },
      format: formatOf(kind, name, bytes),
      size: bytes.length,
      ...(fault === undefined ? {} : { fault }),
      isNotable: isNotable(stage, kind),
      head,
      isText: kind === 'text' || kind === 'script',
    }
  })
}

function isNotable(stage: FoundStage, kind: string): boolean {
  return stage.isNotable === true || kind === 'script' || kind === 'executable'
}

function formatOf(kind: string, name: string, bytes: Uint8Array): string {
  if (kind === 'nothing') return 'empty'
  if (kind === 'bytes') return 'unknown'
  if (kind !== 'script') return name
  return bytes[0] === 0x23 && bytes[1] === 0x21 ? 'script' : 'text script'
}
