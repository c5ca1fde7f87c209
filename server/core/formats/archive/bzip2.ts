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
  const column = new Column(level * 100_000)
  for (;;) {
    const high = bits.take(24)
    const low = bits.take(24)
    const check = (bits.take(16) * 65536 + bits.take(16)) >>> 0
    if (bits.isDry) return give(CUT)
    if (high === 0x177245 && low === 0x385090)
      return give(check === combined ? undefined : 'the CRC of the stream disagrees')
    if (high !== 0x314159 || low !== 0x265359) return give('no block starts where one has to')
    const from = output.length
    const problem = readBlock(bits, output, column, allowance)
    if (problem !== undefined) return give(problem)
    const found = crc32Forward(output.bytes.subarray(from))
    if (found !== check) return give('the CRC of a block disagrees')
    combined = (((combined << 1) | (combined >>> 31)) ^ check) >>> 0
  }
}

const CUT = 'the compressed data ends'
const TOO_LONG = 'a block is longer than its stream allows'
const BAD = 'a table of a block contradicts itself'

/** Bits of bytes, the highest first. */
class Bits implements BitSource {
  isDry = false
  #at: number
  #held = 0
  #count = 0
  readonly #input: Uint8Array

  constructor(input: Uint8Array, start: number) {
    this.#input = input
    this.#at = start
  }

  /** Offset of the first byte that no bit was taken from. */
  get position(): number {
    return this.#at - (this.#count >>> 3)
  }

  peek(): number {
    while (this.#count < 9) this.#load()
    return reversed9[(this.#held >>> (this.#count - 9)) & 511] ?? 0
  }

  /** At most 24 bits. */
  take(count: number): number {
    while (this.#count < count) this.#load()
    this.#count -= count
    if (this.#at - (this.#count >>> 3) > this.#input.length) this.isDry = true
    return (this.#held >>> this.#count) & ((1 << count) - 1)
  }

  #load(): void {
    this.#held = (this.#held << 8) | (this.#input[this.#at] ?? 0)
    this.#at++
    this.#count += 8
  }
}

const reversed9 = Uint16Array.from({ length: 512 }, (_, value) => {
  let result = 0
  for (let bit = 0; bit < 9; bit++) result |= ((value >>> bit) & 1) << (8 - bit)
  return result
})

function readBlock(bits: Bits, output: Output, column: Column, allowance: Allowance): string | undefined {
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
  const length = readSymbols(bits, { used, selectors, codes }, column, allowance)
  if (typeof length === 'string') return length === OVER_WORK ? output.refuse(length) : length
  if (origin >= length) return BAD
  allowance.work -= length
  return unsort(column.cells.subarray(0, length), origin, output)
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

/**
 * The last column of the sorted rotations: each cell holds a byte and, above it, where the next one stands. One for all
 * blocks, and no larger than it has to be, since a hostile file has many small ones.
 */
class Column {
  cells = new Uint32Array(4096)
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  hasRoom(length: number): boolean {
    if (length <= this.cells.length) return true
    if (length > this.#most) return false
    const larger = new Uint32Array(Math.min(this.#most, Math.max(length, this.cells.length * 4)))
    larger.set(this.cells)
    this.cells = larger
    return true
  }
}

interface Tables {
  readonly used: readonly number[]
  readonly selectors: Uint8Array
  readonly codes: readonly PrefixCode[]
}

/** Runs and moves to front undone: the length of the last column of the sorted rotations, or why it cannot be had. */
function readSymbols(bits: Bits, tables: Tables, column: Column, allowance: Allowance): number | string {
  const { used, selectors, codes } = tables
  const order = Uint8Array.from(used)
  const endOfBlock = used.length + 1
  let length = 0
  let run = 0
  let weight = 1
  for (let group = 0; ; group++) {
    const code = codes[selectors[group] ?? -1]
    if (code === undefined) return BAD
    for (let left = 50; left > 0; left--) {
      if (allowance.work-- <= 0) return OVER_WORK
      const symbol = nextSymbol(bits, code)
      if (bits.isDry) return CUT
      if (symbol === undefined) return 'bits that are no code'
      if (symbol < 2) {
        run += weight * (symbol + 1)
        weight *= 2
        if (!column.hasRoom(length + run)) return TOO_LONG
        continue
      }
      if (run > 0) {
        column.cells.fill(order[0] ?? 0, length, length + run)
        length += run
        run = 0
        weight = 1
      }
      if (symbol === endOfBlock) return length
      if (!column.hasRoom(length + 1)) return TOO_LONG
      const byte = order[symbol - 1] ?? 0
      if (symbol < 12) for (let at = symbol - 1; at > 0; at--) order[at] = order[at - 1] ?? 0
      else order.copyWithin(1, 0, symbol - 1)
      order[0] = byte
      column.cells[length++] = byte
    }
  }
}

/** Undoes the sorting, and the runs of four and more that were packed before it. */
function unsort(cells: Uint32Array, origin: number, output: Output): string | undefined {
  const starts = new Uint32Array(257)
  for (const byte of cells) starts[byte + 1] = (starts[byte + 1] ?? 0) + 1
  for (let byte = 1; byte < 257; byte++) starts[byte] = (starts[byte] ?? 0) + (starts[byte - 1] ?? 0)
  for (let at = 0; at < cells.length; at++) {
    const byte = (cells[at] ?? 0) & 0xff
    const place = starts[byte] ?? 0
    cells[place] = ((cells[place] ?? 0) & 0xff) | (at << 8)
    starts[byte] = place + 1
  }
  let row = (cells[origin] ?? 0) >>> 8
  let previous = -1
  let same = 0
  for (let left = cells.length; left > 0; left--) {
    const cell = cells[row] ?? 0
    const byte = cell & 0xff
    row = cell >>> 8
    if (same === 4) {
      if (!output.fill(previous, byte)) return output.refusal
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
