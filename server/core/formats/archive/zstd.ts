import { indexOfBytes, le16, le32, le64 } from './bytes'
import type { Container, Piece } from './entry'
import { type Allowance, Output, type Stop } from './output'
import { xxh64Low } from './xxhash'
import { createFrameState, type FrameState, MAX_BLOCK_BYTES, readBlock } from './zstdBlock'

export const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const
/** Sixteen values, 0x184d2a50 to 0x184d2a5f, which LZ4 shares: frames that decoders pass over. */
const SKIPPABLE = 0x184d2a50

export interface ZstdFrame extends Piece {
  /** Whether a checksum of the content stands at the end and agrees. */
  readonly isChecked: boolean
}

export interface ZstdFile {
  readonly frames: readonly ZstdFrame[]
  /** What decoders pass over, each a short clause. */
  readonly notes: readonly string[]
  readonly trailing?: { readonly offset: number; readonly length: number }
}

export function readZstd(bytes: Uint8Array, allowance: Allowance): Container {
  const { frames, notes, trailing } = readZstdFrames(bytes, allowance)
  const shared = { format: 'zstd', pieces: frames, entries: [], notes }
  return trailing === undefined ? shared : { ...shared, after: trailing }
}

/**
 * Frames of zstd (RFC 8878), one after the other. After a damaged one reading goes on where its blocks end, or where
 * that cannot be told at the next place that has the first bytes of a frame.
 */
export function readZstdFrames(bytes: Uint8Array, allowance: Allowance): ZstdFile {
  const frames: ZstdFrame[] = []
  const notes: string[] = []
  const room = new Uint8Array(MAX_BLOCK_BYTES)
  let at = 0
  while (at < bytes.length && allowance.parts-- > 0) {
    const skipped = skippableAt(bytes, at)
    if (skipped !== undefined) {
      if (notes.length < 20) notes.push(`${skipped} bytes at ${at} are in a frame that decoders pass over`)
      if (at + 8 + skipped > bytes.length) notes.push('the file ends within that frame')
      at = Math.min(bytes.length, at + 8 + skipped)
      continue
    }
    if (le32(bytes, at) !== 0xfd2fb528 || at + 4 > bytes.length) break
    const frame = readFrame(bytes, at, room, allowance)
    frames.push(frame)
    at += frame.length
  }
  return at < bytes.length ? { frames, notes, trailing: { offset: at, length: bytes.length - at } } : { frames, notes }
}

/** Size of the content of a frame that decoders of zstd and LZ4 pass over, where one stands. */
export function skippableAt(bytes: Uint8Array, at: number): number | undefined {
  return at + 8 <= bytes.length && (le32(bytes, at) & 0xfffffff0) >>> 0 === SKIPPABLE ? le32(bytes, at + 4) : undefined
}

interface Header {
  /** Where the blocks start. */
  readonly end: number
  readonly window: number
  readonly size?: number
  readonly dictionary: number
  readonly isChecked: boolean
  readonly isReserved: boolean
}

/** RFC 8878, 3.1.1.1. */
function headerOf(bytes: Uint8Array, at: number): Header {
  const flags = bytes[at + 4] ?? 0
  const isSingle = (flags & 0x20) !== 0
  const dictionaryAt = at + 5 + (isSingle ? 0 : 1)
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] ?? 0
  const sizeAt = dictionaryAt + dictionaryBytes
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >>> 6] ?? 0
  const size = numberOf(bytes, sizeAt, sizeBytes) + (sizeBytes === 2 ? 256 : 0)
  const windowByte = bytes[at + 5] ?? 0
  const base = 2 ** (10 + (windowByte >>> 3))
  return {
    end: sizeAt + sizeBytes,
    window: isSingle ? size : base + (base / 8) * (windowByte & 7),
    ...(sizeBytes === 0 ? {} : { size }),
    dictionary: numberOf(bytes, dictionaryAt, dictionaryBytes),
    isChecked: (flags & 4) !== 0,
    isReserved: (flags & 8) !== 0,
  }
}

function numberOf(bytes: Uint8Array, at: number, count: number): number {
  if (count === 8) return le64(bytes, at)
  return count === 4 ? le32(bytes, at) : count === 2 ? le16(bytes, at) : count === 1 ? (bytes[at] ?? 0) : 0
}

