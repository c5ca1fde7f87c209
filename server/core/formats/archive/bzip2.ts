import { crc32Forward } from './checksum'
import { type BitSource, nextSymbol, type PrefixCode, prefixCode } from './huffman'
import { type Allowance, type Decoded, Output, OVER_WORK } from './output'

/**
 * One bzip2 stream (the format of Julian Seward's bzip2 1.0, which has no other specification than its source):
 * blocks of up to 900,000 bytes, sorted by Burrows and Wheeler's transform, moved to front and prefix coded.
 */
export function decodeBzip2(input: Uint8Array, start: number, allowance: Allowance): Decoded {
  const bits = new Bits(input, start)
  const output = new Output(allowance)
  const give = (reason?: string): Decoded => {
    const end = Math.min(input.length, bits.position)
    return {
      bytes: output.bytes,
      end,
      ...(reason === undefined ? {} : { stop: { reason, offset: end, isLimit: output.isLimit } }),
    }
  }
  const isHeader = bits.take(24) === 0x425a68
  const level = bits.take(8) - 0x30
  if (!isHeader || level < 1 || level > 9) return give('the header is not that of a stream')
  let combined = 0
  for (;;) {
    const high = bits.take(24)
    const low = bits.take(24)
    const check = (bits.take(16) * 65536 + bits.take(16)) >>> 0
    if (bits.isDry) return give(CUT)
    if (high === 0x177245 && low === 0x385090)
      return give(check === combined ? undefined : 'the CRC of the stream disagrees')
    if (high !== 0x314159 || low !== 0x265359) return give('no block starts where one has to')
    const from = output.length
    const problem = readBlock(bits, output, level * 100_000, allowance)
    if (problem !== undefined) return give(problem)
    const found = crc32Forward(output.bytes.subarray(from))
    if (found !== check) return give('the CRC of a block disagrees')
    combined = (((combined << 1) | (combined >>> 31)) ^ check) >>> 0
  }
}

const CUT = 'the compressed data ends'
const BAD = 'a table of a block contradicts itself'

/** Bits of bytes, the highest first. */
class Bits implements BitSource {
  isDry = false
  #bit: number
  readonly #input: Uint8Array

  constructor(input: Uint8Array, start: number) {
    this.#input = input
    this.#bit = start * 8
  }

