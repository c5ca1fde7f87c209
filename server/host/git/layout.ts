import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { readDisk, readSmallText } from '../files'
import type { ObjectFormat } from '../hash'
import { type GitConfig, lastValue, parseGitConfig } from './config'
import { unquote } from './cquote'
import { GitProblem } from './problem'

/** Where the parts of a repository are, found by reading its files; git is not asked. Paths are absolute. */
export interface Layout {
  /** HEAD and index; for a linked worktree not the folder with the objects. */
  readonly gitDir: string
  /** refs, objects, config. */
  readonly commonDir: string
  /** The repository's objects folder first, then its alternates. */
  readonly objectFolders: readonly string[]
  /** Top folder of the working tree; absent for a bare repository. */
  readonly workTree?: string
  readonly format: ObjectFormat
  readonly refStorage: 'files' | 'reftable'
  /** Remotes a partial clone left objects at. */
  readonly promisors: readonly string[]
  /** Commits whose parents were cut off by a shallow clone. */
  readonly shallow: ReadonlySet<string>
  /** False where the file system, or git's setting for it, does not tell an executable file from another. */
  readonly hasFileModes: boolean
  /** Folders whose programs may come with what is reviewed: this repository, and every one it lies in. */
  readonly reviewed: readonly string[]
  readonly notices: readonly string[]
}

const maxAlternates = 64

/** Finds the repository that `folder` belongs to, upwards as git does. */
export async function findLayout(folder: string): Promise<Layout> {
  let at: string
  try {
    at = await realpath(folder)
  } catch {
    throw new GitProblem('not-a-repository', `${folder} does not exist`)
  }
  for (;;) {
    const dotGit = join(at, '.git')
    const kind = await kindOf(dotGit)
    if (kind === 'folder' && (await isGitDir(dotGit))) return readLayout(dotGit, at)
    if (kind === 'folder' && (await holdsObjects(dotGit)))
      throw new GitProblem(
        'unsafe-repository',
        `${join(dotGit, 'HEAD')} is missing or names neither a branch nor a commit`,
        'repair it with git symbolic-ref HEAD refs/heads/BRANCH',
      )
    if (kind === 'file') return readLayout(await followGitFile(dotGit), at)
    if ((await kindOf(join(at, 'objects'))) === 'folder' && (await isGitDir(at))) return readLayout(at, undefined)
    const up = dirname(at)
    if (up === at) break
    at = up
  }
  throw new GitProblem('not-a-repository', `${folder} is not inside a git repository`, 'use -C DIR, or review a patch')
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found?.isDirectory() ? 'folder' : found?.isFile() ? 'file' : undefined
}

async function isGitDir(folder: string): Promise<boolean> {
  const head = await readSmallText(join(folder, 'HEAD'))
  if (head === undefined || !/^(ref: \S|[0-9a-f]{40})/.test(head)) return false
  if ((await kindOf(join(folder, 'commondir'))) === 'file') return true
  return (await kindOf(join(folder, 'objects'))) === 'folder'
}

/** A repository whose HEAD is broken: to go on with the one it lies in would review another one without a word. */
async function holdsObjects(folder: string): Promise<boolean> {
  return (await kindOf(join(folder, 'objects'))) === 'folder' && (await kindOf(join(folder, 'refs'))) === 'folder'
}

async function followGitFile(file: string): Promise<string> {
  const text = await readSmallText(file, 1 << 16)
  const target = /^gitdir: ([^\0]*?)[\r\n]*$/.exec(text ?? '')?.[1]
  if (!target) throw new GitProblem('not-a-repository', `${file} does not name a git folder`)
  refuseNetworkPath(target, file)
  const folder = resolve(dirname(file), target)
  if (!(await isGitDir(folder)))
    throw new GitProblem('not-a-repository', `${file} names ${target}, which is no git folder`)
  return folder
}

