import type { ByteSpan } from '../../model/location'
import type { Stop } from './output'

export type EntryKind = 'file' | 'folder' | 'symbolic link' | 'hard link' | 'device' | 'other'

/** One member of an archive, as its own header describes it. */
export interface Entry extends ByteSpan {
  /** As the archive has it; hostile. */
  readonly name: string
  readonly kind: EntryKind
  /** Permission bits as Unix counts them, where the archive has them. */
  readonly mode?: number
  /** What a link points to. */
  readonly target?: string
  /** The stretch of the container that holds its content, packed or as it is. */
  readonly data?: ByteSpan
  /** How the content is packed: "deflate"; undefined where it stands as it is. */
  readonly packing?: string
  /** What the archive says of the content, proved or not: its size in bytes and, where it keeps one, a check in hex. */
  readonly stated?: { readonly size: number; readonly check?: string }
  /** How one reader of the archive comes to see something else than another: "the header before it names b.txt". */
  readonly conflict?: string
  /** What it unpacks to, as far as it could be read; undefined for what has no content and for content not read. */
  readonly content?: Uint8Array
  /** Why content is missing or damaged. */
  readonly fault?: Stop
}

/** A stretch of a compressed file that decodes by itself: a stream, a member, a frame. */
export interface Piece extends ByteSpan {
  readonly content: Uint8Array
  readonly fault?: Stop
}

/** A stretch of a container that is no member. */
export interface ContainerRecord extends ByteSpan {
  readonly kind: 'header' | 'table' | 'gap'
  /** "directory", "end record". */
  readonly name: string
}

/** What one container holds, one level deep. */
export interface Container {
  /** What it is to a reviewer: the name {@link sniffFormat} gives it. */
  readonly format: string
  /** What a zip or tar is used as, when its members say so: "Java archive". */
  readonly use?: string
  /** For a compressed file; else empty. */
  readonly pieces: readonly Piece[]
  /** For an archive; else empty. */
  readonly entries: readonly Entry[]
  /** Bytes before the start that the format defines, and after its end; padding does not count. */
  readonly before?: ByteSpan
  readonly after?: ByteSpan
  /** Its own bookkeeping, where its reader places it. */
  readonly records?: readonly ContainerRecord[]
  /** Where the format says it ends, in bytes; undefined where that was not found. */
  readonly end?: number
  /** Why the end that the format requires is not there. */
  readonly cut?: string
  /** What can be asked of the archive as a whole: two directories, a member that no directory lists. */
  readonly conflicts?: readonly string[]
  /** What is worth knowing of it: who starts it, who signed it. Each a short clause. */
  readonly facts?: readonly string[]
  /** What is contradictory or not followed, each a short clause. */
  readonly notes: readonly string[]
}

/** Why a member is unsafe to unpack, in a few words; undefined for an ordinary one. */
export function dangerOf({ name, kind, mode = 0, target }: Entry): string | undefined {
  if (isAbsolute(name)) return 'an absolute path'
  if (isOutside(name)) return 'a path out of its folder'
  if (kind === 'symbolic link' && target !== undefined) {
    if (isAbsolute(target)) return 'a link to an absolute path'
    if (isOutside(name.replace(/[^/]*$/, '') + target)) return 'a link out of its folder'
  }
  if (kind === 'hard link' && target !== undefined && (isAbsolute(target) || isOutside(target)))
    return 'a hard link out of its folder'
  if (kind === 'file' && (mode & 0o6000) !== 0)
    return `mode ${mode.toString(8)}, set ${(mode & 0o4000) === 0 ? 'group' : 'user'} id`
  return kind === 'device' ? 'a device number' : undefined
}

function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:)/.test(path)
}

function isOutside(path: string): boolean {
  let depth = 0
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth--
    else if (part !== '' && part !== '.') depth++
    if (depth < 0) return true
  }
  return false
}
