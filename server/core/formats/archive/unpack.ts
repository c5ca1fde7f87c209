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

/** A file unpacked as far as our limits go. */
export interface Unpacked {
  /** The outermost container first; empty for a file that is none. */
  readonly layers: readonly Layer[]
  /** Stretches of the file that a mapping of bytes turns into something sound. */
  readonly repairs: readonly Repair[]
  /** Whether our limits ended it: said beside every claim that rests on having seen all. */
  readonly isLimited: boolean
}

const MAX_DEPTH = 4
/** Broken stretches that are searched for a mapping. */
const MAX_REPAIRS = 8

/** Total and bounded: at most 64 MiB come out of one file, whatever is nested in it, and 100 million units of work. */
export function unpack(bytes: Uint8Array): Unpacked {
  const known = unpacked.get(bytes)
  if (known !== undefined) return known
  const allowance = createAllowance()
  const layers: Layer[] = []
  open(bytes, [], { offset: 0, length: bytes.length }, allowance, layers)
  const result = { layers, repairs: repairsIn(bytes, layers[0]), isLimited: isOver(allowance, layers) }
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

/** Broken pieces, bytes behind the end, and a whole file of no known format: what a mapping may have hidden. */
function repairsIn(bytes: Uint8Array, outermost: Layer | undefined): readonly Repair[] {
  const budget = createSearchBudget()
  const stretches: ByteSpan[] =
    outermost === undefined
      ? sniffFormat(bytes).category === 'unknown'
        ? [{ offset: 0, length: bytes.length }]
        : []
      : [
          ...outermost.container.pieces.filter(piece => piece.fault !== undefined && !piece.fault.isLimit),
          ...(outermost.container.after === undefined ? [] : [outermost.container.after]),
        ]
  const repairs: Repair[] = []
  for (const { offset, length } of stretches.slice(0, MAX_REPAIRS)) {
    const found = repairOf(bytes, offset, length, budget)
    if (found !== undefined) repairs.push(found)
  }
  return repairs
}

function isOver(allowance: Allowance, layers: readonly Layer[]): boolean {
  return (
    allowance.output <= 0 ||
    allowance.work <= 0 ||
    allowance.parts <= 0 ||
    layers.some(({ container }) => [...container.pieces, ...container.entries].some(one => one.fault?.isLimit === true))
  )
}
