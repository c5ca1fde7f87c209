import { joined } from '../../../server/core/formats/archive/bytes'

/** Numbers below a bound, the same for the same seed everywhere (xorshift of 32 bits). */
export type Numbers = (below: number) => number

export function numbersFrom(seed: number): Numbers {
  // Seeds that lie close together would begin alike without a thorough mixing first; zero would stay zero.
  let state = Math.imul(seed ^ (seed >>> 16), 0x7feb352d)
  state = Math.imul(state ^ (state >>> 15), 0x846ca68b)
  state = (state ^ (state >>> 16)) >>> 0 || 1
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** A seed for one input of one reader, so that each can be made again without those before it. */
export function seedOf(name: string, seed: number, index: number): number {
  let hash = 0x811c9dc5
  for (const sign of name) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x01000193)
  return hash ^ Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)
}

const MAX_BYTES = 64 * 1024
/** What a signature and the first fields behind it take. */
const KEPT_HEAD = 16

type Mutator = (bytes: Uint8Array, next: Numbers, samples: readonly Uint8Array[]) => Uint8Array

/** One sample, damaged in one to four ways; in three of four cases its first bytes are put back. */
export function mutated(samples: readonly Uint8Array[], next: Numbers): Uint8Array {
  const sample = samples[next(samples.length)] as Uint8Array
  let bytes: Uint8Array = sample.slice()
  for (let count = 1 + next(4); count > 0; count--)
    bytes = (mutators[next(mutators.length)] as Mutator)(bytes, next, samples)
  if (next(4) > 0 && bytes.length > KEPT_HEAD) bytes.set(sample.subarray(0, KEPT_HEAD))
  return bytes.subarray(0, MAX_BYTES)
}

const flipBits: Mutator = (bytes, next) => {
  if (bytes.length === 0) return bytes
  for (let count = 1 + next(8); count > 0; count--) {
    const at = next(bytes.length)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << next(8))
  }
  return bytes
}

const setBytes: Mutator = (bytes, next) => {
  const value = next(3) === 0 ? next(256) : ([0, 1, 0x7f, 0x80, 0xff][next(5)] as number)
  const at = next(bytes.length + 1)
  return bytes.fill(value, at, at + 1 + (next(8) === 0 ? next(16) : 0))
}

const fillAtRandom: Mutator = (bytes, next) => {
  const at = next(bytes.length + 1)
  const end = Math.min(bytes.length, at + 1 + next(32))
  for (let index = at; index < end; index++) bytes[index] = next(256)
  return bytes
}

/** A number of 1, 2, 4 or 8 bytes in either order becomes one that counts too much, or nearly too much. */
const inflateNumber: Mutator = (bytes, next) => {
  const width = 2 ** next(4)
  const at = next(bytes.length + 1)
  const limit = 2 ** (8 * Math.min(width, 6))
  const claims = [
    limit - 1,
    limit / 2,
    limit / 2 - 1,
    bytes.length,
    bytes.length - at,
    bytes.length + 1,
    0,
    next(65536),
  ]
  const value = Math.max(0, claims[next(claims.length)] as number)
  const isLittle = next(2) === 0
  for (let index = 0; index < width && at + index < bytes.length; index++)
    bytes[at + index] = Math.floor(value / 256 ** (isLittle ? index : width - 1 - index)) % 256
  return bytes
}

/** The same where numbers are written in digits, as tar, ar and PDF have them. */
const inflateDigits: Mutator = (bytes, next) => {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39
  const start = next(bytes.length + 1)
  let at = start
  while (at < bytes.length && !isDigit(bytes[at])) at++
  const digit = 0x30 + ([0, 1, 7, 9][next(4)] as number)
  for (let index = at; index < at + 12 && isDigit(bytes[index]); index++) bytes[index] = digit
  return bytes
}

const repeatPart: Mutator = (bytes, next) => {
  const from = next(bytes.length + 1)
  const part = bytes.slice(from, from + 1 + next(Math.min(bytes.length, 256) + 1))
  const to = next(bytes.length + 1)
  return joined([bytes.subarray(0, to), part, bytes.subarray(to)])
}

const removePart: Mutator = (bytes, next) => {
  const from = next(bytes.length + 1)
  return joined([bytes.subarray(0, from), bytes.subarray(from + 1 + next(64))])
}

const splice: Mutator = (bytes, next, samples) => {
  const other = samples[next(samples.length)] as Uint8Array
  return joined([bytes.subarray(0, next(bytes.length + 1)), other.subarray(next(other.length + 1))])
}

const cut: Mutator = (bytes, next) => bytes.slice(0, next(bytes.length + 1))

const mutators: readonly Mutator[] = [
  flipBits,
  flipBits,
  setBytes,
  setBytes,
  fillAtRandom,
  inflateNumber,
  inflateNumber,
  inflateDigits,
  repeatPart,
  removePart,
  splice,
  cut,
]
