/** One file that is on one side only, as a candidate for a rename. */
export interface RenameSide {
  /** Equal for equal contents: an object id or a hash. */
  readonly contentId?: string
  /** Lines of a text; absent for a binary or unread file, which can only be paired by {@link contentId}. */
  readonly lines?: readonly string[]
  /** Last component of the path, the first choice among equals. */
  readonly name: string
}

export interface RenamePair {
  /** Index into the deleted files. */
  readonly old: number
  /** Index into the added files. */
  readonly new: number
  /** Percent of the text the two share; 100 for equal contents. */
  readonly similarity: number
}

export interface RenameOptions {
  /** Percent; git's default is 50. */
  readonly minSimilarity: number
  /** Pairs that are compared line by line at most. */
  readonly maxPairs: number
}

export interface RenameResult {
  readonly pairs: readonly RenamePair[]
  /** Some pairs were not compared for {@link RenameOptions.maxPairs}: a rename may show as deleted and added. */
  readonly isCut: boolean
}

/** Looking at two sizes costs this part of comparing two texts. */
const LOOKS_PER_PAIR = 50

const DEFAULTS: RenameOptions = { minSimilarity: 50, maxPairs: 20_000 }

/**
 * Pairs deleted with added files: equal contents first, then the most alike. Each file is in one pair at most, and the
 * same input gives the same pairs.
 */
export function pairRenames(
  deleted: readonly RenameSide[],
  added: readonly RenameSide[],
  options: Partial<RenameOptions> = {},
): RenameResult {
  const { minSimilarity, maxPairs } = { ...DEFAULTS, ...options }
  const pairs = pairEqual(deleted, added)
  const oldTaken = new Set(pairs.map(pair => pair.old))
  const newTaken = new Set(pairs.map(pair => pair.new))
  const olds = profiles(deleted, oldTaken)
  const news = profiles(added, newTaken)
  const scored: RenamePair[] = []
  let left = maxPairs * LOOKS_PER_PAIR
  for (const old of olds)
    for (const candidate of news) {
      if (left <= 0) break
      left -= 1
      if (!canReach(old, candidate, minSimilarity)) continue
      left -= LOOKS_PER_PAIR - 1
      const similarity = similarityOf(old, candidate)
      if (similarity >= minSimilarity) scored.push({ old: old.index, new: candidate.index, similarity })
    }
  const isSameName = (pair: RenamePair) => (deleted[pair.old]!.name === added[pair.new]!.name ? 1 : 0)
  scored.sort((a, b) => b.similarity - a.similarity || isSameName(b) - isSameName(a) || a.old - b.old || a.new - b.new)
  for (const pair of scored) {
    if (oldTaken.has(pair.old) || newTaken.has(pair.new)) continue
    oldTaken.add(pair.old)
    newTaken.add(pair.new)
    pairs.push(pair)
  }
  return { pairs: pairs.sort((a, b) => a.new - b.new), isCut: left <= 0 && olds.length * news.length > 0 }
}

function pairEqual(deleted: readonly RenameSide[], added: readonly RenameSide[]): RenamePair[] {
  const waiting = new Map<string, number[]>()
  deleted.forEach(({ contentId }, index) => {
    if (contentId === undefined) return
    const same = waiting.get(contentId)
    if (same === undefined) waiting.set(contentId, [index])
    else same.push(index)
  })
  const pairs: RenamePair[] = []
  const taken = new Set<number>()
  // files that keep their name choose before the others
  for (const mustKeepName of [true, false])
    added.forEach((file, index) => {
      const same = file.contentId === undefined || taken.has(index) ? undefined : waiting.get(file.contentId)
      if (same === undefined) return
      const at = mustKeepName ? same.findIndex(old => deleted[old]!.name === file.name) : 0
      const [old] = at < 0 ? [] : same.splice(at, 1)
      if (old === undefined) return
      taken.add(index)
      pairs.push({ old, new: index, similarity: 100 })
    })
  return pairs
}

/** How often each line occurs, and how much text there is. */
interface Profile {
  readonly index: number
  readonly counts: ReadonlyMap<string, number>
  /** UTF-16 units, one more per line. */
  readonly length: number
}

function profiles(files: readonly RenameSide[], taken: ReadonlySet<number>): Profile[] {
  const found: Profile[] = []
  files.forEach(({ lines }, index) => {
    if (lines === undefined || taken.has(index)) return
    const counts = new Map<string, number>()
    let length = 0
    for (const line of lines) {
      counts.set(line, (counts.get(line) ?? 0) + 1)
      length += line.length + 1
    }
    if (length > 0) found.push({ index, counts, length })
  })
  return found
}

/** Whether the sizes alone allow the similarity. */
function canReach(old: Profile, added: Profile, minSimilarity: number): boolean {
  return Math.min(old.length, added.length) * 100 >= Math.max(old.length, added.length) * minSimilarity
}

/** Shared text in percent of the longer side, as git measures it. */
function similarityOf(old: Profile, added: Profile): number {
  const [few, many] = old.counts.size <= added.counts.size ? [old, added] : [added, old]
  let shared = 0
  for (const [line, count] of few.counts) shared += Math.min(count, many.counts.get(line) ?? 0) * (line.length + 1)
  return Math.floor((shared * 100) / Math.max(old.length, added.length))
}
