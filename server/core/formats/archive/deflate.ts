import { le16 } from './bytes'
import { type BitSource, nextSymbol, type PrefixCode, prefixCode } from './huffman'
import { type Allowance, type Decoded, Output, OVER_WORK } from './output'

/** DEFLATE (RFC 1951), from `start` on. Gives what came out before the first thing that cannot be. */
export function inflateRaw(input: Uint8Array, start: number, allowance: Allowance, isTextOnly = false): Decoded {
  const bits = new Bits(input, start)
  const output = new Output(allowance, isTextOnly)
  let problem: string | undefined
  for (let isLast = false; !isLast && problem === undefined; ) {
    isLast = bits.take(1) === 1
    const kind = bits.take(2)
    // Tables cost about as much as this many symbols, however short the block is.
    allowance.work -= 500
    if (bits.isDry) problem = CUT
    else if (kind === 0) problem = storedBlock(bits, output)
    else if (kind === 1) problem = codedBlock(bits, output, allowance, fixedLengths, fixedDistances)
    else if (kind === 2) problem = dynamicBlock(bits, output, allowance)
    else problem = 'a block has a kind that does not exist'
  }
  const end = Math.min(input.length, bits.position)
  return {
    bytes: output.bytes,
    end,
    ...(problem === undefined ? {} : { stop: { reason: problem, offset: end, isLimit: output.isLimit } }),
  }
}

const CUT = 'the compressed data ends'

/** Bits of bytes, the lowest first. */
class Bits implements BitSource {
  isDry = false
  readonly input: Uint8Array
  #at: number
  #held = 0
  #count = 0

  constructor(input: Uint8Array, start: number) {
    this.input = input
    this.#at = start
  }

  /** Offset of the first byte that no bit was taken from. */
  get position(): number {
    return this.#at - (this.#count >>> 3)
  }

  peek(): number {
    while (this.#count < 9) {
      this.#held |= (this.input[this.#at] ?? 0) << this.#count
      this.#at++
      this.#count += 8
    }
    return this.#held & 511
  }

  /** At most 15 bits. */
  take(count: number): number {
    while (this.#count < count) {
      this.#held |= (this.input[this.#at] ?? 0) << this.#count
      this.#at++
      this.#count += 8
    }
    const value = this.#held & ((1 << count) - 1)
    this.#held >>>= count
    this.#count -= count
    if (this.position > this.input.length) this.isDry = true
    return value
  }

  /** Drops the rest of the byte and gives the offset of the next one. */
  align(): number {
    const at = this.position
    this.moveTo(at)
    return at
  }

  moveTo(at: number): void {
    this.#at = at
    this.#held = 0
    this.#count = 0
  }
}

function storedBlock(bits: Bits, output: Output): string | undefined {
  const at = bits.align()
  const { input } = bits
  if (at + 4 > input.length) return CUT
  const size = le16(input, at)
  if ((size ^ le16(input, at + 2)) !== 0xffff) return 'the size of a stored block contradicts its complement'
  const data = input.subarray(at + 4, at + 4 + size)
  bits.moveTo(at + 4 + data.length)
  if (!output.append(data)) return output.refusal
  return data.length < size ? CUT : undefined
}

function dynamicBlock(bits: Bits, output: Output, allowance: Allowance): string | undefined {
  const literals = bits.take(5) + 257
  const distances = bits.take(5) + 1
  const orders = bits.take(4) + 4
  const meta = new Uint8Array(19)
  for (let at = 0; at < orders; at++) meta[lengthOrder[at] ?? 0] = bits.take(3)
  const metaCode = prefixCode(meta)
  if (metaCode === undefined) return BAD_CODE
  const lengths = new Uint8Array(literals + distances)
  for (let at = 0; at < lengths.length; ) {
    const symbol = nextSymbol(bits, metaCode)
    if (bits.isDry) return CUT
    if (symbol === undefined) return BAD_SYMBOL
    if (symbol < 16) {
      lengths[at++] = symbol
      continue
    }
    if (symbol === 16 && at === 0) return BAD_CODE
    const value = symbol === 16 ? (lengths[at - 1] ?? 0) : 0
    const count = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7)
    if (at + count > lengths.length) return BAD_CODE
    lengths.fill(value, at, at + count)
    at += count
  }
  const literalCode = prefixCode(lengths.subarray(0, literals))
  const distanceCode = prefixCode(lengths.subarray(literals))
  if (literalCode === undefined || distanceCode === undefined) return BAD_CODE
  return codedBlock(bits, output, allowance, literalCode, distanceCode)
}

function codedBlock(
  bits: Bits,
  output: Output,
  allowance: Allowance,
  literals: PrefixCode,
  distances: PrefixCode,
): string | undefined {
  for (;;) {
    if (allowance.work-- <= 0) return output.refuse(OVER_WORK)
    const symbol = nextSymbol(bits, literals)
    if (bits.isDry) return CUT
    if (symbol === undefined) return BAD_SYMBOL
    if (symbol === 256) return undefined
    if (symbol < 256) {
      if (!output.put(symbol)) return output.refusal
      continue
    }
    const length = lengthBases[symbol - 257]
    if (length === undefined) return BAD_SYMBOL
    const count = length + bits.take(lengthExtras[symbol - 257] ?? 0)
    const slot = nextSymbol(bits, distances)
    const base = slot === undefined ? undefined : distanceBases[slot]
    if (slot === undefined || base === undefined) return BAD_SYMBOL
    const distance = base + bits.take(Math.max(0, (slot >>> 1) - 1))
    if (bits.isDry) return CUT
    if (!output.repeat(distance, count)) return output.refusal ?? 'a match reaches before the start of the output'
  }
}

const BAD_CODE = 'the table of a prefix code contradicts itself'
const BAD_SYMBOL = 'bits that are no code'
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const lengthBases = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
]
const lengthExtras = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const distanceBases = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
]
const empty: PrefixCode = { counts: new Uint16Array(), symbols: new Uint16Array(), quick: new Uint32Array() }
const fixedLengths =
  prefixCode(Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8))) ?? empty
const fixedDistances = prefixCode(new Uint8Array(30).fill(5)) ?? empty
