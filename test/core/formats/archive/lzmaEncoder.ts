/**
 * A small encoder of LZMA (LZMA SDK, "LZMA Specification") with lc 3, lp 0, pb 2: literals, and matches with the last
 * place that began with the same three bytes. Real encoders choose better; what they write is of the same kind.
 */
export interface LzmaOptions {
  /** Otherwise literals only. */
  readonly hasMatches?: boolean
  /** For data whose size is written nowhere. */
  readonly hasEndMark?: boolean
}

/** lc 3, lp 0, pb 2 as the byte that headers have. */
export const LZMA_PROPERTIES = 93

const SHORTEST = 3
const LONGEST = 273

export function lzmaPacked(content: Uint8Array, { hasMatches = false, hasEndMark = false }: LzmaOptions = {}) {
  const encoder = new LzmaEncoder(content)
  const known = new Map<number, number>()
  let at = 0
  while (at < content.length) {
    const start = startOf(content, at)
    const from = hasMatches && start !== undefined ? known.get(start) : undefined
    const length = from === undefined ? 0 : commonLength(content, from, at)
    if (from !== undefined && length >= SHORTEST) encoder.match(at, at - from, length)
    else encoder.literal(at)
    const next = at + Math.max(1, length)
    for (; at < next; at++) {
      const here = startOf(content, at)
      if (here !== undefined) known.set(here, at)
    }
  }
  if (hasEndMark) encoder.match(at, 0x1_0000_0000, 2)
  return encoder.finish()
}

function startOf(content: Uint8Array, at: number): number | undefined {
  const [a, b, c] = content.subarray(at, at + SHORTEST)
  return a === undefined || b === undefined || c === undefined ? undefined : a * 65536 + b * 256 + c
}

function commonLength(content: Uint8Array, from: number, at: number): number {
  let length = 0
  while (length < LONGEST && at + length < content.length && content[from + length] === content[at + length]) length++
  return length
}

const table = (size: number) => new Uint16Array(size).fill(1024)

/** Lengths of 2 to 273, in three classes. */
interface LengthTables {
  readonly choice: Uint16Array
  readonly low: Uint16Array
  readonly middle: Uint16Array
  readonly high: Uint16Array
}

class LzmaEncoder {
  readonly #content: Uint8Array
  readonly #coder = new RangeCoder()
  readonly #isMatch = table(12 << 4)
  readonly #isRepeat = table(12)
  readonly #literals = table(8 * 0x300)
  readonly #lengths: LengthTables = { choice: table(2), low: table(4 << 3), middle: table(4 << 3), high: table(256) }
  readonly #slots = table(4 << 6)
  readonly #special = table(1 + 128 - 14)
  readonly #align = table(16)
  #state = 0
  #distance = 1

  constructor(content: Uint8Array) {
    this.#content = content
  }

  literal(at: number): void {
    const byte = this.#content[at] ?? 0
    const base = 0x300 * ((this.#content[at - 1] ?? 0) >>> 5)
    this.#coder.bit(this.#isMatch, (this.#state << 4) + (at & 3), 0)
    let symbol = 1
    let isAlike = this.#state >= 7
    const guess = this.#content[at - this.#distance] ?? 0
    for (let shift = 7; shift >= 0; shift--) {
      const bit = (byte >>> shift) & 1
      const guessed = (guess >>> shift) & 1
      this.#coder.bit(this.#literals, base + (isAlike ? ((1 + guessed) << 8) + symbol : symbol), bit)
      symbol = symbol * 2 + bit
      isAlike &&= guessed === bit
    }
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6
  }

  match(at: number, distance: number, length: number): void {
    this.#coder.bit(this.#isMatch, (this.#state << 4) + (at & 3), 1)
    this.#coder.bit(this.#isRepeat, this.#state, 0)
    this.#length(length - 2, at & 3)
    this.#place(distance - 1, Math.min(length - 2, 3))
    this.#distance = distance
    this.#state = this.#state < 7 ? 7 : 10
  }

  #length(value: number, position: number): void {
    const { choice, low, middle, high } = this.#lengths
    this.#coder.bit(choice, 0, value < 8 ? 0 : 1)
    if (value >= 8) this.#coder.bit(choice, 1, value < 16 ? 0 : 1)
    if (value < 8) this.#coder.tree(low, position << 3, 3, value)
    else if (value < 16) this.#coder.tree(middle, position << 3, 3, value - 8)
    else this.#coder.tree(high, 0, 8, value - 16)
  }

  #place(value: number, lengthState: number): void {
    const high = value < 4 ? 0 : 31 - Math.clz32(value)
    const slot = value < 4 ? value : high * 2 + ((value >>> (high - 1)) & 1)
    this.#coder.tree(this.#slots, lengthState << 6, 6, slot)
    if (slot < 4) return
    const bits = (slot >>> 1) - 1
    const base = (2 | (slot & 1)) * 2 ** bits
    const rest = value - base
    if (slot < 14) this.#coder.reversedTree(this.#special, base - slot, bits, rest)
    else {
      this.#coder.plain(Math.floor(rest / 16), bits - 4)
      this.#coder.reversedTree(this.#align, 0, 4, rest % 16)
    }
  }

  finish(): Uint8Array {
    return this.#coder.finish()
  }
}

class RangeCoder {
  readonly #out: number[] = []
  #low = 0
  #range = 0xffffffff
  #cache = 0
  #pending = 1

  bit(probabilities: Uint16Array, at: number, bit: number): void {
    const probability = probabilities[at] ?? 0
    const bound = (this.#range >>> 11) * probability
    if (bit === 0) {
      this.#range = bound
      probabilities[at] = probability + ((2048 - probability) >>> 5)
    } else {
      this.#low += bound
      this.#range -= bound
      probabilities[at] = probability - (probability >>> 5)
    }
    this.#normalise()
  }

  plain(value: number, count: number): void {
    for (let shift = count - 1; shift >= 0; shift--) {
      this.#range = this.#range >>> 1
      if (Math.floor(value / 2 ** shift) % 2 === 1) this.#low += this.#range
      this.#normalise()
    }
  }

  tree(probabilities: Uint16Array, base: number, count: number, value: number): void {
    let symbol = 1
    for (let shift = count - 1; shift >= 0; shift--) {
      const bit = (value >>> shift) & 1
      this.bit(probabilities, base + symbol, bit)
      symbol = symbol * 2 + bit
    }
  }

  reversedTree(probabilities: Uint16Array, base: number, count: number, value: number): void {
    let symbol = 1
    for (let shift = 0; shift < count; shift++) {
      const bit = (value >>> shift) & 1
      this.bit(probabilities, base + symbol, bit)
      symbol = symbol * 2 + bit
    }
  }

  finish(): Uint8Array {
    for (let count = 0; count < 5; count++) this.#shiftLow()
    return Uint8Array.from(this.#out)
  }

  #normalise(): void {
    for (; this.#range < 2 ** 24; this.#range = (this.#range * 256) >>> 0) this.#shiftLow()
  }

  #shiftLow(): void {
    if (this.#low < 0xff000000 || this.#low >= 2 ** 32) {
      const carry = this.#low >= 2 ** 32 ? 1 : 0
      for (; this.#pending > 0; this.#pending--) {
        this.#out.push((this.#cache + carry) & 0xff)
        this.#cache = 0xff
      }
      this.#cache = Math.floor(this.#low / 2 ** 24) % 256
    }
    this.#pending++
    this.#low = (this.#low % 2 ** 24) * 256
  }
}
