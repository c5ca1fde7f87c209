import { le32 } from './bytes'

/** XXH32 with seed 0 (the xxHash specification, "XXH32 algorithm"), as LZ4 frames use it. */
export function xxh32(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let at = start
  let hash = PRIME32_5
  if (end - start >= 16) {
    let one = (PRIME32_1 + PRIME32_2) | 0
    let two = PRIME32_2
    let three = 0
    let four = -PRIME32_1 | 0
    for (; at + 16 <= end; at += 16) {
      one = round32(one, le32(bytes, at))
      two = round32(two, le32(bytes, at + 4))
      three = round32(three, le32(bytes, at + 8))
      four = round32(four, le32(bytes, at + 12))
    }
    hash = rotate(one, 1) + rotate(two, 7) + rotate(three, 12) + rotate(four, 18)
  }
  hash = (hash + end - start) | 0
  for (; at + 4 <= end; at += 4)
    hash = Math.imul(rotate((hash + Math.imul(le32(bytes, at), PRIME32_3)) | 0, 17), PRIME32_4)
  for (; at < end; at++) hash = Math.imul(rotate((hash + Math.imul(bytes[at] ?? 0, PRIME32_5)) | 0, 11), PRIME32_1)
  hash = Math.imul(hash ^ (hash >>> 15), PRIME32_2)
  hash = Math.imul(hash ^ (hash >>> 13), PRIME32_3)
  return (hash ^ (hash >>> 16)) >>> 0
}

const PRIME32_1 = 0x9e3779b1 | 0
const PRIME32_2 = 0x85ebca77 | 0
const PRIME32_3 = 0xc2b2ae3d | 0
const PRIME32_4 = 0x27d4eb2f
const PRIME32_5 = 0x165667b1

function round32(sum: number, lane: number): number {
  return Math.imul(rotate((sum + Math.imul(lane, PRIME32_2)) | 0, 13), PRIME32_1)
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}

/** The low half of XXH64 with seed 0 (the xxHash specification, "XXH64 algorithm"), which is all that zstd keeps. */
export function xxh64Low(bytes: Uint8Array): number {
  const end = bytes.length
  let at = 0
  const hash = new Word()
  if (end >= 32) {
    const lanes = [new Word(), new Word(), new Word(), new Word()] as const
    const [one, two, three, four] = lanes
    one.set(...PRIME1)
    one.add(...PRIME2)
    two.set(...PRIME2)
    four.subtract(...PRIME1)
    for (; at + 32 <= end; at += 32) {
      round64(one, le32(bytes, at), le32(bytes, at + 4))
      round64(two, le32(bytes, at + 8), le32(bytes, at + 12))
      round64(three, le32(bytes, at + 16), le32(bytes, at + 20))
      round64(four, le32(bytes, at + 24), le32(bytes, at + 28))
    }
    for (const [index, lane] of lanes.entries()) {
      const turned = new Word()
      turned.set(lane.low, lane.high)
      turned.rotate([1, 7, 12, 18][index] ?? 0)
      hash.add(turned.low, turned.high)
    }
    for (const lane of lanes) {
      const mixed = new Word()
      round64(mixed, lane.low, lane.high)
      hash.xor(mixed.low, mixed.high)
      hash.multiply(...PRIME1)
      hash.add(...PRIME4)
    }
  } else hash.set(...PRIME5)
  hash.add(end, 0)
  const lane = new Word()
  for (; at + 8 <= end; at += 8) {
    lane.set(0, 0)
    round64(lane, le32(bytes, at), le32(bytes, at + 4))
    mix(hash, lane, 27, PRIME1)
    hash.add(...PRIME4)
  }
  if (at + 4 <= end) {
    lane.set(le32(bytes, at), 0)
    lane.multiply(...PRIME1)
    mix(hash, lane, 23, PRIME2)
    hash.add(...PRIME3)
    at += 4
  }
  for (; at < end; at++) {
    lane.set(bytes[at] ?? 0, 0)
    lane.multiply(...PRIME5)
    mix(hash, lane, 11, PRIME1)
  }
  hash.xor(hash.high >>> 1, 0)
  hash.multiply(...PRIME2)
  hash.xor((hash.low >>> 29) | (hash.high << 3), hash.high >>> 29)
  hash.multiply(...PRIME3)
  return (hash.low ^ hash.high) >>> 0
}

/** Low and high half. */
type Halves = readonly [number, number]

const PRIME1: Halves = [0x85ebca87 | 0, 0x9e3779b1 | 0]
const PRIME2: Halves = [0x27d4eb4f, 0xc2b2ae3d | 0]
const PRIME3: Halves = [0x9e3779f9 | 0, 0x165667b1]
const PRIME4: Halves = [0xc2b2ae63 | 0, 0x85ebca77 | 0]
const PRIME5: Halves = [0x165667c5, 0x27d4eb2f]

function round64(sum: Word, low: number, high: number): void {
  sum.addProduct(low, high, PRIME2[0], PRIME2[1])
  sum.rotate(31)
  sum.multiply(PRIME1[0], PRIME1[1])
}

function mix(hash: Word, lane: Word, by: number, [low, high]: Halves): void {
  hash.xor(lane.low, lane.high)
  hash.rotate(by)
  hash.multiply(low, high)
}

/** A number of 64 bits that changes in place, as two signed halves: big integers are ten times slower. */
class Word {
  low = 0
  high = 0

  set(low: number, high: number): void {
    this.low = low | 0
    this.high = high | 0
  }

  xor(low: number, high: number): void {
    this.low ^= low
    this.high ^= high
  }

  add(low: number, high: number): void {
    const sum = (this.low >>> 0) + (low >>> 0)
    this.low = sum | 0
    this.high = (this.high + high + (sum > 0xffffffff ? 1 : 0)) | 0
  }

  subtract(low: number, high: number): void {
    const borrow = this.low >>> 0 < low >>> 0 ? 1 : 0
    this.low = (this.low - low) | 0
    this.high = (this.high - high - borrow) | 0
  }

  rotate(by: number): void {
    const { low, high } = this
    this.low = (low << by) | (high >>> (32 - by))
    this.high = (high << by) | (low >>> (32 - by))
  }

  multiply(low: number, high: number): void {
    const own = this.low
    const ownHigh = this.high
    this.low = 0
    this.high = 0
    this.addProduct(own, ownHigh, low, high)
  }

  addProduct(aLow: number, aHigh: number, bLow: number, bHigh: number): void {
    const a0 = aLow & 0xffff
    const a1 = aLow >>> 16
    const b0 = bLow & 0xffff
    const b1 = bLow >>> 16
    const middle = a1 * b0 + (Math.imul(a0, b0) >>> 16)
    const other = a0 * b1 + (middle & 0xffff)
    const carried = Math.imul(a1, b1) + Math.floor(middle / 65536) + Math.floor(other / 65536)
    this.add(Math.imul(aLow, bLow), (carried + Math.imul(aLow, bHigh) + Math.imul(aHigh, bLow)) | 0)
  }
}
