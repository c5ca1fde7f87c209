import assert from 'node:assert/strict'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { decodeBzip2 } from '../../../../server/core/formats/archive/bzip2'
import { dangerOf } from '../../../../server/core/formats/archive/entry'
import { readGzip } from '../../../../server/core/formats/archive/gzip'
import { decodeLzmaAlone } from '../../../../server/core/formats/archive/lzmaAlone'
import { createAllowance } from '../../../../server/core/formats/archive/output'
import { readTar } from '../../../../server/core/formats/archive/tar'
import { unpack } from '../../../../server/core/formats/archive/unpack'
import { readXz } from '../../../../server/core/formats/archive/xz'
import { hasZipEnd, readZip } from '../../../../server/core/formats/archive/zip'
import { readZstd } from '../../../../server/core/formats/archive/zstd'
import { ascii, bytesOf, bzip2Sample, lzmaAlone, randomBytes, stored, tarOf, xzStream, zipOf } from './samples'

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const prose = ascii('One line of prose, and another line of prose.\n'.repeat(20))
const mixed = bytesOf(prose, randomBytes(3000, 3), new Uint8Array(5000), prose)

describe('readers of compressed files', () => {
  it('unpack gzip as its maker packed it, at every level, with names and several members', () => {
    for (const level of [0, 1, 6, 9]) {
      const [member] = readGzip(new Uint8Array(gzipSync(mixed, { level })), createAllowance()).members
      assert.deepEqual(member?.content, mixed)
      assert.equal(member?.fault, undefined)
    }
    const packed = new Uint8Array(gzipSync(prose))
    const named = bytesOf(packed.subarray(0, 3), [8], packed.subarray(4, 10), 'a.txt\0', packed.subarray(10))
    const { members, trailing } = readGzip(bytesOf(named, packed, 'tail'), createAllowance())
    assert.deepEqual([members.length, members[0]?.name], [2, 'a.txt'])
    assert.deepEqual(trailing, { offset: named.length + packed.length, length: 4 })
    assert.equal(readGzip(bytesOf(packed, new Uint8Array(512)), createAllowance()).trailing, undefined)
  })

  it('unpack xz and LZMA, chunks of either kind, several streams with padding between them', () => {
    const file = bytesOf(xzStream(prose), [0, 0, 0, 0], xzStream(prose, true))
    const { streams, trailing } = readXz(file, createAllowance())
    assert.equal(trailing, undefined)
    assert.deepEqual(
      streams.map(stream => [stream.check, stream.fault, stream.blocks.map(block => block.check)]),
      [
        ['CRC64', undefined, ['agrees']],
        ['CRC64', undefined, ['agrees']],
      ],
    )
    assert.deepEqual(streams[0]?.blocks[0]?.content, prose)
    const alone = decodeLzmaAlone(lzmaAlone(prose), 0, createAllowance())
    assert.deepEqual([alone.bytes, alone.stop], [prose, undefined])
  })

  it('unpack bzip2', () => {
    const { bytes, stop } = decodeBzip2(bzip2Sample, 0, createAllowance())
    assert.equal(text(bytes), 'inert text, '.repeat(9))
    assert.equal(stop, undefined)
  })

  it('give what a damaged file still has, and say where they stopped', () => {
    const gzip = new Uint8Array(gzipSync(prose, { level: 0 }))
    gzip[40] = 0
    assert.equal(readGzip(gzip, createAllowance()).members[0]?.fault?.reason, 'the CRC32 of what comes out disagrees')
    const xz = xzStream(prose)
    const half = readXz(xz.subarray(0, 200), createAllowance()).streams[0]
    assert.equal(half?.fault?.reason, 'the compressed data ends')
    assert.ok((half?.blocks[0]?.content.length ?? 0) > 50)
    xz[xz.length - 6] = 9
    assert.equal(readXz(xz, createAllowance()).streams[0]?.fault?.reason, 'the CRC32 of the footer disagrees')
    const between = bytesOf(xzStream(prose), 'no stream', xzStream(prose))
    assert.deepEqual(
      readXz(between, createAllowance()).streams.map(stream => stream.fault?.reason),
      [undefined, 'bytes between two streams belong to neither', undefined],
    )
  })

  it('unpack frames of zstd and show what decoders pass over', () => {
    const frame = [0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 0x29, 0, 0, 0x68, 0x65, 0x6c, 0x6c, 0x6f]
    const hidden = bytesOf([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0], 'four')
    const { pieces, notes, after } = readZstd(bytesOf(frame, hidden, 'end'), createAllowance())
    assert.deepEqual(
      pieces.map(({ offset, length, content, fault }) => [offset, length, text(content), fault]),
      [[0, 14, 'hello', undefined]],
    )
    assert.deepEqual(notes, ['4 bytes at 14 are in a frame that decoders pass over'])
    assert.deepEqual(after, { offset: 26, length: 3 })
  })
})

