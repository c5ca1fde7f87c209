import { join } from 'node:path'
import type { CommitInfo } from '../../core/model/changeSet'
import type { ChangeSource } from '../../core/model/ports'
import { walkAll, walkRange } from './ancestry'
import { CommitGraph } from './commitGraph'
import { commitChange, rangeChange, treesChange } from './committed'
import type { ObjectContext, WorkContext } from './context'
import { type EditedFile, editedFileChange } from './editedFile'
import { type HistoryItem, history } from './history'
import { listUntracked, readIndex } from './indexFile'
import { findLayout, type Layout } from './layout'
import { Objects } from './objects'
import { Pasts } from './past'
import { GitProblem } from './problem'
import { findGit, isAtLeast } from './program'
import { createQuarantine, type Quarantine } from './quarantine'
import { type Ref, RefFiles } from './refs'
import { readReftable } from './reftable'
import { parseRange, resolveRevision } from './revisions'
import { stagedChange, worktreeChange } from './worktree'

export type { HistoryItem } from './history'
export { GitProblem, type GitProblemKind } from './problem'
export type { Ref } from './refs'
export { parseRange, type RevisionRange } from './revisions'

export interface OpenOptions {
  /** Where our own git folder is made, and removed again; default: the system's folder for temporary files. */
  readonly scratchDir?: string
  /** Absolute path of git; default: the first on the search path that lies outside the repository. */
  readonly gitPath?: string
  /** Other folders that no git is taken from: those open in the editor. */
  readonly workspaceFolders?: readonly string[]
  /** Ends everything under way; what is waited for then fails with the signal's reason. */
  readonly signal?: AbortSignal
  /** Larger files are not loaded, and said to be too large; default {@link defaultMaxFileBytes}. */
  readonly maxFileBytes?: number
}

export const defaultMaxFileBytes = 32 << 20

/** Reads one repository without running anything of it. Failures are {@link GitProblem}. Call `dispose` at the end. */
export class Repository {
  readonly layout: Layout
  readonly #context: ObjectContext
  readonly #quarantine: Quarantine
  readonly #refs: RefFiles
  readonly #signal: AbortSignal | undefined
  #graph: Promise<CommitGraph> | undefined
  readonly #abort = () => void this.dispose()

