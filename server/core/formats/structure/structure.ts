import type { ByteSpan } from '../../model/location'

/**
 * What a part of a binary file is to a reviewer. Extents (header, section, segment, table, chunk, member, image) claim
 * bytes; the others are names found inside them, placed where the file says them.
 */
export type PartKind =
  | 'header'
  | 'section'
  | 'segment'
  | 'table'
  | 'chunk'
  | 'member'
  | 'image'
  /** Another library that is loaded with this one. */
  | 'library'
  /** A folder in which libraries are sought. */
  | 'search-path'
  /** What the file says it is: SONAME, build id, class name, interpreter. */
  | 'identity'
  | 'import'
  | 'export'
  /** Code that runs because the file is loaded: constructors, IFUNC resolvers, start functions, TLS callbacks. */
  | 'load-time'
  /** A function or class that a serialised object names and a reader will look up. */
  | 'name'
  /** Something a viewer of a document does by itself. */
  | 'action'
  /** Bytes after the end that the format defines. */
  | 'trailing'
  /** Bytes between parts that no part claims and that are not padding. */
  | 'gap'
  /** The signature of another format at the start of a part, in a gap or after the end. */
  | 'second-format'

export interface Part extends ByteSpan {
  /** From the file, at most 80 characters; hostile. */
  readonly name: string
  readonly kind: PartKind
  /** Bytes from the start of the outermost file, never outside of it. */
  readonly offset: number
  readonly length: number
  /** What is odd or worth knowing about it, a short phrase. */
  readonly note?: string
  /** The stretch of the outermost file with what the part holds, without header and padding: what sides are compared by. */
  readonly data?: ByteSpan
  /** What a packed part unpacks to, as its header says, not proved: equal ones are the same content packed anew. */
  readonly unpacked?: { readonly size: number; readonly check: string }
  readonly children?: readonly Part[]
}

/** Whether a file ends as its format says. `open`: the format has no fixed end, or there is no reader for it. */
export type StructureEnding = 'open' | 'proper' | 'cut' | 'followed'

/** A binary file as its own format describes it, as far as it could be followed. */
export interface Structure {
  /** By content: the name {@link sniffFormat} gives it. */
  readonly format: string
  readonly bytes: Uint8Array
  readonly ending: StructureEnding
  /** In the order of their offsets. */
  readonly parts: readonly Part[]
  /** What could not be followed and where reading stopped, each a short phrase. */
  readonly notes: readonly string[]
}

/** Every part of a structure, a member's parts after the member. */
export function* everyPart(parts: readonly Part[]): Generator<Part> {
  for (const part of parts) {
    yield part
    if (part.children !== undefined) yield* everyPart(part.children)
  }
}

/** 9216 → "9,216". */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** "1 entry", "2 entries", "3,402 bytes". */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`
}
