import type { CommitInfo } from '../../core/model/changeSet'
import type { ChangeSource, HistoryPort } from '../../core/model/ports'
import { mergeBases, walkRange } from './ancestry'
import { buildFiles, changeSource, unreadFolders } from './changes'
import type { StoredCommit } from './commit'
import type { ObjectContext } from './context'
import { earlierAuthors } from './earlierAuthors'
import { mergeContent } from './mergeContent'
import { noticeInto } from './notice'
import { fetchRemedy } from './objects'
import { once } from './once'
import { GitProblem } from './problem'
import { contentPort, treeSide } from './sides'
import { diffTrees } from './treeDiff'

/** Commits named in the change set of a range; a longer range says how many there are no more. */
const maxCommits = 1000

/** One commit against its first parent; a root commit against nothing. */
export async function commitChange(context: ObjectContext, id: string): Promise<ChangeSource> {
  const commit = await context.objects.commit(id)
  const parentId = commit.info.parents[0]
  const parent = parentId === undefined ? undefined : await parentCommit(context, commit, parentId)
  const notices = await contradictions(context, [commit])
  if (commit.info.parents.length > 1)
    notices.push(
      `merge of ${commit.info.parents.length} parents, compared with the first, ${parentId}: the change is all that the merge brought in`,
    )
  return treesChange(context, {
    id: `commit:${id}`,
    origin: { kind: 'commit', commit: id, parent: parentId },
    commits: [commit.info],
    old: parent?.tree,
    base: parentId,
    new: commit.tree,
    notices,
  })
}

/** Said because the reviewer's own git believes the copy and would show another history than is reviewed here. */
async function contradictions(context: ObjectContext, commits: readonly StoredCommit[]): Promise<string[]> {
  const graph = await context.graph()
  return commits
    .filter(commit => graph.contradicts(commit))
    .map(({ info }) => `the commit-graph of this repository contradicts commit ${info.id}; read was the commit itself`)
}

async function parentCommit(context: ObjectContext, commit: StoredCommit, parent: string): Promise<StoredCommit> {
  try {
    return await context.objects.commit(parent)
  } catch (error) {
    if (!(error instanceof GitProblem) || error.kind !== 'missing-object') throw error
    const { id } = commit.info
    const why = context.layout.shallow.has(id) ? 'this clone is shallow and ends there' : 'it is not in this clone'
    throw new GitProblem(
      'missing-object',
      `commit ${id} cannot be compared with its parent ${parent}: ${why}`,
      fetchRemedy(context.layout) ?? `git fetch origin ${parent}`,
    )
  }
}

/** Two commits, or with `mergeBase` the second against where both histories parted. */
export async function rangeChange(
  context: ObjectContext,
  base: string,
  head: string,
  options: { readonly mergeBase: boolean },
): Promise<ChangeSource> {
  const notices: string[] = []
  const from = options.mergeBase ? await chooseBase(context, base, head, notices) : base
  const [old, next] = await Promise.all([context.objects.commit(from), context.objects.commit(head)])
  const { commits, isCut } = await walkRange(context.objects, from, head, maxCommits)
  notices.push(...(await contradictions(context, commits)))
  if (isCut)
    notices.push(`the range has more than ${maxCommits} commits; the newest are listed, all changes are compared`)
  return treesChange(context, {
    id: `range:${from}..${head}`,
    origin: { kind: 'range', base: from, head },
    commits: commits.map(commit => commit.info),
    old: old.tree,
    base: from,
    new: next.tree,
    notices,
  })
}

async function chooseBase(context: ObjectContext, base: string, head: string, notices: string[]): Promise<string> {
  const bases = await mergeBases(context.objects, base, head)
  const [first] = bases
  if (first === undefined)
    throw new GitProblem(
      'missing-object',
      `${base} and ${head} have no common ancestor in this clone`,
      fetchRemedy(context.layout) ?? 'compare the two directly: A..B',
    )
  if (bases.length > 1) notices.push(`${bases.length} merge bases; compared with ${first}`)
  return first
}

interface TreesChange {
  readonly id: string
  readonly origin: ChangeSource['changeSet']['origin']
  readonly commits: readonly CommitInfo[]
  readonly old: string | undefined
  /** The commit whose tree is the old side, if it is one's. */
  readonly base: string | undefined
  readonly new: string | undefined
  readonly notices: readonly string[]
}

export async function treesChange(context: ObjectContext, change: TreesChange): Promise<ChangeSource> {
  const { objects, maxFileBytes } = context
  const notices = [...context.layout.notices, ...change.notices]
  const notice = noticeInto(notices)
  const diff = await diffTrees(objects, change.old, change.new)
  for (const oddity of diff.oddities) notice(oddity)
  const files = await buildFiles(diff.pairs, { objects, maxFileBytes, notice })
  return changeSource({
    id: change.id,
    origin: change.origin,
    commits: change.commits,
    files,
    unread: unreadFolders(diff.gaps),
    notices,
    content: contentPort(
      files,
      treeSide(objects, change.old, maxFileBytes, notice),
      treeSide(objects, change.new, maxFileBytes, notice),
    ),
    history: change.base === undefined ? undefined : historyOf(context, change.base, change.commits),
  })
}

function historyOf(context: ObjectContext, base: string, commits: readonly CommitInfo[]): HistoryPort {
  return {
    ...context.pasts.endingWith(base),
    authors: once(() => earlierAuthors(context, base, commits)),
    merges: once(() => mergeContent(context, commits)),
  }
}
