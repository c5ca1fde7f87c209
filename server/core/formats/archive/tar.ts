import { latin1 } from '../../model/path'
import { startsWith } from './bytes'
import type { Container, Entry, EntryKind } from './entry'
import type { Allowance } from './output'

const BLOCK = 512

/** The sum of a header's bytes, its own field read as blanks, is what tells a tar without any signature. */
export function isTarHeader(bytes: Uint8Array, at: number): boolean {
  if (at + BLOCK > bytes.length) return false
  let sum = 8 * 32
  for (let index = 0; index < BLOCK; index++) if (index < 148 || index >= 156) sum += bytes[at + index] ?? 0
  return sum > 8 * 32 && numberIn(bytes, at + 148, 8) === sum
}

/** POSIX ustar and pax (IEEE 1003.1, "pax"), and the long names of GNU tar. */
export function readTar(bytes: Uint8Array, allowance: Allowance): Container {
  const entries: Entry[] = []
  const notes: string[] = []
  let longName: string | undefined
  let longTarget: string | undefined
  let at = 0
  let isEnded = false
  while (at + BLOCK <= bytes.length && !isEnded) {
    if (allowance.parts-- <= 0) {
      notes.push('the limit of members is reached')
      break
    }
    if (isZero(bytes, at)) {
      isEnded = true
      break
    }
    if (!isTarHeader(bytes, at)) {
      notes.push(`no header of a member at ${at}: the sum of its bytes is another one`)
      break
    }
    allowance.work -= BLOCK
    const size = numberIn(bytes, at + 124, 12)
    const type = String.fromCharCode(bytes[at + 156] || 0x30)
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size)
    const offset = at
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
    if (type === 'L') longName = zeroEnded(content, 0, content.length)
    else if (type === 'K') longTarget = zeroEnded(content, 0, content.length)
    else if (type === 'x' || type === 'g') {
      const records = paxRecords(content)
      if (type === 'g') continue
      longName = records.get('path') ?? longName
      longTarget = records.get('linkpath') ?? longTarget
    } else {
      const kind = kinds.get(type) ?? 'other'
      const target = longTarget ?? zeroEnded(bytes, offset + 157, 100)
      entries.push({
        name: longName ?? headerName(bytes, offset),
        kind,
        mode: numberIn(bytes, offset + 100, 8),
        ...(kind === 'symbolic link' || kind === 'hard link' ? { target } : {}),
        ...(kind === 'file' ? { content } : {}),
        offset,
        length: Math.min(at, bytes.length) - offset,
        ...(content.length < size && kind === 'file'
          ? { fault: { reason: 'the file ends within a member', offset: bytes.length, isLimit: false } }
          : {}),
      })
      longName = undefined
      longTarget = undefined
    }
  }
  const end = Math.min(at, bytes.length)
  const after = isEnded ? dataAfter(bytes, end) : undefined
  return { format: 'tar', pieces: [], entries, notes, ...(after === undefined ? {} : { after }) }
}

const kinds: ReadonlyMap<string, EntryKind> = new Map([
  ['0', 'file'],
  ['7', 'file'],
  ['1', 'hard link'],
  ['2', 'symbolic link'],
  ['3', 'device'],
  ['4', 'device'],
  ['5', 'folder'],
])

/** What follows the two empty blocks; tape blocks of zeros are no data. */
function dataAfter(bytes: Uint8Array, end: number): { readonly offset: number; readonly length: number } | undefined {
  let at = end
  while (bytes[at] === 0) at++
  return at < bytes.length ? { offset: at, length: bytes.length - at } : undefined
}

function headerName(bytes: Uint8Array, at: number): string {
  const name = zeroEnded(bytes, at, 100)
  const isPosix = startsWith(bytes, [0x75, 0x73, 0x74, 0x61, 0x72, 0], at + 257)
  const prefix = isPosix ? zeroEnded(bytes, at + 345, 155) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

/** Records of the form "length key=value\n", the length counting all of it. */
function paxRecords(bytes: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  let at = 0
  while (at < bytes.length && records.size < 1000) {
    const blank = bytes.indexOf(0x20, at)
    const length = blank === -1 || blank - at > 9 ? Number.NaN : Number(latin1(bytes.subarray(at, blank)))
    if (!(length > blank - at) || at + length > bytes.length) break
    const record = utf8(bytes.subarray(blank + 1, at + length - 1))
    const sign = record.indexOf('=')
    if (sign > 0) records.set(record.slice(0, sign), record.slice(sign + 1))
    at += length
  }
  return records
}

/** Octal digits, or GNU's binary numbers with the highest bit set. */
function numberIn(bytes: Uint8Array, at: number, length: number): number {
  if ((bytes[at] ?? 0) >= 0x80) {
    let value = (bytes[at] ?? 0) & 0x7f
    for (let index = 1; index < length; index++) value = value * 256 + (bytes[at + index] ?? 0)
    return Math.min(value, Number.MAX_SAFE_INTEGER)
  }
  const digits = /[0-7]+/.exec(latin1(bytes.subarray(at, at + length)))
  return digits === null ? 0 : Number.parseInt(digits[0], 8)
}

function isZero(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < BLOCK; index++) if (bytes[at + index] !== 0) return false
  return true
}

function zeroEnded(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + Math.min(length, 4096))
  const end = field.indexOf(0)
  return utf8(end === -1 ? field : field.subarray(0, end))
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
