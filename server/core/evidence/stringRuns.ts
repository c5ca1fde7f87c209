/** Shorter runs are chance. */
const SHORTEST = 6
/** A longer run is taken apart, so that what stands deep in it is found as well. */
export const LONGEST = 1024
/** Runs of one side; more are counted, and not kept. */
const MAX_RUNS = 1_000_000

/** All runs of printed ASCII of one side, in one byte a character (ASCII) or two (UTF-16, least significant first). */
export interface StringRuns {
  readonly bytes: Uint8Array
  /** Of the runs kept. */
  readonly count: number
  readonly offsets: Int32Array
  /** In characters. */
  readonly lengths: Int32Array
  /** Equal for equal texts, and rarely for others. */
  readonly hashes: Int32Array
  /** Bit n: row n of the triggers was hit somewhere in it; the highest bit: {@link WIDE}. */
  readonly marks: Uint16Array
  /** Runs found, kept or not. */
  readonly found: number
}

/** Characters compared to tell texts of the same hash apart. */
const MAX_COMPARED = 32 << 20
/** Texts made to share a hash: of those beyond, nobody says that the other side has them. */
const MAX_OF_ONE_HASH = 15

const WIDE = 0x8000

/** What stands in every text that a row of patterns fits: four characters, or a single one. At most 15 rows. */
export type TriggerRow = readonly string[]

/**
 * Tells which patterns are worth trying on a run, by a table that is asked at every byte: less work than trying them on
 * all text. Hits others now and then, and misses none.
 */
export class Triggers {
  /** By the hash of four characters. */
  readonly fours = new Uint16Array(1 << 16)
  readonly singles = new Uint16Array(256)

  constructor(rows: readonly TriggerRow[]) {
    for (const [row, texts] of rows.entries())
      for (const text of texts) {
        let key = 0
        for (const char of text) key = (key << 8) | char.charCodeAt(0)
        const [table, at] = text.length === 4 ? [this.fours, slotOf(key)] : [this.singles, key & 0xff]
        table[at] = (table[at] ?? 0) | (1 << row)
      }
  }
}

function slotOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 16
}

/** One pass. A run ends where a line ends, so that each line of a text is a run of its own. */
export function stringRunsOf(bytes: Uint8Array, { fours, singles }: Triggers): StringRuns {
  const runs = new RunList(bytes)
  const size = bytes.length
  let start = -1
  let hash = 0
  let key = 0
  let mark = 0
  let wideEnd = -1
  let wideStart = 0
  let wideLength = 0
  let wideHash = 0
  let wideKey = 0
  let wideMark = WIDE
  let next = size === 0 ? 0 : (bytes[0] as number)
  for (let at = 0; at < size; at++) {
    const byte = next
    next = at + 1 < size ? (bytes[at + 1] as number) : 0
    if ((byte < 0x20 && byte !== 9) || byte >= 0x7f) {
      if (start !== -1 && at - start >= SHORTEST) runs.add(start, at - start, hash, mark)
      start = -1
      continue
    }
    if (start === -1 || at - start === LONGEST) {
      if (start !== -1) runs.add(start, LONGEST, hash, mark)
      start = at
      hash = 0
      key = 0
      mark = 0
    }
    hash = Math.imul(hash ^ byte, 0x01000193)
    key = (key << 8) | byte
    mark |= (fours[slotOf(key)] as number) | (singles[byte] as number)
    if (next !== 0) continue
    if (at !== wideEnd || wideLength === LONGEST) {
      if (wideLength >= SHORTEST) runs.add(wideStart, wideLength, wideHash, wideMark)
      wideStart = at
      wideLength = 0
      wideHash = 0
      wideKey = 0
      wideMark = WIDE
    }
    wideLength++
    wideHash = Math.imul(wideHash ^ byte, 0x01000193)
    wideKey = (wideKey << 8) | byte
    wideMark |= (fours[slotOf(wideKey)] as number) | (singles[byte] as number)
    wideEnd = at + 2
  }
  if (start !== -1 && size - start >= SHORTEST) runs.add(start, size - start, hash, mark)
  if (wideLength >= SHORTEST) runs.add(wideStart, Math.min(wideLength, (size - wideStart) >> 1), wideHash, wideMark)
  return runs
}

