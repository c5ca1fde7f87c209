import type { MissingReason } from '../model/changeSet'
import { latin1 } from '../model/path'
import { decodeBase85Lines } from './base85'
import type { BlobStore, Inflate } from './blob'
import { applyDelta } from './delta'
import type { BinaryHunkNode, FileNode } from './node'

/** What a `GIT binary patch` proves about one side. */
export type ProvedBytes =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing'; readonly reason: MissingReason; readonly remedy?: string }

export interface ProvedSides {
  readonly old: ProvedBytes
  readonly new: ProvedBytes
  /** Some of the data cannot be unpacked, or is not what an id names. */
  readonly isDamaged: boolean
}

/** What binary patches may cost: bytes one side may have, and bytes all sides together may still take. */
export interface BinaryLimits {
  readonly sideBytes: number
  totalBytes: number
}

const NEEDS_BASE = 'the old file is not in the patch; review it in its repository'

/**
 * Both sides of a binary patch: a literal is the side itself; a delta needs the other side, from the other direction
 * or from an earlier file of the same patch. An id in the `index` line must name what came out.
 */
export function binarySides(
  bytes: Uint8Array,
  file: FileNode,
  blobs: BlobStore,
  inflate: Inflate,
  limits: BinaryLimits,
): ProvedSides {
  const [forward, reverse] = file.children.filter(child => child.kind === 'binaryHunk')
  const oldId = file.header.oldIds[0]
  const newId = file.header.newId
  const data = (hunk: BinaryHunkNode | undefined) => hunk && unpack(bytes, hunk, inflate, limits)
  const toNew = data(forward)
  const toOld = data(reverse)
  let old: ProvedBytes | undefined
  let added: ProvedBytes | undefined
  if (forward?.method === 'literal') added = toNew
  if (reverse?.method === 'literal') old = toOld
  const base = blobs.find(oldId)
  if (old === undefined && base !== undefined) old = { kind: 'bytes', bytes: base }
  added ??= fromDelta(old, toNew, limits)
  old ??= fromDelta(added, toOld, limits)
  const sides = {
    old: verified(old ?? { kind: 'missing', reason: 'not-in-patch', remedy: NEEDS_BASE }, oldId, blobs),
    new: verified(added ?? { kind: 'missing', reason: 'not-in-patch', remedy: NEEDS_BASE }, newId, blobs),
  }
  return { ...sides, isDamaged: [toNew, toOld, sides.old, sides.new].some(isCorrupt) }
}

function isCorrupt(side: ProvedBytes | undefined): boolean {
  return side?.kind === 'missing' && side.reason === 'corrupt'
}

function unpack(patch: Uint8Array, hunk: BinaryHunkNode, inflate: Inflate, limits: BinaryLimits): ProvedBytes {
  if (hunk.size > limits.sideBytes || hunk.size > limits.totalBytes) return { kind: 'missing', reason: 'too-large' }
  const data = hunk.children.find(child => child.kind === 'binaryData')
  const lines = data === undefined ? [] : latin1(patch.subarray(data.start, data.end)).trimEnd().split(/\r?\n/)
  const packed = decodeBase85Lines(lines)
  const bytes = packed && inflate(packed, hunk.size)
  if (hunk.isOpen || bytes === undefined || bytes.length !== hunk.size) return { kind: 'missing', reason: 'corrupt' }
  limits.totalBytes -= bytes.length
  return { kind: 'bytes', bytes }
}

function fromDelta(
  base: ProvedBytes | undefined,
  delta: ProvedBytes | undefined,
  limits: BinaryLimits,
): ProvedBytes | undefined {
  if (delta?.kind === 'missing') return delta
  if (base?.kind !== 'bytes' || delta === undefined) return undefined
  const limit = Math.min(limits.sideBytes, limits.totalBytes)
  const bytes = applyDelta(base.bytes, delta.bytes, limit)
  if (bytes === undefined) return { kind: 'missing', reason: 'corrupt' }
  limits.totalBytes -= bytes.length
  return { kind: 'bytes', bytes }
}

function verified(side: ProvedBytes, id: string | undefined, blobs: BlobStore): ProvedBytes {
  if (side.kind === 'missing' || id === undefined) return side
  const isEmptySide = /^0+$/.test(id) && side.bytes.length === 0
  return isEmptySide || blobs.isNamed(id, side.bytes) ? side : { kind: 'missing', reason: 'corrupt' }
}
