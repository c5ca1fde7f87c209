import { hexOf } from './archive/bytes'

/** SHA-256 (FIPS 180-4, 6.2), for checks inside files, which are computed while they are read. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const state = Int32Array.from(initial)
  const words = new Int32Array(64)
  const whole = bytes.length - (bytes.length % 64)
  for (let at = 0; at < whole; at += 64) mix(state, words, bytes, at)
  const rest = bytes.length - whole
  const tail = new Uint8Array(rest < 56 ? 64 : 128)
  tail.set(bytes.subarray(whole))
  tail[rest] = 0x80
  const view = new DataView(tail.buffer)
  view.setUint32(tail.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(tail.length - 4, bytes.length * 8)
  for (let at = 0; at < tail.length; at += 64) mix(state, words, tail, at)
  const digest = new DataView(new ArrayBuffer(32))
  for (const [at, word] of state.entries()) digest.setInt32(at * 4, word)
  return new Uint8Array(digest.buffer)
}

function mix(state: Int32Array, words: Int32Array, bytes: Uint8Array, start: number): void {
  for (let at = 0; at < 16; at++) {
    const from = start + at * 4
    words[at] =
      ((bytes[from] ?? 0) << 24) |
      ((bytes[from + 1] ?? 0) << 16) |
      ((bytes[from + 2] ?? 0) << 8) |
      (bytes[from + 3] ?? 0)
  }
  for (let at = 16; at < 64; at++) {
    const early = words[at - 15] ?? 0
    const late = words[at - 2] ?? 0
    const one = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)
    const other = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10)
    words[at] = (words[at - 16] ?? 0) + one + (words[at - 7] ?? 0) + other
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let at = 0; at < 64; at++) {
    const choice = (e & f) ^ (~e & g)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + (constants[at] ?? 0) + (words[at] ?? 0)) | 0
    const other = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority) | 0
    h = g
    g = f
    f = e
    e = (d + one) | 0
    d = c
    c = b
    b = a
    a = (one + other) | 0
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at] ?? 0) + value
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}

const primes = Array.from({ length: 310 }, (_, at) => at + 2).filter(value => {
  for (let factor = 2; factor * factor <= value; factor++) if (value % factor === 0) return false
  return true
})

/** The first 32 bits of the fractions of square and cube roots of the first primes. */
const initial = primes.slice(0, 8).map(prime => fraction(Math.sqrt(prime)))
const constants = Int32Array.from(primes.slice(0, 64), prime => fraction(Math.cbrt(prime)))

function fraction(value: number): number {
  return ((value - Math.floor(value)) * 2 ** 32) | 0
}

export function sha256Hex(bytes: Uint8Array): string {
  return hexOf(sha256(bytes))
}
