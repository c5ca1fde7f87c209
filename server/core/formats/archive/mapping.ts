/** Two byte values that take each other's place, as `tr 'ab' 'ba'` does. */
export type Swap = readonly [number, number]

/** A change of bytes that a one-line command makes, and that this one undoes. */
export interface Mapping {
  /** As said to the reviewer: "exchanging tab with blank and - with _". */
  readonly name: string
  /** How many bytes have to be mapped so that the first 32 come out; below zero, of the last bytes. */
  readonly reach?: number
  apply(bytes: Uint8Array): Uint8Array
}

/** The first 32 bytes that the mapping gives, or fewer. */
export function headOf(mapping: Mapping, bytes: Uint8Array): Uint8Array {
  const { reach = 32 } = mapping
  return mapping.apply(reach < 0 ? bytes.subarray(reach) : bytes.subarray(0, reach))
}

export function swapping(swaps: readonly Swap[]): Mapping {
  const table = identity.slice()
  for (const [one, other] of swaps) {
    table[one] = other
    table[other] = one
  }
  return {
    get name() {
      return `exchanging ${swaps.map(([one, other]) => `${byteName(one)} with ${byteName(other)}`).join(' and ')}`
    },
    apply(bytes) {
      const mapped = bytes.slice()
      for (let at = 0; at < mapped.length; at++) mapped[at] = table[mapped[at] ?? 0] ?? 0
      return mapped
    },
  }
}

const identity = Uint8Array.from({ length: 256 }, (_, value) => value)

export function xored(key: number): Mapping {
  return { name: `xor with 0x${hex(key)}`, apply: bytes => bytes.map(byte => byte ^ key) }
}

export function shifted(by: number): Mapping {
  return { name: `adding ${by} to every byte`, apply: bytes => bytes.map(byte => (byte + by) & 0xff) }
}

function rotated(by: number): Mapping {
  const name = by === 4 ? 'exchanging the halves of every byte' : `rotating every byte left by ${by} bits`
  return { name, apply: bytes => bytes.map(byte => ((byte << by) | (byte >>> (8 - by))) & 0xff) }
}

const reversedBytes: Mapping = {
  name: 'reversing the order of the bytes',
  reach: -32,
  apply: bytes => bytes.slice().reverse(),
}

const reversedBits: Mapping = {
  name: 'reversing the bits of every byte',
  apply: bytes =>
    bytes.map(byte => {
      let result = 0
      for (let bit = 0; bit < 8; bit++) result |= ((byte >>> bit) & 1) << (7 - bit)
      return result
    }),
}

const rot13: Mapping = {
  name: 'rotating letters by 13',
  apply: bytes =>
    bytes.map(byte => {
      const letter = byte | 0x20
      if (letter < 0x61 || letter > 0x7a) return byte
      return letter < 0x6e ? byte + 13 : byte - 13
    }),
}

/** As a row of `head -c` makes it: `skip` bytes are dropped, `keep` bytes are kept, and so on. */
function sliced(skip: number, keep: number): Mapping {
  return {
    name: `dropping ${skip} bytes and keeping ${keep}, in turn`,
    reach: skip + 32,
    apply: bytes => {
      const kept = new Uint8Array(bytes.length)
      let length = 0
      for (let at = skip; at < bytes.length; at += skip + keep) {
        const slice = bytes.subarray(at, at + keep)
        kept.set(slice, length)
        length += slice.length
      }
      return kept.slice(0, length)
    },
  }
}

const SLICES = [512, 1024, 2048]

/** The mappings that need no key from the content. */
export const plainMappings: readonly Mapping[] = [
  reversedBytes,
  reversedBits,
  rot13,
  ...[1, 2, 3, 4, 5, 6, 7].map(rotated),
  ...SLICES.flatMap(skip => SLICES.map(keep => sliced(skip, keep))),
]

function byteName(byte: number): string {
  if (byte === 9) return 'tab'
  if (byte === 10) return 'line feed'
  if (byte === 13) return 'carriage return'
  if (byte === 32) return 'blank'
  return byte > 32 && byte < 127 ? String.fromCharCode(byte) : `0x${hex(byte)}`
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
