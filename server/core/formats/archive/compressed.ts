import { joined } from './bytes'
import { decodeBzip2 } from './bzip2'
import type { Container, Piece } from './entry'
import { readGzip } from './gzip'
import { readLz4 } from './lz4'
import { readLzip } from './lzip'
import { decodeLzmaAlone } from './lzmaAlone'
import type { Allowance } from './output'
import { readUnixCompress } from './unixCompress'
import { readXz } from './xz'
import { readZstd } from './zstd'

type Reader = (bytes: Uint8Array, allowance: Allowance) => Container

/** By the name that {@link sniffFormat} gives: formats that hold one content, in pieces that follow each other. */
const readers: ReadonlyMap<string, Reader> = new Map([
  ['xz', xzContainer],
  ['gzip', gzipContainer],
  ['bzip2', bzip2Container],
  ['LZMA', lzmaContainer],
  ['zstd', readZstd],
  ['lzip', lzipContainer],
  ['LZ4', lz4Container],
  ['Unix compress', unixCompressContainer],
])

/** Undefined for a format that is not among them. */
export function readCompressed(format: string, bytes: Uint8Array, allowance: Allowance): Container | undefined {
  const container = readers.get(format)?.(bytes, allowance)
  if (container === undefined || allowance.parts > 0) return container
  // What was not read for want of parts does not stand after the end.
  const { after: _, ...rest } = container
  return { ...rest, notes: [...rest.notes, 'the limit of parts is reached'] }
}

interface Span {
  readonly offset: number
  readonly length: number
}

function containerOf(
  format: string,
  pieces: readonly Piece[],
  notes: readonly string[],
  after: Span | undefined,
): Container {
  return { format, pieces, entries: [], notes, ...(after === undefined ? {} : { after }) }
}

function xzContainer(bytes: Uint8Array, allowance: Allowance): Container {
  const { streams, notes, trailing } = readXz(bytes, allowance)
  const pieces = streams.map(
    ({ offset, length, blocks, fault }): Piece => ({
      offset,
      length,
      content: joined(blocks.map(block => block.content)),
      ...(fault === undefined ? {} : { fault }),
    }),
  )
  const filters = streams.flatMap(stream => stream.blocks.flatMap(block => block.header.filters))
  const unknown = new Set(filters.filter(({ undo }) => undo === undefined).map(({ name }) => name))
  const said = [...unknown].map(name => `the filter for ${name} is not undone`)
  const unread = new Set(
    streams
      .filter(stream => stream.fault === undefined && stream.blocks.some(block => block.check === 'unread'))
      .map(stream => stream.check),
  )
  for (const check of unread) if (unknown.size === 0) said.push(`${check} was not computed`)
  if (streams.some(({ check, blocks }) => check === 'none' && blocks.length > 0)) said.push('a stream has no check')
  return containerOf('xz', pieces, [...said, ...notes], trailing)
}

function gzipContainer(bytes: Uint8Array, allowance: Allowance): Container {
  const { members, trailing } = readGzip(bytes, allowance)
  const notes = members.flatMap(({ name }) => (name === undefined ? [] : [`the header keeps the name ${name}`]))
  return containerOf('gzip', members, [...new Set(notes)].slice(0, 5), trailing)
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
  return containerOf('bzip2', pieces, [], at < bytes.length ? { offset: at, length: bytes.length - at } : undefined)
}

/** An end mark may follow although the header gives the size. */
const END_MARK_BYTES = 6

function lzmaContainer(bytes: Uint8Array, allowance: Allowance): Container {
  const { bytes: content, end, stop } = decodeLzmaAlone(bytes, 0, allowance)
  const piece: Piece = { offset: 0, length: end, content, ...(stop === undefined ? {} : { fault: stop }) }
  const hasMore = stop === undefined && end + END_MARK_BYTES < bytes.length
  const after = hasMore ? { offset: end, length: bytes.length - end } : undefined
  return containerOf('LZMA', [piece], ['the format has no check'], after)
}

function lzipContainer(bytes: Uint8Array, allowance: Allowance): Container {
  const { members, trailing } = readLzip(bytes, allowance)
  return containerOf('lzip', members, [], trailing)
}

function lz4Container(bytes: Uint8Array, allowance: Allowance): Container {
  const { frames, notes, trailing } = readLz4(bytes, allowance)
  return containerOf('LZ4', frames, notes, trailing)
}

function unixCompressContainer(bytes: Uint8Array, allowance: Allowance): Container {
  return containerOf('Unix compress', [readUnixCompress(bytes, allowance)], ['the format has no check'], undefined)
}
