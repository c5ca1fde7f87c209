/** First 32 bits of the fractional parts of the roots of the first primes: square roots of 8, cube roots of 64. */
const [initial, constants] = tables()

function tables(): readonly [Uint32Array, Uint32Array] {
  const primes: number[] = []
  for (let number = 2; primes.length < 64; number++)
    if (primes.every(prime => number % prime !== 0)) primes.push(number)
  const fraction = (root: number) => (root - Math.floor(root)) * 2 ** 32
  return [Uint32Array.from(primes.slice(0, 8), one => fraction(Math.sqrt(one))), Uint32Array.from(primes, cubeFraction)]
}

/** Exact in integers: the cube root of a prime has fewer than 36 bits down to the last one wanted. */
function cubeFraction(prime: number): number {
  const target = BigInt(prime) << 96n
  let root = 0n
  for (let bit = 1n << 36n; bit > 0n; bit >>= 1n) if ((root + bit) ** 3n <= target) root += bit
  return Number(root & 0xffff_ffffn)
}

/** SHA-256 (FIPS 180-4) in hex, for the fingerprints of keys, which the core says without a port. */
export function sha256Hex(bytes: Uint8Array): string {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0)
  const state = initial.slice()
  for (let at = 0; at < padded.length; at += 64) mix(state, view, at)
  return [...state].map(word => word.toString(16).padStart(8, '0')).join('')
}

function mix(state: Uint32Array, view: DataView, at: number): void {
  const words = new Uint32Array(64)
  const word = (index: number) => words[index] ?? 0
  for (let index = 0; index < 16; index++) words[index] = view.getUint32(at + index * 4)
  for (let index = 16; index < 64; index++) {
    const [a, b] = [word(index - 15), word(index - 2)]
    const low = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3)
    const high = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10)
    words[index] = word(index - 16) + low + word(index - 7) + high
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < 64; index++) {
    const sum = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const first = (h + sum + ((e & f) ^ (~e & g)) + (constants[index] ?? 0) + word(index)) | 0
    const second = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + value
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by))
}
