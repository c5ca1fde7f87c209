import { objectId } from '../hash'
import type { ObjectContext } from './context'

export type LineEndComparison =
  | { readonly kind: 'different' }
  /** With CRLF read as LF the file is the stored one. */
  | { readonly kind: 'same-but-line-ends' }
  /** Stored with LF throughout, here with CRLF throughout: a difference in every line would hide the real ones. */
  | { readonly kind: 'as-lf'; readonly bytes: Uint8Array }

/** Undoes what `core.autocrlf` or an `eol` attribute did on checkout, without asking either of them. */
export async function compareLineEnds(
  context: ObjectContext,
  storedId: string,
  bytes: Uint8Array,
): Promise<LineEndComparison> {
  const lf = withoutCarriageReturns(bytes)
  if (lf === undefined) return { kind: 'different' }
  if (objectId(context.objects.format, 'blob', lf.bytes) === storedId) return { kind: 'same-but-line-ends' }
  if (!lf.isThroughout) return { kind: 'different' }
  const stored = await context.objects.blob(storedId, context.maxFileBytes)
  if (stored.kind !== 'bytes' || withoutCarriageReturns(stored.bytes) !== undefined) return { kind: 'different' }
  return stored.bytes.includes(10) && !stored.bytes.includes(0)
    ? { kind: 'as-lf', bytes: lf.bytes }
    : { kind: 'different' }
}

/** `undefined` when there is no CRLF, or a NUL that makes it no text. */
export function withoutCarriageReturns(
  bytes: Uint8Array,
): { readonly bytes: Uint8Array; readonly isThroughout: boolean } | undefined {
  if (bytes.includes(0)) return undefined
  const out = new Uint8Array(bytes.length)
  let length = 0
  let isThroughout = true
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === 13 && bytes[at + 1] === 10) continue
    if (byte === 10 && bytes[at - 1] !== 13) isThroughout = false
    out[length++] = byte
  }
  return length === bytes.length ? undefined : { bytes: out.subarray(0, length), isThroughout }
}