class RunList implements StringRuns {
  count = 0
  found = 0
  offsets = new Int32Array(4096)
  lengths = new Int32Array(4096)
  hashes = new Int32Array(4096)
  marks = new Uint16Array(4096)

  constructor(readonly bytes: Uint8Array) {}

  add(offset: number, length: number, hash: number, mark: number): void {
    this.found++
    if (this.count === MAX_RUNS) return
    if (this.count === this.offsets.length) this.#grow()
    this.offsets[this.count] = offset
    this.lengths[this.count] = length
    this.hashes[this.count] = hash
    this.marks[this.count] = mark
    this.count++
  }

  #grow(): void {
    const size = this.offsets.length * 2
    const wider = <T extends Int32Array | Uint16Array>(old: T, now: T): T => {
      now.set(old)
      return now
    }
    this.offsets = wider(this.offsets, new Int32Array(size))
    this.lengths = wider(this.lengths, new Int32Array(size))
    this.hashes = wider(this.hashes, new Int32Array(size))
    this.marks = wider(this.marks, new Uint16Array(size))
  }
}

export function textOfRun({ bytes, offsets, lengths, marks }: StringRuns, index: number): string {
  const offset = offsets[index] ?? 0
  const length = lengths[index] ?? 0
  if (((marks[index] ?? 0) & WIDE) === 0) return ascii.decode(bytes.subarray(offset, offset + length))
  return ascii.decode(bytes.subarray(offset, offset + length * 2).filter((_, at) => at % 2 === 0))
}

const ascii = new TextDecoder()

/** Bit n: row n of the triggers was hit. */
export function rowsOfRun({ marks }: StringRuns, index: number): number {
  return (marks[index] ?? 0) & ~WIDE
}

/** The stretch of the file that a run stands in. */
export function spanOfRun({ offsets, lengths, marks }: StringRuns, index: number): { offset: number; length: number } {
  const width = ((marks[index] ?? 0) & WIDE) === 0 ? 1 : 2
  return { offset: offsets[index] ?? 0, length: (lengths[index] ?? 0) * width }
}

/** Which of the wanted runs of `own`, all of different texts, have the same text somewhere in `other`. */
export function knownElsewhere(own: StringRuns, wanted: readonly number[], other: StringRuns): ReadonlySet<number> {
  const byHash = new Map<number, readonly number[]>()
  for (const index of wanted) {
    const hash = own.hashes[index] ?? 0
    byHash.set(hash, [...(byHash.get(hash) ?? []).slice(-MAX_OF_ONE_HASH), index])
  }
  const known = new Set<number>()
  let work = MAX_COMPARED
  for (let at = 0; at < other.count && byHash.size > 0; at++) {
    const hash = other.hashes[at] as number
    const open = byHash.get(hash)
    if (open === undefined) continue
    const rest = open.filter(index => {
      if (own.lengths[index] !== other.lengths[at] || work <= 0) return true
      work -= own.lengths[index] ?? 0
      if (!isSameText(own, index, other, at)) return true
      known.add(index)
      return false
    })
    if (rest.length === 0) byHash.delete(hash)
    else if (rest.length < open.length) byHash.set(hash, rest)
  }
  return known
}

/** For runs of the same length. */
function isSameText(one: StringRuns, index: number, other: StringRuns, at: number): boolean {
  const [from, step] = stepsOf(one, index)
  const [otherFrom, otherStep] = stepsOf(other, at)
  const length = one.lengths[index] ?? 0
  for (let char = 0; char < length; char++)
    if (one.bytes[from + char * step] !== other.bytes[otherFrom + char * otherStep]) return false
  return true
}

function stepsOf({ offsets, marks }: StringRuns, index: number): readonly [from: number, step: number] {
  return [offsets[index] ?? 0, ((marks[index] ?? 0) & WIDE) === 0 ? 1 : 2]
}
