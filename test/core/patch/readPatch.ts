import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import type { ChangeSet } from '../../../server/core/model/changeSet'
import type { Side } from '../../../server/core/model/location'
import { pathBytes } from '../../../server/core/model/path'
import type { ChangeSource, HashPort } from '../../../server/core/model/ports'
import { type Inflate, type PatchDocument, parsePatch, patchChangeSet } from '../../../server/core/patch'

export const hash: HashPort = (algorithm, bytes) => createHash(algorithm).update(bytes).digest('hex')

export const inflate: Inflate = (bytes, limitBytes) => {
  try {
    return new Uint8Array(inflateSync(bytes, { maxOutputLength: Math.max(1, limitBytes) }))
  } catch {
    return undefined
  }
}

export interface ReadPatch extends ChangeSource {
  readonly doc: PatchDocument
}

/** A string stands for its UTF-8 bytes. */
export function readPatch(input: string | Uint8Array): ReadPatch {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : new Uint8Array(input)
  const doc = parsePatch(bytes)
  return { doc, ...patchChangeSet(doc, 'test.patch', { hash, inflate }) }
}

/** Paths as bytes, one character each: `old → new`, or the one path there is. */
export function pathsOf(changeSet: ChangeSet): string[] {
  return changeSet.files.map(file => {
    const [old, added] = [file.old, file.new].map(side => side && Buffer.from(pathBytes(side.path)).toString('latin1'))
    return old === added || added === undefined || old === undefined ? (added ?? old ?? '') : `${old} → ${added}`
  })
}

/** The bytes of a side that can be read, one character each. */
export async function sideText(source: ChangeSource, file: number, side: Side): Promise<string | undefined> {
  const content = await source.content.read(file, side)
  return content.kind === 'bytes' ? Buffer.from(content.bytes).toString('latin1') : undefined
}
