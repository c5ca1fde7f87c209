import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { readSmallText } from '../files'
import { ID_LENGTH } from '../hash'
import type { Layout } from './layout'
import { isRefName } from './refName'

export interface Ref {
  /** Whole name: `refs/heads/main`. */
  readonly name: string
  /** Object id; a tag object for an annotated tag. */
  readonly id: string
}

const maxRefs = 200_000
const maxDepth = 5

/** Names and targets, read from the repository's files. Only what is a valid name and a valid id is believed. */
export class RefFiles {
  readonly #reftable: () => Promise<ReadonlyMap<string, string>>
  #packed: { readonly version: string; readonly refs: Promise<ReadonlyMap<string, string>> } | undefined

  /** `reftable` reads the refs of a repository that keeps them in that format. */
  constructor(
    readonly layout: Layout,
    reftable: () => Promise<ReadonlyMap<string, string>>,
  ) {
    this.#reftable = reftable
  }

  /** The object id that a ref ends at; `undefined` when there is none of this name. */
  async read(name: string, depth = 0): Promise<string | undefined> {
    if (this.layout.refStorage === 'reftable') return (await this.#reftable()).get(name)
    if (!isRefName(name) || depth > maxDepth) return undefined
    const folder = isOfWorktree(name) ? this.layout.gitDir : this.layout.commonDir
    const text = await readSmallText(join(folder, name), 1 << 16)
    if (text !== undefined) {
      const target = /^ref:\s*(\S+)\s*$/.exec(text)?.[1]
      if (target !== undefined) return this.read(target, depth + 1)
      const id = /^[0-9a-f]+/.exec(text)?.[0]
      return id?.length === ID_LENGTH[this.layout.format] ? id : undefined
    }
    return (await this.#readPacked()).get(name)
  }

  /** Every branch, remote branch and tag, by name. */
  async list(): Promise<readonly Ref[]> {
    if (this.layout.refStorage === 'reftable') return listed(await this.#reftable())
    const refs = new Map(await this.#readPacked())
    const budget = { left: maxRefs }
    await this.#walk('refs', refs, budget)
    return listed(refs)
  }

  async #walk(folder: string, refs: Map<string, string>, budget: { left: number }): Promise<void> {
    const names = await readdir(join(this.layout.commonDir, folder)).catch(() => [])
    for (const name of names.sort()) {
      if (budget.left-- <= 0) return
      const path = `${folder}/${name}`
      if (!isRefName(path)) continue
      const stat = await lstat(join(this.layout.commonDir, path)).catch(() => undefined)
      if (stat?.isDirectory()) await this.#walk(path, refs, budget)
      else if (stat !== undefined) {
        const id = await this.read(path)
        if (id !== undefined) refs.set(path, id)
      }
    }
  }

  /** Read again when the file has changed, for a repository that stays open. */
  async #readPacked(): Promise<ReadonlyMap<string, string>> {
    const stat = await lstat(join(this.layout.commonDir, 'packed-refs')).catch(() => undefined)
    const version = `${stat?.mtimeMs} ${stat?.size} ${stat?.ino}`
    if (this.#packed?.version !== version) this.#packed = { version, refs: readPackedRefs(this.layout) }
    return this.#packed.refs
  }
}

function listed(refs: ReadonlyMap<string, string>): readonly Ref[] {
  return [...refs]
    .filter(([name]) => name.startsWith('refs/') && !name.startsWith('refs/replace/'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, id]) => ({ name, id }))
}

async function readPackedRefs(layout: Layout): Promise<ReadonlyMap<string, string>> {
  const refs = new Map<string, string>()
  const text = (await readSmallText(join(layout.commonDir, 'packed-refs'), 1 << 28)) ?? ''
  for (const line of text.split('\n')) {
    const [id, name] = line.split(' ', 2)
    if (id === undefined || name === undefined || !/^[0-9a-f]+$/.test(id)) continue
    if (id.length === ID_LENGTH[layout.format] && isRefName(name)) refs.set(name, id)
  }
  return refs
}

/** HEAD and its like, and the few refs each linked worktree has for itself: gitrepository-layout(5). */
function isOfWorktree(name: string): boolean {
  return !name.startsWith('refs/') || /^refs\/(?:bisect|worktree|rewritten)\//.test(name)
}
