import { createHash } from 'node:crypto'
import type { ChangeSource, HistoryPort } from '../../core/model/ports'
import { DiskFolder } from '../folder'
import { buildFiles, changeSource, readObject, type SidePair, type SideState, unreadFolders } from './changes'
import type { WorkContext } from './context'
import { diskSide } from './diskSide'
import { compareOnDisk, type DiskComparison } from './diskState'
import { type IndexContent, type IndexEntry, listUntracked, readIndex } from './indexFile'
import { listed, noticeInto } from './notice'
import { GitProblem } from './problem'
import { contentPort, listedSide, pathOf, treeSide } from './sides'
import { submoduleMode } from './tree'
import { listTree, type PathState, type TreeDiff } from './treeDiff'

interface Base {
  readonly tree: string | undefined
  readonly paths: ReadonlyMap<string, PathState>
  readonly gaps: TreeDiff['gaps']
  readonly notices: readonly string[]
}

const atOnce = 8

/** The working tree against HEAD: tracked files whatever the index says of them, and untracked ones not ignored. */
export async function worktreeChange(context: WorkContext): Promise<ChangeSource> {
  const { layout, objects, maxFileBytes } = context
  if (layout.workTree === undefined) throw noWorkTree()
  const base = await readBase(context)
  const index = await readIndex(layout, context.quarantine, context.signal)
  const tracked = await withSparseFolders(context, index)
  const untracked = await listUntracked(layout, context.quarantine, index, context.signal)
  const notices = [...base.notices]
  const notice = noticeInto(notices)
  const disk = new DiskFolder(layout.workTree)
  const keys = [...new Set([...base.paths.keys(), ...tracked.keys(), ...untracked.files])].sort()
  const compare = (key: string) =>
    compareOnDisk({ context, disk, key, old: base.paths.get(key), entry: tracked.get(key) })
  const found: DiskComparison[] = []
  for (let at = 0; at < keys.length; at += atOnce) {
    context.signal?.throwIfAborted()
    found.push(...(await Promise.all(keys.slice(at, at + atOnce).map(compare))))
  }
  for (const text of remarks(context, found, index, untracked)) notice(text)
  const pairs = found.flatMap(comparison => (comparison.pair === undefined ? [] : [comparison.pair]))
  const readBytes = async (path: string, state: SideState, side: 'old' | 'new') => {
    if (side === 'old') return readObject(context, state)
    const read = await disk.read(path, maxFileBytes)
    return read.kind === 'file' ? read.bytes : undefined
  }
  const files = await buildFiles(pairs, { objects, maxFileBytes, notice, readBytes })
  const present = found.filter(comparison => comparison.isPresent).map(comparison => pathOf(comparison.key))
  return changeSource({
    id: `worktree:${digest(context.head, pairs)}`,
    origin: { kind: 'worktree', root: layout.workTree, base: context.head },
    commits: [],
    files,
    unread: unreadFolders(base.gaps),
    notices,
    content: contentPort(
      files,
      treeSide(objects, base.tree, maxFileBytes, notice),
      diskSide({ disk, limitBytes: maxFileBytes, format: objects.format, present }),
    ),
    history: historyOf(context),
  })
}

/** The index against HEAD. */
export async function stagedChange(context: WorkContext): Promise<ChangeSource> {
  const { layout, objects, maxFileBytes } = context
  if (layout.workTree === undefined) throw noWorkTree()
  const base = await readBase(context)
  const index = await readIndex(layout, context.quarantine, context.signal)
  const staged = await withSparseFolders(context, index)
  const notices = [...base.notices]
  const notice = noticeInto(notices)
  if (index.unmerged.length > 0) notice(`${listed(index.unmerged)} not merged yet; compared is "ours"`)
  const pairs: SidePair[] = []
  for (const path of [...new Set([...base.paths.keys(), ...staged.keys()])].sort()) {
    const old = base.paths.get(path)
    const entry = staged.get(path)
    if (old?.id === entry?.id && old?.mode === entry?.mode) continue
    pairs.push({ path, ...(old && { old }), ...(entry && { new: { mode: entry.mode, id: entry.id } }) })
  }
  const files = await buildFiles(pairs, { objects, maxFileBytes, notice })
  return changeSource({
    id: `index:${digest(context.head, pairs)}`,
    origin: { kind: 'index', root: layout.workTree, base: context.head },
    commits: [],
    files,
    unread: unreadFolders(base.gaps),
    notices,
    content: contentPort(
      files,
      treeSide(objects, base.tree, maxFileBytes, notice),
      listedSide(objects, staged, maxFileBytes, notice),
    ),
    history: historyOf(context),
  })
}

