import { mergeOwnLines } from '../../core/diff'
import type { CommitInfo } from '../../core/model/changeSet'
import { baseName } from '../../core/model/path'
import type { MergeOwn, Merges } from '../../core/model/ports'
import type { ObjectContext } from './context'
import { once } from './once'
import { GitProblem } from './problem'
import { pathOf } from './sides'
import { isTree, submoduleMode, type TreeEntry } from './tree'
import { diffTrees, type PathPair } from './treeDiff'

const limits = { merges: 200, folders: 20_000, paths: 100, lines: 40, bytes: 2 << 20 }

/** What one parent, or the merge, has at a path. */
type State = TreeEntry | undefined

interface Walk {
  readonly context: ObjectContext
  readonly notes: Set<string>
  folders: number
}

/** A path on which the merge differs from every parent. One character per byte. */
interface Differing {
  readonly path: string
  readonly result: State
  readonly parents: readonly State[]
}

/**
 * What the merges among the commits say that none of their parents does. Only folders that differ from those of every
 * parent are read, which after a merge without conflict are few; no merge is made again, so that no common ancestor is
 * asked for.
 */
export async function mergeContent(context: ObjectContext, commits: readonly CommitInfo[]): Promise<Merges> {
  const walk: Walk = { context, notes: new Set(), folders: 0 }
  const merges = commits.filter(({ parents }) => parents.length > 1)
  if (merges.length > limits.merges) walk.notes.add(`only the newest ${limits.merges} merges were looked at`)
  const own: MergeOwn[] = []
  for (const merge of merges.slice(0, limits.merges))
    try {
      own.push(...(await ownOf(walk, merge)))
    } catch (error) {
      if (!(error instanceof GitProblem) || error.kind !== 'missing-object') throw error
      walk.notes.add(`merge ${merge.id.slice(0, 12)} was not looked at: a parent is not in this clone`)
    }
  return { own, notes: [...walk.notes] }
}

async function ownOf(walk: Walk, merge: CommitInfo): Promise<readonly MergeOwn[]> {
  const { objects } = walk.context
  const trees = await Promise.all([merge.id, ...merge.parents].map(async id => (await objects.commit(id)).tree))
  const [result, ...parents] = trees
  const differing: Differing[] = []
  await compare(walk, '', result, parents, differing)
  differing.sort((a, b) => (a.path < b.path ? -1 : 1))
  const own: MergeOwn[] = []
  const others = new OtherPaths(walk.context, result, parents)
  let left = limits.paths
  for (const one of differing) {
    if (one.result !== undefined && (await others.hold(one))) continue
    if (left-- === 0) {
      walk.notes.add(`merge ${merge.id.slice(0, 12)}: only ${limits.paths} files were looked at`)
      break
    }
    const said = await ownContent(walk.context, one, others)
    const isUntouched = one.parents.every(state => state !== undefined && state.id === one.parents[0]?.id)
    if (said !== undefined)
      own.push({ commit: merge.id, path: pathOf(one.path).text, ...said, ...(isUntouched ? { isUntouched } : {}) })
  }
  return own
}

async function compare(
  walk: Walk,
  prefix: string,
  result: string | undefined,
  parents: readonly (string | undefined)[],
  found: Differing[],
): Promise<void> {
  if (parents.includes(result)) return
  if (++walk.folders > limits.folders) {
    walk.notes.add(`only ${limits.folders} folders of merges were looked at`)
    return
  }
  const [own, ...others] = await Promise.all([result, ...parents].map(id => entriesOf(walk, prefix, id)))
  if (own === undefined) return
  for (const key of new Set([own, ...others].flatMap(entries => [...(entries?.keys() ?? [])]))) {
    const entry = own.get(key)
    const states = others.map(entries => entries?.get(key))
    const isTaken = (of: (state: State) => string | undefined) => states.some(state => of(state) === of(entry))
    if (isTaken(state => state?.id) && isTaken(state => state?.mode)) continue
    const path = prefix + key.replace(/\/$/, '')
    if (!key.endsWith('/')) found.push({ path, result: entry, parents: states })
    else
      await compare(
        walk,
        `${path}/`,
        entry?.id,
        states.map(state => state?.id),
        found,
      )
  }
}

