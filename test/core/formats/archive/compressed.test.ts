import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { hexOf, joined } from '../../../../server/core/formats/archive/bytes'
import { readCompressed } from '../../../../server/core/formats/archive/compressed'
import type { Container } from '../../../../server/core/formats/archive/entry'
import { contentFilterByOption, contentFilterOf } from '../../../../server/core/formats/archive/filters'
import { createAllowance } from '../../../../server/core/formats/archive/output'
import { decodeRaw } from '../../../../server/core/formats/archive/rawLzma'
import { unpack } from '../../../../server/core/formats/archive/unpack'
import { xxh32, xxh64Low } from '../../../../server/core/formats/archive/xxhash'
import { sha256 } from '../../../../server/core/formats/sha256'
import { sniffFormat } from '../../../../server/core/formats/signature'
import { lzmaPacked } from './lzmaEncoder'
import {
  code,
  compressSample,
  fromHex,
  inertLines,
  inertText,
  lz4LegacySample,
  lz4Sample,
  lzipSample,
  rawLzma1Sample,
  xzSha256Sample,
  xzX86Sample,
  zstdSample,
} from './packedSamples'
import { ascii, bytesOf, bzip2Sample, le, lzmaAlone, randomBytes, xzStream } from './samples'

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

function read(bytes: Uint8Array, allowance = createAllowance()): Container {
  const container = readCompressed(sniffFormat(bytes).name, bytes, allowance)
  assert.ok(container !== undefined)
  return container
}

const contentOf = ({ pieces }: Container) => joined(pieces.map(piece => piece.content))
const faultOf = (bytes: Uint8Array) => read(bytes).pieces.find(piece => piece.fault !== undefined)?.fault?.reason

/** The start of a frame of zstd with a window of 8 MiB and neither size nor check, and a block of each kind. */
const zstdStart = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x68]
const zstdBlock = (kind: number, size: number, isLast: boolean) => le(size * 8 + kind * 2 + (isLast ? 1 : 0), 3)

const samples: readonly (readonly [string, Uint8Array, string])[] = [
  ['zstd', zstdSample, inertLines],
  ['LZ4', lz4Sample, inertLines],
  ['LZ4', lz4LegacySample, inertText],
  ['lzip', lzipSample, inertText],
  ['Unix compress', compressSample, inertLines],
  ['xz', xzSha256Sample, inertText],
  ['xz', xzStream(ascii(inertText), false, true), inertText],
  ['gzip', new Uint8Array(gzipSync(inertLines)), inertLines],
  ['bzip2', bzip2Sample, inertText],
  ['LZMA', lzmaAlone(ascii(inertText)), inertText],
]

