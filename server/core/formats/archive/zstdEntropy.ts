/**
 * Bits of a stretch that was written forward and is read from its end (RFC 8878, 4.1): the highest bit that is set in
 * the last byte marks where they begin. Bits before the start of the stretch read as zero.
 */
export class BackwardBits {
  /** Bits that are left; below zero when more were taken than there are. */
  left: number
  readonly #input: Uint8Array
  readonly #start: number

  /** `left` is -1 for a stretch without the mark. */
  constructor(input: Uint8Array, start: number, end: number) {
    this.#input = input
    this.#start = start
    const last = end > start ? (input[end - 1] ?? 0) : 0
    this.left = last === 0 ? -1 : (end - start) * 8 - Math.clz32(last) + 23
  }

  /** At most 31 bits. */
  take(count: number): number {
    if (count > 24) return this.take(count - 16) * 65536 + this.take(16)
    this.left -= count
    return this.#at(this.left, count)
  }

  /** The next bits without taking them; at most 24. */
  peek(count: number): number {
    return this.#at(this.left - count, count)
  }

  #at(bit: number, count: number): number {
    if (bit < 0) return count + bit <= 0 ? 0 : this.#at(0, count + bit) << -bit
    const at = this.#start + (bit >>> 3)
    const input = this.#input
    const value = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8) | ((input[at + 2] ?? 0) << 16)
    const whole = value | ((input[at + 3] ?? 0) << 24)
    return (whole >>> (bit & 7)) & ((1 << count) - 1)
  }
}

/** A table of finite state entropy (RFC 8878, 4.1): what each state says, and how the next one follows. */
export interface StateTable {
  /** The number of states is two to this. */
  readonly log: number
  readonly symbols: Uint8Array
  /** Bits to take for the next state. */
  readonly bits: Uint8Array
  /** What those bits are added to. */
  readonly bases: Uint16Array
}

/** `counts`: states of each symbol; -1 for one state at the end of the table. They add up to the size of the table. */
export function stateTable(counts: ArrayLike<number>, log: number): StateTable {
  const size = 1 << log
  const symbols = new Uint8Array(size)
  const bits = new Uint8Array(size)
  const bases = new Uint16Array(size)
  const next = new Uint16Array(counts.length)
  let last = size - 1
  for (let symbol = 0; symbol < counts.length; symbol++) {
    if (counts[symbol] === -1) symbols[last--] = symbol
    next[symbol] = Math.abs(counts[symbol] ?? 0)
  }
  const step = (size >>> 1) + (size >>> 3) + 3
  let at = 0
  for (let symbol = 0; symbol < counts.length; symbol++) {
    for (let left = counts[symbol] ?? 0; left > 0; left--) {
      symbols[at] = symbol
      do at = (at + step) & (size - 1)
      while (at > last)
    }
  }
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state] ?? 0
    const count = next[symbol] ?? 1
    next[symbol] = count + 1
    const width = log - (31 - Math.clz32(count))
    bits[state] = width
    bases[state] = (count << width) - size
  }
  return { log, symbols, bits, bases }
}

/** A table of one state, which takes no bits. */
export function constantTable(symbol: number): StateTable {
  return { log: 0, symbols: Uint8Array.of(symbol), bits: new Uint8Array(1), bases: new Uint16Array(1) }
}

/** The description of a table (RFC 8878, 4.1.1) and where it ends; undefined for one that contradicts itself. */
export function readStateTable(
  input: Uint8Array,
  start: number,
  end: number,
  maxLog: number,
  maxSymbol: number,
): { readonly table: StateTable; readonly end: number } | undefined {
  let bit = start * 8
  const peek = (count: number): number => {
    const at = bit >>> 3
    const value = (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8) | ((input[at + 2] ?? 0) << 16)
    return (value >>> (bit & 7)) & ((1 << count) - 1)
  }
  const log = peek(4) + 5
  bit += 4
  if (log > maxLog || start >= end) return undefined
  const counts: number[] = []
  let rest = 1 << log
  while (rest > 0 && counts.length <= maxSymbol) {
    // Values up to the rest plus one fit; the lower ones, of which there are as many as room is left, save a bit.
    const width = 32 - Math.clz32(rest + 1)
    const spare = (1 << width) - 2 - rest
    const low = peek(width - 1)
    let value = low
    if (low < spare) bit += width - 1
    else {
      value = peek(width)
      bit += width
      if (value >= 1 << (width - 1)) value -= spare
    }
    const count = value - 1
    counts.push(count)
    rest -= Math.abs(count)
    if (count !== 0) continue
    for (let more = 3; more === 3; ) {
      more = peek(2)
      bit += 2
      for (let left = more; left > 0; left--) counts.push(0)
      if (counts.length > maxSymbol + 1) return undefined
    }
  }
  const after = (bit + 7) >>> 3
  if (rest !== 0 || counts.length > maxSymbol + 1 || after > end) return undefined
  return { table: stateTable(counts, log), end: after }
}

