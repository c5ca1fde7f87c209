import { strict as assert } from 'node:assert'
import { endingOf } from '../../../server/core/formats/ending'
import { entropyOf, sameShare, shownSize } from '../../../server/core/formats/measure'
import { formatsOfExtension, isMedia, sniffFormat } from '../../../server/core/formats/signature'
import { fromLatin1 } from '../../../server/core/model/path'

const name = (text: string) => sniffFormat(fromLatin1(text)).name

describe('formats by signature', () => {
  it('tells formats by their first bytes', () => {
    assert.equal(name('\xfd7zXZ\x00\x00\x04'), 'xz')
    assert.equal(name('\x1f\x8b\x08'), 'gzip')
    assert.equal(name('\x7fELF\x02\x01'), 'ELF executable')
    assert.equal(name('PK\x03\x04'), 'zip')
    assert.equal(name(`${'x'.repeat(257)}ustar\x0000`), 'tar')
    assert.equal(name('RIFF\x00\x00\x00\x00WEBPVP8 '), 'WebP image')
    assert.equal(name('RIFF\x00\x00\x00\x00WAVEfmt '), 'WAVE sound')
    assert.equal(name(''), 'unknown')
    assert.equal(name('hello'), 'unknown')
  })

  it('asks more of formats whose signature is short', () => {
    assert.equal(name('BM is no picture, only two letters'), 'unknown')
    assert.equal(name('\x5d\x00\x00\x80\x00\xff\xff\xff\xff\xff\xff\xff\xff\x00'), 'LZMA')
    assert.equal(name('\x5d\x00\x00 and then text'), 'unknown')
    assert.equal(name('\xca\xfe\xba\xbe\x00\x00\x00\x34'), 'Java class')
    assert.equal(name('\xca\xfe\xba\xbe\x00\x00\x00\x02'), 'Mach-O executable')
  })

  it('knows what an extension promises, and what is looked at through a viewer', () => {
    assert.deepEqual(
      formatsOfExtension('xz').map(format => format.name),
      ['xz'],
    )
    assert.deepEqual(formatsOfExtension(''), [])
    assert.deepEqual(formatsOfExtension('unheard-of'), [])
    assert.equal(isMedia(sniffFormat(fromLatin1('wOF2'))), true)
    assert.equal(isMedia(sniffFormat(fromLatin1('%PDF-1.7'))), false)
  })
})

describe('endings', () => {
  it('finds the footer of xz behind its padding, and the directory of a zip before its comment', () => {
    assert.deepEqual(endingOf('xz', fromLatin1('\xfd7zXZ\x00 YZ\x00\x00\x00\x00')), { kind: 'proper' })
    assert.deepEqual(endingOf('xz', fromLatin1('\xfd7zXZ\x00 no footer')), { kind: 'cut' })
    const directory = `PK\x05\x06${'\x00'.repeat(16)}\x03\x00abc`
    assert.deepEqual(endingOf('zip', fromLatin1(`PK\x03\x04${directory}`)), { kind: 'proper' })
    assert.deepEqual(endingOf('zip', fromLatin1(`PK\x03\x04${directory}tail`)), { kind: 'followed', extraBytes: 4 })
    assert.deepEqual(endingOf('gzip', fromLatin1('\x1f\x8b')), { kind: 'open' })
  })
})

describe('measures', () => {
  it('counts bits per byte', () => {
    assert.equal(entropyOf(new Uint8Array()), 0)
    assert.equal(entropyOf(new Uint8Array(100)), 0)
    assert.equal(entropyOf(Uint8Array.from({ length: 256 }, (_, at) => at)), 8)
  })

  it('counts common start and end once', () => {
    const of = (a: string, b: string) => sameShare(fromLatin1(a), fromLatin1(b))
    assert.equal(of('', ''), 1)
    assert.equal(of('abcd', 'abcd'), 1)
    assert.equal(of('abcd', 'abXd'), 0.75)
    assert.equal(of('aaaa', 'aaaaaaaa'), 0.5)
    assert.equal(of('abcd', 'wxyz'), 0)
  })

  it('shows sizes for people', () => {
    assert.deepEqual([1, 484, 35_430, 3_000_000].map(shownSize), ['1 byte', '484 bytes', '34.6 KiB', '2.9 MiB'])
  })
})
