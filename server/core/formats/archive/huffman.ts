/** Codes of up to {@link QUICK_BITS} bits are looked up at once; longer ones are counted out. */
const QUICK_BITS = 9
const MAX_BITS = 20

/** A canonical prefix code: codes of one length are consecutive, in the order of their symbols. */
export interface PrefixCode {
  /** Number of codes of each length. */
  readonly counts: Uint16Array
  /** Symbols in the order of their codes. */
  readonly symbols: Uint16Array
  /** By the next bits, the first one lowest: symbol × 32 + length, or 0. */
  readonly quick: Uint32Array
}

/** Undefined when more codes are asked for than their lengths leave room for. `lengths` of 0 have no code. */
export function prefixCode(lengths: ArrayLike<number>): PrefixCode | undefined {
  const counts = new Uint16Array(MAX_BITS + 1)
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol] ?? 0
    counts[length] = (counts[length] ?? 0) + 1
  }
  counts[0] = 0
  const offsets = new Uint16Array(MAX_BITS + 2)
  const next = new Uint32Array(MAX_BITS + 2)
  let room = 1
  for (let length = 1; length <= MAX_BITS; length++) {
    const count = counts[length] ?? 0
    room = room * 2 - count
    if (room < 0) return undefined
    offsets[length + 1] = (offsets[length] ?? 0) + count
    next[length + 1] = ((next[length] ?? 0) + count) * 2
  }
  const symbols = new Uint16Array(lengths.length)
  const quick = new Uint32Array(1 << QUICK_BITS)
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol] ?? 0
    if (length === 0) continue
    const place = offsets[length] ?? 0
    symbols[place] = symbol
    offsets[length] = place + 1
    const code = next[length] ?? 0
    next[length] = code + 1
    if (length > QUICK_BITS) continue
    for (let at = reversed(code, length); at < quick.length; at += 1 << length) quick[at] = symbol * 32 + length
  }
  return { counts, symbols, quick }
}

function reversed(code: number, length: number): number {
  let result = 0
  for (let bit = 0; bit < length; bit++) result |= ((code >>> bit) & 1) << (length - 1 - bit)
  return result
}

/** Where bits come from: the next bits without taking them, and taking them. */
export interface BitSource {
  /** The next 9 bits, the first one lowest; zeros behind the end. */
  peek(): number
  take(count: number): number
}

/** The next symbol; undefined for bits that are no code. */
export function nextSymbol(source: BitSource, code: PrefixCode): number | undefined {
  const found = code.quick[source.peek()] ?? 0
  if (found !== 0) {
    source.take(found & 31)
    return found >>> 5
  }
  let value = 0
  let first = 0
  let index = 0
  for (let length = 1; length <= MAX_BITS; length++) {
    value |= source.take(1)
    const count = code.counts[length] ?? 0
    if (value - first < count) return code.symbols[index + value - first]
    index += count
    first = (first + count) << 1
    value <<= 1
  }
  return undefined
}
