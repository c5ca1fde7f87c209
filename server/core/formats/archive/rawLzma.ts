import { type ContentFilter, undoFilters } from './filters'
import { LzmaDecoder } from './lzma'
import { decodeLzma2 } from './lzma2'
import type { Allowance, Decoded } from './output'

/** What `xz --format=raw` is told, since nothing in the data says it. */
export interface RawChain {
  /** `lzma2`, or the settings of `--lzma1=lc=3,lp=0,pb=2`. */
  readonly codec: 'lzma2' | { readonly lc: number; readonly lp: number; readonly pb: number }
  /** In the order of the options, before the codec. */
  readonly filters: readonly ContentFilter[]
}

/** Data without any header or check, from `start` on; LZMA1 ends at its end mark, or with the bytes. */
export function decodeRaw(
  input: Uint8Array,
  start: number,
  { codec, filters }: RawChain,
  allowance: Allowance,
): Decoded {
  const decoded =
    codec === 'lzma2' ? decodeLzma2(input, start, input.length, allowance) : lzma1(input, start, codec, allowance)
  return { ...decoded, bytes: undoFilters(decoded.bytes, filters, decoded.stop !== undefined) }
}

function lzma1(
  input: Uint8Array,
  start: number,
  { lc, lp, pb }: Exclude<RawChain['codec'], string>,
  allowance: Allowance,
): Decoded {
  const decoder = new LzmaDecoder(allowance)
  const { output } = decoder
  const give = (reason: string | undefined): Decoded => ({
    bytes: output.bytes,
    end: decoder.at,
    ...(reason === undefined ? {} : { stop: { reason, offset: decoder.at, isLimit: output.isLimit } }),
  })
  decoder.at = start
  const isKnown = [lc, lp, pb].every(bits => Number.isInteger(bits) && bits >= 0 && bits <= 4) && lc + lp <= 4
  if (!isKnown || !decoder.setProperties((pb * 5 + lp) * 9 + lc, true)) return give('the settings mean nothing')
  decoder.resetState()
  return give(decoder.decode(input, start, input.length, undefined))
}
