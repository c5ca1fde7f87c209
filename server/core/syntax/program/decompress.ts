import { readCompressed } from '../../formats/archive/compressed'
import { inflateRaw } from '../../formats/archive/deflate'
import type { Allowance } from '../../formats/archive/output'
import { sniffFormat } from '../../formats/signature'
import { fromLatin1, latin1 } from '../../model/path'
import { type Computed, longestComputed } from './computed'
import { bytesOf, ofBytes } from './pure'

type Format = 'raw' | 'zlib' | 'gzip' | 'bzip2' | 'xz'

/** A function that decompresses its first argument; a format is what a library's function of that name takes. */
export function decompress(...formats: readonly Format[]) {
  const compute = ofBytes(bytes => {
    for (const format of formats) {
      const plain = plainOf(format, fromLatin1(bytes))
      if (plain !== undefined) return bytesOf(latin1(plain))
    }
    return undefined
  })
  return (_: Computed | undefined, [input]: readonly Computed[]): Computed | undefined => compute(input)
}

/** Undefined where it is not of the format, is damaged, or comes out too large. */
function plainOf(format: Format, bytes: Uint8Array): Uint8Array | undefined {
  const allowance: Allowance = { output: longestComputed, work: 4_000_000, parts: 16 }
  if (format === 'raw' || format === 'zlib') {
    // RFC 1950, 2.2: the method, the flags, and a check that both together are a multiple of 31.
    const head = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
    const isZlib = (head & 0x0f00) === 0x0800 && head % 31 === 0 && (head & 0x20) === 0
    if (format === 'zlib' && !isZlib) return undefined
    const { bytes: plain, stop } = inflateRaw(bytes, format === 'zlib' ? 2 : 0, allowance)
    return stop === undefined ? plain : undefined
  }
  const found = sniffFormat(bytes).name
  if (found !== format && !(format === 'xz' && found === 'LZMA')) return undefined
  const pieces = readCompressed(found, bytes, allowance)?.pieces ?? []
  const [piece] = pieces
  return pieces.length === 1 && piece?.fault === undefined ? piece?.content : undefined
}
