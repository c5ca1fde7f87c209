import { deflateRawSync, gzipSync } from 'node:zlib'
import { bytesOf, le, xzStream, zipOf } from '../core/formats/archive/samples'

/**
 * Small files that unpack to a gigabyte or more of zeros. Most are one sound piece many times over, which every
 * unpacker of the format takes for one file.
 */
export const bombs: Readonly<Record<string, () => Uint8Array>> = {
  'gzip.gz': () => times(gzipped(), 64),
  'bzip2.bz2': () => times(BZIP2_45_MB, 25),
  'xz.xz': () => times(xzStream(new Uint8Array(2 * MIB), false, true), 512),
  'zstd.zst': zstd,
  'nested.gz': () => new Uint8Array(gzipSync(times(gzipped(), 64))),
  'nested.zip': nestedZip,
  'overlapping.zip': overlappingZip,
}

const MIB = 2 ** 20

function times(bytes: Uint8Array, count: number): Uint8Array {
  const whole = new Uint8Array(bytes.length * count)
  for (let at = 0; at < count; at++) whole.set(bytes, at * bytes.length)
  return whole
}

function gzipped(): Uint8Array {
  return new Uint8Array(gzipSync(new Uint8Array(16 * MIB)))
}

/** 45 million zeros as bzip2 packs them: one block. */
const BZIP2_45_MB = Uint8Array.from(
  '425a6839314159265359c901b6c80158ab4020c00010000008200030cc0529a65248526c5492149e2ee48a70a12192036d90'.match(/../g) ??
    [],
  pair => Number.parseInt(pair, 16),
)

/** One frame (RFC 8878) of 8192 blocks, each of which is one byte 131,072 times. */
function zstd(): Uint8Array {
  const block = (isLast: boolean) => [...le((isLast ? 1 : 0) | (1 << 1) | (131_072 << 3), 3), 0]
  const blocks = times(Uint8Array.from(block(false)), 8191)
  return bytesOf([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38], blocks, block(true))
}

/** Ten members in each of ten members in each of ten, of 16 MiB each. */
function nestedZip(): Uint8Array {
  let content: Uint8Array = new Uint8Array(16 * MIB)
  for (let depth = 0; depth < 3; depth++) {
    const data = new Uint8Array(deflateRawSync(content))
    const member = { data, content, method: 8 as const }
    content = zipOf(Array.from({ length: 10 }, (_, at) => ({ ...member, name: `${depth}-${at}` })))
  }
  return content
}

/** A thousand entries of the directory, all of which point to the same two MiB. */
function overlappingZip(): Uint8Array {
  const content = new Uint8Array(2 * MIB)
  const member = { data: new Uint8Array(deflateRawSync(content)), content, method: 8 as const }
  return zipOf(
    Array.from({ length: 1000 }, (_, at) => ({ ...member, name: `${at}` })),
    true,
  )
}
