import { createHash } from 'node:crypto'
import { realpath, stat } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import type { FileChange, UnreadRegion } from '../core/model/changeSet'
import type { ChangeSource } from '../core/model/ports'
import { DiskFolder, type FolderListing, type FoundFile } from './folder'
import { diskSide } from './git/diskSide'
import { listed } from './git/notice'
import { defaultMaxFileBytes, GitProblem, type OpenOptions, openRepository } from './git/repository'
import { contentPort, nothing, pathOf } from './git/sides'

/**
 * A folder as it stands, every file as a new one beside nothing. What the repository around it ignores is left out and
 * said; without a repository, or without git, everything is taken. Nothing is followed out of the folder.
 */
export async function scanFolder(folder: string, options: OpenOptions = {}): Promise<ChangeSource> {
  const root = await realpath(folder).catch(() => folder)
  if (!(await stat(root).catch(() => undefined))?.isDirectory())
    throw new GitProblem('unreadable', `${folder} is not a folder`)
  const notices: string[] = []
  const ignored = await ignoredBelow(root, options, notices)
  const disk = new DiskFolder(root)
  const listing = await disk.list({ ignored, signal: options.signal })
  notices.push(...remarks(listing))
  const maxFileBytes = options.maxFileBytes ?? defaultMaxFileBytes
  const files = listing.files.map((file, index) => addedFile(file, index, maxFileBytes))
  const digest = createHash('sha256')
  for (const file of listing.files) digest.update(`${file.key}\0${file.size}\0`)
  return {
    changeSet: {
      id: `tree:${digest.digest('hex').slice(0, 40)}`,
      origin: { kind: 'tree', root },
      commits: [],
      files,
      unread: holes(listing),
      notices,
    },
    content: contentPort(
      files,
      nothing,
      diskSide({
        disk,
        limitBytes: maxFileBytes,
        format: 'sha1',
        present: listing.files.map(file => pathOf(file.key)),
      }),
    ),
  }
}

function addedFile(file: FoundFile, index: number, maxFileBytes: number): FileChange {
  const mode = file.kind === 'link' ? '120000' : file.isExecutable ? '100755' : '100644'
  const isTooLarge = file.size > maxFileBytes
  return {
    index,
    kind: 'added',
    new: { path: pathOf(file.key), mode, size: file.size },
    source: isTooLarge
      ? { kind: 'missing', reason: 'too-large', remedy: `raise the size limit: --max-file-bytes ${file.size}` }
      : { kind: 'stored' },
  }
}

async function ignoredBelow(root: string, options: OpenOptions, notices: string[]): Promise<ReadonlySet<string>> {
  try {
    const repository = await openRepository(root, options)
    try {
      const { workTree } = repository.layout
      if (workTree === undefined) return new Set()
      const inside = relative(workTree, root).split(sep).join('/')
      const prefix = inside === '' ? '' : `${Buffer.from(inside, 'utf8').toString('latin1')}/`
      const keys = (await repository.ignored()).filter(key => key.startsWith(prefix))
      return new Set(keys.map(key => key.slice(prefix.length)))
    } finally {
      await repository.dispose()
    }
  } catch (error) {
    if (!(error instanceof GitProblem)) throw error
    if (error.kind !== 'not-a-repository') notices.push(`ignored files are scanned as well: ${error.message}`)
    return new Set()
  }
}

function* remarks(listing: FolderListing): Generator<string> {
  if (listing.ignored.length > 0) yield `${listed(listing.ignored)} ignored (.gitignore, info/exclude); not scanned`
  if (listing.special.length > 0)
    yield `${listed(listing.special)} neither file nor link (pipe, socket or device); not read`
  const inner = listing.gitFolders.filter(key => key !== '.git')
  if (inner.length > 0) yield `${listed(inner)} git folder of another repository; not scanned, the files beside it are`
}

function holes(listing: FolderListing): readonly UnreadRegion[] {
  const reasons = listing.unreadable.map(({ key, reason }) => `folder ${JSON.stringify(pathOf(key).text)}: ${reason}`)
  if (listing.isCut) reasons.push(`the folder holds more than ${listing.files.length} files; the rest was not read`)
  return reasons.map(reason => ({ offset: 0, length: 0, line: 0, reason }))
}
