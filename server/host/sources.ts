import type { Origin } from '../core/model/changeSet'
import type { ChangeSource } from '../core/model/ports'
import { parsePatch, patchChangeSet } from '../core/patch'
import { type DocumentPair, documentChange } from './documents'
import { GitProblem, type OpenOptions, openRepository, type Repository } from './git/repository'
import { hash } from './hash'
import { inflate } from './inflate'
import { scanFolder } from './scan'

/** Larger sides are not examined unless the user says so; the same for the command line and the editor. */
export const DEFAULT_MAX_FILE_BYTES = 10 * 1024 * 1024

/** What to review. `root` is a folder of this machine, anywhere inside the repository or tree. */
export type SourceRequest =
  | { readonly kind: 'worktree' | 'staged'; readonly root: string }
  | { readonly kind: 'scan'; readonly root: string }
  /** `revision`: one commit, `A..B` or `A...B`. */
  | { readonly kind: 'revision'; readonly root: string; readonly revision: string }
  | { readonly kind: 'patch'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'documents'; readonly label: string; readonly pairs: readonly DocumentPair[] }

/** A change that was found, and what must be disposed of when nothing more is read from it. */
export interface OpenSource {
  /** What it is, in words; names of the repository or patch in it are not escaped. */
  readonly label: string
  readonly source: ChangeSource
  /** Folder of the working tree, when that is the new side. */
  readonly root?: string
  /** Top folder of the repository or tree that the change was read from; nothing of ours is kept below it. */
  readonly top?: string
  /** Full object ids of what is compared, where there are any. */
  readonly base?: string
  readonly head?: string
  dispose(): Promise<void>
}

/** The change could not be found or read at all. Both texts are for the user. */
export class SourceProblem extends Error {
  override readonly name = 'SourceProblem'

  constructor(
    message: string,
    /** What the user can do: a command or a setting. */
    readonly remedy?: string,
  ) {
    super(message)
  }
}

/** The one way from a request to a change, for the command line and the editor alike. Throws {@link SourceProblem}. */
export async function openSource(request: SourceRequest, options: OpenOptions = {}): Promise<OpenSource> {
  switch (request.kind) {
    case 'patch':
      return opened(patchSource(request.name, request.bytes))
    case 'documents':
      return { ...opened(documentChange(request.label, request.pairs)), label: request.label }
    case 'scan':
      return opened(await explained(() => scanFolder(request.root, options)))
    case 'worktree':
    case 'staged':
    case 'revision':
      return openFromRepository(request, options)
  }
}

/** A repository with its failures as {@link SourceProblem}, for requests that are about more than one change. */
export function openRepositoryAt(root: string, options: OpenOptions = {}): Promise<Repository> {
  return explained(() => openRepository(root, options))
}

/** Turns what git's side has to say into one kind of error. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof GitProblem ? problemOf(error) : error
  }
}

export function problemOf(problem: GitProblem): SourceProblem {
  return new SourceProblem(problem.message, problem.remedy)
}

export function patchSource(name: string, bytes: Uint8Array): ChangeSource {
  const source = patchChangeSet(parsePatch(bytes), name, { hash, inflate })
  const { files, unread } = source.changeSet
  if (files.length === 0 && unread.length === 0 && bytes.length > 0)
    throw new SourceProblem(`${name} holds no change: no file header of a unified or git patch was found in it`)
  return source
}

type RepositoryRequest = Extract<SourceRequest, { readonly kind: 'worktree' | 'staged' | 'revision' }>

async function openFromRepository(request: RepositoryRequest, options: OpenOptions): Promise<OpenSource> {
  const repository = await openRepositoryAt(request.root, options)
  const dispose = () => repository.dispose()
  try {
    const source = await explained(() => changeOf(repository, request))
    return { ...opened(source), top: repository.root, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

function changeOf(repository: Repository, request: RepositoryRequest): Promise<ChangeSource> {
  switch (request.kind) {
    case 'worktree':
      return repository.worktree()
    case 'staged':
      return repository.staged()
    case 'revision':
      return repository.change(request.revision)
  }
}

function opened(source: ChangeSource): OpenSource {
  const { origin } = source.changeSet
  const { base, head } = endsOf(origin)
  return {
    label: labelOf(source),
    source,
    ...(origin.kind === 'worktree' ? { root: origin.root } : {}),
    ...(origin.kind === 'tree' ? { top: origin.root } : {}),
    ...(base === undefined ? {} : { base }),
    ...(head === undefined ? {} : { head }),
    dispose: async () => undefined,
  }
}

/** What is compared, where it has object ids. */
export function endsOf(origin: Origin): { readonly base?: string | undefined; readonly head?: string | undefined } {
  switch (origin.kind) {
    case 'commit':
      return { base: origin.parent, head: origin.commit }
    case 'range':
    case 'pullRequest':
      return { base: origin.base, head: origin.head }
    case 'worktree':
    case 'index':
      return { base: origin.base }
    default:
      return {}
  }
}

/** `commit 328c52da8a2b "CMake: …"`, `working tree against 328c52da8a2b`, `fix.patch`. */
export function labelOf({ changeSet: { origin, commits, files } }: ChangeSource): string {
  switch (origin.kind) {
    case 'commit':
      return `commit ${short(origin.commit)} ${JSON.stringify(commits[0]?.subject ?? '')}`
    case 'range':
      return `${short(origin.base)}..${short(origin.head)}, ${commits.length} commit${commits.length === 1 ? '' : 's'}`
    case 'pullRequest':
      return origin.label
    case 'worktree':
      return `working tree against ${short(origin.base) || 'nothing (no commit yet)'}`
    case 'index':
      return `index against ${short(origin.base) || 'nothing (no commit yet)'}`
    case 'patch':
      return `patch ${origin.name}`
    case 'patchSeries':
      return `patches ${origin.names.join(', ')}`
    case 'tree':
      return `whole tree, ${files.length} file${files.length === 1 ? '' : 's'}`
    case 'trees':
    case 'archives':
    case 'documents':
      return `${origin.old} and ${origin.new}`
    case 'archiveBesideTag':
      return `${origin.archive} beside ${origin.tag}`
  }
}

function short(id: string | undefined): string {
  return id?.slice(0, 12) ?? ''
}
