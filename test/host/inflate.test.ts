import assert from 'node:assert/strict'
import { deflateSync } from 'node:zlib'
import { hash, objectId } from '../../server/host/hash'
import { inflate } from '../../server/host/inflate'

describe('inflate', () => {
  const text = Buffer.from('some text, some text, some text')

  it('gives the bytes of a stream, whatever follows it', () => {
    assert.deepEqual(inflate(deflateSync(text), 1000), new Uint8Array(text))
    assert.deepEqual(inflate(Buffer.concat([deflateSync(text), Buffer.from('rest')]), 1000), new Uint8Array(text))
    assert.deepEqual(inflate(deflateSync(Buffer.alloc(0)), 0), new Uint8Array(0))
  })

  it('gives nothing beyond the limit, to the byte', () => {
    assert.equal(inflate(deflateSync(text), text.length)?.length, text.length)
    assert.equal(inflate(deflateSync(text), text.length - 1), undefined)
    assert.equal(inflate(deflateSync(Buffer.alloc(50_000_000)), 1000), undefined)
    assert.equal(inflate(deflateSync(Buffer.from('x')), 0), undefined)
  })

  it('gives nothing for damaged or cut input', () => {
    const packed = deflateSync(text)
    for (let length = 0; length < packed.length; length++)
      assert.equal(inflate(packed.subarray(0, length), 1000), undefined)
    for (const bytes of ['', 'not zlib', '\x78\x9c\xff\xff'])
      assert.equal(inflate(Buffer.from(bytes, 'latin1'), 1000), undefined)
  })
})

describe('hash', () => {
  it('gives published digests', () => {
    const abc = new TextEncoder().encode('abc')
    assert.equal(hash('sha1', abc), 'a9993e364706816aba3e25717850c26c9cd0d89d')
    assert.equal(hash('sha256', abc), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('gives the ids of the empty blob in both object formats', () => {
    assert.equal(objectId('sha1', 'blob', new Uint8Array()), 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391')
    assert.equal(
      objectId('sha256', 'blob', new Uint8Array()),
      '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
    )
  })
})
