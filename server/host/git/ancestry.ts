import type { StoredCommit } from './commit'
import type { Objects } from './objects'
import { GitProblem } from './problem'

/** Commits waiting to be visited, newest committer time first. */
class ByDate {
  readonly #items: StoredCommit[] = []

  push(commit: StoredCommit): void {
    let low = 0
    let high = this.#items.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#items[middle]!.info.committer.time <= commit.info.committer.time) low = middle + 1
      else high = middle
    }
    this.#items.splice(low, 0, commit)
  }

  pop(): StoredCommit | undefined {
    return this.#items.pop()
  }

  some(test: (commit: StoredCommit) => boolean): boolean {
    return this.#items.some(test)
  }
}

/** Parents that are in this clone: a shallow one ends before its roots. */
async function parentsOf(objects: Objects, commit: StoredCommit): Promise<readonly StoredCommit[]> {
  const parents = await Promise.all(
    commit.info.parents.map(id =>
      objects.commit(id).catch(error => {
        if (error instanceof GitProblem && error.kind === 'missing-object') return undefined
        throw error
      }),
    ),
  )
  return parents.filter(parent => parent !== undefined)
}

/** Everything reachable from `include`, newest first. */
export async function* walkAll(objects: Objects, include: readonly string[]): AsyncGenerator<StoredCommit> {
  const queue = new ByDate()
  const seen = new Set<string>(include)
  for (const id of seen) queue.push(await objects.commit(id))
  for (let commit = queue.pop(); commit !== undefined; commit = queue.pop()) {
    yield commit
    for (const parent of await parentsOf(objects, commit)) {
      if (seen.has(parent.info.id)) continue
      seen.add(parent.info.id)
      queue.push(parent)
    }
  }
}

/** How far past the last wanted commit to look on, for clocks that were wrong. */
const slop = 16

/** What is reachable from `head` and not from `base`, newest first; at most `limit`, then `isCut`. */
export async function walkRange(
  objects: Objects,
  base: string,
  head: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<{ readonly commits: readonly StoredCommit[]; readonly isCut: boolean }> {
  const queue = new ByDate()
  const seen = new Set<string>()
  const unwanted = new Set<string>([base])
  const listed: StoredCommit[] = []
  for (const id of new Set([head, base])) {
    seen.add(id)
    queue.push(await objects.commit(id))
  }
  const isWanted = (commit: StoredCommit) => !unwanted.has(commit.info.id)
  let left = slop
  for (let commit = queue.pop(); commit !== undefined; commit = queue.pop()) {
    if (isWanted(commit)) listed.push(commit)
    else if (!queue.some(isWanted) && left-- <= 0) break
    for (const parent of await parentsOf(objects, commit)) {
      if (!isWanted(commit) && isWanted(parent)) unwanted.add(parent.info.id)
      if (seen.has(parent.info.id)) continue
      seen.add(parent.info.id)
      queue.push(parent)
    }
    if (listed.length > limit) return { commits: listed.filter(isWanted).slice(0, limit), isCut: true }
  }
  return { commits: listed.filter(isWanted), isCut: false }
}

const ofFirst = 1
const ofSecond = 2
const stale = 4

/**
 * The best common ancestors, newest first: both histories are painted downwards by date, and what lies below a common
 * ancestor is stale. Empty when the histories are unrelated or this clone is too shallow.
 */
export async function mergeBases(objects: Objects, first: string, second: string): Promise<readonly string[]> {
  if (first === second) return [first]
  const paint = new Map<string, number>([
    [first, ofFirst],
    [second, ofSecond],
  ])
  const queue = new ByDate()
  for (const id of [first, second]) queue.push(await objects.commit(id))
  const found: StoredCommit[] = []
  const paintOf = (commit: StoredCommit) => paint.get(commit.info.id) ?? 0
  while (queue.some(commit => (paintOf(commit) & stale) === 0)) {
    const commit = queue.pop()
    if (commit === undefined) break
    let flags = paintOf(commit)
    if ((flags & (ofFirst | ofSecond)) === (ofFirst | ofSecond)) {
      if ((flags & stale) === 0 && !found.includes(commit)) found.push(commit)
      flags |= stale
    }
    for (const parent of await parentsOf(objects, commit)) {
      const before = paintOf(parent)
      if ((before & flags) === flags) continue
      paint.set(parent.info.id, before | flags)
      queue.push(parent)
    }
  }
  return found.filter(commit => (paintOf(commit) & stale) === 0).map(commit => commit.info.id)
}
