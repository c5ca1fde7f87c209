import type { BlobStore } from './blob'
import { hunkNodes, kindOf, lineBytes } from './hunkModel'
import type { FileNode, HunkNode } from './node'

export interface TextSides {
  readonly old: Uint8Array
  readonly new: Uint8Array
}

/**
 * The whole content of both sides, where the patch proves it: git's ids must name what its only hunk holds from line 1
 * on, or what comes out when the hunks are applied to a file met earlier. A side that does not exist is empty.
 */
export function proveText(
  bytes: Uint8Array,
  file: FileNode,
  hasSide: { readonly old: boolean; readonly new: boolean },
  blobs: BlobStore,
): TextSides | undefined {
  const hunks = hunkNodes(file)
  if (hunks.some(hunk => hunk.broken !== undefined)) return undefined
  const oldId = file.header.oldIds[0]
  const newId = file.header.newId
  const isProved = (sides: TextSides) =>
    (hasSide.old ? blobs.isNamed(oldId, sides.old) : sides.old.length === 0) &&
    (hasSide.new ? blobs.isNamed(newId, sides.new) : sides.new.length === 0)
  const base = hasSide.old ? blobs.find(oldId) : undefined
  for (const stripCr of file.crlf ? [true, false] : [false]) {
    const sides = wholeSides(bytes, hunks, stripCr)
    if (sides !== undefined && isProved(sides)) return sides
    const applied = base && applyToBytes(bytes, hunks, base, stripCr)
    if (applied !== undefined && base !== undefined && isProved({ old: base, new: applied }))
      return { old: base, new: applied }
  }
  return undefined
}

/**
 * Content of a file that is added or deleted as a whole: what git would write or remove, even where no id proves it.
 * `undefined` when the hunks are not such a whole.
 */
export function soleText(bytes: Uint8Array, file: FileNode): TextSides | undefined {
  const hunks = hunkNodes(file)
  if (hunks.length > 1 || hunks.some(hunk => hunk.broken !== undefined)) return undefined
  const sides = wholeSides(bytes, hunks, file.crlf)
  return sides !== undefined && (sides.old.length === 0 || sides.new.length === 0) ? sides : undefined
}

/** Both sides of a single hunk that starts at the first line; no hunk at all means that nothing is in the file. */
function wholeSides(bytes: Uint8Array, hunks: readonly HunkNode[], stripCr: boolean): TextSides | undefined {
  const hunk = hunks[0]
  if (hunk === undefined) return { old: new Uint8Array(), new: new Uint8Array() }
  if (hunks.length > 1 || (hunk.old[0]?.start ?? 0) > 1 || hunk.new.start > 1) return undefined
  const old: Uint8Array[] = []
  const added: Uint8Array[] = []
  for (const line of hunk.children) {
    if (line.kind !== 'hunkLine') continue
    const content = withLineFeed(lineBytes(bytes, line, stripCr), !line.noNewline)
    const kind = kindOf(line.marks)
    if (kind === undefined) continue
    if (kind !== 'added') old.push(content)
    if (kind !== 'removed') added.push(content)
  }
  return { old: concatenate(old), new: concatenate(added) }
}

/** `undefined` unless every context and removed line is found at its place. */
function applyToBytes(
  bytes: Uint8Array,
  hunks: readonly HunkNode[],
  base: Uint8Array,
  stripCr: boolean,
): Uint8Array | undefined {
  const lines = splitLines(base)
  const out: Uint8Array[] = []
  let next = 0
  for (const hunk of hunks) {
    const range = hunk.old[0] ?? { start: 0, count: 0 }
    const from = range.count === 0 ? range.start : range.start - 1
    if (from < next || from > lines.length) return undefined
    while (next < from) out.push(lines[next++]!)
    for (const line of hunk.children) {
      if (line.kind !== 'hunkLine') continue
      const content = withLineFeed(lineBytes(bytes, line, stripCr), !line.noNewline)
      const kind = kindOf(line.marks)
      if (kind === undefined) continue
      if (kind === 'added') out.push(content)
      else {
        const known = lines[next++]
        if (known === undefined || !isEqual(known, content)) return undefined
        if (kind === 'context') out.push(known)
      }
    }
  }
  while (next < lines.length) out.push(lines[next++]!)
  return concatenate(out)
}

function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at)
    const next = end < 0 ? bytes.length : end + 1
    lines.push(bytes.subarray(at, next))
    at = next
  }
  return lines
}

function withLineFeed(line: Uint8Array, hasLineFeed: boolean): Uint8Array {
  if (!hasLineFeed) return line
  const out = new Uint8Array(line.length + 1)
  out.set(line)
  out[line.length] = 10
  return out
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
