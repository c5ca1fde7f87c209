import { indexOfBytes, le16, le32, le64 } from './bytes'
import type { Piece } from './entry'
import { type Allowance, Output, OVER_WORK, type Stop } from './output'
import { xxh32 } from './xxhash'
import { skippableAt } from './zstd'

const MAGIC = 0x184d2204
export const LZ4_MAGIC = [0x04, 0x22, 0x4d, 0x18] as const
/** Of `lz4 -l` and of Linux kernels: blocks of 8 MiB and no check. */
const LEGACY_MAGIC = 0x184c2102
const LEGACY_BLOCK_BYTES = 8 * 1024 * 1024

export interface Lz4Frame extends Piece {
  /** Whether a checksum of the content stands at the end and agrees. */
  readonly isChecked: boolean
}

export interface Lz4File {
  readonly frames: readonly Lz4Frame[]
  /** What decoders pass over, each a short clause. */
  readonly notes: readonly string[]
  readonly trailing?: { readonly offset: number; readonly length: number }
}

/** Frames of LZ4 (LZ4 frame format 1.6), those of the older format too, one after the other. */
export function readLz4(bytes: Uint8Array, allowance: Allowance): Lz4File {
  const frames: Lz4Frame[] = []
  const notes: string[] = []
  let at = 0
  while (at + 4 <= bytes.length && allowance.parts-- > 0) {
    const skipped = skippableAt(bytes, at)
    if (skipped !== undefined) {
      if (notes.length < 20) notes.push(`${skipped} bytes at ${at} are in a frame that decoders pass over`)
      at = Math.min(bytes.length, at + 8 + skipped)
      continue
    }
    const magic = le32(bytes, at)
    if (magic !== MAGIC && magic !== LEGACY_MAGIC) break
    if (magic === LEGACY_MAGIC) notes.push('a frame of the older format has no check')
    const frame = magic === MAGIC ? readFrame(bytes, at, allowance) : readLegacyFrame(bytes, at, allowance)
    frames.push(frame)
    at += frame.length
  }
  const shared = { frames, notes: [...new Set(notes)] }
  return at < bytes.length ? { ...shared, trailing: { offset: at, length: bytes.length - at } } : shared
}

function readFrame(bytes: Uint8Array, offset: number, allowance: Allowance): Lz4Frame {
  const output = new Output(allowance)
  const broken = (reason: string, place: number, isLimit = output.isLimit): Lz4Frame => {
    const next = indexOfBytes(bytes, LZ4_MAGIC, offset + LZ4_MAGIC.length)
    const fault: Stop = { reason, offset: Math.min(bytes.length, place), isLimit }
    const length = (next === -1 ? bytes.length : next) - offset
    return { offset, length, content: output.bytes, fault, isChecked: false }
  }
  const flags = bytes[offset + 4] ?? 0
  const hasSize = (flags & 8) !== 0
  const hasDictionary = (flags & 1) !== 0
  const isIndependent = (flags & 0x20) !== 0
  const blockCheck = (flags & 0x10) !== 0 ? 4 : 0
  const isChecked = (flags & 4) !== 0
  const sizeCode = ((bytes[offset + 5] ?? 0) >>> 4) & 7
  const headerEnd = offset + 6 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0)
  if (headerEnd + 1 > bytes.length) return broken('the file ends within the header of a frame', bytes.length)
  if (flags >>> 6 !== 1 || (flags & 2) !== 0 || ((bytes[offset + 5] ?? 0) & 0x8f) !== 0 || sizeCode < 4)
    return broken('the flags of a frame mean nothing', offset + 4)
  if (((xxh32(bytes, offset + 4, headerEnd) >>> 8) & 0xff) !== bytes[headerEnd])
    return broken('the check of the header disagrees', headerEnd)
  if (hasDictionary) {
    const reason = `it needs dictionary ${le32(bytes, headerEnd - 4)}, which it does not hold`
    return broken(reason, headerEnd, true)
  }
  const maxBlock = 2 ** (8 + 2 * sizeCode)
  let at = headerEnd + 1
  for (;;) {
    if (at + 4 > bytes.length) return broken('the file ends where a block has to begin', bytes.length)
    const word = le32(bytes, at)
    at += 4
    if (word === 0) break
    if (allowance.work-- <= 0) return broken(output.refuse(OVER_WORK), at)
    const size = word & 0x7fffffff
    if (size > maxBlock) return broken('a block is larger than its frame allows', at - 4)
    const end = Math.min(bytes.length, at + size)
    const stop =
      word >>> 31 === 1
        ? output.append(bytes.subarray(at, end))
          ? undefined
          : { reason: output.refusal ?? CUT, at }
        : readBlock(bytes, at, end, isIndependent ? output.length : 0, maxBlock, output, allowance)
    if (stop !== undefined) return broken(stop.reason, stop.at)
    if (at + size + blockCheck > bytes.length) return broken(CUT, bytes.length)
    if (blockCheck > 0 && xxh32(bytes, at, end) !== le32(bytes, end))
      return broken('the XXH32 of a block disagrees', end)
    at = end + blockCheck
  }
  const content = output.bytes
  if (hasSize && le64(bytes, offset + 6) !== content.length)
    return broken('the size in the header of the frame is another one', at)
  if (!isChecked) return { offset, length: at - offset, content, isChecked }
  if (at + 4 > bytes.length) return broken('the file ends within the check of a frame', bytes.length)
  if (xxh32(content) !== le32(bytes, at)) return broken('the XXH32 of what comes out disagrees', at)
  return { offset, length: at + 4 - offset, content, isChecked }
}