/** `room`: for the literals of one block, the same for all. */
function readFrame(bytes: Uint8Array, offset: number, room: Uint8Array, allowance: Allowance): ZstdFrame {
  const header = headerOf(bytes, offset)
  const output = new Output(allowance)
  const { end, problem } = readBlocks(bytes, header, room, output, allowance)
  const content = output.bytes
  const give = (to: number, stop: Stop | undefined, isChecked = false): ZstdFrame => ({
    offset,
    length: to - offset,
    content,
    isChecked,
    ...(stop === undefined ? {} : { fault: stop }),
  })
  const fault = (reason: string, place: number): Stop => ({ reason, offset: place, isLimit: false })
  if (end === undefined) {
    const next = indexOfBytes(bytes, ZSTD_MAGIC, offset + ZSTD_MAGIC.length)
    return give(next === -1 ? bytes.length : next, problem)
  }
  const after = end + (header.isChecked ? 4 : 0)
  if (problem !== undefined) return give(Math.min(bytes.length, after), problem)
  if (header.size !== undefined && header.size !== content.length)
    return give(Math.min(bytes.length, after), fault('the size in the header of the frame is another one', end))
  if (after > bytes.length) return give(bytes.length, fault('the file ends within the check of a frame', bytes.length))
  if (!header.isChecked) return give(after, undefined)
  if (xxh64Low(content) !== le32(bytes, end)) return give(after, fault('the XXH64 of what comes out disagrees', end))
  return give(after, undefined, true)
}

interface Blocks {
  /** Where they end; undefined when the file ends first, or a block has no size. */
  readonly end?: number
  readonly problem?: Stop
}

/** All blocks of a frame: those behind the first problem are passed over, so that what follows the frame is found. */
function readBlocks(bytes: Uint8Array, header: Header, room: Uint8Array, output: Output, allowance: Allowance): Blocks {
  let problem: Stop | undefined
  const refuse = (reason: string, offset: number, isLimit = output.isLimit) => {
    problem ??= { reason, offset: Math.min(bytes.length, offset), isLimit }
  }
  if (header.isReserved) refuse('a reserved flag of the frame is set', header.end)
  if (header.dictionary !== 0)
    refuse(`it needs dictionary ${header.dictionary}, which it does not hold`, header.end, true)
  const frame = createFrameState(header.window, room)
  let at = header.end
  while (at + 3 <= bytes.length) {
    const head = le16(bytes, at) | ((bytes[at + 2] ?? 0) << 16)
    const kind = (head >>> 1) & 3
    const size = head >>> 3
    if (allowance.work-- <= 0) refuse('the limit of work is reached', at, true)
    if (kind === 3) {
      refuse('a block has a kind that does not exist', at)
      return given(problem)
    }
    const data = at + 3
    const end = data + (kind === 1 ? 1 : size)
    if (problem === undefined) {
      const reason = readOne(bytes, kind, data, size, frame, output, allowance)
      if (reason !== undefined) refuse(reason, data)
    }
    if (end > bytes.length) return given(problem)
    if ((head & 1) === 1) return { end, ...given(problem) }
    at = end
  }
  refuse('the file ends where a block has to begin', bytes.length)
  return given(problem)
}

function given(problem: Stop | undefined): Blocks {
  return problem === undefined ? {} : { problem }
}

function readOne(
  bytes: Uint8Array,
  kind: number,
  data: number,
  size: number,
  frame: FrameState,
  output: Output,
  allowance: Allowance,
): string | undefined {
  if (size > MAX_BLOCK_BYTES) return 'a block is larger than a block may be'
  const isCut = data + (kind === 1 ? 1 : size) > bytes.length
  if (kind === 2) return isCut ? CUT : readBlock(bytes, data, data + size, frame, output, allowance)
  if (isCut && kind === 1) return CUT
  const isTaken = kind === 0 ? output.append(bytes.subarray(data, data + size)) : output.fill(bytes[data] ?? 0, size)
  if (!isTaken) return output.refusal
  return isCut ? CUT : undefined
}

const CUT = 'the file ends within a block'
