import type { ByteSpan } from '../../model/location'
import { sniffFormat } from '../signature'
import { joined } from './bytes'
import { decodeBzip2 } from './bzip2'
import type { Container, Piece } from './entry'
import { readGzip } from './gzip'
import { decodeLzmaAlone } from './lzmaAlone'
import { type Allowance, createAllowance } from './output'
import { createSearchBudget, type Repair, repairOf } from './repair'
import { isTarHeader, readTar } from './tar'
import { readXz } from './xz'
import { hasZipEnd, readZip } from './zip'
import { readZstd } from './zstd'

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
  if (name === 'xz') return xzContainer(bytes, allowance)
  if (name === 'gzip') return gzipContainer(bytes, allowance)
  if (name === 'bzip2') return bzip2Container(bytes, allowance)
  if (name === 'LZMA') return lzmaContainer(bytes, allowance)
  if (name === 'zstd') return readZstd(bytes, allowance)
  if (name === 'zip' || (name === 'unknown' && hasZipEnd(bytes))) return readZip(bytes, allowance)
  if (name === 'tar' || (name === 'unknown' && isTarHeader(bytes, 0))) return readTar(bytes, allowance)
  return undefined
}

function xzContainer(bytes: Uint8Array, allowance: Allowance): Container {
  const { streams, trailing } = readXz(bytes, allowance)
  const pieces = streams.map(
    ({ offset, length, blocks, fault }): Piece => ({
      offset,
      length,
      content: joined(blocks.map(block => block.content)),
      ...(fault === undefined ? {} : { fault }),
    }),
  )
  const filters = new Set(streams.flatMap(stream => stream.blocks.flatMap(block => block.header.filters.slice(0, -1))))
  const notes = [...filters].map(filter => `the filter for ${filter} is not undone`)
  const unread = new Set(
    streams
      .filter(stream => stream.fault === undefined && stream.blocks.some(block => block.check === 'unread'))
      .map(stream => stream.check),
  )
  for (const check of unread) if (filters.size === 0) notes.push(`${check} was not computed`)
  return { format: 'xz', pieces, entries: [], notes, ...(trailing === undefined ? {} : { after: trailing }) }
}

function gzipContainer(bytes: Uint8Array, allowance: Allowance): Container {
  const { members, trailing } = readGzip(bytes, allowance)
  const notes = members.flatMap(({ name }) => (name === undefined ? [] : [`the header keeps the name ${name}`]))
  const shared = { format: 'gzip', pieces: members, entries: [], notes: [...new Set(notes)].slice(0, 5) }
  return trailing === undefined ? shared : { ...shared, after: trailing }
}

function bzip2Container(bytes: Uint8Array, allowance: Allowance): Container {
  const pieces: Piece[] = []
  let at = 0
  while (bytes[at] === 0x42 && bytes[at + 1] === 0x5a && bytes[at + 2] === 0x68 && allowance.parts-- > 0) {
    const { bytes: content, end, stop } = decodeBzip2(bytes, at, allowance)
    const length = (stop === undefined ? end : bytes.length) - at
    pieces.push({ offset: at, length, content, ...(stop === undefined ? {} : { fault: stop }) })
    at += length
  }
  const after = at < bytes.length ? { after: { offset: at, length: bytes.length - at } } : {}
  return { format: 'bzip2', pieces, entries: [], notes: [], ...after }
}

/** An end mark may follow although the header gives the size. */
const END_MARK_BYTES = 6

function lzmaContainer(bytes: Uint8Array, allowance: Allowance): Container {
  const { bytes: content, end, stop } = decodeLzmaAlone(bytes, 0, allowance)
  const piece: Piece = { offset: 0, length: end, content, ...(stop === undefined ? {} : { fault: stop }) }
  const after =
    stop === undefined && end + END_MARK_BYTES < bytes.length
      ? { after: { offset: end, length: bytes.length - end } }
      : {}
  return { format: 'LZMA', pieces: [piece], entries: [], notes: ['the format has no check'], ...after }
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
