import { contentKindOf } from '../formats/archive/contentKind'
import type { Container, Entry, Piece } from '../formats/archive/entry'
import { type Layer, type PlacedRepair, unpack } from '../formats/archive/unpack'
import { armouredIn } from '../formats/armour/armour'
import { readStructure } from '../formats/structure/read'
import { countOf } from '../formats/structure/structure'
import type { ByteSpan } from '../model/location'
import { latin1 } from '../model/path'
import type { Stages } from './evidence'
import { type FoundStage, StageList } from './stageList'

/** Stages of stages that are taken up anew: what a repair, a decoding or a second format gives. */
const MAX_DEPTH = 3
/** Each unpacking has limits of its own, so their number is what bounds the whole. */
const MAX_UNPACKED = 12
/** Texts searched for binaries in the form of text, and how long one may be. */
const MAX_TEXTS = 64
const MAX_TEXT_BYTES = 4 << 20
/** With more parts than this only what they give together is shown, unless one is damaged. */
const MANY_PIECES = 8

/**
 * What comes out of a file, step by step: unpacked, decoded from the form of text, or brought out by a mapping of its
 * bytes. Total and bounded like {@link unpack}, and it may take some seconds.
 */
export function readStages(bytes: Uint8Array): Stages {
  const list = new StageList()
  const walk = new StageWalk(list)
  walk.follow({ bytes, place: { offset: 0, length: bytes.length }, isFile: true }, undefined, 0)
  return list.finish()
}

interface Followed {
  readonly bytes: Uint8Array
  /** The stretch of the file that holds them. */
  readonly place: ByteSpan
  /** Whether offsets in `bytes` are offsets in the file, after the start of `place`. */
  readonly isFile: boolean
}

interface Opened {
  readonly one: Followed
  /** What {@link unpack} found in it, by the bytes of each container. */
  readonly byBytes: ReadonlyMap<Uint8Array, Layer>
  readonly depth: number
}

class StageWalk {
  readonly #list: StageList
  #unpacked = 0
  #texts = 0

  constructor(list: StageList) {
    this.#list = list
  }

  /** @returns whether it is a container */
  follow(one: Followed, from: FoundStage | undefined, depth: number): boolean {
    if (depth > MAX_DEPTH) return false
    if (this.#unpacked++ >= MAX_UNPACKED) {
      this.#list.note('more was found to unpack than our limits allow')
      return false
    }
    const { layers, repairs, isLimited } = unpack(one.bytes)
    if (isLimited) this.#list.note('unpacking ended at our limits')
    const byBytes = new Map(layers.map(layer => [layer.bytes, layer]))
    const outermost = layers[0]
    if (outermost !== undefined) this.#layer({ one, byBytes, depth }, outermost, from)
    for (const repair of repairs) this.#repair(one, repair, from, depth)
    if (outermost !== undefined) this.#outside({ one, byBytes, depth }, outermost.container, repairs, from)
    else if (repairs.length === 0) this.#innerFormats(one, from, depth)
    if (outermost === undefined) this.#armoured(one, from, depth)
    return outermost !== undefined
  }

