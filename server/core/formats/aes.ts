/** AES (FIPS 197) one block at a time, with tables that are computed and not listed. */
export interface BlockCipher {
  /** 16 bytes for 16 bytes. */
  encrypt(block: Uint8Array): Uint8Array
  decrypt(block: Uint8Array): Uint8Array
}

/** @param key 16, 24 or 32 bytes; undefined for another length */
export function aes(key: Uint8Array): BlockCipher | undefined {
  if (key.length !== 16 && key.length !== 24 && key.length !== 32) return undefined
  const keys = roundKeys(key)
  const rounds = keys.length / 16 - 1
  return {
    encrypt(block) {
      const state = Uint8Array.from({ length: 16 }, (_, at) => (block[at] ?? 0) ^ (keys[at] ?? 0))
      for (let round = 1; round <= rounds; round++) {
        const moved = state.map((_, at) => substitutes[state[(at + 4 * (at % 4)) % 16] ?? 0] ?? 0)
        state.set(round === rounds ? moved : mixed(moved, [2, 3, 1, 1]))
        addKey(state, keys, round)
      }
      return state
    },
    decrypt(block) {
      const state = Uint8Array.from(block.subarray(0, 16))
      for (let round = rounds; round > 0; round--) {
        addKey(state, keys, round)
        if (round < rounds) state.set(mixed(state, [14, 11, 13, 9]))
        state.set(state.map((_, at) => inverse[state[(at + 12 * (at % 4)) % 16] ?? 0] ?? 0))
      }
      addKey(state, keys, 0)
      return state
    },
  }
}

/** FIPS 197, 4.2: multiplication of polynomials modulo x^8 + x^4 + x^3 + x + 1. */
function multiply(left: number, right: number): number {
  let product = 0
  for (let a = left, b = right; b > 0; b >>= 1) {
    if (b & 1) product ^= a
    a = (a << 1) ^ (a & 0x80 ? 0x11b : 0)
  }
  return product
}

const products = new Map(
  [2, 3, 9, 11, 13, 14].map(by => [by, Uint8Array.from({ length: 256 }, (_, at) => multiply(at, by))]),
)

/** FIPS 197, 5.1.1. */
const substitutes = Uint8Array.from({ length: 256 }, (_, value) => {
  let inverted = 0
  for (let other = 1; other < 256 && inverted === 0; other++) if (multiply(value, other) === 1) inverted = other
  let result = 0x63
  for (let turn = 0; turn < 5; turn++) result ^= (inverted << turn) | (inverted >> (8 - turn))
  return result
})

const inverse = new Uint8Array(256)
for (const [value, substitute] of substitutes.entries()) inverse[substitute] = value

/** FIPS 197, 5.2. */
function roundKeys(key: Uint8Array): Uint8Array {
  const words = key.length / 4
  const keys = new Uint8Array(16 * (words + 7))
  keys.set(key)
  let constant = 1
  for (let word = words; word * 4 < keys.length; word++) {
    let last = keys.slice(word * 4 - 4, word * 4)
    if (word % words === 0) {
      last = last.map((_, at) => substitutes[last[(at + 1) % 4] ?? 0] ?? 0)
      last[0] = (last[0] ?? 0) ^ constant
      constant = multiply(constant, 2)
    } else if (words > 6 && word % words === 4) last = last.map(byte => substitutes[byte] ?? 0)
    for (let at = 0; at < 4; at++) keys[word * 4 + at] = (keys[(word - words) * 4 + at] ?? 0) ^ (last[at] ?? 0)
  }
  return keys
}

function addKey(state: Uint8Array, keys: Uint8Array, round: number): void {
  for (let at = 0; at < 16; at++) state[at] = (state[at] ?? 0) ^ (keys[round * 16 + at] ?? 0)
}

/** FIPS 197, 5.1.3 and 5.3.3: each column by a matrix whose rows are the first one, turned. */
function mixed(state: Uint8Array, row: readonly number[]): Uint8Array {
  return state.map((_, at) => {
    let sum = 0
    for (let part = 0; part < 4; part++) {
      const byte = state[(at & ~3) + part] ?? 0
      const by = row[(part - (at % 4) + 4) % 4] ?? 1
      sum ^= by === 1 ? byte : (products.get(by)?.[byte] ?? 0)
    }
    return sum
  })
}
