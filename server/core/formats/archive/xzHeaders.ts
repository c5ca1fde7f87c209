import { le32 } from './bytes'
import { crc32 } from './checksum'
import { type ContentFilter, contentFilterOf } from './filters'

export interface XzBlockHeader {
  /** In bytes, its own CRC32 included. */
  readonly length: number
  /** In the order in which they were applied, before LZMA2. */
  readonly filters: readonly ContentFilter[]
  readonly packed?: number
  readonly unpacked?: number
}

/** The header of a block (xz file format 1.2, 3.1), or why it is none we can follow. */
export function blockHeaderOf(bytes: Uint8Array, at: number): XzBlockHeader | string {
  const length = ((bytes[at] ?? 0) + 1) * 4
  const end = at + length - 4
  if (end + 4 > bytes.length) return 'the file ends within the header of a block'
  if (crc32(bytes, at, end) !== le32(bytes, end)) return 'the CRC32 of a block header disagrees'
  const flags = bytes[at + 1] ?? 0
  if ((flags & 0x3c) !== 0) return 'reserved flags of a block are set'
  let next = at + 2
  const number = (): number | undefined => {
    const found = numberAt(bytes, next)
    if (found === undefined || found.end > end) return undefined
    next = found.end
    return found.value
  }
  const packed = (flags & 0x40) === 0 ? undefined : number()
  const unpacked = (flags & 0x80) === 0 ? undefined : number()
  const filters: ContentFilter[] = []
  for (let left = flags & 3; left >= 0; left--) {
    const id = number()
    const size = number()
    if (id === undefined || size === undefined || next + size > end) return 'the filters of a block cannot be read'
    const filter = contentFilterOf(id, bytes.subarray(next, next + size))
    next += size
    if (left === 0) {
      if (id !== LZMA2)
        return `the last filter of a block is ${typeof filter === 'string' ? id : filter.name}, not LZMA2`
    } else if (typeof filter === 'string') return filter
    else filters.push(filter)
  }
  for (; next < end; next++) if (bytes[next] !== 0) return 'the padding of a block header is not zero'
  return {
    length,
    filters,
    ...(packed === undefined ? {} : { packed }),
    ...(unpacked === undefined ? {} : { unpacked }),
  }
}

/** A number of 7 bits a byte, the lowest first (xz file format 1.2, 1.2); undefined over nine bytes or beyond 2^53. */
export function numberAt(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0
  for (let index = 0; index < 9; index++) {
    const byte = bytes[at + index]
    if (byte === undefined || (byte === 0 && index > 0)) return undefined
    value += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? { value, end: at + index + 1 } : undefined
  }
  return undefined
}

const LZMA2 = 0x21
