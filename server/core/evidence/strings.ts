import type { EvidenceString } from './evidence'
import { isProse, kindOf, stringKinds, triggers } from './stringKinds'
import { knownElsewhere, LONGEST, rowsOfRun, type StringRuns, spanOfRun, stringRunsOf, textOfRun } from './stringRuns'

const MAX_STRINGS = 200
/** Of one kind, so that many paths do not leave a command unseen. */
const MAX_OF_KIND = 60
/** Strings that do not matter: enough to see what a file speaks of. */
const MAX_OTHERS = 30
/** Candidates kept before those of the other side are set apart. */
const MAX_CANDIDATES = 10_000
/** Runs without a trigger that are looked at for prose, the longest first. */
const MAX_PROSE_TRIES = 2_000
const LIMIT_TEXT = 200
/** Characters that patterns are tried on, and what trying costs beside them. */
const MAX_WORK = 8 << 20
const WORK_OF_A_RUN = 32
/** Characters shown before what matters, where it stands deep in a long run. */
const LEAD = 40

export interface SideStrings {
  readonly strings: readonly EvidenceString[]
  readonly count: number
  /** What our limits kept back. */
  readonly notes: readonly string[]
}

interface Candidate {
  readonly index: number
  /** As in {@link stringKinds}; beyond them for a string that does not matter. */
  readonly rank: number
  readonly at: number
  readonly text: string
}

export function runsOf(bytes: Uint8Array): StringRuns {
  return stringRunsOf(bytes, triggers)
}

/** Those that matter first and among them those that the other side does not have, the gravest kind first. */
export function stringsOf(runs: StringRuns, other: StringRuns | undefined): SideStrings {
  const notes: string[] = []
  if (runs.found > runs.count) notes.push(`only the first ${runs.count} strings were looked at`)
  const candidates = candidatesOf(runs, notes)
  candidates.push(...proseOf(runs, candidates))
  const known =
    other &&
    knownElsewhere(
      runs,
      candidates.map(({ index }) => index),
      other,
    )
  const isNew = ({ index }: Candidate) => known !== undefined && !known.has(index)
  const groupOf = (one: Candidate) =>
    (one.rank === stringKinds.length ? 2 : 0) + (isNew(one) || known === undefined ? 0 : 1)
  // Stable: those that matter stay in the order of the file, the others from the longest down.
  const sorted = [...candidates].sort((a, b) => groupOf(a) - groupOf(b) || a.rank - b.rank)
  const left = stringKinds.map(() => MAX_OF_KIND).concat(MAX_OTHERS)
  const strings: EvidenceString[] = []
  for (const candidate of sorted) {
    const { index, rank, at, text } = candidate
    if (strings.length === MAX_STRINGS) break
    if ((left[rank] ?? 0) <= 0) continue
    left[rank] = (left[rank] ?? 0) - 1
    const from = at + 120 <= LIMIT_TEXT ? 0 : Math.max(0, at - LEAD)
    const matters = stringKinds[rank]?.matters
    strings.push({
      ...spanOfRun(runs, index),
      text: text.slice(from, from + LIMIT_TEXT),
      ...(matters === undefined ? {} : { matters }),
      ...(known === undefined ? {} : { isNew: isNew(candidate) }),
    })
  }
  return { strings, count: runs.found, notes }
}

function candidatesOf(runs: StringRuns, notes: string[]): Candidate[] {
  const found: Candidate[] = []
  const seen = new Set<string>()
  let work = MAX_WORK
  for (let index = 0; index < runs.count; index++) {
    const rows = rowsOfRun(runs, index)
    if (rows === 0) continue
    work -= WORK_OF_A_RUN + (runs.lengths[index] ?? 0)
    if (work < 0 || found.length === MAX_CANDIDATES) {
      notes.push(`strings beyond offset ${spanOfRun(runs, index).offset} were counted, not sorted by what they say`)
      break
    }
    const text = textOfRun(runs, index)
    const kind = kindOf(text, rows)
    if (kind === undefined || seen.has(text)) continue
    seen.add(text)
    found.push({ index, text, ...kind })
  }
  return found
}

/** The longest first. */
function proseOf(runs: StringRuns, known: readonly Candidate[]): readonly Candidate[] {
  const taken = new Set(known.map(({ index }) => index))
  const seen = new Set<string>()
  const found: Candidate[] = []
  for (const index of longestOf(runs, MAX_PROSE_TRIES)) {
    const text = textOfRun(runs, index)
    if (taken.has(index) || seen.has(text) || !isProse(text.slice(0, LIMIT_TEXT))) continue
    seen.add(text)
    found.push({ index, rank: stringKinds.length, at: 0, text })
  }
  return found
}

/** Indexes of the longest runs: counted by length first, so that nothing has to be sorted but those. */
function longestOf({ count, lengths }: StringRuns, limit: number): readonly number[] {
  const counts = new Uint32Array(LONGEST + 1)
  for (let index = 0; index < count; index++) {
    const length = Math.min(lengths[index] as number, LONGEST)
    counts[length] = (counts[length] as number) + 1
  }
  let shortest = LONGEST
  for (let sum = counts[shortest] as number; shortest > 10 && sum < limit; ) sum += counts[--shortest] as number
  const found: number[] = []
  for (let index = 0; index < count && found.length < limit * 2; index++)
    if ((lengths[index] as number) >= shortest) found.push(index)
  return found.sort((a, b) => (lengths[b] as number) - (lengths[a] as number) || a - b).slice(0, limit)
}
