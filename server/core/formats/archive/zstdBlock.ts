import { le16 } from './bytes'
import type { Allowance, Output } from './output'
import {
  BackwardBits,
  constantTable,
  type PrefixTable,
  readPrefixStream,
  readPrefixTable,
  readStateTable,
  type StateTable,
  stateTable,
} from './zstdEntropy'

export const MAX_BLOCK_BYTES = 128 * 1024

/** What compressed blocks of one frame take over from those before them. */
export interface FrameState {
  /** Farthest distance of a match. */
  readonly window: number
  prefix?: PrefixTable
  literalLengths?: StateTable
  offsets?: StateTable
  matchLengths?: StateTable
  /** The last three distances, the latest first. */
  repeats: readonly [number, number, number]
  /** Room for the literals of one block, {@link MAX_BLOCK_BYTES} long. */
  readonly literals: Uint8Array
}

export function createFrameState(window: number, literals: Uint8Array): FrameState {
  return { window, repeats: [1, 4, 8], literals }
}

/** Tables cost about as much as this many symbols, however short the block is. */
const BLOCK_COST = 2000

/**
 * A compressed block (RFC 8878, 3.1.1.3): literals, then sequences of "so many literals, then a match". Gives why it
 * cannot be undone, or undefined.
 */
export function readBlock(
  input: Uint8Array,
  start: number,
  end: number,
  frame: FrameState,
  output: Output,
  allowance: Allowance,
): string | undefined {
  allowance.work -= BLOCK_COST
  const literals = readLiterals(input, start, end, frame)
  if (typeof literals === 'string') return literals
  const { count, after } = literals
  return readSequences(input, after, end, frame, frame.literals.subarray(0, count), output, allowance)
}

interface Literals {
  readonly count: number
  readonly after: number
}

/** Section 3.1.1.3.1: the literals go to the frame's room for them. */
function readLiterals(input: Uint8Array, start: number, end: number, frame: FrameState): Literals | string {
  const head = input[start] ?? 0
  const kind = head & 3
  const form = (head >>> 2) & 3
  const wide = (head | (le16(input, start + 1) << 8)) >>> 0
  if (kind < 2) {
    const [size, headBytes] =
      form === 1 ? [le16(input, start) >>> 4, 2] : form === 3 ? [wide >>> 4, 3] : [head >>> 3, 1]
    const data = start + headBytes
    const after = data + (kind === 0 ? size : 1)
    if (size > MAX_BLOCK_BYTES || after > end) return BAD_LITERALS
    if (kind === 0) frame.literals.set(input.subarray(data, after))
    else frame.literals.fill(input[data] ?? 0, 0, size)
    return { count: size, after }
  }
  const sizeBits = [10, 10, 14, 18][form] ?? 0
  const headBytes = [3, 3, 4, 5][form] ?? 0
  // Up to 40 bits: too wide for the operators on 32.
  let bits = 0
  for (let at = headBytes - 1; at >= 0; at--) bits = bits * 256 + (input[start + at] ?? 0)
  const size = Math.floor(bits / 16) % 2 ** sizeBits
  const packed = Math.floor(bits / 2 ** (4 + sizeBits))
  let data = start + headBytes
  const after = data + packed
  if (size > MAX_BLOCK_BYTES || after > end) return BAD_LITERALS
  if (kind === 2) {
    const found = readPrefixTable(input, data, after)
    if (found === undefined) return 'the code of the literals contradicts itself'
    frame.prefix = found.table
    data = found.end
  }
  const table = frame.prefix
  if (table === undefined) return 'literals repeat a code that no block before gave'
  const isWhole =
    form === 0
      ? readPrefixStream(input, data, after, table, frame.literals, 0, size)
      : readFourStreams(input, data, after, table, frame.literals, size)
  return isWhole ? { count: size, after } : BAD_LITERALS
}

function readFourStreams(
  input: Uint8Array,
  start: number,
  end: number,
  table: PrefixTable,
  out: Uint8Array,
  size: number,
): boolean {
  const share = (size + 3) >>> 2
  if (start + 6 > end || share * 3 > size) return false
  let data = start + 6
  for (let stream = 0; stream < 4; stream++) {
    const next = stream === 3 ? end : data + le16(input, start + stream * 2)
    if (next > end) return false
    const to = stream === 3 ? size : share * (stream + 1)
    if (!readPrefixStream(input, data, next, table, out, share * stream, to)) return false
    data = next
  }
  return true
}

