import { createHash } from 'node:crypto'
import type { HashPort } from '../core/model/ports'

/** {@link HashPort} of Node. */
export const hash: HashPort = (algorithm, bytes) => createHash(algorithm).update(bytes).digest('hex')

/** Git's two object formats, named as in `extensions.objectFormat`. */
export type ObjectFormat = 'sha1' | 'sha256'

/** Hex digits of an object id. */
export const ID_LENGTH: Readonly<Record<ObjectFormat, number>> = { sha1: 40, sha256: 64 }

/** The id git gives an object: the hash of `<type> <length>\0` and the bytes. */
export function objectId(format: ObjectFormat, type: string, bytes: Uint8Array): string {
  return createHash(format).update(`${type} ${bytes.length}\0`).update(bytes).digest('hex')
}
