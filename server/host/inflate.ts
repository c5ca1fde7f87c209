import { inflateSync } from 'node:zlib'
import type { Inflate } from '../core/patch'

/** A zlib stream (RFC 1950) with Node: never more than the limit is produced, and damaged input is no exception. */
export const inflate: Inflate = (bytes, limitBytes) => {
  try {
    // Node refuses a limit of 0, which an empty stream keeps
    const inflated = inflateSync(bytes, { maxOutputLength: Math.max(1, limitBytes) })
    if (inflated.length > limitBytes) return undefined
    return new Uint8Array(inflated.buffer, inflated.byteOffset, inflated.byteLength)
  } catch {
    return undefined
  }
}
