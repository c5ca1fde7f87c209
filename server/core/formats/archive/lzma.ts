import { type Allowance, Output, OVER_WORK } from './output'

/**
 * LZMA as its specification (LZMA SDK, "LZMA Specification") describes it: an adaptive binary range coder over
 * literals and matches. State lives on from chunk to chunk, as LZMA2 needs it.
 */
export class LzmaDecoder {
  readonly output: Output
  /** Offset in the input of the next byte to be read. */
  at = 0
  readonly #allowance: Allowance
  #input: Uint8Array = new Uint8Array()
  #end = 0
  /** Both are unsigned and kept as signed, which engines hold without allocating. */
  #range = 0
  #code = 0
  #isDry = false
  #lc = 3
  #lp = 0
  #pb = 2
  #state = 0
  /** Distances of the last four matches, the latest first. */
  #repeat0 = 1
  #repeat1 = 1
  #repeat2 = 1
  #repeat3 = 1
  #probabilities = new Uint16Array(0)
  /** Bytes of the output before which the dictionary was reset: no match may reach there. */
  #dictionaryStart = 0

  constructor(allowance: Allowance, isTextOnly = false) {
    this.#allowance = allowance
    this.output = new Output(allowance, isTextOnly)
  }

  /** False for a byte that stands for no setting, or, as LZMA2 asks it, for more than four literal bits. */
  setProperties(byte: number, isLzma2: boolean): boolean {
    if (byte >= 9 * 5 * 5) return false
    this.#lc = byte % 9
    this.#lp = Math.floor(byte / 9) % 5
    this.#pb = Math.floor(byte / 45)
    return !isLzma2 || this.#lc + this.#lp <= 4
  }

  resetState(): void {
    this.#state = 0
    this.#repeat0 = 1
    this.#repeat1 = 1
    this.#repeat2 = 1
    this.#repeat3 = 1
    this.#probabilities = new Uint16Array(LITERALS + (0x300 << (this.#lc + this.#lp))).fill(1024)
  }

  resetDictionary(): void {
    this.#dictionaryStart = this.output.length
  }

