import type { DependencyEntry } from '../manifests/dependencies/dependency'
import { isTextSpan, type Side, spanOf, type TextSpan } from '../model/location'
import type { FileContext } from '../rule/context'
import { dependencyEntry } from './dependencyEntry'
import type { Fact } from './fact'

export type Dependency = Fact<'dependency'>

/** Lines below its name in which the rest of an entry is looked for. */
const mostLines = 60

/** What the change does to the dependencies that one manifest or lock file names. */
export class DependencyChange {
  readonly old: readonly Dependency[]
  readonly new: readonly Dependency[]
  /** Entries of the new side that the old side does not have in the same words. */
  readonly introduced: readonly Dependency[]
  readonly removed: readonly Dependency[]
  readonly #context: FileContext
  readonly #before = new Map<string, Dependency[]>()

  constructor(context: FileContext) {
    this.#context = context
    this.old = context.facts(dependencyEntry, 'old')
    this.new = context.facts(dependencyEntry, 'new')
    const [were, are] = [new Set(this.old.map(wording)), new Set(this.new.map(wording))]
    this.introduced = this.new.filter(one => !were.has(wording(one)))
    this.removed = this.old.filter(one => !are.has(wording(one)))
    for (const one of this.old) {
      const same = this.#before.get(one.subject)
      if (same === undefined) this.#before.set(one.subject, [one])
      else same.push(one)
    }
  }

  /** Entries of the old side about the same package. */
  before(one: Dependency): readonly Dependency[] {
    return this.#before.get(one.subject) ?? []
  }

  /** Where a value of an entry stands; the entry's own place when it is written in another way there. */
  place(one: Dependency, value: string | undefined): TextSpan {
    const { at, side } = one.location
    if (!isTextSpan(at)) return spanOf(1, 0, 0)
    const first = (value ?? '').split(/\s/, 1)[0] ?? ''
    const lines = this.#context.side(side)?.lines ?? []
    if (first !== '')
      for (let line = at.start.line; line <= Math.min(lines.length, at.start.line + mostLines); line++) {
        const column = lines[line - 1]?.indexOf(first, line === at.start.line ? at.start.column : 0) ?? -1
        if (column !== -1) return spanOf(line, column, first.length)
      }
    return at
  }

  /** The name as it is written, else the whole entry. */
  placeOfName(one: Dependency): TextSpan {
    const { at, side } = one.location
    if (!isTextSpan(at)) return spanOf(1, 0, 0)
    const name = one.data.alias ?? one.data.name
    for (const word of [name, one.data.name]) {
      const column = this.#context.side(side)?.lines[at.start.line - 1]?.indexOf(word, at.start.column) ?? -1
      if (column !== -1) return spanOf(at.start.line, column, word.length)
    }
    return at
  }

  /** Nothing of either side is hidden: what is not there is really not there. */
  isWhole(side: Side): boolean {
    return this.#context.side(side)?.complete !== false
  }
}

function wording({ subject, data }: Dependency): string {
  const { alias, requirement, reference, integrity, source, elsewhere } = data
  return [subject, alias, requirement, reference, integrity, source, elsewhere].join('\n')
}

/** A version that stays what it is once published; not a branch, a range or a commit. */
export function isRelease(requirement: string): boolean {
  return /^[=v]{0,2}\d{1,9}(?:\.\d{1,9}){0,4}(?:[-+.]?[\w.+-]{1,200})?$/.test(requirement.trim())
}

/** Whether a release came out before another by its numbers alone; false where one of the two has a suffix. */
export function isEarlier(one: string, other: string): boolean {
  const plain = /^v?\d{1,9}(?:\.\d{1,9}){1,4}$/
  if (!plain.test(one) || !plain.test(other)) return false
  const [a, b] = [one, other].map(text => text.replace('v', '').split('.').map(Number))
  for (let at = 0; at < Math.max(a?.length ?? 0, b?.length ?? 0); at++) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** A commit or the hash of an image, rather than a name that somebody can move. */
export function isCommit(requirement: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(requirement)
}

/** An address, or the other form of it, whose text may be read by others on the way. */
export function isPlainHttp(entry: DependencyEntry): boolean {
  return /^http:\/\//i.test(entry.reference ?? '') && !isOwnHost(entry.host ?? '')
}

/** Names that lead to the machine itself or into a network at home. */
export function isOwnHost(host: string): boolean {
  return /^(?:localhost|127\.\d|0\.0\.0\.0|\[|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|\.local$/.test(host)
}
