import type { Fact } from '../../../core/facts/fact'
import { RECIPE_PATHS } from '../../../core/facts/fixtureName'
import { baseName, extensionOf, folderOf } from '../../../core/model/path'
import { passesFilter } from '../../../core/rule/registry'

/** A file that names others like the one that was added. */
export interface Recipe {
  readonly path: string
  /** How many files of that extension it names. */
  readonly others: number
  /** Whether the added one is among them, or a pattern could stand for it. */
  readonly namesIt: boolean
}

/** Fewer names are examples. */
const LEAST_NAMES = 3
/** Files of one folder that may be read for it. */
const LIMIT_RECIPES = 8

/** Paths of the tree that may say how the file was made: beside it, or one folder up. */
export function recipePaths(tree: readonly string[], path: string): readonly string[] {
  const near = new Set([folderOf(path), folderOf(folderOf(path))])
  return tree
    .filter(other => near.has(folderOf(other)) && passesFilter({ paths: RECIPE_PATHS }, other, undefined))
    .slice(0, LIMIT_RECIPES)
}

interface Listing {
  readonly path: string
  readonly names: Set<string>
  readonly stems: Set<string>
  /** A name with a placeholder may stand for any file of its extension. */
  hasPattern: boolean
}

/** What recipes name, by their folder and the extension, so that many files of one change cost one reading. */
export class Recipes {
  readonly #listings = new Map<string, Map<string, Listing>>()

  constructor(facts: readonly Fact<'fixture-name'>[]) {
    for (const { subject, data } of facts) {
      const key = `${folderOf(data.recipe)}/*.${extensionOf(subject)}`
      const byPath = this.#listings.get(key) ?? new Map<string, Listing>()
      this.#listings.set(key, byPath)
      const path = data.recipe
      const listing = byPath.get(path) ?? { path, names: new Set(), stems: new Set(), hasPattern: false }
      byPath.set(path, listing)
      if (/[*?%${}<>]/.test(subject)) listing.hasPattern = true
      listing.names.add(subject)
      listing.stems.add(stemOf(subject))
    }
  }

  /** The file near the added one that names it, else the one that names most of its kind; undefined where none does. */
  for(path: string): Recipe | undefined {
    const name = baseName(path)
    const folders = [folderOf(path), folderOf(folderOf(path))]
    const recipes = folders.flatMap(folder =>
      [...(this.#listings.get(`${folder}/*.${extensionOf(path)}`)?.values() ?? [])].map(listing => {
        const namesIt = listing.hasPattern || listing.names.has(name) || listing.stems.has(stemOf(name))
        return { path: listing.path, others: listing.names.size - (listing.names.has(name) ? 1 : 0), namesIt }
      }),
    )
    const known = recipes.filter(recipe => recipe.namesIt || recipe.others >= LEAST_NAMES)
    return known.find(recipe => recipe.namesIt) ?? known.sort((x, y) => y.others - x.others)[0]
  }
}

/** Up to the first dot: what a generator calls a file before it is packed. */
function stemOf(name: string): string {
  return name.slice(0, Math.max(1, name.indexOf('.')))
}