  constructor(layout: Layout, quarantine: Quarantine, options: OpenOptions) {
    this.layout = layout
    this.#quarantine = quarantine
    this.#refs = new RefFiles(layout, () => readReftable(layout, quarantine, options.signal))
    this.#signal = options.signal
    const objects = new Objects(layout, quarantine)
    this.#context = {
      layout,
      objects,
      pasts: new Pasts(objects),
      maxFileBytes: options.maxFileBytes ?? defaultMaxFileBytes,
      graph: () => {
        this.#graph ??= CommitGraph.load(join(layout.commonDir, 'objects'), layout.format)
        return this.#graph
      },
    }
    this.#signal?.addEventListener('abort', this.#abort, { once: true })
  }

  /** Top folder of the working tree, or the git folder of a bare repository. */
  get root(): string {
    return this.layout.workTree ?? this.layout.gitDir
  }

  /** The commit that a revision names, as a full id. */
  resolve(rev: string): Promise<string> {
    this.#signal?.throwIfAborted()
    return resolveRevision(rev, this.#context.objects, this.#refs)
  }

  /** `REV`, `A..B` or `A...B`, as one change. */
  async change(text: string): Promise<ChangeSource> {
    const asked = parseRange(text)
    return asked.kind === 'commit' ? this.commit(asked.rev) : this.range(asked.base, asked.head, asked)
  }

  async commit(rev: string): Promise<ChangeSource> {
    return commitChange(this.#context, await this.resolve(rev))
  }

  /** `head` against `base`, or with `mergeBase` against where the two histories parted. */
  async range(base: string, head: string, options: { readonly mergeBase?: boolean } = {}): Promise<ChangeSource> {
    const [from, to] = [await this.resolve(base), await this.resolve(head)]
    return rangeChange(this.#context, from, to, { mergeBase: options.mergeBase ?? false })
  }

  /** The working tree against HEAD, untracked files included, ignored ones not. */
  async worktree(): Promise<ChangeSource> {
    return worktreeChange(await this.#workContext())
  }

  /** The index against HEAD. */
  async staged(): Promise<ChangeSource> {
    return stagedChange(await this.#workContext())
  }

  /** One file of the working tree, as an editor holds it, against HEAD. */
  async editedFile(file: EditedFile): Promise<ChangeSource> {
    return editedFileChange(await this.#workContext(), file)
  }

  /** Ignored files and folders of the working tree, one character per byte, without a slash at the end. */
  async ignored(): Promise<readonly string[]> {
    if (this.layout.workTree === undefined) return []
    const index = await readIndex(this.layout, this.#quarantine, this.#signal)
    return (await listUntracked(this.layout, this.#quarantine, index, this.#signal)).ignored
  }

  async #workContext(): Promise<WorkContext> {
    this.#signal?.throwIfAborted()
    const head = (await this.hasCommits()) ? await this.resolve('HEAD') : undefined
    return { ...this.#context, quarantine: this.#quarantine, signal: this.#signal, head }
  }

  /** Commit information alone. */
  async info(rev: string): Promise<CommitInfo> {
    return (await this.#context.objects.commit(await this.resolve(rev))).info
  }

  /** Branches, remote branches and tags, by name. */
  refs(): Promise<readonly Ref[]> {
    return this.#refs.list()
  }

  /** What HEAD's history holds, newest first; empty on a branch without commits. */
  async recentCommits(count: number): Promise<readonly CommitInfo[]> {
    const commits: CommitInfo[] = []
    if (count <= 0 || !(await this.hasCommits())) return commits
    for await (const commit of walkAll(this.#context.objects, [await this.resolve('HEAD')])) {
      commits.push(commit.info)
      if (commits.length >= count) break
    }
    return commits
  }

  async hasCommits(): Promise<boolean> {
    return (await this.#refs.read('HEAD')) !== undefined
  }

  /** Ids of the commits of `A..B`, or of all that is reachable from one revision; newest first. */
  async *walk(text: string): AsyncGenerator<string> {
    const asked = parseRange(text)
    if (asked.kind === 'commit') {
      for await (const commit of walkAll(this.#context.objects, [await this.resolve(asked.rev)])) yield commit.info.id
      return
    }
    const [base, head] = [await this.resolve(asked.base), await this.resolve(asked.head)]
    const ranges = [await walkRange(this.#context.objects, base, head)]
    if (asked.mergeBase) ranges.push(await walkRange(this.#context.objects, head, base))
    const all = ranges.flatMap(range => range.commits)
    all.sort((a, b) => b.info.committer.time - a.info.committer.time)
    for (const commit of all) yield commit.info.id
  }

  /** Every revision against its first parent, in the order asked, reading ahead. */
  history(revs: Iterable<string> | AsyncIterable<string>): AsyncGenerator<HistoryItem> {
    return history(this.#context, rev => this.resolve(rev), revs)
  }

  /** All files of one revision, beside nothing. */
  async tree(rev: string): Promise<ChangeSource> {
    const id = await this.resolve(rev)
    const commit = await this.#context.objects.commit(id)
    return treesChange(this.#context, {
      id: `tree:${commit.tree}`,
      origin: { kind: 'tree', root: this.root },
      commits: [commit.info],
      old: undefined,
      base: undefined,
      new: commit.tree,
      notices: [],
    })
  }

  /** Ends git and removes our folder. What is still waited for fails. */
  async dispose(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#abort)
    const reason: unknown = this.#signal?.aborted
      ? this.#signal.reason
      : new GitProblem('git-failed', 'the repository was closed')
    await this.#context.objects.close(reason)
    await this.#quarantine.dispose()
  }
}

const firstWithSha256 = [2, 29] as const

/** Finds the repository that `folder` belongs to. Nothing in it is run, and its configuration does not count. */
export async function openRepository(folder: string, options: OpenOptions = {}): Promise<Repository> {
  options.signal?.throwIfAborted()
  const layout = await findLayout(folder)
  const git = await findGit(options.gitPath, [...layout.reviewed, ...(options.workspaceFolders ?? [])])
  if (layout.format === 'sha256' && !isAtLeast(git.version, firstWithSha256))
    throw new GitProblem(
      'git-too-old',
      'this repository has SHA-256 objects, which need git 2.29 or newer',
      'update git',
    )
  const quarantine = await createQuarantine(layout, git, options.scratchDir)
  if (options.signal?.aborted) {
    await quarantine.dispose()
    options.signal.throwIfAborted()
  }
  return new Repository(layout, quarantine, options)
}