/** A table of prefix codes (RFC 8878, 4.2): indexed by the next bits, the first one highest. */
export interface PrefixTable {
  readonly log: number
  readonly symbols: Uint8Array
  readonly bits: Uint8Array
}

/** The weights of a prefix code and where they end (RFC 8878, 4.2.1); undefined when they contradict themselves. */
export function readPrefixTable(
  input: Uint8Array,
  start: number,
  end: number,
): { readonly table: PrefixTable; readonly end: number } | undefined {
  const head = input[start] ?? 0
  const isDirect = head >= 128
  const length = isDirect ? (head - 126) >>> 1 : head
  const after = start + 1 + length
  if (start >= end || after > end) return undefined
  const weights = isDirect
    ? Array.from(
        { length: head - 127 },
        (_, at) => ((input[start + 1 + (at >>> 1)] ?? 0) >>> (at % 2 === 0 ? 4 : 0)) & 15,
      )
    : packedWeights(input, start + 1, after)
  const table = weights && prefixTable(weights)
  return table && { table, end: after }
}

const MAX_WEIGHTS = 255

/** Weights as two interleaved streams of states, which end where the bits run out. */
function packedWeights(input: Uint8Array, start: number, end: number): number[] | undefined {
  const described = readStateTable(input, start, end, 6, 255)
  if (described === undefined) return undefined
  const { table } = described
  const bits = new BackwardBits(input, described.end, end)
  if (bits.left < 0) return undefined
  const states = [bits.take(table.log), bits.take(table.log)]
  const weights: number[] = []
  for (let turn = 0; weights.length < MAX_WEIGHTS; turn ^= 1) {
    const state = states[turn] ?? 0
    weights.push(table.symbols[state] ?? 0)
    states[turn] = (table.bases[state] ?? 0) + bits.take(table.bits[state] ?? 0)
    if (bits.left >= 0) continue
    weights.push(table.symbols[states[turn ^ 1] ?? 0] ?? 0)
    return weights.length > MAX_WEIGHTS ? undefined : weights
  }
  return undefined
}

function prefixTable(weights: number[]): PrefixTable | undefined {
  let sum = 0
  for (const weight of weights) {
    if (weight > 11) return undefined
    sum += weight === 0 ? 0 : 1 << (weight - 1)
  }
  if (sum === 0) return undefined
  const log = 32 - Math.clz32(sum)
  const rest = (1 << log) - sum
  // The last weight is not written, since it fills the table up to a power of two.
  if (log > 11 || (rest & (rest - 1)) !== 0) return undefined
  weights.push(32 - Math.clz32(rest))
  const symbols = new Uint8Array(1 << log)
  const bits = new Uint8Array(1 << log)
  let at = 0
  for (let wanted = 1; wanted <= log; wanted++) {
    for (const [symbol, weight] of weights.entries()) {
      if (weight !== wanted) continue
      const size = 1 << (weight - 1)
      symbols.fill(symbol, at, at + size)
      bits.fill(log + 1 - weight, at, at + size)
      at += size
    }
  }
  return { log, symbols, bits }
}

/** One stream of prefix codes into `out` from `from` to `to`; false unless it ends where its bits end. */
export function readPrefixStream(
  input: Uint8Array,
  start: number,
  end: number,
  { log, symbols, bits }: PrefixTable,
  out: Uint8Array,
  from: number,
  to: number,
): boolean {
  const source = new BackwardBits(input, start, end)
  if (source.left < 0) return false
  for (let at = from; at < to; at++) {
    const code = source.peek(log)
    out[at] = symbols[code] ?? 0
    source.left -= bits[code] ?? 0
    if (source.left < 0) return false
  }
  return source.left === 0
}