describe('decoders', () => {
  it('unpack what the tools packed, recognised by content', () => {
    for (const [format, bytes, expected] of samples) {
      assert.equal(sniffFormat(bytes).name, format)
      const container = read(bytes)
      assert.equal(text(contentOf(container)), expected)
      assert.deepEqual(
        container.pieces.map(({ offset, length, fault }) => [offset, length, fault]),
        [[0, bytes.length, undefined]],
      )
      assert.equal(container.after, undefined)
    }
  })

  it('give a piece for every frame and member, and what stands after the last one', () => {
    for (const [format, bytes] of samples) {
      if (['Unix compress', 'LZMA'].includes(format) || bytes === lz4LegacySample) continue
      const { pieces, after } = read(bytesOf(bytes, bytes, 'tail'))
      assert.deepEqual(
        pieces.map(({ offset, fault }) => [offset, fault]),
        [
          [0, undefined],
          [bytes.length, undefined],
        ],
        format,
      )
      assert.deepEqual(after, { offset: bytes.length * 2, length: 4 }, format)
    }
  })

  it('go on behind a damaged frame', () => {
    for (const sample of [zstdSample, lz4Sample, lzipSample]) {
      const damaged = sample.slice()
      const at = damaged.length - 12
      damaged[at] = (damaged[at] ?? 0) ^ 0x40
      const { pieces } = read(bytesOf(damaged, sample))
      assert.equal(pieces.length, 2)
      assert.notEqual(pieces[0]?.fault, undefined)
      assert.equal(pieces[1]?.fault, undefined)
    }
  })

  it('compute hashes as their specifications do', () => {
    assert.equal(hexOf(sha256(ascii('abc'))), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    assert.equal(hexOf(sha256(new Uint8Array(64))), 'f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b')
    assert.equal(xxh32(new Uint8Array(0)), 0x02cc5d05)
    assert.equal(xxh64Low(new Uint8Array(0)), 0x51d8e999)
  })
})

describe('zstd', () => {
  it('reads blocks as they are and of one byte, and says what a dictionary is needed for', () => {
    const frame = bytesOf(zstdStart, zstdBlock(0, 3, false), 'abc', zstdBlock(1, 5, true), 'd')
    assert.equal(text(contentOf(read(frame))), 'abcddddd')
    const foreign = bytesOf([0x28, 0xb5, 0x2f, 0xfd, 0x23, ...le(77, 4), 3], zstdBlock(0, 3, true), 'abc', frame)
    const { pieces } = read(foreign)
    assert.match(pieces[0]?.fault?.reason ?? '', /^it needs dictionary 77/)
    assert.equal(pieces[0]?.fault?.isLimit, true)
    assert.equal(text(pieces[1]?.content), 'abcddddd')
  })

  it('says what contradicts the format', () => {
    const checked = zstdSample.slice()
    checked[checked.length - 1] = (checked.at(-1) ?? 0) ^ 1
    assert.equal(faultOf(checked), 'the XXH64 of what comes out disagrees')
    const sized = bytesOf([0x28, 0xb5, 0x2f, 0xfd, 0x20, 9], zstdBlock(0, 3, true), 'abc')
    assert.equal(faultOf(sized), 'the size in the header of the frame is another one')
    assert.equal(faultOf(bytesOf(zstdStart, zstdBlock(3, 3, true), 'abc')), 'a block has a kind that does not exist')
    assert.equal(faultOf(bytesOf(zstdStart, zstdBlock(1, 200_000, true), 'a')), 'a block is larger than a block may be')
  })

  it('is known by a frame that decoders pass over', () => {
    const hidden = bytesOf([0x5f, 0x2a, 0x4d, 0x18], le(4, 4), 'four', zstdSample)
    const { pieces, notes } = read(hidden)
    assert.deepEqual([pieces.length, notes], [1, ['4 bytes at 0 are in a frame that decoders pass over']])
  })
})

describe('filters of xz', () => {
  it('are undone in turn, and the check agrees', () => {
    assert.deepEqual(contentOf(read(xzX86Sample)), code)
    assert.equal(faultOf(xzX86Sample), undefined)
  })

  it('turn absolute targets into relative ones for each processor', () => {
    const filtered: readonly (readonly [string, string, string, number])[] = [
      [
        'x86',
        'e815000000e90900000090e8000100e8fce8ff00ffff0f840000010090909090',
        'e810000000e9ffffffff90e8000100e8e8e8ff00ffff0f840000010090909090',
        0,
      ],
      ['arm', '120000eb000000e0020000eb00f0a0e1', '100000eb000000e0feffffeb00f0a0e1', 0],
      ['armthumb', '00f012f8704700f003f80000', '00f010f87047fff7feff0000', 0],
      ['arm64', '100400941f2003d5000000d002040094', '100000941f2003d5000000b0ffffff97', 4096],
      ['powerpc', '4800010160000000480000054e800020', '48000101600000004bfffffd4e800020', 0],
      ['sparc', '40000010010000004000000181c3e008', '40000010010000007fffffff81c3e008', 0],
      [
        'ia64',
        '0000000000000000000000000000000010000000000000000000000040120058',
        '0000000000000000000000000000000010000000000000000000000030120058',
        0,
      ],
      ['delta', '0102010101', '0103040506', 1],
    ]
    for (const [option, packed, plain, value] of filtered) {
      const bytes = fromHex(packed)
      contentFilterByOption(option, value)?.undo?.(bytes)
      assert.equal(hexOf(bytes), plain, option)
    }
  })

  it('are named where they are not undone, and refused with properties that they cannot have', () => {
    assert.deepEqual(contentFilterOf(0x0b, new Uint8Array(0)), { name: 'RISC-V branches' })
    assert.deepEqual(contentFilterOf(0x99, new Uint8Array(3)), { name: 'filter 0x99' })
    assert.equal(typeof contentFilterOf(0x04, new Uint8Array(3)), 'string')
    assert.equal(typeof contentFilterOf(0x07, Uint8Array.of(2, 0, 0, 0)), 'string')
    assert.equal(contentFilterByOption('unheard-of'), undefined)
  })

  it('belong to raw data as the command says, which has no header at all', () => {
    const { bytes, end, stop } = decodeRaw(
      rawLzma1Sample,
      0,
      { codec: { lc: 1, lp: 2, pb: 0 }, filters: [] },
      createAllowance(),
    )
    assert.deepEqual([text(bytes), end, stop], [inertText, rawLzma1Sample.length, undefined])
    const wrong = decodeRaw(rawLzma1Sample, 0, { codec: { lc: 9, lp: 2, pb: 0 }, filters: [] }, createAllowance())
    assert.equal(wrong.stop?.reason, 'the settings mean nothing')
  })

  it('padding between streams that is not a multiple of four is said', () => {
    const stream = xzStream(ascii(inertText))
    assert.deepEqual(read(bytesOf(stream, [0, 0], stream)).notes, [
      'the padding after a stream is not a multiple of four bytes',
    ])
    assert.deepEqual(read(bytesOf(stream, [0, 0, 0, 0], stream)).notes, [])
  })
})

describe('bombs', () => {
  const zeros = new Uint8Array(2 * 1024 * 1024)
  const times = (count: number, part: Uint8Array) => joined(Array.from({ length: count }, () => part))

  it('end at 64 MiB, whatever packed them', () => {
    const packed = lzmaPacked(zeros, { hasMatches: true, hasEndMark: true })
    const lz4Block = bytesOf([0x1f, 0, 1, 0], new Uint8Array(16_000).fill(255), [0, 0x50, 0, 0, 0, 0, 0])
    const lz4Head = [0x60, 0x70]
    const bombs: readonly (readonly [string, Uint8Array])[] = [
      ['zstd', bytesOf(zstdStart, ...Array.from({ length: 600 }, () => bytesOf(zstdBlock(1, 128 * 1024, false), [0])))],
      ['xz', times(40, xzStream(zeros, false, true))],
      ['lzip', times(40, bytesOf('LZIP', [1, 22], packed, le(0, 20)))],
      ['bzip2', times(2, bzip2Bomb)],
      [
        'LZ4',
        bytesOf(
          [0x04, 0x22, 0x4d, 0x18, ...lz4Head, (xxh32(Uint8Array.from(lz4Head)) >>> 8) & 255],
          times(20, bytesOf(le(lz4Block.length, 4), lz4Block)),
        ),
      ],
      ['gzip', new Uint8Array(gzipSync(new Uint8Array(80 * 1024 * 1024)))],
    ]
    for (const [format, bomb] of bombs) {
      assert.equal(sniffFormat(bomb).name, format)
      assert.ok(bomb.length < 400_000, format)
      const { layers, repairs, isLimited } = unpack(bomb)
      assert.equal(isLimited, true, format)
      assert.deepEqual(repairs, [], format)
      assert.ok((layers[0]?.content?.length ?? 0) <= 64 * 1024 * 1024, format)
      if (format === 'lzip') continue
      assert.equal(layers[0]?.content?.length, 64 * 1024 * 1024, format)
      assert.equal(layers[0]?.container.pieces.find(piece => piece.fault !== undefined)?.fault?.isLimit, true, format)
    }
  })

  it('of many small parts end too', () => {
    const allowance = { ...createAllowance(), parts: 100 }
    const frame = bytesOf(zstdStart, zstdBlock(1, 1, true), 'a')
    const { pieces, after, notes } = read(times(5000, frame), allowance)
    assert.deepEqual([pieces.length, after, notes], [100, undefined, ['the limit of parts is reached']])
  })
})

/** 45,899,235 zeros, packed by bzip2 -9. */
const bzip2Bomb = fromHex(
  '425a68393141592653590e09e2df015f8e4000c0000008200030804d4642a025a90a80971772453850900e09e2df',
)

describe('damaged compressed files', () => {
  const limits = () => ({ output: 1024 * 1024, work: 5_000_000, parts: 1000 })

  for (const [index, [format, sample, expected]] of samples.entries()) {
    it(`${format} (${index}): cut at every byte, what comes out is the start of the content`, () => {
      for (let length = 0; length < sample.length; length++) {
        const container = readCompressed(format, sample.subarray(0, length), limits())
        assert.ok(container !== undefined)
        assertInside(container, length)
        assert.ok(expected.startsWith(text(contentOf(container))), `${format} cut at ${length}`)
      }
    })

    it(`${format} (${index}): 500 mutations end without harm`, () => {
      const choices = randomBytes(500 * 6, 97 + index)
      for (let round = 0; round < 500; round++) {
        const bytes = sample.slice()
        for (let change = 0; change < 3; change++) {
          const [at = 0, value = 0] = choices.subarray(round * 6 + change * 2)
          bytes[(at * 257 + value * 31 + round) % bytes.length] = value
        }
        const container = readCompressed(format, bytes, limits())
        assert.ok(container !== undefined)
        assertInside(container, bytes.length)
      }
    })
  }

  function assertInside({ pieces, after }: Container, total: number): void {
    let end = 0
    for (const { offset, length, fault } of pieces) {
      assert.ok(offset >= end && length >= 0 && offset + length <= total, `${offset} + ${length} of ${total}`)
      assert.ok(fault === undefined || (fault.offset >= 0 && fault.offset <= total), fault?.reason)
      end = offset + length
    }
    assert.ok(after === undefined || (after.offset >= end && after.offset + after.length === total))
  }
})
