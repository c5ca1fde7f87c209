import type { ByteSpan } from '../../model/location'
import type { Container, ContainerRecord, Entry } from './entry'
import type { Allowance } from './output'
import { BLOCK, headerName, isTarHeader, isZeroBlock, kindsOfTypes, numberIn, paxRecords, zeroEnded } from './tarHeader'

export { isTarHeader } from './tarHeader'

/** Sizes that twelve octal digits cannot say: the only reason for a size in an extended header. */
const LARGEST_OCTAL = 8 ** 11

/** What headers before a member say of it. */
interface Ahead {
  name?: string
  target?: string
  size?: number
  /** Where the first of them starts. */
  from?: number
  isSparse?: boolean
}

/** POSIX ustar and pax (IEEE 1003.1, "pax"), and the long names and sparse files of GNU tar. */
export function readTar(bytes: Uint8Array, allowance: Allowance): Container {
  const entries: Entry[] = []
  const notes: string[] = []
  const records: ContainerRecord[] = []
  let ahead: Ahead = {}
  let global: Ahead = {}
  let at = 0
  let isEnded = false
  while (at + BLOCK <= bytes.length) {
    if (allowance.parts-- <= 0) {
      notes.push('the limit of members is reached')
      break
    }
    isEnded = isZeroBlock(bytes, at)
    if (isEnded) break
    if (!isTarHeader(bytes, at)) {
      notes.push(`no header of a member at ${at}: the sum of its bytes is another one`)
      break
    }
    allowance.work -= BLOCK
    const type = String.fromCharCode(bytes[at + 156] || 0x30)
    const stated = numberIn(bytes, at + 124, 12)
    const isHeader = 'LKxgXNV'.includes(type)
    const size = isHeader ? stated : (ahead.size ?? global.size ?? stated)
    const start = at + BLOCK + (type === 'S' ? sparseMapSize(bytes, at) : 0)
    const content = bytes.subarray(start, start + size)
    const offset = at
    at = start + Math.ceil(size / BLOCK) * BLOCK
    if (isHeader) {
      const from = ahead.from ?? offset
      if (type === 'g') {
        global = extended(global, content)
        records.push({
          kind: 'header',
          name: 'header for all that follow',
          offset,
          length: lengthTo(bytes, offset, at),
        })
      } else if (type === 'x' || type === 'X') ahead = { ...extended(ahead, content), from }
      else if (type === 'L' || type === 'N') ahead = { ...ahead, name: zeroEnded(content, 0, content.length), from }
      else if (type === 'K') ahead = { ...ahead, target: zeroEnded(content, 0, content.length), from }
      else notes.push(`a volume named ${zeroEnded(bytes, offset, 100)}`)
      continue
    }
    const entry = memberAt(bytes, offset, { type, content, start, end: at, size }, { ...global, ...ahead })
    const isOther = ahead.size !== undefined && ahead.size !== stated && ahead.size < LARGEST_OCTAL
    if (isOther && ahead.isSparse !== true)
      entries.push({ ...entry, conflict: `${stated} bytes in its header, ${ahead.size} in the pax one` })
    else entries.push(entry)
    if (type === 'S' || ahead.isSparse === true) notes.push(`${entry.name} has holes, which were not filled`)
    ahead = {}
  }
  if (ahead.from !== undefined) notes.push('an extended header that no member follows')
  const ending = endOf(bytes, Math.min(at, bytes.length), isEnded)
  if (ending.length > 0) records.push({ kind: 'header', name: 'end blocks', offset: at, length: ending.length })
  const { after } = ending
  if (after !== undefined && isTarHeader(bytes, after.offset))
    notes.push(`a member ${headerName(bytes, after.offset)} after the end blocks, at ${after.offset}`)
  return {
    format: 'tar',
    pieces: [],
    entries,
    records,
    notes: [...new Set(notes)].slice(0, 20),
    ...(isEnded ? { end: after?.offset ?? bytes.length } : {}),
    ...(after === undefined ? {} : { after }),
  }
}

function extended(before: Ahead, content: Uint8Array): Ahead {
  const pax = paxRecords(content)
  const name = pax.get('GNU.sparse.name') ?? pax.get('path')
  const target = pax.get('linkpath')
  const size = pax.get('size')
  return {
    ...before,
    ...(name === undefined ? {} : { name }),
    ...(target === undefined ? {} : { target }),
    ...(size === undefined || !/^\d{1,15}$/.test(size) ? {} : { size: Number(size) }),
    ...([...pax.keys()].some(key => key.startsWith('GNU.sparse.')) ? { isSparse: true } : {}),
  }
}

interface Extent {
  readonly type: string
  readonly content: Uint8Array
  readonly start: number
  readonly end: number
  readonly size: number
}

function memberAt(bytes: Uint8Array, at: number, { type, content, start, end, size }: Extent, ahead: Ahead): Entry {
  const kind = kindsOfTypes.get(type) ?? 'other'
  const target = ahead.target ?? zeroEnded(bytes, at + 157, 100)
  const offset = ahead.from ?? at
  return {
    name: ahead.name ?? headerName(bytes, at),
    kind,
    mode: numberIn(bytes, at + 100, 8) & 0o7777,
    ...(kind === 'symbolic link' || kind === 'hard link' ? { target } : {}),
    ...(kind === 'file' ? { content, data: { offset: Math.min(start, bytes.length), length: content.length } } : {}),
    offset,
    length: lengthTo(bytes, offset, end),
    ...(content.length < size && kind === 'file'
      ? { fault: { reason: 'the file ends within a member', offset: bytes.length, isLimit: false } }
      : {}),
  }
}

function lengthTo(bytes: Uint8Array, from: number, to: number): number {
  return Math.min(to, bytes.length) - from
}

/** Blocks with more of the map of a sparse file, after the first one (GNU tar, "oldgnu"). */
function sparseMapSize(bytes: Uint8Array, at: number): number {
  let size = 0
  for (let more = bytes[at + 482]; more === 1 && at + BLOCK + size < bytes.length; size += BLOCK)
    more = bytes[at + BLOCK + size + 504]
  return size
}

/** The empty blocks at the end, which tapes fill up with more of them, and what follows. */
function endOf(
  bytes: Uint8Array,
  end: number,
  isEnded: boolean,
): { readonly length: number; readonly after?: ByteSpan } {
  if (!isEnded) return { length: 0 }
  let at = end
  while (bytes[at] === 0) at++
  return at < bytes.length
    ? { length: at - end, after: { offset: at, length: bytes.length - at } }
    : { length: bytes.length - end }
}
