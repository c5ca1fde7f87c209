import type { EarlierChange, HistoryPort, Past } from '../../core/model/ports'
import type { StoredCommit } from './commit'
import type { Objects } from './objects'
import { GitProblem } from './problem'
import { pathOf } from './sides'
import { submoduleMode } from './tree'
import { diffTrees } from './treeDiff'
import { WeightedCache } from './weightedCache'

/** What one change may look at behind it: commits, folders read to compare them, paths that differ. */
const pastLimits = { commits: 2000, folders: 20_000, paths: 100_000 }

/** Commits compared at the same time. */
const step = 64
/** Paths kept for the next change that asks: reviews of a history look at the same past again and again. */
const cachedPaths = 300_000

interface Compared {
  readonly change: EarlierChange
  readonly folders: number
  /** A folder could not be read, so that the commit counts as unknown. */
  readonly isWhole: boolean
}

/** What the commits of a repository did, each compared once however often it is asked for. */
export class Pasts {
  readonly #objects: Objects
  readonly #compared = new WeightedCache<Compared>(cachedPaths)

  constructor(objects: Objects) {
    this.#objects = objects
  }

  /** The history that ends with a commit, the commit itself included; read when first asked for. */
  endingWith(commit: string): HistoryPort {
    let past: Promise<Past> | undefined
    return {
      past: () => {
        past ??= this.#walk(commit)
        return past
      },
    }
  }

  async #walk(from: string): Promise<Past> {
    const changes: EarlierChange[] = []
    const left = { ...pastLimits }
    let at = await this.#commit(from)
    while (at !== undefined) {
      const running: Promise<Compared>[] = []
      while (at !== undefined && running.length < step) {
        const [parentId] = at.info.parents
        if (parentId === undefined) break
        const parent = await this.#commit(parentId)
        if (parent === undefined) break
        running.push(this.#compare(at, parent))
        at = parent
      }
      for (const { change, folders, isWhole } of await Promise.all(running)) {
        left.commits -= 1
        left.folders -= folders
        left.paths -= change.added.length + change.replaced.length
        if (Math.min(left.commits, left.folders, left.paths) < 0) return { changes, isCut: true }
        if (isWhole) changes.push(change)
      }
      if (running.length < step) return { changes, isCut: at !== undefined && at.info.parents.length > 0 }
    }
    return { changes, isCut: true }
  }

  /** A clone may end anywhere; what is not there, or damaged, is where the past begins. */
  async #commit(id: string): Promise<StoredCommit | undefined> {
    try {
      return await this.#objects.commit(id)
    } catch (error) {
      if (error instanceof GitProblem && ['missing-object', 'corrupt-object'].includes(error.kind)) return undefined
      throw error
    }
  }

  #compare(commit: StoredCommit, parent: StoredCommit): Promise<Compared> {
    return this.#compared.get(
      commit.info.id,
      async () => {
        const diff = await diffTrees(this.#objects, parent.tree, commit.tree)
        const gone = new Set(diff.pairs.flatMap(pair => (pair.old && !pair.new ? [pair.old.id] : [])))
        const added: string[] = []
        const replaced: string[] = []
        for (const { path, old, new: next } of diff.pairs) {
          if (next === undefined || next.mode === submoduleMode || next.id === old?.id) continue
          if (old !== undefined) replaced.push(pathOf(path).text)
          else if (!gone.has(next.id)) added.push(pathOf(path).text)
        }
        return { change: { added, replaced }, folders: diff.folders, isWhole: diff.gaps.length === 0 }
      },
      ({ change }) => change.added.length + change.replaced.length + 4,
    )
  }
}