/** Section 3.1.1.3.2: matches and literals, put together as they are read. */
function readSequences(
  input: Uint8Array,
  start: number,
  end: number,
  frame: FrameState,
  literals: Uint8Array,
  output: Output,
  allowance: Allowance,
): string | undefined {
  if (start >= end) return BAD_SEQUENCES
  const head = input[start] ?? 0
  let at = start + 1
  let count = head
  if (head === 255) {
    count = le16(input, at) + 0x7f00
    at += 2
  } else if (head >= 128) count = (head - 128) * 256 + (input[at++] ?? 0)
  if (count === 0) return at === end ? flush(literals, 0, output) : BAD_SEQUENCES
  const modes = input[at++] ?? 0
  if ((modes & 3) !== 0) return 'reserved flags of a block are set'
  const cursor = { at }
  const lengths = tableOf(modes >>> 6, input, cursor, end, LITERAL_LENGTHS, frame.literalLengths)
  const offsets = tableOf((modes >>> 4) & 3, input, cursor, end, OFFSETS, frame.offsets)
  const matches = tableOf((modes >>> 2) & 3, input, cursor, end, MATCH_LENGTHS, frame.matchLengths)
  if (lengths === undefined || offsets === undefined || matches === undefined)
    return 'a table of the sequences contradicts itself'
  frame.literalLengths = lengths
  frame.offsets = offsets
  frame.matchLengths = matches
  const bits = new BackwardBits(input, cursor.at, end)
  if (bits.left < 0) return BAD_SEQUENCES
  let lengthState = bits.take(lengths.log)
  let offsetState = bits.take(offsets.log)
  let matchState = bits.take(matches.log)
  let used = 0
  const ceiling = output.length + MAX_BLOCK_BYTES
  for (let left = count; left > 0; left--) {
    allowance.work--
    const lengthCode = lengths.symbols[lengthState] ?? 0
    const offsetCode = offsets.symbols[offsetState] ?? 0
    const matchCode = matches.symbols[matchState] ?? 0
    const offset = 2 ** offsetCode + bits.take(offsetCode)
    const match = (matchBases[matchCode] ?? 0) + bits.take(matchExtras[matchCode] ?? 0)
    const length = (lengthBases[lengthCode] ?? 0) + bits.take(lengthExtras[lengthCode] ?? 0)
    if (left > 1) {
      lengthState = (lengths.bases[lengthState] ?? 0) + bits.take(lengths.bits[lengthState] ?? 0)
      matchState = (matches.bases[matchState] ?? 0) + bits.take(matches.bits[matchState] ?? 0)
      offsetState = (offsets.bases[offsetState] ?? 0) + bits.take(offsets.bits[offsetState] ?? 0)
    }
    if (bits.left < 0 || used + length > literals.length) return BAD_SEQUENCES
    if (output.length + length + match > ceiling) return 'a block unpacks to more than a block may'
    if (!output.append(literals.subarray(used, used + length))) return output.refusal
    used += length
    const distance = distanceOf(offset, length, frame)
    if (distance > frame.window) return 'a match reaches behind the window'
    if (!output.repeat(distance, match)) return output.refusal ?? 'a match reaches before the start of the output'
  }
  if (bits.left !== 0) return BAD_SEQUENCES
  if (output.length + literals.length - used > ceiling) return 'a block unpacks to more than a block may'
  return flush(literals, used, output)
}

function flush(literals: Uint8Array, used: number, output: Output): string | undefined {
  return output.append(literals.subarray(used)) ? undefined : output.refusal
}

/** Values up to 3 stand for a distance used before (3.1.1.5); without literals each means the one after. */
function distanceOf(value: number, literals: number, frame: FrameState): number {
  const [first, second, third] = frame.repeats
  if (value > 3) {
    frame.repeats = [value - 3, first, second]
    return value - 3
  }
  const which = literals === 0 ? value : value - 1
  if (which === 0) return first
  const distance = which === 1 ? second : which === 2 ? third : first - 1
  frame.repeats = which === 1 ? [second, first, third] : [distance, first, second]
  return distance
}

interface Kind {
  readonly usual: StateTable
  readonly maxLog: number
  readonly maxSymbol: number
}

function tableOf(
  mode: number,
  input: Uint8Array,
  cursor: { at: number },
  end: number,
  { usual, maxLog, maxSymbol }: Kind,
  previous: StateTable | undefined,
): StateTable | undefined {
  if (mode === 0) return usual
  if (mode === 3) return previous
  if (mode === 1) {
    const symbol = input[cursor.at++] ?? 0
    return symbol > maxSymbol || cursor.at > end ? undefined : constantTable(symbol)
  }
  const found = readStateTable(input, cursor.at, end, maxLog, maxSymbol)
  if (found !== undefined) cursor.at = found.end
  return found?.table
}

const BAD_LITERALS = 'the literals of a block cannot be read'
const BAD_SEQUENCES = 'the sequences of a block cannot be read'

/** Extra bits of the codes of lengths, as 3.1.1.3.2.1.1 lists them. */
const lengthExtras = [
  ...new Array<number>(16).fill(0),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
]
const matchExtras = [
  ...new Array<number>(32).fill(0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
]
const lengthBases = basesOf(lengthExtras, 0)
const matchBases = basesOf(matchExtras, 3)

/** Each code starts where the one before ends. */
function basesOf(extras: readonly number[], first: number): readonly number[] {
  let next = first
  return extras.map(extra => {
    const base = next
    next += 2 ** extra
    return base
  })
}

const usualLengths = [
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
]
const usualMatches = [
  ...[1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  ...[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1],
]
const usualOffsets = [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1]

/** The predefined tables (3.1.1.3.2.2) and the limits of those that blocks describe. */
const LITERAL_LENGTHS: Kind = { usual: stateTable(usualLengths, 6), maxLog: 9, maxSymbol: 35 }
const OFFSETS: Kind = { usual: stateTable(usualOffsets, 5), maxLog: 8, maxSymbol: 31 }
const MATCH_LENGTHS: Kind = { usual: stateTable(usualMatches, 6), maxLog: 9, maxSymbol: 52 }