async function readLayout(gitDir: string, workTree: string | undefined): Promise<Layout> {
  const commonDir = await findCommonDir(gitDir)
  const config = parseGitConfig((await readSmallText(join(commonDir, 'config'))) ?? '')
  const notices: string[] = []
  const format = lastValue(config, 'extensions.objectformat')?.toLowerCase() === 'sha256' ? 'sha256' : 'sha1'
  const isReftable =
    lastValue(config, 'extensions.refstorage')?.toLowerCase() === 'reftable' ||
    (await kindOf(join(commonDir, 'reftable'))) === 'folder'
  if (await hasReplaceRefs(commonDir))
    notices.push('this repository has replace refs (refs/replace); they were ignored: objects are shown as they are')
  if ((await readSmallText(join(commonDir, 'info/grafts')))?.trim())
    notices.push('this repository has grafts (info/grafts); they were ignored: parents are those in the commits')
  const isPlain = workTree !== undefined && gitDir === join(workTree, '.git')
  if (isPlain && lastValue(config, 'core.worktree') !== undefined)
    notices.push('the repository configuration names another working tree (core.worktree); it was ignored')
  return {
    gitDir,
    commonDir,
    objectFolders: await objectFolders(join(commonDir, 'objects')),
    ...(workTree === undefined ? {} : { workTree }),
    format,
    refStorage: isReftable ? 'reftable' : 'files',
    promisors: promisorsOf(config),
    shallow: await readShallow(commonDir),
    hasFileModes:
      process.platform !== 'win32' && !/^(?:false|no|off|0)$/i.test(lastValue(config, 'core.filemode') ?? ''),
    reviewed: [...(await enclosing(workTree ?? gitDir)), gitDir, commonDir, ...mainFolder(commonDir)],
    notices,
  }
}

/** The folder itself and every one above it that has a `.git`. */
async function enclosing(folder: string): Promise<readonly string[]> {
  const found = [folder]
  for (let at = dirname(folder); at !== dirname(at); at = dirname(at))
    if ((await kindOf(join(at, '.git'))) !== undefined) found.push(at)
  return found
}

/** A linked working tree has a main one beside the shared git folder. */
function mainFolder(commonDir: string): readonly string[] {
  return basename(commonDir) === '.git' ? [dirname(commonDir)] : []
}

async function findCommonDir(gitDir: string): Promise<string> {
  const text = (await readSmallText(join(gitDir, 'commondir'), 1 << 16))?.replace(/[\r\n]+$/, '')
  if (!text) return gitDir
  refuseNetworkPath(text, join(gitDir, 'commondir'))
  return resolve(gitDir, text)
}

async function hasReplaceRefs(commonDir: string): Promise<boolean> {
  const loose = await readdir(join(commonDir, 'refs/replace')).catch(() => [])
  if (loose.length > 0) return true
  return / refs\/replace\//.test((await readSmallText(join(commonDir, 'packed-refs'), 1 << 28)) ?? '')
}

/** Only whole lines of hex digits: the file is copied into a folder that git reads. */
async function readShallow(commonDir: string): Promise<ReadonlySet<string>> {
  const text = (await readSmallText(join(commonDir, 'shallow'), 1 << 26)) ?? ''
  return new Set(text.split('\n').filter(line => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(line)))
}

function promisorsOf(config: GitConfig): readonly string[] {
  const names = new Set<string>()
  const named = lastValue(config, 'extensions.partialclone')
  if (named) names.add(named)
  for (const key of config.keys()) {
    const remote = /^remote\.(.+)\.(?:promisor|partialclonefilter)$/.exec(key)?.[1]
    if (remote) names.add(remote)
  }
  return [...names]
}

/** `objects` and, through its `info/alternates`, every folder git would read as well. */
async function objectFolders(first: string): Promise<readonly string[]> {
  const folders: string[] = []
  const pending = [first]
  while (pending.length > 0) {
    const folder = pending.shift() ?? ''
    if (folders.includes(folder)) continue
    if (folders.length >= maxAlternates)
      throw new GitProblem('unsafe-repository', `more than ${maxAlternates} object folders in objects/info/alternates`)
    folders.push(folder)
    const text = await readAlternates(join(folder, 'info/alternates'))
    for (const line of text.split('\n')) {
      if (line === '' || line.startsWith('#')) continue
      const path = line.startsWith('"') ? (unquote(line) ?? line) : line
      refuseNetworkPath(path, join(folder, 'info/alternates'))
      pending.push(isAbsolute(path) ? path : resolve(folder, path))
    }
  }
  return folders
}

/** Git reads the same file by itself, and would wait for ever on a pipe; what we cannot read it must not either. */
async function readAlternates(file: string): Promise<string> {
  const read = await readDisk(file, { limitBytes: 1 << 20, followLinks: true })
  if (read.kind === 'absent') return ''
  if (read.kind !== 'file')
    throw new GitProblem('unsafe-repository', `${file} is no file that can be read: ${read.kind}`)
  return Buffer.from(read.bytes).toString('utf8')
}

/** Opening `\\server\share` sends the user's credentials to that server, unless the user is there already. */
function refuseNetworkPath(path: string, where: string): void {
  const share = /^[\\/]{2}[^\\/]+[\\/][^\\/]+[\\/]/.exec(path)?.[0]
  if (share !== undefined && where.startsWith(share)) return
  if (/^[\\/]{2}/.test(path))
    throw new GitProblem('unsafe-repository', `${where} points to a network path (${path}); it is not followed`)
}
