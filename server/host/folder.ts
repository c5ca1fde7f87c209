import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, open, readdir } from 'node:fs/promises'
import { type DiskRead, errorCode, readDisk } from './files'

/** A file found by a walk. `key` is its path below the root, one character per byte, parts joined by `/`. */
export interface FoundFile {
  readonly key: string
  readonly kind: 'file' | 'link'
  /** Bytes. */
  readonly size: number
  readonly isExecutable: boolean
}

/** What a walk met and left out, so that it can be said. */
export interface FolderListing {
  readonly files: readonly FoundFile[]
  /** Ignored files and folders that were asked to be left out and exist. */
  readonly ignored: readonly string[]
  readonly gitFolders: readonly string[]
  /** Sockets, pipes, devices. */
  readonly special: readonly string[]
  readonly unreadable: readonly { readonly key: string; readonly reason: string }[]
  /** True when the walk ended at its limit, so that there may be more. */
  readonly isCut: boolean
}

export interface WalkOptions {
  /** Keys of files and folders (without the slash at the end) to leave out. */
  readonly ignored?: ReadonlySet<string>
  readonly maxFiles?: number
  readonly signal?: AbortSignal | undefined
}

const defaultMaxFiles = 500_000
const maxDepth = 200

/**
 * A folder of files that somebody else wrote. Names are bytes; no symbolic link is ever followed, neither as the last
 * part of a path nor before, so nothing outside the root is read.
 */
export class DiskFolder {
  readonly #root: Buffer
  readonly #folders = new Map<string, Promise<boolean>>()

  constructor(readonly root: string) {
    this.#root = Buffer.from(root.endsWith('/') ? root : `${root}/`, 'utf8')
  }

  async read(key: string, limitBytes: number): Promise<DiskRead> {
    if (!isSafeKey(key)) return { kind: 'unreadable', reason: 'its name cannot be a path in a folder' }
    return (await this.#hasFolders(key)) ? readDisk(this.#path(key), { limitBytes }) : { kind: 'absent' }
  }

  /** Git's id of a file of any size, read as a stream; `undefined` when it cannot be read. */
  async streamId(key: string, size: number, format: 'sha1' | 'sha256'): Promise<string | undefined> {
    if (!isSafeKey(key) || !(await this.#hasFolders(key))) return undefined
    const digest = createHash(format).update(`blob ${size}\0`)
    return (await this.#stream(key, chunk => digest.update(chunk))) ? digest.digest('hex') : undefined
  }

  /** SHA-256 of the bytes alone. */
  async streamHash(key: string): Promise<string | undefined> {
    if (!isSafeKey(key) || !(await this.#hasFolders(key))) return undefined
    const digest = createHash('sha256')
    return (await this.#stream(key, chunk => digest.update(chunk))) ? digest.digest('hex') : undefined
  }

  /** Everything below the root, in byte order. `.git` is never entered. */
  async list(options: WalkOptions = {}): Promise<FolderListing> {
    const listing = { files: [], ignored: [], gitFolders: [], special: [], unreadable: [], isCut: false }
    const walk: Walk = { options, listing, left: options.maxFiles ?? defaultMaxFiles }
    await this.#walk('', 0, walk)
    walk.listing.files.sort((a, b) => (a.key < b.key ? -1 : 1))
    return walk.listing
  }

  async #walk(prefix: string, depth: number, walk: Walk): Promise<void> {
    walk.options.signal?.throwIfAborted()
    const { listing } = walk
    let names: Buffer[]
    try {
      names = await readdir(prefix === '' ? this.#root : this.#path(prefix), { encoding: 'buffer' })
    } catch (error) {
      listing.unreadable.push({ key: prefix || '/', reason: errorCode(error) ?? String(error) })
      return
    }
    const folders: string[] = []
    for (const name of names.map(bytes => bytes.toString('latin1')).sort()) {
      const key = prefix === '' ? name : `${prefix}/${name}`
      if (name === '.git') listing.gitFolders.push(key)
      else if (walk.options.ignored?.has(key)) listing.ignored.push(key)
      else if (walk.left-- <= 0) listing.isCut = true
      else if (await this.#isFolder(key, walk)) folders.push(key)
      if (listing.isCut) return
    }
    for (const folder of folders) {
      if (depth < maxDepth) await this.#walk(folder, depth + 1, walk)
      else listing.unreadable.push({ key: folder, reason: `more than ${maxDepth} folders deep` })
    }
  }

  /** Files are listed on the way. */
  async #isFolder(key: string, walk: Walk): Promise<boolean> {
    try {
      const stat = await lstat(this.#path(key))
      if (stat.isDirectory()) return true
      const isExecutable = (stat.mode & 0o100) !== 0
      if (stat.isFile()) walk.listing.files.push({ key, kind: 'file', size: stat.size, isExecutable })
      else if (stat.isSymbolicLink())
        walk.listing.files.push({ key, kind: 'link', size: stat.size, isExecutable: false })
      else walk.listing.special.push(key)
    } catch (error) {
      walk.listing.unreadable.push({ key, reason: errorCode(error) ?? String(error) })
    }
    return false
  }

  async #stream(key: string, take: (chunk: Buffer) => void): Promise<boolean> {
    try {
      const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)
      const handle = await open(this.#path(key), flags)
      try {
        if (!(await handle.stat()).isFile()) return false
        for await (const chunk of handle.createReadStream({ autoClose: false, highWaterMark: 1 << 18 }))
          take(chunk as Buffer)
        return true
      } finally {
        await handle.close()
      }
    } catch {
      return false
    }
  }

  #path(key: string): Buffer {
    return Buffer.concat([this.#root, Buffer.from(key, 'latin1')])
  }

  /** True when every part before the last is a folder and no link to one. */
  #hasFolders(key: string): Promise<boolean> {
    const end = key.lastIndexOf('/')
    if (end < 0) return Promise.resolve(true)
    const folder = key.slice(0, end)
    let known = this.#folders.get(folder)
    if (known === undefined) {
      known = this.#hasFolders(folder).then(async above => {
        if (!above) return false
        const stat = await lstat(this.#path(folder)).catch(() => undefined)
        return stat?.isDirectory() ?? false
      })
      this.#folders.set(folder, known)
    }
    return known
  }
}

interface Walk {
  readonly options: WalkOptions
  readonly listing: {
    readonly files: FoundFile[]
    readonly ignored: string[]
    readonly gitFolders: string[]
    readonly special: string[]
    readonly unreadable: { readonly key: string; readonly reason: string }[]
    isCut: boolean
  }
  left: number
}

/** A tree object can hold any name; only these stay below the root, and outside `.git`, on every system. */
function isSafeKey(key: string): boolean {
  if (key.includes('\0')) return false
  return key.split('/').every(part => {
    if (part === '' || part === '.' || part === '..' || /^(?:\.git|git~1)[ .]*$/i.test(part)) return false
    return process.platform !== 'win32' || !/[\\:]/.test(part)
  })
}