describe('readers of archives', () => {
  it('list members of tar with kinds, modes, links and long names, and what stands after the end', () => {
    const long = `${'folder/'.repeat(30)}name`
    const archive = tarOf(
      { name: 'a.txt', content: 'hello' },
      { name: 'link', type: '2', target: '../../etc/passwd' },
      { name: '././@LongLink', type: 'L', content: `${long}\0` },
      { name: 'cut', content: 'x', mode: 0o4755 },
      { name: 'pax', type: 'x', content: '17 path=/etc/one\n' },
      { name: 'two', content: 'y' },
    )
    const { entries, after, notes } = readTar(bytesOf(archive, '#!/bin/sh\n'), createAllowance())
    assert.deepEqual(
      entries.map(entry => [entry.name, entry.kind, dangerOf(entry)]),
      [
        ['a.txt', 'file', undefined],
        ['link', 'symbolic link', 'a link out of its folder'],
        [long, 'file', 'mode 4755, set user id'],
        ['/etc/one', 'file', 'an absolute path'],
      ],
    )
    assert.equal(text(entries[0]?.content), 'hello')
    assert.deepEqual([after?.length, notes], [10, []])
  })

  it('compare the directory of a zip with the headers of its members', () => {
    const content = ascii('package a')
    const archive = zipOf([
      stored('META-INF/MANIFEST.MF', 'one'),
      { name: 'b.txt', data: deflateRawSync(prose), content: prose, method: 8 },
      stored('shown.txt', 'x', { localName: 'other.txt' }),
      stored('l', '../../x', { mode: 0o120777 }),
      { name: 'bad', data: content, content: ascii('else else'), method: 0 },
    ])
    const { use, entries, notes, before, after } = readZip(bytesOf('#!/bin/sh\n', archive, 'tail'), createAllowance())
    assert.equal(use, 'Java archive')
    assert.deepEqual(entries[1]?.content, prose)
    assert.equal(entries[3]?.target, '../../x')
    assert.equal(entries[4]?.fault?.reason, 'its CRC32 disagrees')
    assert.deepEqual(notes, ['shown.txt has the name other.txt in its own header'])
    assert.deepEqual([before?.length, after?.length], [10, 4])
    assert.equal(hasZipEnd(bytesOf('text first', archive)), true)
  })

  it('open what is nested, and say which member held it', () => {
    const inner = new Uint8Array(gzipSync(tarOf({ name: '../up', content: 'x' })))
    const file = zipOf([{ name: 'in.tgz', data: inner, content: inner, method: 0 }])
    assert.deepEqual(
      unpack(file).layers.map(({ path, container }) => [path.join(' > '), container.format]),
      [
        ['', 'zip'],
        ['in.tgz', 'gzip'],
        ['in.tgz > unpacked gzip', 'tar'],
      ],
    )
  })
})

describe('limits of unpacking', () => {
  const ZEROS = new Uint8Array(80 * 1024 * 1024)

  it('end a bomb of gzip and of xz at 64 MiB, and one inside another', () => {
    const bomb = new Uint8Array(gzipSync(ZEROS))
    const plain = unpack(bomb)
    assert.equal(plain.isLimited, true)
    assert.equal(plain.layers[0]?.container.pieces[0]?.content.length, 64 * 1024 * 1024)
    assert.equal(plain.layers[0]?.container.pieces[0]?.fault?.isLimit, true)
    assert.deepEqual(plain.repairs, [])
    const nested = unpack(new Uint8Array(gzipSync(bomb)))
    assert.equal(nested.isLimited, true)
    assert.ok((nested.layers[1]?.content?.length ?? 0) <= 64 * 1024 * 1024)
  })

  it('end overlapping members of a zip, and say that they overlap', () => {
    const content = new Uint8Array(2 * 1024 * 1024)
    const data = new Uint8Array(deflateRawSync(content))
    const members = Array.from({ length: 100 }, () => ({ name: 'same', data, content, method: 8 as const }))
    const { layers, isLimited } = unpack(zipOf(members, true))
    assert.equal(isLimited, true)
    assert.ok(layers[0]?.container.notes.includes('members same and same share bytes'))
    const total = layers[0]?.container.entries.reduce((sum, entry) => sum + (entry.content?.length ?? 0), 0) ?? 0
    assert.ok(total <= 64 * 1024 * 1024)
  })
})
