import { sha256 } from '../sha256'
import { indexOfBytes, le32, startsWith } from './bytes'
import { crc32, crc64 } from './checksum'
import { undoFilters } from './filters'
import { decodeLzma2 } from './lzma2'
import type { Allowance, Stop } from './output'
import { blockHeaderOf, numberAt, type XzBlockHeader } from './xzHeaders'

/** One block of a stream: a header, compressed data, and a check over what it unpacks to. */
export interface XzBlock {
  readonly offset: number
  readonly length: number
  /** As the index counts it: without the padding before the check. */
  readonly unpadded: number
  readonly header: XzBlockHeader
  readonly content: Uint8Array
  /** Whether the check agrees; `unread` for a kind we do not compute or a filter we do not undo. */
  readonly check: 'agrees' | 'disagrees' | 'none' | 'unread'
}

export interface XzStream {
  readonly offset: number
  /** Up to the next stream, padding left out, or up to the end of the file where none begins. */
  readonly length: number
  readonly check: string
  readonly blocks: readonly XzBlock[]
  /** Where and why reading stopped, or what contradicts the rest; undefined for a sound stream. */
  readonly fault?: Stop
}

export interface XzFile {
  readonly streams: readonly XzStream[]
  /** What contradicts the format between streams, each a short clause. */
  readonly notes: readonly string[]
  /** Bytes at the end that are neither a stream nor padding. */
  readonly trailing?: { readonly offset: number; readonly length: number }
}

export const XZ_MAGIC = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] as const
const HEADER_BYTES = 12

/**
 * The xz file format 1.2: streams of header, blocks, index and footer, with padding of zeros between them. After a
 * damaged stream reading goes on at the next place that has the first bytes of a stream.
 */
export function readXz(bytes: Uint8Array, allowance: Allowance, isTextOnly = false): XzFile {
  const streams: XzStream[] = []
  const notes = new Set<string>()
  let at = 0
  while (at < bytes.length && startsWith(bytes, XZ_MAGIC, at) && allowance.parts-- > 0) {
    const stream = readStream(bytes, at, allowance, isTextOnly)
    const isSound = stream.fault === undefined
    const next = isSound ? stream.offset + stream.length : indexOfBytes(bytes, XZ_MAGIC, at + XZ_MAGIC.length)
    const end = next === -1 ? bytes.length : next
    streams.push(isSound ? stream : { ...stream, length: end - at })
    at = end
    while (bytes[at] === 0) at++
    if (isSound && (at - end) % 4 !== 0) notes.add('the padding after a stream is not a multiple of four bytes')
    if (isSound && at < bytes.length && !startsWith(bytes, XZ_MAGIC, at)) {
      const again = indexOfBytes(bytes, XZ_MAGIC, at)
      if (again === -1) break
      const fault = { reason: 'bytes between two streams belong to neither', offset: at, isLimit: false }
      streams.push({ offset: at, length: again - at, check: 'none', blocks: [], fault })
      at = again
    }
  }
  const shared = { streams, notes: [...notes] }
  return at < bytes.length ? { ...shared, trailing: { offset: at, length: bytes.length - at } } : shared
}