  /**
   * Decodes one run of the range coder. `size`: bytes to give, or undefined when an end mark closes the run.
   * Returns why it stopped early, or undefined at the proper end.
   */
  decode(input: Uint8Array, start: number, end: number, size: number | undefined): string | undefined {
    this.#input = input
    this.at = start
    this.#end = end
    this.#isDry = false
    if (end - start < 5) {
      this.at = end
      return CUT
    }
    if (input[start] !== 0) return 'the first byte of the range coder is not zero'
    this.#range = -1
    this.#code = 0
    this.at++
    for (let count = 0; count < 4; count++) this.#code = (this.#code << 8) | this.#next()
    const limit = size === undefined ? Number.POSITIVE_INFINITY : this.output.length + size
    while (this.output.length < limit) {
      if (this.#allowance.work-- <= 0) return this.output.refuse(OVER_WORK)
      const problem = this.#symbol(limit)
      if (problem === END) {
        if (size === undefined || this.output.length === limit) return this.#closing(size)
        return 'an end mark comes before the size is reached'
      }
      if (problem !== undefined) return problem
    }
    return this.#closing(size)
  }

  #closing(size: number | undefined): string | undefined {
    this.#normalise()
    if (this.#isDry) return CUT
    return this.#code === 0 || size !== undefined ? undefined : 'the range coder is not empty at the end'
  }

  /** Whether the last run of a known size used up its range coder, as a whole LZMA2 chunk must. */
  get isEmptied(): boolean {
    return this.#code === 0
  }

  #symbol(limit: number): string | undefined {
    const position = this.output.length - this.#dictionaryStart
    const positionState = position & ((1 << this.#pb) - 1)
    if (this.#bit(IS_MATCH + (this.#state << 4) + positionState) === 0) return this.#literal(position)
    let length: number
    if (this.#bit(IS_REPEAT + this.#state) === 0) {
      length = this.#length(LENGTH, positionState)
      this.#state = this.#state < 7 ? 7 : 10
      const distance = this.#distance(length)
      if (distance === 0x1_0000_0000) return END
      this.#repeat3 = this.#repeat2
      this.#repeat2 = this.#repeat1
      this.#repeat1 = this.#repeat0
      this.#repeat0 = distance
    } else {
      if (position === 0) return 'a match comes before any output'
      if (this.#bit(IS_REPEAT0 + this.#state) === 0) {
        if (this.#bit(IS_REPEAT0_LONG + (this.#state << 4) + positionState) === 0) {
          this.#state = this.#state < 7 ? 9 : 11
          return this.#copy(1, limit)
        }
      } else this.#turnRepeats()
      length = this.#length(REPEAT_LENGTH, positionState)
      this.#state = this.#state < 7 ? 8 : 11
    }
    return this.#copy(length + 2, limit)
  }

  #turnRepeats(): void {
    let distance = this.#repeat1
    if (this.#bit(IS_REPEAT1 + this.#state) === 1) {
      distance = this.#repeat2
      if (this.#bit(IS_REPEAT2 + this.#state) === 1) {
        distance = this.#repeat3
        this.#repeat3 = this.#repeat2
      }
      this.#repeat2 = this.#repeat1
    }
    this.#repeat1 = this.#repeat0
    this.#repeat0 = distance
  }

  #copy(length: number, limit: number): string | undefined {
    if (this.#isDry) return CUT
    const distance = this.#repeat0
    if (distance > this.output.length - this.#dictionaryStart) return 'a match reaches before the start of the output'
    const room = limit - this.output.length
    if (!this.output.repeat(distance, Math.min(length, room))) return this.output.refusal
    return length > room ? 'a match goes on behind the end of its chunk' : undefined
  }

  #literal(position: number): string | undefined {
    const previous = position > 0 ? this.output.back(1) : 0
    const context = ((position & ((1 << this.#lp) - 1)) << this.#lc) + (previous >>> (8 - this.#lc))
    const base = LITERALS + 0x300 * context
    let symbol = 1
    if (this.#state >= 7) {
      let matched = this.output.back(this.#repeat0)
      while (symbol < 0x100) {
        const expected = (matched >>> 7) & 1
        matched <<= 1
        const bit = this.#bit(base + ((1 + expected) << 8) + symbol)
        symbol = (symbol << 1) | bit
        if (bit !== expected) break
      }
    }
    symbol = this.#descend(base, symbol, 0x100)
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6
    if (this.#isDry) return CUT
    return this.output.put(symbol & 0xff) ? undefined : this.output.refusal
  }

  #length(base: number, positionState: number): number {
    if (this.#bit(base) === 0) return this.#tree(base + 2 + (positionState << 3), 3)
    if (this.#bit(base + 1) === 0) return 8 + this.#tree(base + 130 + (positionState << 3), 3)
    return 16 + this.#tree(base + 258, 8)
  }

  /** Distance from 1; 2^32 is the end mark. */
  #distance(length: number): number {
    const slot = this.#tree(SLOTS + (Math.min(length, 3) << 6), 6)
    if (slot < 4) return slot + 1
    const bits = (slot >>> 1) - 1
    const high = (2 | (slot & 1)) * 2 ** bits
    if (slot < 14) return high + this.#reverseTree(SPECIAL + high - slot, bits) + 1
    let direct = 0
    for (let left = bits - 4; left > 0; left--) {
      this.#normalise()
      this.#range >>>= 1
      const bit = this.#code >>> 0 >= this.#range >>> 0 ? 1 : 0
      if (bit === 1) this.#code = (this.#code - this.#range) | 0
      direct = direct * 2 + bit
    }
    return high + direct * 16 + this.#reverseTree(ALIGN, 4) + 1
  }

  #tree(base: number, bits: number): number {
    return this.#descend(base, 1, 1 << bits) - (1 << bits)
  }

  /** Bits of a tree from `node` down to its leaves, which are numbered from `leaves` on. Most of all time goes here. */
  #descend(base: number, node: number, leaves: number): number {
    const probabilities = this.#probabilities
    let symbol = node
    let range = this.#range
    let code = this.#code
    while (symbol < leaves) {
      if (range >>> 24 === 0) {
        range <<= 8
        code = (code << 8) | this.#next()
      }
      const probability = probabilities[base + symbol] ?? 1024
      const bound = Math.imul(range >>> 11, probability)
      if (code >>> 0 < bound >>> 0) {
        range = bound
        probabilities[base + symbol] = probability + ((2048 - probability) >>> 5)
        symbol <<= 1
      } else {
        range = (range - bound) | 0
        code = (code - bound) | 0
        probabilities[base + symbol] = probability - (probability >>> 5)
        symbol = (symbol << 1) | 1
      }
    }
    this.#range = range
    this.#code = code
    return symbol
  }

  #reverseTree(base: number, bits: number): number {
    let node = 1
    let symbol = 0
    for (let at = 0; at < bits; at++) {
      const bit = this.#bit(base + node)
      node = (node << 1) | bit
      symbol |= bit << at
    }
    return symbol
  }

  #bit(at: number): number {
    if (this.#range >>> 24 === 0) this.#normalise()
    const probabilities = this.#probabilities
    const probability = probabilities[at] ?? 1024
    const bound = Math.imul(this.#range >>> 11, probability)
    if (this.#code >>> 0 < bound >>> 0) {
      this.#range = bound
      probabilities[at] = probability + ((2048 - probability) >>> 5)
      return 0
    }
    this.#range = (this.#range - bound) | 0
    this.#code = (this.#code - bound) | 0
    probabilities[at] = probability - (probability >>> 5)
    return 1
  }

  #normalise(): void {
    if (this.#range >>> 24 !== 0) return
    this.#range <<= 8
    this.#code = (this.#code << 8) | this.#next()
  }

  #next(): number {
    if (this.at < this.#end) return this.#input[this.at++] ?? 0
    this.#isDry = true
    return 0
  }
}

const END = 'end mark'
const CUT = 'the compressed data ends'

// Where each table of probabilities starts; a length table holds two choices, 16 low, 16 middle and one high tree.
const IS_MATCH = 0
const IS_REPEAT = IS_MATCH + 192
const IS_REPEAT0 = IS_REPEAT + 12
const IS_REPEAT1 = IS_REPEAT0 + 12
const IS_REPEAT2 = IS_REPEAT1 + 12
const IS_REPEAT0_LONG = IS_REPEAT2 + 12
const LENGTH = IS_REPEAT0_LONG + 192
const REPEAT_LENGTH = LENGTH + 514
const SLOTS = REPEAT_LENGTH + 514
const SPECIAL = SLOTS + 256
const ALIGN = SPECIAL + 115
const LITERALS = ALIGN + 16
