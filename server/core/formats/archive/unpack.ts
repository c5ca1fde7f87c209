import type { ByteSpan } from '../../model/location'
import { sniffFormat } from '../signature'
import { readArchive } from './archives'
import { joined } from './bytes'
import { readCompressed } from './compressed'
import type { Container } from './entry'
import { type Allowance, createAllowance } from './output'
import { createSearchBudget, type Repair, repairOf } from './repair'

/** A container and where it stands: the file itself, or something unpacked from it. */
export interface Layer {
  /** Names of members from the outside to the inside; empty for the file itself. */
  readonly path: readonly string[]
  /** The bytes of the container. */
  readonly bytes: Uint8Array
  readonly container: Container
  /** The stretch of the outermost file that holds it. */
  readonly place: ByteSpan
  /** What compressed pieces give, one after the other; undefined for an archive. */
  readonly content?: Uint8Array
}

/** A repair and what holds it; offset and length are those of its place in the outermost file. */
export interface PlacedRepair extends Repair {
  /** Names of members from the outside to the inside; empty for a stretch of the file itself. */
  readonly path: readonly string[]
}

/** A file unpacked as far as our limits go. */
export interface Unpacked {
  /** The outermost container first; empty for a file that is none. */
  readonly layers: readonly Layer[]
  /** Stretches of the file that a mapping of bytes turns into something sound. */
  readonly repairs: readonly PlacedRepair[]
  /** Whether our limits ended it: said beside every claim that rests on having seen all. */
  readonly isLimited: boolean
}

const MAX_DEPTH = 4
/** Stretches that are searched for a mapping, those of the file itself first, and repairs that are told. */
const MAX_SEARCHED = 500
const MAX_REPAIRS = 8

/** Total and bounded: at most 64 MiB come out of one file, whatever is nested in it, and 100 million units of work. */
export function unpack(bytes: Uint8Array): Unpacked {
  const known = unpacked.get(bytes)
  if (known !== undefined) return known
  const allowance = createAllowance()
  const layers: Layer[] = []
  open(bytes, [], { offset: 0, length: bytes.length }, allowance, layers)
  const result = { layers, repairs: repairsIn(bytes, layers), isLimited: isOver(allowance, layers) }
  unpacked.set(bytes, result)
  return result
}

/** Facts and rules ask for the same side. */
const unpacked = new WeakMap<Uint8Array, Unpacked>()

function open(
  bytes: Uint8Array,
  path: readonly string[],
  place: ByteSpan,
  allowance: Allowance,
  layers: Layer[],
): void {
  if (path.length >= MAX_DEPTH || allowance.output <= 0 || allowance.work <= 0) return
  const container = containerOf(bytes, allowance)
  if (container === undefined) return
  const content = container.pieces.length === 0 ? undefined : joined(container.pieces.map(piece => piece.content))
  layers.push({ path, bytes, container, place, ...(content === undefined ? {} : { content }) })
  const placeOf = (inner: ByteSpan) => (path.length === 0 ? { offset: inner.offset, length: inner.length } : place)
  if (content !== undefined) open(content, [...path, `unpacked ${container.format}`], place, allowance, layers)
  for (const entry of container.entries)
    if (entry.content !== undefined && entry.content.length > 0)
      open(entry.content, [...path, entry.name], placeOf(entry), allowance, layers)
}

function containerOf(bytes: Uint8Array, allowance: Allowance): Container | undefined {
  const { name } = sniffFormat(bytes)
  const compressed = readCompressed(name, bytes, allowance)
  if (compressed !== undefined) return compressed
  return readArchive(name, bytes, allowance)
}

interface Stretch extends ByteSpan {
  readonly bytes: Uint8Array
  readonly path: readonly string[]
  readonly place: ByteSpan
}

/** All searches in a file share one budget. */
function repairsIn(bytes: Uint8Array, layers: readonly Layer[]): readonly PlacedRepair[] {
  const budget = createSearchBudget()
  const whole = { offset: 0, length: bytes.length }
  const stretches =
    layers.length > 0
      ? layers.flatMap(stretchesOf)
      : sniffFormat(bytes).category === 'unknown'
        ? [{ ...whole, bytes, path: [], place: whole }]
        : []
  const repairs: PlacedRepair[] = []
  for (const stretch of stretches.slice(0, MAX_SEARCHED)) {
    if (repairs.length >= MAX_REPAIRS) break
    const found = repairOf(stretch.bytes, stretch.offset, stretch.length, budget)
    if (found === undefined) continue
    const { offset, length } = stretch.path.length === 0 ? found : stretch.place
    repairs.push({ ...found, offset, length, path: stretch.path })
  }
  return repairs
}

/** Broken pieces, bytes behind the end, and members of no known format: what a mapping may have hidden. */
function stretchesOf({ bytes, path, place, container: { pieces, entries, after } }: Layer): readonly Stretch[] {
  const spans = [...pieces.filter(({ fault }) => fault !== undefined && !fault.isLimit), ...(after ? [after] : [])]
  const members = entries.flatMap(({ name, content, fault, offset, length }) => {
    if (content === undefined || content.length === 0 || fault?.isLimit === true) return []
    if (sniffFormat(content).category !== 'unknown') return []
    const inner = { bytes: content, offset: 0, length: content.length, path: [...path, name] }
    return [{ ...inner, place: path.length === 0 ? { offset, length } : place }]
  })
  return [...spans.map(({ offset, length }) => ({ bytes, offset, length, path, place })), ...members]
}

function isOver(allowance: Allowance, layers: readonly Layer[]): boolean {
  return (
    allowance.output <= 0 ||
    allowance.work <= 0 ||
    allowance.parts <= 0 ||
    layers.some(({ container }) => [...container.pieces, ...container.entries].some(one => one.fault?.isLimit === true))
  )
}
