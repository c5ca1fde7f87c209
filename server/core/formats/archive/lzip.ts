import { indexOfBytes, le32, le64, startsWith } from './bytes'
import { crc32 } from './checksum'
import type { Piece } from './entry'
import { LzmaDecoder } from './lzma'
import type { Allowance, Stop } from './output'

export const LZIP_MAGIC = [0x4c, 0x5a, 0x49, 0x50] as const
const HEADER_BYTES = 6
/** Of lc 3, lp 0 and pb 2, which lzip always has. */
const PROPERTIES = 93

export interface LzipFile {
  readonly members: readonly Piece[]
  readonly trailing?: { readonly offset: number; readonly length: number }
}

/**
 * Members of lzip (the manual of lzip, "File format"): a header, LZMA with an end mark, CRC-32 and both sizes. After a
 * damaged member reading goes on at the next place that has the first bytes of one.
 */
export function readLzip(bytes: Uint8Array, allowance: Allowance, isTextOnly = false): LzipFile {
  const members: Piece[] = []
  let at = 0
  while (startsWith(bytes, LZIP_MAGIC, at) && allowance.parts-- > 0) {
    const member = readMember(bytes, at, allowance, isTextOnly)
    members.push(member)
    at += member.length
  }
  return at < bytes.length ? { members, trailing: { offset: at, length: bytes.length - at } } : { members }
}

function readMember(bytes: Uint8Array, offset: number, allowance: Allowance, isTextOnly: boolean): Piece {
  const decoder = new LzmaDecoder(allowance, isTextOnly)
  const { output } = decoder
  const start = Math.min(bytes.length, offset + HEADER_BYTES)
  const broken = (reason: string, place: number): Piece => {
    const next = indexOfBytes(bytes, LZIP_MAGIC, offset + LZIP_MAGIC.length)
    const fault: Stop = { reason, offset: place, isLimit: output.isLimit }
    return { offset, length: (next === -1 ? bytes.length : next) - offset, content: output.bytes, fault }
  }
  const version = bytes[offset + 4] ?? 0
  if (bytes.length - offset < HEADER_BYTES) return broken('the file ends within the header of a member', bytes.length)
  if (version > 1) return broken(`version ${version} is not known`, offset + 4)
  const dictionary = (bytes[offset + 5] ?? 0) & 31
  if (dictionary < 12 || dictionary > 29) return broken('the size of the dictionary means nothing', offset + 5)
  decoder.setProperties(PROPERTIES, false)
  decoder.resetState()
  const problem = decoder.decode(bytes, start, bytes.length, undefined)
  if (problem !== undefined) return broken(problem, decoder.at)
  const { at } = decoder
  // Members of version 0 do not repeat their own size.
  const end = at + (version === 0 ? 12 : 20)
  if (end > bytes.length) return broken('the file ends within the check of a member', bytes.length)
  const content = output.bytes
  if (crc32(content) !== le32(bytes, at)) return broken('the CRC32 of what comes out disagrees', at)
  if (le64(bytes, at + 4) !== content.length) return broken('the size at the end is another one', at + 4)
  if (version === 1 && le64(bytes, at + 12) !== end - offset)
    return broken('the size of the member at the end is another one', at + 12)
  return { offset, length: end - offset, content }
}