/** A folder and a file of one name apart. */
async function entriesOf(
  walk: Walk,
  prefix: string,
  id: string | undefined,
): Promise<ReadonlyMap<string, TreeEntry> | undefined> {
  if (id === undefined) return new Map()
  const read = await walk.context.objects.tree(id)
  if (read.kind === 'tree')
    return new Map(read.tree.entries.map(entry => [isTree(entry) ? `${entry.name}/` : entry.name, entry]))
  walk.notes.add(`the folder ${JSON.stringify(prefix || '/')} of a merge was not looked at: ${read.detail}`)
  return undefined
}

/** What the parents have on paths where the merge has something else: where content of another path may come from. */
class OtherPaths {
  readonly #context: ObjectContext
  readonly #lists: readonly (() => Promise<readonly PathPair[]>)[]

  constructor(context: ObjectContext, result: string | undefined, parents: readonly (string | undefined)[]) {
    this.#context = context
    this.#lists = parents.map(parent =>
      once(async () => (await diffTrees(context.objects, parent, result)).pairs.filter(({ old }) => old)),
    )
  }

  /** Whether a parent without the path has this very content elsewhere, as after the merge of a subtree. */
  async hold({ result, parents }: Differing): Promise<boolean> {
    for (const [at, state] of parents.entries())
      if (state === undefined && (await this.#lists[at]?.())?.some(({ old }) => old?.id === result?.id)) return true
    return false
  }

  /** The text that the file had in a parent under another path, by what most of its lines say; undefined for none. */
  async before(parent: number, path: string, text: string): Promise<string | undefined> {
    const list = (await this.#lists[parent]?.()) ?? []
    const name = baseName(path)
    const named = list.filter(other => baseName(other.path) === name)
    const lines = new Set(text.split('\n'))
    for (const { old } of (named.length > 0 ? named : list.filter(other => !other.new)).slice(0, 16)) {
      const before = old && (await textOf(this.#context, old.id))
      const all = before?.split('\n') ?? []
      if (before !== undefined && all.filter(line => lines.has(line)).length * 2 > all.length) return before
    }
    return undefined
  }
}

async function textOf(context: ObjectContext, id: string): Promise<string | undefined> {
  const read = await context.objects.blob(id, limits.bytes)
  if (read.kind !== 'bytes' || read.bytes.includes(0)) return undefined
  return Buffer.from(read.bytes.buffer, read.bytes.byteOffset, read.bytes.byteLength).toString('latin1')
}

type Content = Omit<MergeOwn, 'commit' | 'path'>

async function ownContent(
  context: ObjectContext,
  { path, result, parents }: Differing,
  others: OtherPaths,
): Promise<Content | undefined> {
  if (result === undefined) return { kind: 'deleted', lines: [], gone: [] }
  const { id } = result
  if (parents.some(state => state?.id === id)) return { kind: 'mode', id, lines: [], gone: [] }
  const text = result.mode === submoduleMode ? undefined : await textOf(context, id)
  if (text === undefined) return { kind: 'binary', id, lines: [], gone: [] }
  const before: string[] = []
  for (const [at, state] of parents.entries()) {
    const said = state === undefined ? await others.before(at, path, text) : await textOf(context, state.id)
    if (said !== undefined) before.push(said)
  }
  const own = mergeOwnLines(before.length > 0 ? before : [''], text)
  if (own.added.length === 0 && own.gone.length === 0) return undefined
  return {
    kind: before.length > 0 ? 'lines' : 'added',
    id,
    lines: own.added.slice(0, limits.lines).map(({ line, text: said }) => ({ line, text: shown(said) })),
    gone: own.gone.slice(0, limits.lines).map(shown),
  }
}

function shown(line: string): string {
  return Buffer.from(line.slice(0, 400), 'latin1').toString('utf8')
}
