import { randomUUID } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readDisk } from '../files'
import type { Layout } from './layout'
import { GitProblem } from './problem'
import { runGit } from './process'
import { isAtLeast } from './program'
import type { Quarantine } from './quarantine'

/** One line of the index. */
export interface IndexEntry {
  readonly mode: string
  readonly id: string
  /** `git update-index --assume-unchanged` hides edits from `status` and `diff`. */
  readonly isAssumedUnchanged: boolean
  /** Set by sparse checkouts, and just as good for hiding an edit. */
  readonly isSkipped: boolean
}

export interface IndexContent {
  /** By path, one character per byte. An unmerged path stands with "ours". */
  readonly entries: ReadonlyMap<string, IndexEntry>
  readonly unmerged: readonly string[]
  /** Folders of a sparse index that stand for all they hold: path with a slash at its end → tree. */
  readonly folders: ReadonlyMap<string, string>
  /** Our copy, for other commands that need an index. */
  readonly file: string
}

export interface UntrackedFiles {
  readonly files: readonly string[]
  /** Other repositories inside this one, without the slash at the end. */
  readonly repositories: readonly string[]
  /** Ignored files and folders, without the slash at the end. */
  readonly ignored: readonly string[]
}

const maxIndexBytes = 1 << 30
const maxListBytes = 1 << 29
const limitMs = 120_000

/** Reads a copy of the index, so that nothing git does with it can reach the repository. */
export async function readIndex(
  layout: Layout,
  quarantine: Quarantine,
  signal: AbortSignal | undefined,
): Promise<IndexContent> {
  const file = await copyIndex(layout, quarantine)
  // folders of a sparse index are not expanded by git: we read, and check, their trees ourselves
  const isSparseKnown = isAtLeast(quarantine.git.version, [2, 36])
  const args = ['ls-files', '-s', '-v', '-z', ...(isSparseKnown ? ['--sparse'] : [])]
  const output = await runGit(quarantine, args, {
    environment: { GIT_INDEX_FILE: file },
    limitBytes: maxListBytes,
    limitMs,
    signal,
  })
  const entries = new Map<string, IndexEntry>()
  const folders = new Map<string, string>()
  const unmerged = new Set<string>()
  for (const line of output.toString('latin1').split('\0')) {
    const found = /^([A-Za-z?]) (\d{6}) ([0-9a-f]+) ([0-3])\t(.*)$/s.exec(line)
    if (!found) continue
    const [tag = '', mode = '', id = '', stage = '', path = ''] = found.slice(1)
    if (stage !== '0') unmerged.add(path)
    if (stage !== '0' && stage !== '2') continue
    if (mode === '040000') folders.set(path, id)
    else
      entries.set(path, {
        mode,
        id,
        isAssumedUnchanged: tag !== tag.toUpperCase(),
        isSkipped: tag.toUpperCase() === 'S',
      })
  }
  return { entries, unmerged: [...unmerged], folders, file }
}

/** Files that are neither in the index nor ignored; which are ignored, `.gitignore` and `info/exclude` say. */
export async function listUntracked(
  layout: Layout,
  quarantine: Quarantine,
  index: IndexContent,
  signal: AbortSignal | undefined,
): Promise<UntrackedFiles> {
  const exclude = await readDisk(join(layout.commonDir, 'info/exclude'), { limitBytes: 1 << 20, followLinks: true })
  if (exclude.kind === 'file') {
    await mkdir(join(quarantine.folder, 'info'), { recursive: true })
    await writeFile(join(quarantine.folder, 'info/exclude'), exclude.bytes)
  }
  const list = async (...args: readonly string[]) => {
    const output = await runGit(quarantine, ['ls-files', '-o', '-z', '--exclude-standard', ...args], {
      environment: { GIT_INDEX_FILE: index.file, GIT_WORK_TREE: layout.workTree },
      limitBytes: maxListBytes,
      limitMs,
      signal,
    })
    return output
      .toString('latin1')
      .split('\0')
      .filter(path => path !== '')
  }
  const [others, ignored] = await Promise.all([list(), list('-i', '--directory')])
  return {
    files: others.filter(path => !path.endsWith('/')),
    repositories: others.filter(path => path.endsWith('/')).map(withoutSlash),
    ignored: ignored.map(withoutSlash),
  }
}

function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path
}

async function copyIndex(layout: Layout, quarantine: Quarantine): Promise<string> {
  const file = join(quarantine.folder, `index-${randomUUID()}`)
  const read = await readDisk(join(layout.gitDir, 'index'), { limitBytes: maxIndexBytes, followLinks: true })
  // no index: a new repository, or a clone without checkout; git takes a missing file as an empty index
  if (read.kind === 'absent') return file
  if (read.kind !== 'file')
    throw new GitProblem('unreadable', `the index of this repository cannot be read: ${read.kind}`)
  await writeFile(file, read.bytes)
  for (const name of await readdir(layout.gitDir)) {
    if (!/^sharedindex\.[0-9a-f]+$/.test(name)) continue
    const shared = await readDisk(join(layout.gitDir, name), { limitBytes: maxIndexBytes, followLinks: true })
    if (shared.kind === 'file') await writeFile(join(quarantine.folder, name), shared.bytes)
  }
  return file
}
