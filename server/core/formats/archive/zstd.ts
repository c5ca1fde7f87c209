import { le16, le32, le64 } from './bytes'
import type { Container } from './entry'
import type { Allowance } from './output'

const MAGIC = 0xfd2fb528
/** Sixteen values, 0x184d2a50 to 0x184d2a5f: frames that decoders pass over. */
const SKIPPABLE = 0x184d2a50

/**
 * Frames and blocks of zstd (RFC 8878), counted and measured, not unpacked: where they end is what shows bytes behind
 * the end and frames that decoders pass over.
 */
export function readZstd(bytes: Uint8Array, allowance: Allowance): Container {
  const notes: string[] = []
  let frames = 0
  let stated = 0
  let at = 0
  while (at < bytes.length && allowance.parts-- > 0) {
    const magic = le32(bytes, at)
    if (at + 8 <= bytes.length && (magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      const size = le32(bytes, at + 4)
      notes.push(`${size} bytes at ${at} are in a frame that decoders pass over`)
      at += 8 + size
      continue
    }
    if (magic !== MAGIC) break
    frames++
    const flags = bytes[at + 4] ?? 0
    const isSingle = (flags & 0x20) !== 0
    const header = at + 5 + (isSingle ? 0 : 1) + ([0, 1, 2, 4][flags & 3] ?? 0)
    const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][flags >>> 6] ?? 0
    stated += sizeBytes === 1 ? (bytes[header] ?? 0) : sizeBytes === 2 ? le16(bytes, header) + 256 : 0
    stated += sizeBytes === 4 ? le32(bytes, header) : sizeBytes === 8 ? le64(bytes, header) : 0
    at = endOfBlocks(bytes, header + sizeBytes, allowance)
    if (at !== -1) at += (flags & 4) === 0 ? 0 : 4
    if (at === -1 || at > bytes.length) {
      notes.push('the file ends within a frame')
      at = bytes.length
    }
  }
  notes.unshift(`${frames === 1 ? '1 frame' : `${frames} frames`} of zstd, said to unpack to ${stated} bytes`)
  if (at > bytes.length) notes.push('the file ends within a frame')
  const after = at < bytes.length ? { after: { offset: at, length: bytes.length - at } } : {}
  return { format: 'zstd', pieces: [], entries: [], notes: notes.slice(0, 20), ...after }
}

/** -1 when the file ends first. */
function endOfBlocks(bytes: Uint8Array, start: number, allowance: Allowance): number {
  let at = start
  while (at + 3 <= bytes.length) {
    if (allowance.work-- <= 0) return -1
    const head = le16(bytes, at) | ((bytes[at + 2] ?? 0) << 16)
    // A block of kind 1 is one byte repeated; kind 3 does not exist.
    const kind = (head >>> 1) & 3
    if (kind === 3) return -1
    at += 3 + (kind === 1 ? 1 : head >>> 3)
    if ((head & 1) === 1) return at <= bytes.length ? at : -1
  }
  return -1
}
