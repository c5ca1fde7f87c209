import type { ByteSpan } from '../../model/location'
import { latin1 } from '../../model/path'
import { le16, le32, le64 } from './bytes'
import type { ContainerRecord } from './entry'
import type { Allowance } from './output'

const END_RECORD = 22
const CENTRAL_RECORD = 46
export const LOCAL_RECORD = 30
export const LOCAL_MAGIC = 0x04034b50
const CENTRAL_MAGIC = 0x02014b50
const END_MAGIC = 0x06054b50
const END64_MAGIC = 0x06064b50
const LOCATOR_MAGIC = 0x07064b50
const LOCATOR = 20
const MAX_COMMENT = 0xffff

/** One member as the directory has it (APPNOTE 6.3.10, 4.3.12). */
export interface ZipRecord extends ByteSpan {
  readonly name: string
  readonly nameBytes: Uint8Array
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly unpacked: number
  /** Where the member's own header is said to stand, moved by what stands before the archive. */
  readonly local: number
  /** Type and permission bits of Unix, where a Unix tool wrote it. */
  readonly unixMode?: number
}

/** Where a zip keeps its list of members, and that list. */
export interface ZipDirectory {
  readonly records: readonly ZipRecord[]
  /** Where the directory starts, and where its last record ends. */
  readonly start: number
  readonly end: number
  /** Behind the end record and its comment. */
  readonly fileEnd: number
  readonly comment: string
  readonly bookkeeping: readonly ContainerRecord[]
  readonly notes: readonly string[]
  readonly conflicts: readonly string[]
}

/** The directory that unpackers believe: the one before the last end record. Undefined without an end record. */
export function readZipDirectory(bytes: Uint8Array, allowance: Allowance): ZipDirectory | undefined {
  const end = endRecordAt(bytes)
  if (end === undefined) return undefined
  const notes: string[] = []
  const conflicts: string[] = []
  const bookkeeping: ContainerRecord[] = []
  const { size, stated, count, before } = extentOf(bytes, end, bookkeeping, notes)
  // What stands before a self-extracting archive moves everything: the directory ends where the end record starts.
  const byEnd = before - size
  const isAt = (at: number) => at >= 0 && le32(bytes, at) === CENTRAL_MAGIC
  const start = isAt(byEnd) || (count === 0 && byEnd >= 0) ? byEnd : stated
  const shift = start === byEnd ? start - stated : 0
  if (byEnd !== stated && isAt(byEnd) && isAt(stated))
    conflicts.push(`one directory where the end record says, ${stated}, and another one right before it, at ${byEnd}`)
  const records: ZipRecord[] = []
  let at = start
  while (at >= 0 && le32(bytes, at) === CENTRAL_MAGIC && at + CENTRAL_RECORD <= end) {
    if (allowance.parts-- <= 0 || allowance.work <= 0) {
      notes.push('the limit of members is reached')
      break
    }
    const record = recordAt(bytes, at, shift)
    allowance.work -= record.length
    records.push(record)
    at += record.length
  }
  const isLimited = notes.includes('the limit of members is reached')
  if (!isLimited && records.length !== count)
    notes.push(`the end says ${count} members, the directory has ${records.length}`)
  if (records.length > 0 && start <= end)
    bookkeeping.unshift({ kind: 'header', name: 'directory', offset: start, length: Math.min(at, before) - start })
  const commentSize = le16(bytes, end + 20)
  const fileEnd = end + END_RECORD + commentSize
  const comment = latin1(bytes.subarray(end + END_RECORD, Math.min(fileEnd, end + END_RECORD + 1000)))
  bookkeeping.push({ kind: 'header', name: 'end record', offset: end, length: Math.min(fileEnd, bytes.length) - end })
  const earlier = commentedEnd(bytes, end)
  if (earlier !== undefined) conflicts.push(`an end record at ${earlier} whose comment holds the one at ${end}`)
  if (!isLimited && records.length > 0 && at < before) gapBeforeEnd(bytes, at, before, bookkeeping, conflicts)
  return { records, start, end: at, fileEnd, comment, bookkeeping, notes, conflicts }
}

/** Offset of the last end record; undefined where there is none. */
function endRecordAt(bytes: Uint8Array): number | undefined {
  const lowest = Math.max(0, bytes.length - END_RECORD - MAX_COMMENT)
  for (let at = bytes.length - END_RECORD; at >= lowest; at--) if (le32(bytes, at) === END_MAGIC) return at
  return undefined
}

/** Whether a directory of a zip stands at the end, whatever the file starts with. */
export function hasZipEnd(bytes: Uint8Array): boolean {
  const end = endRecordAt(bytes)
  return end !== undefined && le32(bytes, end - le32(bytes, end + 12)) === CENTRAL_MAGIC
}