/** Ends with the file, or where the size of a block is too large to be one. */
function readLegacyFrame(bytes: Uint8Array, offset: number, allowance: Allowance): Lz4Frame {
  const output = new Output(allowance)
  const give = (end: number, fault?: Stop): Lz4Frame => ({
    offset,
    length: end - offset,
    content: output.bytes,
    isChecked: false,
    ...(fault === undefined ? {} : { fault }),
  })
  const largest = LEGACY_BLOCK_BYTES + Math.floor(LEGACY_BLOCK_BYTES / 255) + 16
  let at = offset + 4
  while (at + 4 <= bytes.length) {
    const size = le32(bytes, at)
    if (size > largest || size === 0) return give(at)
    const data = at + 4
    const end = Math.min(bytes.length, data + size)
    const stop = readBlock(bytes, data, end, output.length, LEGACY_BLOCK_BYTES, output, allowance)
    const isCut = data + size > bytes.length
    if (stop !== undefined || isCut)
      return give(bytes.length, {
        reason: isCut && !output.isLimit ? CUT : (stop?.reason ?? CUT),
        offset: stop?.at ?? bytes.length,
        isLimit: output.isLimit,
      })
    at = end
  }
  return give(bytes.length, at === bytes.length ? undefined : { reason: CUT, offset: bytes.length, isLimit: false })
}

/**
 * A block (LZ4 block format): literals and matches in turn, ending with literals. `first`: the byte of the output before
 * which no match may reach.
 */
function readBlock(
  bytes: Uint8Array,
  start: number,
  end: number,
  first: number,
  maxBytes: number,
  output: Output,
  allowance: Allowance,
): { readonly reason: string; readonly at: number } | undefined {
  const ceiling = output.length + maxBytes
  let at = start
  const long = (length: number): number => {
    if (length !== 15) return length
    let sum = length
    for (let more = 255; more === 255 && at < end && sum <= maxBytes; ) {
      more = bytes[at++] ?? 0
      sum += more
    }
    return sum
  }
  while (at < end) {
    if (allowance.work-- <= 0) return { reason: output.refuse(OVER_WORK), at }
    const token = bytes[at++] ?? 0
    const literals = long(token >>> 4)
    if (output.length + literals > ceiling) return { reason: TOO_LONG, at }
    const until = Math.min(end, at + literals)
    if (!output.append(bytes.subarray(at, until))) return { reason: output.refusal ?? CUT, at }
    if (at + literals > end) return { reason: 'literals go on behind the end of their block', at: end }
    at = until
    if (at === end) return undefined
    if (at + 2 > end) return { reason: 'a block ends within a match', at }
    const distance = le16(bytes, at)
    at += 2
    const match = long(token & 15) + 4
    if (output.length + match > ceiling) return { reason: TOO_LONG, at }
    if (distance === 0 || distance > output.length - first)
      return { reason: 'a match reaches before the start of the output', at }
    if (!output.repeat(distance, match)) return { reason: output.refusal ?? CUT, at }
  }
  return { reason: 'a block does not end with literals', at }
}

const CUT = 'the file ends within a block'
const TOO_LONG = 'a block unpacks to more than its frame allows'