function historyOf({ pasts, head }: WorkContext): HistoryPort | undefined {
  return head === undefined ? undefined : pasts.endingWith(head)
}

async function readBase(context: WorkContext): Promise<Base> {
  const notices = [...context.layout.notices]
  if (context.head === undefined) return { tree: undefined, paths: new Map(), gaps: [], notices }
  const { tree } = await context.objects.commit(context.head)
  const { paths, diff } = await listTree(context.objects, tree)
  return { tree, paths, gaps: diff.gaps, notices: [...notices, ...diff.oddities] }
}

/** A sparse index names a folder by its tree; what it holds is skipped in the working tree. */
async function withSparseFolders(context: WorkContext, index: IndexContent): Promise<ReadonlyMap<string, IndexEntry>> {
  if (index.folders.size === 0) return index.entries
  const entries = new Map(index.entries)
  for (const [folder, tree] of index.folders) {
    const { paths } = await listTree(context.objects, tree)
    for (const [path, state] of paths)
      entries.set(folder + path, { ...state, isAssumedUnchanged: false, isSkipped: true })
  }
  return entries
}

function* remarks(
  context: WorkContext,
  found: readonly DiskComparison[],
  index: IndexContent,
  untracked: { readonly repositories: readonly string[]; readonly ignored: readonly string[] },
): Generator<string> {
  const keysOf = (test: (comparison: DiskComparison) => boolean) => found.filter(test).map(({ key }) => key)
  const assumed = [...index.entries].filter(([, entry]) => entry.isAssumedUnchanged).map(([key]) => key)
  if (assumed.length > 0)
    yield `${listed(assumed)} marked assume-unchanged in the index, which hides edits from git status; read all the same`
  const skipped = [...index.entries].filter(([, entry]) => entry.isSkipped).map(([key]) => key)
  const skippedPresent = skipped.filter(key => found.some(item => item.key === key && item.isPresent))
  if (skippedPresent.length > 0)
    yield `${listed(skippedPresent)} marked skip-worktree in the index, which hides edits from git status; read all the same`
  const sparse = keysOf(({ remark }) => remark === 'sparse')
  if (sparse.length > 0) yield `${listed(sparse)} left out of the working tree (sparse checkout); taken as unchanged`
  const crlf = keysOf(({ remark }) => remark === 'line-ends')
  if (crlf.length > 0)
    yield `${listed(crlf)} different from HEAD only in line ends (CRLF here, LF there); not counted as a change`
  const normalised = keysOf(({ remark }) => remark === 'compared-as-lf')
  if (normalised.length > 0) yield `${listed(normalised)} stored with LF and here with CRLF; compared as LF`
  const stored = keysOf(({ remark }) => remark === 'large-file-storage')
  if (stored.length > 0)
    yield `${listed(stored)} the content that HEAD names by hash (large file storage); not counted as a change`
  const special = keysOf(({ remark }) => remark === 'special')
  if (special.length > 0) yield `${listed(special)} neither file nor link (pipe, socket or device); not read`
  const submodules = [...index.entries].filter(([, entry]) => entry.mode === submoduleMode).map(([key]) => key)
  if (submodules.length > 0) yield `${listed(submodules)} of another repository (submodule); review changes in it there`
  if (index.unmerged.length > 0) yield `${listed(index.unmerged)} not merged yet; compared is the file as it lies here`
  if (untracked.repositories.length > 0)
    yield `${listed(untracked.repositories)} another repository inside this one; not part of the change`
  if (untracked.ignored.length > 0)
    yield `${listed(untracked.ignored)} ignored (.gitignore, info/exclude); not part of the change`
  if (!context.layout.hasFileModes) yield 'the executable bit is not compared: core.fileMode is off here'
}

/** The same change has the same id, wherever and whenever it is reviewed. */
function digest(head: string | undefined, pairs: readonly SidePair[]): string {
  const hash = createHash('sha256').update(head ?? '')
  for (const { path, new: next } of pairs) hash.update(`\0${path}\0${next?.mode ?? ''}\0${next?.id ?? ''}`)
  return hash.digest('hex').slice(0, 40)
}

function noWorkTree(): GitProblem {
  return new GitProblem(
    'no-work-tree',
    'this is a bare repository: it has no working tree and no index',
    'name a commit or a range',
  )
}