  get position(): number {
    return Math.ceil(this.#bit / 8)
  }

  peek(): number {
    let value = 0
    for (let index = 0; index < 9; index++) value |= this.#at(this.#bit + index) << index
    return value
  }

  /** At most 24 bits. */
  take(count: number): number {
    let value = 0
    for (let left = count; left > 0; left--) value = value * 2 + this.#at(this.#bit++)
    if (this.#bit > this.#input.length * 8) this.isDry = true
    return value
  }

  #at(bit: number): number {
    return ((this.#input[bit >>> 3] ?? 0) >>> (7 - (bit & 7))) & 1
  }
}

function readBlock(bits: Bits, output: Output, maxBytes: number, allowance: Allowance): string | undefined {
  const isRandomised = bits.take(1) === 1
  const origin = bits.take(24)
  if (isRandomised) return 'a block is randomised, which only the oldest versions did'
  const used: number[] = []
  const groups = bits.take(16)
  for (let group = 0; group < 16; group++) {
    if (((groups >>> (15 - group)) & 1) === 0) continue
    const members = bits.take(16)
    for (let member = 0; member < 16; member++)
      if (((members >>> (15 - member)) & 1) === 1) used.push(group * 16 + member)
  }
  if (used.length === 0) return BAD
  const tables = bits.take(3)
  const selectorCount = bits.take(15)
  if (tables < 2 || tables > 6 || selectorCount === 0) return BAD
  const selectors = readSelectors(bits, tables, selectorCount)
  if (selectors === undefined) return bits.isDry ? CUT : BAD
  const codes: PrefixCode[] = []
  for (let table = 0; table < tables; table++) {
    const code = readCode(bits, used.length + 2)
    if (code === undefined) return bits.isDry ? CUT : BAD
    codes.push(code)
  }
  allowance.work -= 5000
  const sorted = readSymbols(bits, { used, selectors, codes }, maxBytes, allowance)
  if (typeof sorted === 'string') return sorted === OVER_WORK ? output.refuse(sorted) : sorted
  if (origin >= sorted.length) return BAD
  return unsort(sorted, origin, output, allowance)
}

function readSelectors(bits: Bits, tables: number, count: number): Uint8Array | undefined {
  const order = Array.from({ length: tables }, (_, at) => at)
  const selectors = new Uint8Array(count)
  for (let at = 0; at < count; at++) {
    let steps = 0
    while (bits.take(1) === 1) if (++steps >= tables) return undefined
    if (bits.isDry) return undefined
    const [table = 0] = order.splice(steps, 1)
    order.unshift(table)
    selectors[at] = table
  }
  return selectors
}

function readCode(bits: Bits, symbols: number): PrefixCode | undefined {
  const lengths = new Uint8Array(symbols)
  let length = bits.take(5)
  for (let symbol = 0; symbol < symbols; symbol++) {
    while (bits.take(1) === 1) {
      length += bits.take(1) === 1 ? -1 : 1
      if (length < 1 || length > 20 || bits.isDry) return undefined
    }
    if (length < 1 || length > 20) return undefined
    lengths[symbol] = length
  }
  return prefixCode(lengths)
}

interface Tables {
  readonly used: readonly number[]
  readonly selectors: Uint8Array
  readonly codes: readonly PrefixCode[]
}

/** Runs and moves to front undone: the last column of the sorted rotations, or why it cannot be had. */
function readSymbols(bits: Bits, tables: Tables, maxBytes: number, allowance: Allowance): Uint8Array | string {
  const { used, selectors, codes } = tables
  const order = [...used]
  const sorted = new Uint8Array(maxBytes)
  let length = 0
  let run = 0
  let weight = 1
  for (let count = 0; ; count++) {
    if (allowance.work-- <= 0) return OVER_WORK
    const code = codes[selectors[Math.floor(count / 50)] ?? -1]
    if (code === undefined) return BAD
    const symbol = nextSymbol(bits, code)
    if (bits.isDry) return CUT
    if (symbol === undefined) return 'bits that are no code'
    if (symbol < 2) {
      run += weight * (symbol + 1)
      weight *= 2
      if (length + run > maxBytes) return 'a block is longer than its stream allows'
      continue
    }
    if (run > 0) {
      sorted.fill(order[0] ?? 0, length, length + run)
      length += run
      run = 0
      weight = 1
    }
    if (symbol === used.length + 1) return sorted.subarray(0, length)
    if (length >= maxBytes) return 'a block is longer than its stream allows'
    const [byte = 0] = order.splice(symbol - 1, 1)
    order.unshift(byte)
    sorted[length++] = byte
  }
}

/** Undoes the sorting, and the runs of four and more that were packed before it. */
function unsort(sorted: Uint8Array, origin: number, output: Output, allowance: Allowance): string | undefined {
  const starts = new Uint32Array(257)
  for (const byte of sorted) starts[byte + 1] = (starts[byte + 1] ?? 0) + 1
  for (let byte = 1; byte < 257; byte++) starts[byte] = (starts[byte] ?? 0) + (starts[byte - 1] ?? 0)
  const next = new Uint32Array(sorted.length)
  for (let at = 0; at < sorted.length; at++) {
    const byte = sorted[at] ?? 0
    const place = starts[byte] ?? 0
    next[place] = at
    starts[byte] = place + 1
  }
  allowance.work -= sorted.length
  let row = next[origin] ?? 0
  let previous = -1
  let same = 0
  for (let left = sorted.length; left > 0; left--) {
    const byte = sorted[row] ?? 0
    row = next[row] ?? 0
    if (same === 4) {
      for (let again = byte; again > 0; again--) if (!output.put(previous)) return output.refusal
      same = 0
      previous = -1
      continue
    }
    same = byte === previous ? same + 1 : 1
    previous = byte
    if (!output.put(byte)) return output.refusal
  }
  return undefined
}
