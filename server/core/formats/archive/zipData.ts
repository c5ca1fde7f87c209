import { joined, le16 } from './bytes'
import { decodeBzip2 } from './bzip2'
import { inflateRaw } from './deflate'
import type { Piece } from './entry'
import { LzmaDecoder } from './lzma'
import type { Allowance, Decoded } from './output'
import { readXz } from './xz'
import { readZstd } from './zstd'

/** What the data of a member unpacks to, by the name of its packing; undefined for one that is not followed. */
export function unpackData(data: Uint8Array, packing: string, size: number, allowance: Allowance): Decoded | undefined {
  if (packing === 'deflate') return inflateRaw(data, 0, allowance)
  if (packing === 'bzip2') return decodeBzip2(data, 0, allowance)
  if (packing === 'LZMA') return unpackLzma(data, size, allowance)
  if (packing === 'xz') return unpackXz(data, allowance)
  if (packing === 'zstd') return ofPieces(readZstd(data, allowance).pieces, data.length)
  return undefined
}

/** Version, size of the properties, properties, then LZMA (APPNOTE 5.8.8). */
function unpackLzma(data: Uint8Array, size: number, allowance: Allowance): Decoded {
  return decodeLzma(data, { properties: data[4] ?? 0xff, start: 4 + le16(data, 2), size }, allowance)
}

/** LZMA without a header of its own, as zip and 7z keep it. */
function decodeLzma(
  data: Uint8Array,
  { properties, start, size }: { readonly properties: number; readonly start: number; readonly size: number },
  allowance: Allowance,
): Decoded {
  const decoder = new LzmaDecoder(allowance)
  const from = Math.min(start, data.length)
  const isKnown = decoder.setProperties(properties, false)
  if (isKnown) decoder.resetState()
  const reason = isKnown ? decoder.decode(data, from, data.length, size) : 'the properties mean nothing'
  const { output } = decoder
  const end = isKnown ? decoder.at : from
  return {
    bytes: output.bytes,
    end,
    ...(reason === undefined ? {} : { stop: { reason, offset: end, isLimit: output.isLimit } }),
  }
}

function unpackXz(data: Uint8Array, allowance: Allowance): Decoded {
  const { streams } = readXz(data, allowance)
  const pieces = streams.map(({ blocks, ...stream }) => ({
    ...stream,
    content: joined(blocks.map(block => block.content)),
  }))
  return ofPieces(pieces, data.length)
}

function ofPieces(pieces: readonly Piece[], end: number): Decoded {
  const fault = pieces.find(piece => piece.fault !== undefined)?.fault
  const bytes = joined(pieces.map(piece => piece.content))
  return { bytes, end, ...(fault === undefined ? {} : { stop: fault }) }
}
