import type { Piece } from './entry'
import { type Allowance, Output, OVER_WORK } from './output'

const HEADER_BYTES = 3
/** Says in block mode that the table starts anew. */
const CLEAR = 256

/**
 * A file of compress (compress(1) of POSIX, ncompress's notes on its format): LZW in codes of 9 to 16 bits, lowest bit
 * first. Codes come in groups of eight, and where the width changes the rest of the group is padding. There is no
 * check, and the end of the file is the end of the data.
 */
export function readUnixCompress(bytes: Uint8Array, allowance: Allowance): Piece {
  const output = new Output(allowance)
  const give = (reason?: string, at = bytes.length): Piece => ({
    offset: 0,
    length: bytes.length,
    content: output.bytes,
    ...(reason === undefined ? {} : { fault: { reason, offset: at, isLimit: output.isLimit } }),
  })
  const flags = bytes[2] ?? 0
  const maxWidth = flags & 31
  const isBlockMode = (flags & 0x80) !== 0
  if (bytes.length < HEADER_BYTES) return give('the file ends within the header')
  if (maxWidth < 9 || maxWidth > 16 || (flags & 0x60) !== 0) return give('the flags of the header mean nothing', 2)
  // What a code stands for has already been written once: where, and how long it is.
  const starts = new Uint32Array(1 << maxWidth)
  const lengths = new Uint32Array(1 << maxWidth)
  const firstFree = isBlockMode ? CLEAR + 1 : CLEAR
  let free = firstFree
  let width = 9
  let bit = HEADER_BYTES * 8
  let groupStart = bit
  let previousAt = -1
  let previousLength = 0
  const startGroup = () => {
    const group = width * 8
    bit = groupStart + Math.ceil((bit - groupStart) / group) * group
    groupStart = bit
  }
  while (bit + width <= bytes.length * 8) {
    if (allowance.work-- <= 0) return give(output.refuse(OVER_WORK), bit >>> 3)
    if (free > (1 << width) - 1 && width < maxWidth) {
      startGroup()
      width++
      continue
    }
    const at = bit >>> 3
    const three = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
    const code = (three >>> (bit & 7)) & ((1 << width) - 1)
    bit += width
    if (isBlockMode && code === CLEAR) {
      startGroup()
      free = firstFree
      width = 9
      previousAt = -1
      continue
    }
    const from = output.length
    if (previousAt >= 0 && free < 1 << maxWidth) {
      // The entry is the text before and the first byte of this one, which stands right behind it.
      starts[free] = previousAt
      lengths[free] = previousLength + 1
      free++
    }
    const length = code < 256 ? 1 : (lengths[code] ?? 0)
    if (code >= 256 && (code >= free || code < firstFree)) return give('a code stands for nothing yet', at)
    const isTaken = code < 256 ? output.put(code) : output.repeat(from - (starts[code] ?? 0), length)
    if (!isTaken) return give(output.refusal, at)
    previousAt = from
    previousLength = length
  }
  return give()
}
