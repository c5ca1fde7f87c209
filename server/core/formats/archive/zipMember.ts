import { le16, le32, le64 } from './bytes'
import type { Entry, EntryKind } from './entry'
import type { Allowance, Stop } from './output'
import { extraField, LOCAL_MAGIC, LOCAL_RECORD, wideSizes, type ZipRecord, zipName } from './zipDirectory'

/** Names of the compressions (APPNOTE 6.3.10, 4.4.5). */
const methods = new Map([
  [1, 'shrink'],
  [6, 'implode'],
  [8, 'deflate'],
  [9, 'deflate64'],
  [12, 'bzip2'],
  [14, 'LZMA'],
  [93, 'zstd'],
  [95, 'xz'],
  [98, 'PPMd'],
  [99, 'AES'],
])

/** What stands before the data of a member (APPNOTE 4.3.7). */
export interface LocalHeader {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly unpacked: number
  /** Where the data starts. */
  readonly data: number
}

export function localHeaderAt(bytes: Uint8Array, at: number): LocalHeader | undefined {
  if (at < 0 || at + LOCAL_RECORD > bytes.length || le32(bytes, at) !== LOCAL_MAGIC) return undefined
  const nameEnd = at + LOCAL_RECORD + le16(bytes, at + 26)
  const data = nameEnd + le16(bytes, at + 28)
  const sizes = wideSizes(bytes.subarray(nameEnd, data), [le32(bytes, at + 22), le32(bytes, at + 18)])
  const [unpacked = 0, packed = 0] = sizes
  const name = zipName(bytes.subarray(at + LOCAL_RECORD, nameEnd))
  return {
    name,
    flags: le16(bytes, at + 6),
    method: le16(bytes, at + 8),
    crc: le32(bytes, at + 14),
    packed,
    unpacked,
    data,
  }
}

/** A member by its record in the directory, compared with what stands before and behind its data; not unpacked. */
export function memberOf(bytes: Uint8Array, record: ZipRecord, allowance: Allowance): Entry {
  const { name, packed, unpacked, flags, method, crc, unixMode } = record
  const shared = {
    name,
    kind: kindOf(name, unixMode),
    ...(unixMode === undefined ? {} : { mode: unixMode & 0o7777 }),
    ...(method === 0 ? {} : { packing: methods.get(method) ?? `compression ${method}` }),
    stated: { size: unpacked, check: crc.toString(16).padStart(8, '0') },
  }
  const fault = (reason: string, offset: number): Stop => ({ reason, offset, isLimit: false })
  const local = localHeaderAt(bytes, record.local)
  if (local === undefined)
    return {
      ...shared,
      offset: record.offset,
      length: record.length,
      fault: fault('no header where the directory says', record.offset),
    }
  allowance.work -= local.data - record.local
  const dataEnd = Math.min(bytes.length, local.data + packed)
  const end = (local.flags & 8) === 0 ? dataEnd : dataEnd + descriptorSize(bytes, dataEnd, record)
  const conflict = conflictOf(bytes, record, local, dataEnd)
  return {
    ...shared,
    offset: record.local,
    length: Math.max(0, end - record.local),
    data: { offset: Math.min(local.data, bytes.length), length: Math.max(0, dataEnd - local.data) },
    ...(conflict === undefined ? {} : { conflict }),
    ...((flags & 1) === 0 ? {} : { fault: fault('it is enciphered', Math.min(local.data, bytes.length)) }),
  }
}

function kindOf(name: string, unixMode = 0): EntryKind {
  const type = unixMode & 0xf000
  if (type === 0xa000) return 'symbolic link'
  if (type === 0x2000 || type === 0x6000) return 'device'
  return name.endsWith('/') ? 'folder' : 'file'
}

/** What a reader from the front learns that one from the directory does not, and the other way round. */
function conflictOf(bytes: Uint8Array, record: ZipRecord, local: LocalHeader, dataEnd: number): string | undefined {
  // Encrypted directories blank the names in the headers of members (flag 13).
  if ((local.flags & 0x2000) !== 0) return undefined
  if (local.name !== record.name) return `the name ${local.name} in its own header`
  if (local.method !== record.method)
    return `compression ${local.method} in its own header, ${record.method} in the directory`
  if ((local.flags & 1) !== (record.flags & 1)) return 'ciphers in one of its two headers only'
  const isDeferred = (local.flags & 8) !== 0
  const differs = (one: number, other: number) => one !== other && !(isDeferred && one === 0)
  if (differs(local.packed, record.packed) || differs(local.unpacked, record.unpacked))
    return `${local.packed} bytes of ${local.unpacked} in its own header, ${record.packed} of ${record.unpacked} in the directory`
  if (differs(local.crc, record.crc)) return 'another CRC32 in its own header'
  const unicode = unicodeName(bytes, record)
  return unicode === undefined ? descriptorConflict(bytes, record, isDeferred, dataEnd) : unicode
}

/** Info-ZIP keeps a name in UTF-8 beside one of another code page; a plain ASCII name needs none (APPNOTE 4.6.9). */
function unicodeName(bytes: Uint8Array, record: ZipRecord): string | undefined {
  const nameEnd = record.offset + 46 + record.nameBytes.length
  const field = extraField(bytes.subarray(nameEnd, nameEnd + le16(bytes, record.offset + 30)), 0x7075)
  if (field === undefined || record.nameBytes.some(byte => byte >= 0x80)) return undefined
  const name = zipName(field.subarray(5))
  return name === record.name ? undefined : `the name ${name} for readers of Unicode names`
}

function descriptorConflict(bytes: Uint8Array, record: ZipRecord, isDeferred: boolean, at: number): string | undefined {
  const size = isDeferred ? descriptorSize(bytes, at, record) : 0
  if (size === 0) return undefined
  const first = at + (size % 8 === 0 ? 4 : 0)
  const crc = le32(bytes, first)
  const [packed, unpacked] =
    size >= 20 ? [le64(bytes, first + 4), le64(bytes, first + 12)] : [le32(bytes, first + 4), le32(bytes, first + 8)]
  if (packed !== record.packed || unpacked !== record.unpacked)
    return `${packed} bytes of ${unpacked} in the record behind its data`
  return crc === record.crc ? undefined : 'another CRC32 behind its data'
}

/** Bytes of the record behind the data: with or without signature, sizes of 32 or 64 bits (APPNOTE 4.3.9). */
function descriptorSize(bytes: Uint8Array, at: number, { crc }: ZipRecord): number {
  const isSigned = le32(bytes, at) === 0x08074b50
  const first = isSigned ? at + 4 : at
  if (!isSigned && le32(bytes, first) !== crc) return 0
  const isNextAt = (place: number) => le16(bytes, place) === 0x4b50
  const size = (isSigned ? 4 : 0) + (isNextAt(first + 20) && !isNextAt(first + 12) ? 20 : 12)
  return Math.min(size, Math.max(0, bytes.length - at))
}