/** Size, place and number of records, from the record of 64 bits where the other one is full. */
function extentOf(bytes: Uint8Array, end: number, bookkeeping: ContainerRecord[], notes: string[]) {
  const size = le32(bytes, end + 12)
  const stated = le32(bytes, end + 16)
  const count = le16(bytes, end + 10)
  const plain = { size, stated, count, before: end }
  if (le16(bytes, end + 4) !== 0 && le16(bytes, end + 4) !== 0xffff) notes.push('one volume of several')
  if (size !== 0xffffffff && stated !== 0xffffffff && count !== 0xffff) return plain
  const locator = end - LOCATOR
  if (locator < 0 || le32(bytes, locator) !== LOCATOR_MAGIC) return plain
  const wide = [le64(bytes, locator + 8), locator - 56].find(at => at >= 0 && le32(bytes, at) === END64_MAGIC)
  if (wide === undefined) {
    notes.push('no end record of 64 bits where its locator points')
    return plain
  }
  const length = Math.min(12 + le64(bytes, wide + 4), locator - wide)
  bookkeeping.push({ kind: 'header', name: 'end record of 64 bits', offset: wide, length: Math.max(0, length) })
  bookkeeping.push({ kind: 'header', name: 'locator of 64 bits', offset: locator, length: LOCATOR })
  return { size: le64(bytes, wide + 40), stated: le64(bytes, wide + 48), count: le64(bytes, wide + 32), before: wide }
}

function recordAt(bytes: Uint8Array, at: number, shift: number): ZipRecord {
  const nameSize = le16(bytes, at + 28)
  const extraSize = le16(bytes, at + 30)
  const nameBytes = bytes.subarray(at + CENTRAL_RECORD, at + CENTRAL_RECORD + nameSize)
  const extra = bytes.subarray(at + CENTRAL_RECORD + nameSize, at + CENTRAL_RECORD + nameSize + extraSize)
  const attributes = le32(bytes, at + 38) >>> 16
  const [unpacked, packed, local] = wideSizes(extra, [
    le32(bytes, at + 24),
    le32(bytes, at + 20),
    le32(bytes, at + 42),
  ]) as [number, number, number]
  const length = CENTRAL_RECORD + nameSize + extraSize + le16(bytes, at + 32)
  return {
    offset: at,
    length: Math.min(length, bytes.length - at),
    name: zipName(nameBytes),
    nameBytes,
    flags: le16(bytes, at + 8),
    method: le16(bytes, at + 10),
    crc: le32(bytes, at + 16),
    packed,
    unpacked,
    local: local + shift,
    ...(bytes[at + 5] === 3 || bytes[at + 5] === 19 ? { unixMode: attributes } : {}),
  }
}

/** Numbers that are full in a header stand, in the same order, in its extra field 1 (APPNOTE 4.5.3). */
export function wideSizes(extra: Uint8Array, numbers: readonly number[]): readonly number[] {
  const wide = extraField(extra, 1)
  if (wide === undefined) return numbers
  let at = 0
  return numbers.map(number => {
    if (number !== 0xffffffff || at + 8 > wide.length) return number
    at += 8
    return le64(wide, at - 8)
  })
}

export function extraField(extra: Uint8Array, id: number): Uint8Array | undefined {
  for (let at = 0; at + 4 <= extra.length; at += 4 + le16(extra, at + 2))
    if (le16(extra, at) === id) return extra.subarray(at + 4, at + 4 + le16(extra, at + 2))
  return undefined
}

export function zipName(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 4096))
}

/** An end record before this one that counts it as part of its comment: readers from the front stop there. */
function commentedEnd(bytes: Uint8Array, end: number): number | undefined {
  for (let at = end - END_RECORD; at >= Math.max(0, end - END_RECORD - MAX_COMMENT); at--)
    if (le32(bytes, at) === END_MAGIC && at + END_RECORD + le16(bytes, at + 20) >= end + END_RECORD) return at
  return undefined
}

/** A digital signature of the directory may stand there (APPNOTE 4.3.13), nothing else. */
function gapBeforeEnd(
  bytes: Uint8Array,
  at: number,
  end: number,
  bookkeeping: ContainerRecord[],
  conflicts: string[],
): void {
  const isSignature = le32(bytes, at) === 0x05054b50 && at + 6 + le16(bytes, at + 4) === end
  const name = isSignature ? 'signature of the directory' : 'bytes between the directory and the end record'
  bookkeeping.push({ kind: isSignature ? 'table' : 'gap', name, offset: at, length: end - at })
  if (!isSignature) conflicts.push(`${end - at} bytes between the end of the directory and the end record`)
}
