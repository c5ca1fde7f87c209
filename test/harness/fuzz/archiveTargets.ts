import { deflateRawSync, gzipSync } from 'node:zlib'
import { readArchive } from '../../../server/core/formats/archive/archives'
import { le32 } from '../../../server/core/formats/archive/bytes'
import { crc32 } from '../../../server/core/formats/archive/checksum'
import { readCompressed } from '../../../server/core/formats/archive/compressed'
import { inflateRaw } from '../../../server/core/formats/archive/deflate'
import type { Container } from '../../../server/core/formats/archive/entry'
import { type Allowance, createAllowance, type Decoded, type Stop } from '../../../server/core/formats/archive/output'
import { decodeRaw } from '../../../server/core/formats/archive/rawLzma'
import { createSearchBudget, repairOf } from '../../../server/core/formats/archive/repair'
import { XZ_MAGIC } from '../../../server/core/formats/archive/xz'
import type { ByteSpan } from '../../../server/core/model/location'
import { containerSamples } from '../../core/formats/archive/containerSamples'
import {
  compressSample,
  lz4LegacySample,
  lz4Sample,
  lzipSample,
  rawLzma1Sample,
  xzSha256Sample,
  xzX86Sample,
  zstdSample,
} from '../../core/formats/archive/packedSamples'
import {
  ascii,
  bytesOf,
  bzip2Sample,
  le,
  lzmaAlone,
  randomBytes,
  stored,
  tarOf,
  translated,
  xzStream,
  zipOf,
} from '../../core/formats/archive/samples'
import { type FuzzTarget, outside, slug } from './target'

/** What a reader gave, reduced to what can be checked of all of them. */
interface Reading {
  readonly spans: readonly ByteSpan[]
  readonly stops: readonly (Stop | undefined)[]
  /** Only what was unpacked; views of the file cost nothing. */
  readonly out: readonly Uint8Array[]
}

type Read = (bytes: Uint8Array, allowance: Allowance) => Reading

const prose = ascii('One line of prose, and another line of prose.\n'.repeat(8))
const noise = randomBytes(300, 5)

function target(
  name: string,
  samples: readonly Uint8Array[],
  read: Read,
  mend?: (bytes: Uint8Array) => void,
): FuzzTarget {
  return {
    name,
    samples,
    ...(mend === undefined ? {} : { mend }),
    problems: bytes => {
      const allowance = createAllowance()
      const most = allowance.output
      const { spans, stops, out } = read(bytes, allowance)
      const size = out.reduce((sum, one) => sum + one.length, 0)
      return [
        ...outside(spans, bytes.length, 'a stretch'),
        ...outside(
          stops.flatMap(stop => (stop === undefined ? [] : [{ offset: stop.offset, length: 0 }])),
          bytes.length,
          'a stop',
        ),
        ...stops.filter(stop => stop?.reason === '').map(() => 'a stop without a reason'),
        ...(size > most || allowance.output < 0 ? [`${size} bytes came out, ${allowance.output} left`] : []),
      ]
    },
  }
}

function ofDecoder({ bytes, end, stop }: Decoded): Reading {
  return { spans: [{ offset: 0, length: end }], stops: [stop], out: [bytes] }
}

function ofContainer({ pieces, entries, before, after }: Container): Reading {
  const all = [...pieces, ...entries]
  // Contents of an archive may be views of the file, of which there can be many.
  return {
    spans: [...all, ...[before, after].filter(span => span !== undefined)],
    stops: all.map(one => one.fault),
    out: pieces.map(piece => piece.content),
  }
}

/** Headers of streams and of the blocks right behind them. */
function mendXz(bytes: Uint8Array): void {
  for (let at = 0; at + 32 < bytes.length; at++) {
    if (!XZ_MAGIC.every((byte, index) => bytes[at + index] === byte)) continue
    bytes.set(le(crc32(bytes, at + 6, at + 8), 4), at + 8)
    const end = at + 12 + ((bytes[at + 12] ?? 0) + 1) * 4 - 4
    if (end + 4 <= bytes.length) bytes.set(le(crc32(bytes, at + 12, end), 4), end)
  }
}

function mendTar(bytes: Uint8Array): void {
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    if (le32(bytes, at + 257) !== 0x61747375) continue
    bytes.fill(0x20, at + 148, at + 156)
    const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0)
    bytes.set(ascii(`${sum.toString(8).padStart(6, '0')}\0 `), at + 148)
  }
}

