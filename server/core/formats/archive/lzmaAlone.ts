import { le32, le64 } from './bytes'
import { LzmaDecoder } from './lzma'
import type { Allowance, Decoded } from './output'

/** 13 bytes: properties, dictionary size, uncompressed size, all ones when an end mark closes the data. */
export const LZMA_HEADER_BYTES = 13

/** A file of the older LZMA tools (LZMA SDK, "lzma.txt"), which has no check at all. */
export function decodeLzmaAlone(
  input: Uint8Array,
  start: number,
  allowance: Allowance,
  isTextOnly = false,
): Decoded & { readonly size: number | undefined } {
  const isOpen = le32(input, start + 5) === 0xffffffff && le32(input, start + 9) === 0xffffffff
  const size = isOpen ? undefined : le64(input, start + 5)
  const decoder = new LzmaDecoder(allowance, isTextOnly)
  const { output } = decoder
  const give = (reason: string | undefined): Decoded & { readonly size: number | undefined } => ({
    bytes: output.bytes,
    end: decoder.at,
    size,
    ...(reason === undefined ? {} : { stop: { reason, offset: decoder.at, isLimit: output.isLimit } }),
  })
  decoder.at = Math.min(input.length, start + LZMA_HEADER_BYTES)
  if (input.length - start < LZMA_HEADER_BYTES) return give('the file ends within the header')
  if (!decoder.setProperties(input[start] ?? 0xff, false)) return give('the properties mean nothing')
  decoder.resetState()
  return give(decoder.decode(input, decoder.at, input.length, size))
}
