import { LzmaDecoder } from './lzma'
import type { Allowance, Decoded } from './output'

/**
 * LZMA2: chunks of LZMA or of bytes as they are, each with a control byte that says what is reset (xz file format 1.2,
 * 5.3.1, and the comments of the LZMA SDK). A zero control byte is the end.
 */
export function decodeLzma2(
  input: Uint8Array,
  start: number,
  end: number,
  allowance: Allowance,
  isTextOnly = false,
): Decoded {
  const decoder = new LzmaDecoder(allowance, isTextOnly)
  const { output } = decoder
  const give = (place: number, reason?: string): Decoded => {
    // A header may say where data starts although the file ends before.
    const offset = Math.min(place, end)
    return {
      bytes: output.bytes,
      end: offset,
      ...(reason === undefined ? {} : { stop: { reason, offset, isLimit: output.isLimit } }),
    }
  }
  let needs: 'dictionary' | 'properties' | 'state' | undefined = 'dictionary'
  let at = start
  while (at < end) {
    const control = input[at] ?? 0
    if (control === 0) return give(at + 1)
    if (control >= 0xe0 || control === 1) {
      decoder.resetDictionary()
      needs = 'properties'
    } else if (needs === 'dictionary') return give(at, 'the first chunk does not reset the dictionary')
    if (control < 0x80) {
      if (control > 2) return give(at, `control byte 0x${control.toString(16).padStart(2, '0')} means nothing`)
      const size = big16(input, at + 1) + 1
      const data = input.subarray(at + 3, Math.min(end, at + 3 + size))
      if (!output.append(data)) return give(at + 3, output.refusal)
      at += 3 + size
      if (data.length < size) return give(end, 'the file ends within a chunk of plain bytes')
      continue
    }
    const size = ((control & 0x1f) << 16) + big16(input, at + 1) + 1
    const packed = big16(input, at + 3) + 1
    let data = at + 5
    if (control >= 0xc0) {
      if (!decoder.setProperties(input[data] ?? 0xff, true)) return give(data, 'the properties of a chunk mean nothing')
      data++
      needs = undefined
    } else if (needs === 'properties') return give(at, 'a chunk comes without the properties it needs')
    if (control >= 0xa0) {
      decoder.resetState()
      needs = undefined
    }
    const problem = decoder.decode(input, data, Math.min(end, data + packed), size)
    if (problem !== undefined) return give(decoder.at, problem)
    if (decoder.at !== data + packed || !decoder.isEmptied)
      return give(decoder.at, 'a chunk does not end where its header says')
    at = data + packed
  }
  return give(end, 'the file ends before the end mark of LZMA2')
}

function big16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