const deflated = [0, 1, 9].map(level => new Uint8Array(deflateRawSync(bytesOf(prose, noise), { level })))
const gzipped = new Uint8Array(gzipSync(prose))
const named = bytesOf(gzipped.subarray(0, 3), [8], gzipped.subarray(4, 10), 'a.txt\0', gzipped.subarray(10))
const deflatedMember = {
  name: 'b.txt',
  data: new Uint8Array(deflateRawSync(prose)),
  content: prose,
  method: 8 as const,
}
const passedOver = bytesOf([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0], 'four')
const twoStreams = bytesOf(xzStream(prose.subarray(0, 60)), [0, 0, 0, 0], xzStream(noise, true), 'tail')

/** Beside those that the tests of single readers have. */
const more: readonly (readonly [string, Uint8Array])[] = [
  ['gzip', gzipped],
  ['gzip', bytesOf(named, gzipped, 'tail')],
  ['xz', xzStream(prose)],
  ['xz', xzStream(prose, false, true)],
  ['xz', twoStreams],
  ['xz', xzSha256Sample],
  ['xz', xzX86Sample],
  ['LZMA', lzmaAlone(prose)],
  ['LZMA', lzmaAlone(bytesOf(prose, noise), true)],
  ['bzip2', bytesOf('BZh1', bzip2Sample.subarray(4))],
  ['zstd', zstdSample],
  ['zstd', bytesOf(zstdSample, passedOver, zstdSample, 'tail')],
  ['LZ4', lz4Sample],
  ['LZ4', lz4LegacySample],
  ['lzip', lzipSample],
  ['Unix compress', compressSample],
  ['zip', zipOf([stored('a', 'one'), deflatedMember])],
  ['zip', bytesOf('#!/bin/sh\n', zipOf([stored('l', '../../x', { mode: 0o120777 }), deflatedMember]), 'tail')],
  ['tar', tarOf({ name: 'pax', type: 'x', content: '17 path=/etc/one\n' }, { name: 'l', type: '2', target: '../up' })],
  ['Chrome extension', bytesOf('Cr24', le(3, 4), le(4, 4), 'keys', zipOf([stored('manifest.json', '{}')]))],
]

const byFormat = new Map<string, Uint8Array[]>()
for (const [format, bytes] of [...more, ...containerSamples])
  if (readContainer(format, bytes, createAllowance()) !== undefined)
    byFormat.set(format, [...(byFormat.get(format) ?? []), bytes])

const menders: Readonly<Record<string, (bytes: Uint8Array) => void>> = { xz: mendXz, tar: mendTar }

export const archiveTargets: readonly FuzzTarget[] = [
  target('deflate', deflated, (bytes, allowance) => ofDecoder(inflateRaw(bytes, 0, allowance))),
  target('raw-lzma', [rawLzma1Sample], (bytes, allowance) =>
    ofDecoder(decodeRaw(bytes, 0, { codec: { lc: 3, lp: 0, pb: 2 }, filters: [] }, allowance)),
  ),
  ...[...byFormat].map(([format, samples]) =>
    target(
      slug(format),
      samples,
      (bytes, allowance) => {
        const container = readContainer(format, bytes, allowance)
        return container === undefined ? { spans: [], stops: [], out: [] } : ofContainer(container)
      },
      menders[format],
    ),
  ),
]

/** The reader of one format, whatever the first bytes say. */
function readContainer(format: string, bytes: Uint8Array, allowance: Allowance): Container | undefined {
  return readCompressed(format, bytes, allowance) ?? readArchive(format, bytes, allowance)
}

const exchanged = translated(xzStream(ascii('#!/bin/sh\n# an inert-marker of a stream\n')), '\t -_', ' \t_-')

/** With a small budget: the whole one is for one file, this is for thousands. */
export const repairTarget: FuzzTarget = {
  name: 'repair',
  samples: [exchanged, gzipped, zstdSample, lzipSample, lz4Sample, ascii('#!/ova/fu\nrpub na vareg znexre\n')],
  problems: bytes => {
    const repair = repairOf(bytes, 0, bytes.length, { ...createSearchBudget(), work: SMALL_SEARCH })
    if (repair === undefined) return []
    return [
      ...outside([repair], bytes.length, 'a repair'),
      ...(repair.mapping === '' || repair.format === '' ? ['a repair without words'] : []),
    ]
  },
}

const SMALL_SEARCH = 50_000
