import { startsWith } from './bytes'
import { headOf, plainMappings, type Swap, shifted, swapping, xored } from './mapping'
import { createAllowance } from './output'
import { type Attempt, attemptAs, type Container, containers } from './repairAttempt'

/** A stretch that is no sound container as it stands, and becomes one when its bytes are mapped. */
export interface Repair {
  readonly offset: number
  readonly length: number
  /** As said to the reviewer: "exchanging tab with blank and - with _". */
  readonly mapping: string
  /** What the stretch becomes: "xz", "gzip". */
  readonly format: string
  /** The stretch after the mapping: a sound container. */
  readonly mapped: Uint8Array
  /** What the sound container unpacks to. */
  readonly content: Uint8Array
}

/** Longer stretches are mapped, but not searched for swaps; real ones are small, since a payload hides in small files. */
const MAX_SEARCHED_BYTES = 256 * 1024
const MAX_SWAPS = 4
const LETTERS_AND_DIGITS = /[0-9A-Za-z]/
/** Bytes that are printed or typed: what the arguments of `tr` are made of. */
const TYPED = [9, 10, 13, ...Array.from({ length: 95 }, (_, at) => at + 32)]
/** Blanks and the signs of names and paths: few enough to try every pair of swaps. */
const BLANKS_AND_JOINS = Array.from('\t\n -_./+=:,', sign => sign.charCodeAt(0))
const SIGNS = TYPED.filter(byte => !LETTERS_AND_DIGITS.test(String.fromCharCode(byte)))
/** Fewer changed bytes could be the repair of any damage, and prove no mapping. */
const MIN_CHANGED_BYTES = 3
/** How much worse a first swap may make things at a glance and still be followed. */
const SETBACK_BYTES = 16
/** One attempt costs this many units beside the work of its decoder: fresh tables. */
const ATTEMPT_COST = 3000
/** What it costs to see whether any whole mapping gives a signature. */
const GLANCE_COST = 5000

/** Units of work for all searches in one file. */
export interface SearchBudget {
  work: number
}

export function createSearchBudget(): SearchBudget {
  return { work: 40_000_000 }
}

/**
 * Looks for a mapping that turns a broken stretch into a container with nothing wrong: all checks agree. First the
 * mappings of every byte whose key the signature gives, then exchanges of up to four pairs of characters.
 */
export function repairOf(bytes: Uint8Array, offset: number, length: number, budget: SearchBudget): Repair | undefined {
  const stretch = bytes.subarray(offset, offset + length)
  if (stretch.length < 20) return undefined
  const found = byWholeMapping(stretch, budget) ?? (length > MAX_SEARCHED_BYTES ? undefined : bySwaps(stretch, budget))
  return found && { offset, length, ...found }
}

type Found = Omit<Repair, 'offset' | 'length'>

function byWholeMapping(stretch: Uint8Array, budget: SearchBudget): Found | undefined {
  if (budget.work <= 0) return undefined
  budget.work -= GLANCE_COST
  const heads = plainMappings.map(mapping => ({ mapping, head: headOf(mapping, stretch) }))
  for (const container of containers) {
    const [first] = container.magic
    const key = (stretch[0] ?? 0) ^ first
    const sum = (first - (stretch[0] ?? 0)) & 0xff
    const keyed = key === 0 ? [] : [xored(key), shifted(sum)]
    for (const { mapping, head } of [...keyed.map(one => ({ mapping: one, head: headOf(one, stretch) })), ...heads]) {
      if (!startsWith(head, container.magic)) continue
      const mapped = mapping.apply(stretch)
      const attempt = trying(container, mapped, budget, false)
      if (attempt?.isWhole) return { mapping: mapping.name, format: container.name, mapped, content: attempt.content }
    }
  }
  return undefined
}

interface Candidate {
  readonly swaps: readonly Swap[]
  readonly reached: number
}