function readStream(bytes: Uint8Array, offset: number, allowance: Allowance, isTextOnly: boolean): XzStream {
  const type = (bytes[offset + 7] ?? 0) & 0x0f
  const blocks: XzBlock[] = []
  const give = (end: number, reason?: string, isLimit = false): XzStream => ({
    offset,
    length: end - offset,
    check: checkName(type),
    blocks,
    ...(reason === undefined ? {} : { fault: { reason, offset: end, isLimit } }),
  })
  if (bytes.length - offset < HEADER_BYTES) return give(bytes.length, 'the file ends within the header of a stream')
  if (bytes[offset + 6] !== 0 || (bytes[offset + 7] ?? 0) > 0x0f)
    return give(offset + 6, 'reserved flags of the stream are set')
  if (crc32(bytes, offset + 6, offset + 8) !== le32(bytes, offset + 8))
    return give(offset + 8, 'the CRC32 of the stream header disagrees')
  let at = offset + HEADER_BYTES
  while (bytes[at] !== 0) {
    if (at >= bytes.length) return give(at, 'the file ends where a block or the index has to begin')
    if (allowance.parts-- <= 0) return give(at, 'the limit of parts is reached', true)
    const header = blockHeaderOf(bytes, at)
    if (typeof header === 'string') return give(at, header)
    const data = at + header.length
    const isPlain = header.filters.length === 0
    const decoded = decodeLzma2(bytes, data, bytes.length, allowance, isTextOnly && isPlain)
    const content = undoFilters(decoded.bytes, header.filters, decoded.stop !== undefined)
    // Undoing a filter costs less than decoding, but not nothing.
    allowance.work -= isPlain ? 0 : header.filters.length * (content.length >>> 2)
    const isUndone = header.filters.every(({ undo }) => undo !== undefined)
    const checkAt = Math.ceil((decoded.end - at) / 4) * 4 + at
    const check = decoded.stop !== undefined ? 'unread' : checked(bytes, checkAt, type, content, isUndone)
    const end = Math.min(bytes.length, checkAt + checkBytes(type))
    const unpadded = decoded.end - at + checkBytes(type)
    blocks.push({ offset: at, length: end - at, unpadded, header, content, check })
    if (decoded.stop !== undefined) return give(decoded.stop.offset, decoded.stop.reason, decoded.stop.isLimit)
    for (let pad = decoded.end; pad < checkAt; pad++)
      if (bytes[pad] !== 0) return give(pad, 'the padding of a block is not zero')
    if (header.packed !== undefined && header.packed !== decoded.end - data)
      return give(decoded.end, 'the compressed size in the block header is another one')
    if (header.unpacked !== undefined && header.unpacked !== content.length)
      return give(decoded.end, 'the uncompressed size in the block header is another one')
    if (checkAt + checkBytes(type) > bytes.length) return give(end, 'the file ends within the check of a block')
    if (check === 'disagrees') return give(checkAt, `the ${checkName(type)} of what comes out disagrees`)
    at = end
  }
  return readEnd(bytes, at, blocks, type, give)
}

/** Index and footer: both repeat what the blocks said. */
function readEnd(
  bytes: Uint8Array,
  start: number,
  blocks: readonly XzBlock[],
  type: number,
  give: (end: number, reason?: string) => XzStream,
): XzStream {
  const count = numberAt(bytes, start + 1)
  if (count === undefined) return give(start, 'the index cannot be read')
  if (count.value !== blocks.length) return give(start, `the index counts ${count.value} blocks, not ${blocks.length}`)
  let at = count.end
  for (const block of blocks) {
    const unpadded = numberAt(bytes, at)
    const size = unpadded && numberAt(bytes, unpadded.end)
    if (unpadded === undefined || size === undefined) return give(at, 'the index cannot be read')
    if (unpadded.value !== block.unpadded || size.value !== block.content.length)
      return give(at, 'the index gives other sizes than the blocks have')
    at = size.end
  }
  while ((at - start) % 4 !== 0) if (bytes[at++] !== 0) return give(at - 1, 'the padding of the index is not zero')
  if (at + 16 > bytes.length) return give(bytes.length, 'the file ends within the index or the footer')
  if (crc32(bytes, start, at) !== le32(bytes, at)) return give(at, 'the CRC32 of the index disagrees')
  at += 4
  if (bytes[at + 10] !== 0x59 || bytes[at + 11] !== 0x5a) return give(at, 'the footer does not end in its two letters')
  if (crc32(bytes, at + 4, at + 10) !== le32(bytes, at)) return give(at, 'the CRC32 of the footer disagrees')
  if ((le32(bytes, at + 4) + 1) * 4 !== at - start) return give(at + 4, 'the footer gives another size of the index')
  if (bytes[at + 8] !== 0 || bytes[at + 9] !== type) return give(at + 8, 'header and footer have different flags')
  return give(at + 12)
}

function checked(
  bytes: Uint8Array,
  at: number,
  type: number,
  content: Uint8Array,
  isUndone: boolean,
): XzBlock['check'] {
  if (type === 0) return 'none'
  if (!isUndone) return 'unread'
  if (type === 1) return crc32(content) === le32(bytes, at) ? 'agrees' : 'disagrees'
  if (type === 10) return startsWith(bytes, [...sha256(content)], at) ? 'agrees' : 'disagrees'
  if (type !== 4) return 'unread'
  const { low, high } = crc64(content)
  return low === le32(bytes, at) && high === le32(bytes, at + 4) ? 'agrees' : 'disagrees'
}

/** xz file format 1.2, 2.1.1.2: sizes come in groups of three kinds. */
function checkBytes(type: number): number {
  return type === 0 ? 0 : 4 * 2 ** Math.floor((type - 1) / 3)
}

function checkName(type: number): string {
  return type === 0 ? 'none' : type === 1 ? 'CRC32' : type === 4 ? 'CRC64' : type === 10 ? 'SHA-256' : `check ${type}`
}
