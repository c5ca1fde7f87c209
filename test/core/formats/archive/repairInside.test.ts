import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { crc32 } from '../../../../server/core/formats/archive/checksum'
import { concernsOf } from '../../../../server/core/formats/archive/concern'
import { createSearchBudget, repairOf } from '../../../../server/core/formats/archive/repair'
import { summaryOf } from '../../../../server/core/formats/archive/summary'
import { unpack } from '../../../../server/core/formats/archive/unpack'
import { lzmaPacked } from './lzmaEncoder'
import {
  compressSample,
  inertLines,
  inertText,
  lz4Sample,
  lzipSample,
  xzSha256Sample,
  zstdSample,
} from './packedSamples'
import { ascii, bytesOf, bzip2Sample, le, stored, tarOf, translated, xzStream, zipOf } from './samples'

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const gzip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes))
const script = `#!/bin/sh\n${Array.from({ length: 12 }, (_, at) => `echo "step-${at} of the inert_twin"\n`).join('')}`
const mapped = translated(xzStream(ascii(script)), '\t -_', ' \t_-')

describe('mappings of every kind of compressed file', () => {
  for (const [format, sample, expected] of [
    ['bzip2', bzip2Sample, inertText],
    ['zstd', zstdSample, inertLines],
    ['lzip', lzipSample, inertText],
    ['LZ4', lz4Sample, inertLines],
    ['xz', xzSha256Sample, inertText],
  ] as const) {
    it(`finds ${format} whose bytes were all changed, proved by its check`, () => {
      const bytes = sample.map(byte => byte ^ 0x55)
      const repair = repairOf(bytes, 0, bytes.length, createSearchBudget())
      assert.deepEqual([repair?.mapping, repair?.format, text(repair?.content)], ['xor with 0x55', format, expected])
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
      assert.equal(repairOf(bytes, 0, bytes.length, createSearchBudget()), undefined)
    })
  }

  it('finds an exchange of characters in lzip', () => {
    const packed = lzmaPacked(ascii(script), { hasEndMark: true })
    const sizes = bytesOf(le(crc32(ascii(script)), 4), le(script.length, 8), le(packed.length + 26, 8))
    const bytes = translated(bytesOf('LZIP', [1, 22], packed, sizes), '\t -_', ' \t_-')
    const repair = repairOf(bytes, 0, bytes.length, createSearchBudget())
    assert.deepEqual([repair?.format, text(repair?.content)], ['lzip', script])
    assert.match(repair?.mapping ?? '', /^exchanging /)
  })

  it('is no exchange when only the signature differs, as in test data of a decoder', () => {
    for (const at of [0, 3]) {
      const broken = lzipSample.slice()
      broken[at] = 0x2d
      assert.deepEqual(unpack(broken).repairs, [])
    }
  })

  it('proves nothing by a format without a check', () => {
    const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 15, 0x79, 0, 0, ...ascii('fifteen letters'))
    const bytes = frame.map(byte => byte ^ 0x55)
    assert.equal(repairOf(bytes, 0, bytes.length, createSearchBudget()), undefined)
  })
})

describe('mappings inside of archives', () => {
  it('are found in a member, and in a member of a compressed archive', () => {
    const plain = xzStream(ascii('first marker\n'))
    const archive = tarOf({ name: 'notes.txt', content: 'nothing here\n' })
    const zip = zipOf([
      stored('a.txt', 'nothing'),
      { name: 'data/test.xz', data: bytesOf(plain, mapped), content: bytesOf(plain, mapped), method: 0 },
    ])
    const inner = zipOf([{ name: 'in.zip', data: zip, content: zip, method: 0 }])
    for (const [file, path] of [
      [zip, ['data/test.xz']],
      [gzip(inner), ['unpacked gzip', 'in.zip', 'data/test.xz']],
    ] as const) {
      const { repairs } = unpack(file)
      assert.deepEqual(
        repairs.map(repair => [repair.path, repair.format, text(repair.content)]),
        [[path, 'xz', script]],
      )
      assert.ok(repairs.every(({ offset, length }) => offset >= 0 && offset + length <= file.length))
      assert.match(summaryOf(file, undefined)?.established.join('; ') ?? '', /sound xz inside .*data\/test\.xz after/)
      assert.deepEqual(
        concernsOf(file).map(({ kind, isProgram, path: where }) => [kind, isProgram, where]),
        [['repaired', true, path]],
      )
    }
    assert.deepEqual(unpack(archive).repairs, [])
  })

  it('are found in a member of no known format', () => {
    const data = zstdSample.map(byte => byte ^ 0x55)
    const file = zipOf([{ name: 'blob', data, content: data, method: 0 }])
    assert.deepEqual(
      unpack(file).repairs.map(({ path, mapping, format }) => [path, mapping, format]),
      [[['blob'], 'xor with 0x55', 'zstd']],
    )
  })

  it('share one budget, and many members of text cost little of it', () => {
    const members = Array.from({ length: 900 }, (_, at) => stored(`text-${at}`, `some line of prose number ${at}\n`))
    assert.deepEqual(unpack(zipOf(members)).repairs, [])
  })
})

describe('files that only end too early', () => {
  it('have no mapping, wherever they were cut', () => {
    for (const sample of [xzSha256Sample, zstdSample, lzipSample, lz4Sample, bzip2Sample, compressSample])
      for (const share of [0.3, 0.6, 0.9])
        assert.deepEqual(unpack(sample.subarray(0, Math.floor(sample.length * share))).repairs, [])
  })
})
