import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { opaqueFile } from '../../../../server/core/facts/opaqueFile'
import { summaryOf } from '../../../../server/core/formats/archive/summary'
import { factsOf } from '../../../harness/facts'
import { ascii, bytesOf, lzmaAlone, stored, tarOf, xzStream, zipOf } from './samples'

const gzip = (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes))

describe('what a container holds, as said to a reviewer', () => {
  it('is part of the fact on an opaque file', async () => {
    const file = gzip(tarOf({ name: 'a/run.sh', content: '#!/bin/sh\necho a\n' }))
    const [fact] = await factsOf(opaqueFile, { path: 'a.tgz', new: file })
    assert.ok(fact?.data.established.includes('inside unpacked gzip: 1 member: a/run.sh'))
    assert.ok(!fact?.data.notEstablished.includes('what it unpacks to'))
  })

  it('names a script that is packed, and does not claim to have seen what it did not', () => {
    assert.deepEqual(summaryOf(lzmaAlone(ascii('#!/bin/sh\necho marker\n')), undefined), {
      established: ['22 bytes unpacked: a text script, "#!/bin/sh"', 'the format has no check'],
      notEstablished: [],
    })
    const cut = summaryOf(xzStream(ascii('some text that is cut')).subarray(0, 50), undefined)
    assert.deepEqual(cut?.notEstablished, ['all it unpacks to'])
    assert.equal(summaryOf(ascii('no container'), undefined), undefined)
  })

  it('says which members and streams differ', () => {
    const changes = (old: Uint8Array, now: Uint8Array) => summaryOf(now, old)?.change
    const before = zipOf([stored('a', 'one'), stored('b', 'two'), stored('gone', 'x')])
    const after = zipOf([stored('a', 'one'), stored('b', 'TWO'), stored('new', 'y')])
    assert.equal(changes(before, after), 'changed b; added new; removed gone')
    const [first, second, third] = ['one\n', 'two\n', 'three\n'].map(text => xzStream(ascii(text)))
    const streams = (...parts: readonly (Uint8Array | undefined)[]) => bytesOf(...parts.map(part => part ?? []))
    assert.equal(changes(streams(first, second), streams(first, third)), 'changed stream 2')
    assert.equal(
      changes(gzip(ascii('same')), new Uint8Array(gzipSync(ascii('same'), { level: 0 }))),
      'what it holds is the same as before',
    )
  })

  it('says what is inside what is unpacked', () => {
    const clauses = summaryOf(gzip(tarOf({ name: 'x/y', content: 'z' })), undefined)?.established
    assert.deepEqual(clauses?.at(-1), 'inside unpacked gzip: 1 member: x/y')
  })
})
