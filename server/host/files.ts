import { constants } from 'node:fs'
import { type FileHandle, lstat, open, readlink } from 'node:fs/promises'
import { isAbsolute, relative, sep } from 'node:path'

/** What a path on disk turned out to be. */
export type DiskRead =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly isExecutable: boolean }
  /** A symbolic link that was not followed: `bytes` is its text. */
  | { readonly kind: 'link'; readonly bytes: Uint8Array }
  | { readonly kind: 'folder' }
  | { readonly kind: 'absent' }
  /** A socket, pipe or device: opening one can block or have effects, so it is left alone. */
  | { readonly kind: 'special' }
  | { readonly kind: 'too-large'; readonly size: number; readonly isExecutable: boolean }
  | { readonly kind: 'unreadable'; readonly reason: string }

export interface ReadOptions {
  readonly limitBytes: number
  /** Follow a link in the last component. Only for what git itself follows inside its own folder. */
  readonly followLinks?: boolean
}

/** Reads one path, at most `limitBytes`. Never throws: every failure is a state. */
export async function readDisk(path: string | Buffer, options: ReadOptions): Promise<DiskRead> {
  try {
    if (!options.followLinks) {
      const stat = await lstat(path)
      if (stat.isSymbolicLink()) return { kind: 'link', bytes: await readlink(path, { encoding: 'buffer' }) }
      if (stat.isDirectory()) return { kind: 'folder' }
      if (!stat.isFile()) return { kind: 'special' }
    }
    // the kind may change between lstat and open: no link is followed, no pipe is waited for
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)
    const handle = await open(path, options.followLinks ? flags : flags | (constants.O_NOFOLLOW ?? 0))
    try {
      return await readHandle(handle, options.limitBytes)
    } finally {
      await handle.close()
    }
  } catch (error) {
    return failure(error)
  }
}

async function readHandle(handle: FileHandle, limitBytes: number): Promise<DiskRead> {
  const stat = await handle.stat()
  if (stat.isDirectory()) return { kind: 'folder' }
  if (!stat.isFile()) return { kind: 'special' }
  const isExecutable = (stat.mode & 0o100) !== 0
  if (stat.size > limitBytes) return { kind: 'too-large', size: stat.size, isExecutable }
  let bytes = Buffer.allocUnsafe(stat.size + 1)
  let length = 0
  for (;;) {
    if (length === bytes.length) {
      if (length > limitBytes) return { kind: 'too-large', size: length, isExecutable }
      bytes = Buffer.concat([bytes, Buffer.allocUnsafe(Math.max(4096, length))])
    }
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  if (length > limitBytes) return { kind: 'too-large', size: length, isExecutable }
  return { kind: 'file', bytes: bytes.subarray(0, length), isExecutable }
}

function failure(error: unknown): DiskRead {
  const code = errorCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'absent' }
  if (code === 'ENXIO' || code === 'ELOOP') return { kind: 'special' }
  return { kind: 'unreadable', reason: code ?? (error instanceof Error ? error.message : String(error)) }
}

/** `ENOENT` and the like. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** A small text file that somebody else wrote, as Latin-1 or UTF-8; `undefined` when it is not there or no file. */
export async function readSmallText(path: string, limitBytes = 1 << 20): Promise<string | undefined> {
  const read = await readDisk(path, { limitBytes, followLinks: true })
  return read.kind === 'file' ? Buffer.from(read.bytes).toString('utf8') : undefined
}

/** Whether a folder is `root` or lies below it; both as the disk knows them, links resolved. */
export function isInFolder(folder: string, root: string): boolean {
  const way = relative(root, folder)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}