function bySwaps(stretch: Uint8Array, budget: SearchBudget): Found | undefined {
  for (const container of containers) {
    const forced = swapsOfMagic(stretch, container.magic)
    if (forced === undefined || !container.isSearched) continue
    for (const stage of stages) {
      const share = Math.floor(budget.work / 2)
      const part = { work: share }
      const found = search({ stretch, container, forced, stage, budget: part })
      budget.work -= share - part.work
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** One round of the search: which values may be exchanged, and how far behind a wrong byte it shows. */
interface Stage {
  readonly alphabet: readonly number[]
  readonly isTextOnly: boolean
  /** A wrong byte is sought among this many input bytes before the place where decoding fails. */
  readonly window: number
}

/**
 * Each gets half of the work that is left. Most wrong bytes show within some 32 bytes when output has to be text, but
 * a decoder that has learnt a text goes on making words for long.
 */
const stages: readonly Stage[] = [
  { alphabet: BLANKS_AND_JOINS, isTextOnly: true, window: MAX_SEARCHED_BYTES },
  { alphabet: BLANKS_AND_JOINS, isTextOnly: false, window: MAX_SEARCHED_BYTES },
  { alphabet: SIGNS, isTextOnly: true, window: 64 },
  { alphabet: TYPED, isTextOnly: true, window: 32 },
]

interface Search {
  readonly stretch: Uint8Array
  readonly container: Container
  readonly forced: readonly Swap[]
  readonly stage: Stage
  readonly budget: SearchBudget
}

/**
 * Best first: a swap is worth following when the decoder comes further with it than without it. Only values that stand
 * shortly before the place where decoding fails can have made it fail. Two wrong values close together hide each
 * other, so a first swap of a small alphabet is followed unless it breaks what was right before.
 */
function search(job: Search): Found | undefined {
  const { stretch, container, forced, stage, budget } = job
  const { alphabet, isTextOnly } = stage
  const begun = swapping(forced).apply(stretch)
  const start = trying(container, begun, budget, isTextOnly)
  if (start === undefined) return undefined
  if (start.isWhole && changedBytes(stretch, begun) < MIN_CHANGED_BYTES) return undefined
  if (start.isWhole)
    return { mapping: swapping(forced).name, format: container.name, mapped: begun, content: start.content }
  const open: Candidate[] = [{ swaps: forced, reached: start.reached }]
  const seen = new Set<string>()
  for (let best = takeBest(open); best !== undefined; best = takeBest(open)) {
    for (const swap of swapsNear(stretch, best, stage)) {
      const swaps = [...best.swaps, swap]
      const key = keyOf(swaps)
      if (seen.has(key)) continue
      seen.add(key)
      const mapping = swapping(swaps)
      const mapped = mapping.apply(stretch)
      const attempt = trying(container, mapped, budget, isTextOnly)
      if (attempt === undefined) return undefined
      if (attempt.isWhole && changedBytes(stretch, mapped) >= MIN_CHANGED_BYTES)
        return { mapping: mapping.name, format: container.name, mapped, content: attempt.content }
      const mayBeHidden = best.swaps === forced && alphabet !== TYPED && attempt.reached > best.reached - SETBACK_BYTES
      if ((mayBeHidden || attempt.reached > best.reached + 4) && swaps.length < MAX_SWAPS)
        open.push({ swaps, reached: attempt.reached })
    }
  }
  return undefined
}

function keyOf(swaps: readonly Swap[]): string {
  return swaps
    .map(([one, other]) => Math.min(one, other) * 256 + Math.max(one, other))
    .sort((a, b) => a - b)
    .join()
}

function changedBytes(one: Uint8Array, other: Uint8Array): number {
  let count = 0
  for (const [at, byte] of one.entries()) if (byte !== other[at]) count++
  return count
}

function takeBest(open: Candidate[]): Candidate | undefined {
  let best = 0
  for (const [index, candidate] of open.entries()) if (candidate.reached > (open[best]?.reached ?? -1)) best = index
  return open.splice(best, 1)[0]
}

function* swapsNear(stretch: Uint8Array, { swaps, reached }: Candidate, { alphabet, window }: Stage): Generator<Swap> {
  const used = new Set(swaps.flat())
  const near = new Set(stretch.subarray(Math.max(0, reached - window), reached + 8))
  for (const one of near)
    if (alphabet.includes(one) && !used.has(one))
      for (const other of alphabet) if (other !== one && !used.has(other)) yield [one, other]
}

/** The swaps without which the signature cannot stand there; undefined when most of it is missing. */
function swapsOfMagic(stretch: Uint8Array, magic: readonly number[]): readonly Swap[] | undefined {
  const swaps = new Map<number, Swap>()
  let matching = 0
  for (const [at, wanted] of magic.entries()) {
    const byte = stretch[at] ?? 0
    if (byte === wanted) {
      matching++
      continue
    }
    const known = swaps.get(byte) ?? swaps.get(wanted)
    if (known !== undefined && !(known.includes(byte) && known.includes(wanted))) return undefined
    const swap: Swap = [byte, wanted]
    swaps.set(byte, swap)
    swaps.set(wanted, swap)
  }
  return matching * 2 >= magic.length ? [...new Set(swaps.values())] : undefined
}

/** Undefined when the budget is used up. */
function trying(
  container: Container,
  mapped: Uint8Array,
  budget: SearchBudget,
  isTextOnly: boolean,
): Attempt | undefined {
  // Mapping and comparing look at each byte once more.
  budget.work -= mapped.length
  if (budget.work <= 0) return undefined
  const allowance = { ...createAllowance(), output: 8 * 1024 * 1024, work: budget.work, parts: 1000 }
  const attempt = attemptAs(container, mapped, allowance, isTextOnly)
  budget.work = allowance.work - ATTEMPT_COST
  return attempt
}
