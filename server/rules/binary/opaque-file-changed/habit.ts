import { baseName, extensionOf, folderOf } from '../../../core/model/path'
import type { EarlierChange, Past } from '../../../core/model/ports'
import { shorten } from '../../../core/model/visible'
import { counted } from '../../../core/rule/commands'
import { isCompanionName } from '../../../core/rule/company'

type Change = 'added' | 'replaced'

/** Commits that did something, and those of them in which no code, test or build file changed. */
interface Tally {
  readonly commits: number
  readonly alone: number
}

/** What earlier commits did to files like one of this change: of its extension, in its folder. */
export interface Habit {
  readonly alike: Tally
  /** To the very file. */
  readonly same: Tally
  /** Whether doing this without code is ordinary here. */
  readonly isOrdinary: boolean
  /** As a clause; names of the repository in it are not escaped. */
  readonly clause: string
}

/** Fewer commits are chance: whoever wants a habit to count must have kept it for a while. */
const LEAST_ALIKE = 5
const LEAST_SAME = 2
/** Share of the commits, as one in so many, from which doing it alone is ordinary. */
const ORDINARY_SHARE = 3
const LIMIT_PATTERN = 48

/** Earlier commits by what they did to which kind of file, so that many files of one change cost one reading. */
export class Habits {
  readonly #past: Past
  readonly #doing = new Map<string, EarlierChange[]>()
  readonly #kinds = new Map<string, KindHabit>()

  constructor(past: Past) {
    this.#past = past
    for (const earlier of past.changes)
      for (const change of ['added', 'replaced'] as const)
        for (const kind of new Set(earlier[change].map(kindOf))) {
          const key = `${change} ${kind}`
          const known = this.#doing.get(key)
          if (known === undefined) this.#doing.set(key, [earlier])
          else known.push(earlier)
        }
  }

  of(path: string, change: Change): Habit {
    const { alike, byPath } = this.#kind(path, change)
    const same = byPath.get(path) ?? { commits: 0, alone: 0 }
    const isOrdinary = change === 'added' ? isUsual(alike, LEAST_ALIKE) : isUsual(same, LEAST_SAME)
    return { alike, same, isOrdinary, clause: clauseOf(this.#past, path, change, alike, same) }
  }

  #kind(path: string, change: Change): KindHabit {
    const kind = kindOf(path)
    const key = `${change} ${kind}`
    const known = this.#kinds.get(key)
    if (known !== undefined) return known
    const alike = { commits: 0, alone: 0 }
    const byPath = new Map<string, Counted>()
    for (const earlier of this.#doing.get(key) ?? []) {
      const isCode = (other: string) => isCompanionName(other, path)
      const isAlone = !earlier.added.some(isCode) && !earlier.replaced.some(isCode)
      count(alike, isAlone)
      for (const done of earlier[change]) {
        if (kindOf(done) !== kind) continue
        const same = byPath.get(done) ?? { commits: 0, alone: 0 }
        byPath.set(done, same)
        count(same, isAlone)
      }
    }
    const found = { alike, byPath }
    this.#kinds.set(key, found)
    return found
  }
}

interface Counted {
  commits: number
  alone: number
}

interface KindHabit {
  readonly alike: Tally
  readonly byPath: ReadonlyMap<string, Tally>
}

function count(tally: Counted, isAlone: boolean): void {
  tally.commits++
  if (isAlone) tally.alone++
}

/** Files count as alike when folder and extension agree. */
function kindOf(path: string): string {
  return `${folderOf(path)}/*.${extensionOf(path)}`
}

function isUsual({ commits, alone }: Tally, least: number): boolean {
  return alone >= least && alone * ORDINARY_SHARE >= commits
}

function clauseOf(past: Past, path: string, change: Change, alike: Tally, same: Tally): string {
  const span = `${past.isCut ? 'the last' : 'all'} ${counted(past.changes.length, 'commit')}`
  const pattern = shorten(patternOf(path), LIMIT_PATTERN)
  if (alike.commits === 0) return `Of ${span} before, none ${change} ${pattern}.`
  const first = `Of ${span} before, ${alike.commits} ${change} ${pattern}, ${alike.alone} of them without code`
  if (change === 'added') return `${first}.`
  return `${first}; this file ${same.commits === 0 ? 'never' : `${same.commits} times, ${same.alone} without`}.`
}

/** `*.xz in tests/files`. */
function patternOf(path: string): string {
  const extension = extensionOf(path)
  const what = extension === '' ? `files like ${baseName(path)}` : `*.${extension}`
  return `${what} in ${folderOf(path) || 'the top folder'}`
}
