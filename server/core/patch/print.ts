import { leaves, type PatchDocument } from './node'

/** The bytes a document was read from, put together from its nodes: a byte no node claims would be missing. */
export function printPatch(doc: PatchDocument): Uint8Array {
  const parts: Uint8Array[] = []
  let length = 0
  for (const leaf of leaves(doc.children)) {
    const part = doc.bytes.subarray(leaf.start, leaf.end)
    parts.push(part)
    length += part.length
  }
  const out = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
