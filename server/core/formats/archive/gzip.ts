import { latin1 } from '../../model/path'
import { le16, le32, startsWith } from './bytes'
import { crc32 } from './checksum'
import { inflateRaw } from './deflate'
import type { Allowance, Stop } from './output'

/** One member (RFC 1952): a header, a DEFLATE stream, CRC-32 and size of what it unpacks to. */
export interface GzipMember {
  readonly offset: number
  readonly length: number
  /** The name that the file had, where the header keeps one. */
  readonly name?: string
  readonly comment?: string
  readonly content: Uint8Array
  readonly fault?: Stop
}

export interface GzipFile {
  readonly members: readonly GzipMember[]
  /** Bytes after the last member; zeros are padding of tapes and do not count. */
  readonly trailing?: { readonly offset: number; readonly length: number }
}

export const GZIP_MAGIC = [0x1f, 0x8b, 8] as const

export function readGzip(bytes: Uint8Array, allowance: Allowance, isTextOnly = false): GzipFile {
  const members: GzipMember[] = []
  let at = 0
  while (startsWith(bytes, GZIP_MAGIC, at) && allowance.parts-- > 0) {
    const member = readMember(bytes, at, allowance, isTextOnly)
    members.push(member)
    at += member.length
  }
  let rest = at
  while (bytes[rest] === 0) rest++
  return rest < bytes.length ? { members, trailing: { offset: at, length: bytes.length - at } } : { members }
}

function readMember(bytes: Uint8Array, offset: number, allowance: Allowance, isTextOnly: boolean): GzipMember {
  const flags = bytes[offset + 3] ?? 0
  let at = offset + 10
  if ((flags & 4) !== 0) at += 2 + le16(bytes, at)
  const text = (): string => {
    const end = bytes.indexOf(0, at)
    const found = latin1(bytes.subarray(at, Math.min(at + 1000, end === -1 ? bytes.length : end)))
    at = end === -1 ? bytes.length : end + 1
    return found
  }
  const name = (flags & 8) === 0 ? undefined : text()
  const comment = (flags & 16) === 0 ? undefined : text()
  const headerEnd = at
  if ((flags & 2) !== 0) at += 2
  const decoded = inflateRaw(bytes, Math.min(at, bytes.length), allowance, isTextOnly)
  const end = Math.min(bytes.length, decoded.stop === undefined ? decoded.end + 8 : bytes.length)
  const fault = (reason: string, place: number): Stop => ({ reason, offset: place, isLimit: false })
  const problem =
    decoded.stop ??
    ((flags & 0xe0) !== 0
      ? fault('reserved flags are set', offset + 3)
      : (flags & 2) !== 0 && (crc32(bytes, offset, headerEnd) & 0xffff) !== le16(bytes, headerEnd)
        ? fault('the CRC of the header disagrees', headerEnd)
        : decoded.end + 8 > bytes.length
          ? fault('the file ends within the check of a member', bytes.length)
          : crc32(decoded.bytes) !== le32(bytes, decoded.end)
            ? fault('the CRC32 of what comes out disagrees', decoded.end)
            : le32(bytes, decoded.end + 4) !== decoded.bytes.length % 2 ** 32
              ? fault('the size at the end is another one', decoded.end + 4)
              : undefined)
  return {
    offset,
    length: end - offset,
    ...(name === undefined ? {} : { name }),
    ...(comment === undefined ? {} : { comment }),
    content: decoded.bytes,
    ...(problem === undefined ? {} : { fault: problem }),
  }
}
