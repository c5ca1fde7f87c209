import { latin1 } from '../../model/path'
import { startsWith } from './bytes'
import type { EntryKind } from './entry'

export const BLOCK = 512

/** The sum of a header's bytes, its own field read as blanks, is what tells a tar without any signature. */
export function isTarHeader(bytes: Uint8Array, at: number): boolean {
  if (at + BLOCK > bytes.length) return false
  let sum = 8 * 32
  // Old tools of some systems summed signed bytes.
  let signed = 8 * 32
  for (let index = 0; index < BLOCK; index++)
    if (index < 148 || index >= 156) {
      const byte = bytes[at + index] ?? 0
      sum += byte
      signed += byte < 0x80 ? byte : byte - 256
    }
  const stated = numberIn(bytes, at + 148, 8)
  return sum > 8 * 32 && (stated === sum || stated === signed)
}

export const kindsOfTypes: ReadonlyMap<string, EntryKind> = new Map([
  ['0', 'file'],
  ['7', 'file'],
  ['S', 'file'],
  ['1', 'hard link'],
  ['2', 'symbolic link'],
  ['3', 'device'],
  ['4', 'device'],
  ['5', 'folder'],
])

export function headerName(bytes: Uint8Array, at: number): string {
  const name = zeroEnded(bytes, at, 100)
  const isPosix = startsWith(bytes, [0x75, 0x73, 0x74, 0x61, 0x72, 0], at + 257)
  const prefix = isPosix ? zeroEnded(bytes, at + 345, 155) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

/** Records of the form "length key=value\n", the length counting all of it (IEEE 1003.1, pax). */
export function paxRecords(bytes: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  let at = 0
  while (at < bytes.length && records.size < 1000) {
    const blank = bytes.subarray(at, at + 12).indexOf(0x20) + at
    const length = blank < at ? Number.NaN : Number(latin1(bytes.subarray(at, blank)))
    if (!(length > blank - at) || at + length > bytes.length) break
    const record = utf8(bytes.subarray(blank + 1, at + length - 1))
    const sign = record.indexOf('=')
    if (sign > 0) records.set(record.slice(0, sign), record.slice(sign + 1))
    at += length
  }
  return records
}

/** Octal digits, or GNU's binary numbers with the highest bit set. */
export function numberIn(bytes: Uint8Array, at: number, length: number): number {
  if ((bytes[at] ?? 0) >= 0x80) {
    let value = (bytes[at] ?? 0) & 0x7f
    for (let index = 1; index < length; index++) value = value * 256 + (bytes[at + index] ?? 0)
    return Math.min(value, Number.MAX_SAFE_INTEGER)
  }
  const digits = /[0-7]+/.exec(latin1(bytes.subarray(at, at + length)))
  return digits === null ? 0 : Number.parseInt(digits[0], 8)
}

export function isZeroBlock(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < BLOCK; index++) if (bytes[at + index] !== 0) return false
  return true
}

export function zeroEnded(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + Math.min(length, 4096))
  const end = field.indexOf(0)
  return utf8(end === -1 ? field : field.subarray(0, end))
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