  #layer(opened: Opened, layer: Layer, from: FoundStage | undefined): void {
    const { one, byBytes } = opened
    const { container, content } = layer
    const isOutermost = layer.path.length === 0
    const placeOf = (inner: ByteSpan) => (isOutermost ? within(one, inner) : placeOfStage(from, one))
    for (const note of container.notes) this.#list.note([...layer.path, note].join(': '))
    if (content !== undefined) this.#pieces(opened, layer, content, from, placeOf)
    for (const entry of container.entries) {
      const stage = this.#entry(entry, placeOf(entry), from)
      if (stage === undefined || entry.content === undefined) continue
      const inner = byBytes.get(entry.content)
      if (inner !== undefined && inner !== layer) this.#layer(opened, inner, stage)
      else this.#textOf(stage, opened)
    }
  }

  #pieces(
    opened: Opened,
    { container: { format, pieces } }: Layer,
    content: Uint8Array,
    from: FoundStage | undefined,
    placeOf: (inner: ByteSpan) => ByteSpan,
  ): void {
    const { one, byBytes } = opened
    const inner = byBytes.get(content)
    const unit = format === 'xz' ? 'stream' : 'part'
    const isSeveral = pieces.length > 1
    const isEach = pieces.length <= MANY_PIECES || pieces.some(piece => piece.fault !== undefined)
    if (isSeveral && isEach)
      for (const [index, piece] of pieces.entries())
        this.#piece(`${unit} ${index + 1} of ${pieces.length}, unpacked ${format}`, piece, placeOf(piece), from)
    if (isSeveral && isEach && inner === undefined) return
    const [first] = pieces
    const whole: Piece = {
      ...(first?.fault === undefined || isSeveral ? {} : { fault: first.fault }),
      content,
      ...(isSeveral || first === undefined ? { offset: 0, length: one.bytes.length } : first),
    }
    const how = isSeveral ? `all ${pieces.length} ${unit}s, unpacked ${format}` : `unpacked ${format}`
    const stage = this.#piece(how, whole, placeOf(whole), from)
    if (inner !== undefined) this.#layer(opened, inner, stage)
    else this.#textOf(stage, opened)
  }

  #piece(how: string, { content, fault }: Piece, place: ByteSpan, from: FoundStage | undefined): FoundStage {
    const why = fault && `stops at ${fault.offset}: ${fault.reason}`
    return this.#list.add({ how, bytes: content, place, from, fault: why })
  }

  #entry({ name, kind, target, content, fault }: Entry, place: ByteSpan, from: FoundStage | undefined) {
    const how = `member \`${name}\``
    if (content !== undefined && kind === 'file')
      return this.#list.add({ how, bytes: content, place, from, fault: fault?.reason })
    if (target !== undefined)
      return this.#list.add({
        how: `${how}, a ${kind}`,
        bytes: new TextEncoder().encode(target),
        place,
        from,
        fault: fault?.reason,
      })
    if (fault === undefined) return undefined
    return this.#list.add({ how, bytes: new Uint8Array(), place, from, fault: fault.reason })
  }

  #textOf(stage: FoundStage, { depth }: Opened): void {
    this.#armoured({ bytes: stage.bytes, place: stage.place, isFile: false }, stage, depth)
  }

  #repair(one: Followed, repair: PlacedRepair, from: FoundStage | undefined, depth: number): void {
    const place = within(one, repair)
    const { path, mapping, format, mapped, content } = repair
    const sound = this.#list.add({ how: [...path, mapping].join(': '), bytes: mapped, place, from, isNotable: true })
    const how = `sound ${format}, unpacked`
    const stage = this.#list.add({ how, bytes: content, place, from: sound, isNotable: true })
    this.follow({ bytes: content, place, isFile: false }, stage, depth + 1)
  }

  /** What stands before the start and after the end of a container, where no mapping has explained it. */
  #outside(
    { one, depth }: Opened,
    { format, before, after }: Container,
    repairs: readonly PlacedRepair[],
    from: FoundStage | undefined,
  ): void {
    for (const [span, where] of [
      [before, 'before the start'],
      [after, 'after the end'],
    ] as const) {
      if (span === undefined || repairs.some(({ path, offset }) => path.length === 0 && offset === span.offset))
        continue
      const how = `${countOf(span.length, 'byte')} ${where} of the ${format}`
      const bytes = one.bytes.subarray(span.offset, span.offset + span.length)
      const place = within(one, span)
      const stage = this.#list.add({ how, bytes, place, from })
      if (contentKindOf(bytes).kind === 'format') this.follow({ bytes, place, isFile: one.isFile }, stage, depth + 1)
    }
  }

  #innerFormats(one: Followed, from: FoundStage | undefined, depth: number): void {
    const parts = readStructure(one.bytes).parts
    const seconds = parts.filter(part => part.kind === 'second-format')
    let explainedFrom = Number.POSITIVE_INFINITY
    for (const part of parts) {
      const isSecond = part.kind === 'second-format'
      if (!isSecond && part.kind !== 'trailing' && part.kind !== 'gap') continue
      // Said already by what starts there, or by the container that it is a part of.
      if (!isSecond && seconds.some(second => second.offset === part.offset)) continue
      if (part.offset > explainedFrom) continue
      const bytes = one.bytes.subarray(part.offset, part.offset + part.length)
      const how = isSecond ? `${part.name}${part.note === undefined ? '' : `, ${part.note}`}` : part.name
      const place = within(one, part)
      const stage = this.#list.add({ how, bytes, place, from })
      if (isSecond && this.follow({ bytes, place, isFile: one.isFile }, stage, depth + 1)) explainedFrom = part.offset
    }
  }

  #armoured(one: Followed, from: FoundStage | undefined, depth: number): void {
    const { kind } = contentKindOf(one.bytes)
    if (kind !== 'text' && kind !== 'script') return
    if (this.#texts++ >= MAX_TEXTS || one.bytes.length > MAX_TEXT_BYTES) {
      this.#list.note('a text is too long to be searched for binaries in it')
      return
    }
    const lines = latin1(one.bytes).split('\n')
    const starts = startsOf(lines)
    for (const part of armouredIn(lines)) {
      const { armour, bytes, firstLine, endLine, startColumn, endColumn, label } = part
      const offset = (starts[firstLine] ?? 0) + startColumn
      const end = (starts[endLine - 1] ?? 0) + endColumn
      const place = within(one, { offset, length: Math.max(0, end - offset) })
      const where = endLine - firstLine > 1 ? `lines ${firstLine + 1} to ${endLine}` : `line ${firstLine + 1}`
      const how = `${where}, ${armour}${label === undefined ? '' : `, ${label}`}`
      const stage = this.#list.add({ how, bytes, place, from })
      this.follow({ bytes, place, isFile: false }, stage, depth + 1)
    }
  }
}

/** One character is one byte here, and a line feed one more. */
function startsOf(lines: readonly string[]): readonly number[] {
  let at = 0
  return lines.map(line => {
    const start = at
    at += line.length + 1
    return start
  })
}

/** What is no stretch of the file itself stands where the stage that holds it stands. */
function within({ isFile, place, bytes }: Followed, { offset, length }: ByteSpan): ByteSpan {
  if (!isFile) return place
  const from = Math.min(Math.max(0, offset), bytes.length)
  return { offset: place.offset + from, length: Math.min(Math.max(0, length), bytes.length - from) }
}

function placeOfStage(from: FoundStage | undefined, { place }: Followed): ByteSpan {
  return from?.place ?? place
}
