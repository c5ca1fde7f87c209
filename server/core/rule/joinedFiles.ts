import type { Fact } from '../facts/fact'
import { type FileChange, shownPath } from '../model/changeSet'
import type { Location } from '../model/location'
import { pathKey } from '../model/path'
import type { FileSummary } from './context'
import type { FileReview } from './examine'
import { type NestedFile, outermostLocation } from './nestedPlaces'

/**
 * What rules on the whole change see as its files: those of the change, and after them the files of patches it holds,
 * numbered on. What is reported on one of the latter is placed on its patch.
 */
export class JoinedFiles {
  readonly summaries: readonly FileSummary[]
  readonly facts: readonly Fact[]
  readonly #files: readonly FileChange[]
  readonly #nested: readonly { readonly file: NestedFile; readonly outer: number }[]

  constructor(files: readonly FileChange[], reviews: readonly FileReview[]) {
    this.#files = files
    this.#nested = reviews.flatMap((review, outer) => review.nested.map(file => ({ file, outer })))
    const nested = this.#nested.map(({ file }, at) => ({ ...file, index: files.length + at }))
    this.summaries = [
      ...reviews.map(review => review.summary),
      ...nested.map(({ summary, index }) => ({ ...summary, index })),
    ]
    this.facts = [
      ...reviews.flatMap(review => review.facts),
      ...nested.flatMap(({ facts, index }) =>
        facts.map(fact => ({ ...fact, location: { ...fact.location, file: index } })),
      ),
    ]
  }

  change(index: number): FileChange | undefined {
    return this.#files[index] ?? this.#nested[index - this.#files.length]?.file.change
  }

  /** The place in a file of the change. */
  locate(location: Location): Location {
    const nested = this.#nested[location.file - this.#files.length]
    if (nested === undefined) return location
    return outermostLocation({ ...location, file: nested.outer }, nested.file.steps)
  }

  /** Of a fingerprint: the paths from the file of the change inwards, as findings of a single file have them. */
  identity(index: number, [rule = '', ...parts]: readonly string[]): readonly string[] {
    const nested = this.#nested[index - this.#files.length]
    if (nested === undefined) return [rule, ...parts]
    const outer = this.#files[nested.outer]
    const between = nested.file.steps.slice(0, -1).map(({ name }) => `u:${name}`)
    return [rule, ...(outer === undefined ? [] : [pathKey(shownPath(outer))]), ...between, ...parts]
  }
}
