import type { MissingObject, Objects } from './objects'
import { isTree, type TreeEntry, treeMode } from './tree'

/** What one side has at a path. */
export interface PathState {
  readonly mode: string
  readonly id: string
}

/** A path that differs. One character per byte. */
export interface PathPair {
  readonly path: string
  readonly old?: PathState
  readonly new?: PathState
}

/** A folder that could not be read, so that what changed below it is unknown. */
export interface TreeGap {
  readonly path: string
  readonly detail: string
  readonly remedy?: string
}

export interface TreeDiff {
  readonly pairs: readonly PathPair[]
  readonly gaps: readonly TreeGap[]
  readonly oddities: readonly string[]
  /** How many folders were read, both sides counted. */
  readonly folders: number
}

/** A tree can name itself-like subtrees so often that no machine could list it. */
const maxPaths = 500_000
const maxDepth = 512

interface Collector {
  readonly objects: Objects
  readonly pairs: PathPair[]
  readonly gaps: TreeGap[]
  readonly oddities: Set<string>
  folders: number
}

/**
 * Compares two trees by reading the tree objects themselves, each checked against its id; only folders that differ are
 * read. `undefined` is the empty tree. Paths come in byte order.
 */
export async function diffTrees(
  objects: Objects,
  old: string | undefined,
  next: string | undefined,
): Promise<TreeDiff> {
  const collector: Collector = { objects, pairs: [], gaps: [], oddities: new Set(), folders: 0 }
  await diffFolder(collector, '', old, next, 0)
  collector.pairs.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  return { pairs: collector.pairs, gaps: collector.gaps, oddities: [...collector.oddities], folders: collector.folders }
}

async function diffFolder(
  collector: Collector,
  prefix: string,
  old: string | undefined,
  next: string | undefined,
  depth: number,
): Promise<void> {
  if (old === next) return
  if (depth > maxDepth || collector.pairs.length > maxPaths) {
    collector.gaps.push({ path: prefix, detail: `more than ${maxPaths} paths or ${maxDepth} levels` })
    return
  }
  const [oldEntries, newEntries] = await Promise.all([
    readEntries(collector, prefix, old),
    readEntries(collector, prefix, next),
  ])
  // one side unknown: calling everything on the other side added or deleted would be false
  if (oldEntries === undefined || newEntries === undefined) return
  const below: Promise<void>[] = []
  for (const key of new Set([...newEntries.keys(), ...oldEntries.keys()])) {
    const a = oldEntries.get(key)
    const b = newEntries.get(key)
    if (a?.id === b?.id && a?.mode === b?.mode) continue
    const path = prefix + (b ?? a)!.name
    if ((b ?? a)!.mode === treeMode) below.push(diffFolder(collector, `${path}/`, a?.id, b?.id, depth + 1))
    else
      collector.pairs.push({
        path,
        ...(a && { old: { mode: a.mode, id: a.id } }),
        ...(b && { new: { mode: b.mode, id: b.id } }),
      })
  }
  await Promise.all(below)
}

/** By name, a folder and a file of one name apart; a name that stands twice is kept twice. */
async function readEntries(
  collector: Collector,
  prefix: string,
  id: string | undefined,
): Promise<ReadonlyMap<string, TreeEntry> | undefined> {
  const entries = new Map<string, TreeEntry>()
  if (id === undefined) return entries
  collector.folders++
  const read = await collector.objects.tree(id)
  if (read.kind === 'missing') {
    collector.gaps.push(gapOf(prefix, read))
    return undefined
  }
  for (const oddity of read.tree.oddities)
    collector.oddities.add(`the folder ${JSON.stringify(prefix || '/')} of the tree has ${oddity}`)
  for (const entry of read.tree.entries) {
    let key = isTree(entry) ? `${entry.name}/` : entry.name
    while (entries.has(key)) key += '\0'
    entries.set(key, entry)
  }
  return entries
}

function gapOf(path: string, missing: MissingObject): TreeGap {
  return { path, detail: missing.detail, ...(missing.remedy === undefined ? {} : { remedy: missing.remedy }) }
}

/** Every path of a tree with what stands there. */
export async function listTree(
  objects: Objects,
  tree: string,
): Promise<{ readonly paths: ReadonlyMap<string, PathState>; readonly diff: TreeDiff }> {
  const diff = await diffTrees(objects, undefined, tree)
  const paths = new Map<string, PathState>()
  for (const pair of diff.pairs) if (pair.new) paths.set(pair.path, pair.new)
  return { paths, diff }
}

/** What stands at a path of a tree; `undefined` for nothing and for a folder. */
export async function findInTree(
  objects: Objects,
  tree: string,
  path: string,
): Promise<PathState | MissingObject | undefined> {
  const parts = path.split('/')
  let at = tree
  for (const [position, part] of parts.entries()) {
    const read = await objects.tree(at)
    if (read.kind === 'missing') return read
    const isLast = position === parts.length - 1
    const entry = read.tree.entries.find(found => found.name === part && isTree(found) !== isLast)
    if (entry === undefined) return undefined
    if (isLast) return { mode: entry.mode, id: entry.id }
    at = entry.id
  }
  return undefined
}
