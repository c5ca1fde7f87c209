import assert from 'node:assert/strict'
import { createSearchBudget, repairOf } from '../../../../server/core/formats/archive/repair'
import { summaryOf } from '../../../../server/core/formats/archive/summary'
import { unpack } from '../../../../server/core/formats/archive/unpack'
import archiveContent from '../../../../server/rules/binary/archive-content/rule'
import { memorySource } from '../../../harness/memory'
import { reviewWith } from '../../../harness/review'
import { ascii, bytesOf, randomBytes, translated, xzStream } from './samples'

const script = [
  '#!/bin/sh',
  '# marker of the middle stream',
  ...Array.from({ length: 12 }, (_, at) => `echo "step-${at} of the inert_twin" > /dev/null`),
  '',
].join('\n')

/** Three streams with marker texts; the middle one is valid only after the exchange that `tr` makes. */
function twin(): { readonly file: Uint8Array; readonly middle: Uint8Array } {
  const middle = translated(xzStream(ascii(script)), '\t -_', ' \t_-')
  return { file: bytesOf(xzStream(ascii('first marker\n')), middle, xzStream(ascii('third marker\n'))), middle }
}

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

describe('mappings that repair a broken container', () => {
  it('finds the four characters that were exchanged in the middle one of three streams', () => {
    const { file, middle } = twin()
    const [repair, ...others] = unpack(file).repairs
    assert.deepEqual(others, [])
    assert.equal(repair?.offset, xzStream(ascii('first marker\n')).length)
    assert.equal(repair?.length, middle.length)
    assert.equal(repair?.format, 'xz')
    for (const pair of [/(?:tab with blank|blank with tab)/, /(?:- with _|_ with -)/])
      assert.match(repair?.mapping ?? '', pair)
    assert.equal(text(repair?.content), script)
  })

  it('is reported with the mapping and the text that then appears', async () => {
    const { file } = twin()
    const source = memorySource([{ path: 'tests/files/bad-3.xz', new: file }])
    const { findings, failures } = await reviewWith([{ document: '', ...archiveContent }], source)
    assert.deepEqual(failures, [])
    assert.equal(findings.length, 1)
    assert.equal(findings[0]?.severity, 'high')
    assert.match(findings[0]?.message ?? '', /are sound xz after exchanging/)
    assert.match(findings[0]?.why ?? '', /Out comes a text script: `#!\/bin\/sh`/)
    assert.match(summaryOf(file, undefined)?.established.join('; ') ?? '', /stream 2 stops at \d+: .*sound xz at 80 /)
  })

  it('finds what was done to every byte: xor, addition, rotation, reversal, slices', () => {
    const sound = xzStream(ascii(script))
    const repairs: readonly (readonly [string, Uint8Array])[] = [
      ['xor with 0x2a', sound.map(byte => byte ^ 0x2a)],
      ['adding 3 to every byte', sound.map(byte => (byte - 3) & 0xff)],
      ['rotating every byte left by 3 bits', sound.map(byte => (byte >>> 3) | (byte << 5))],
      ['exchanging the halves of every byte', sound.map(byte => (byte >>> 4) | (byte << 4))],
      ['reversing the order of the bytes', sound.slice().reverse()],
      ['dropping 512 bytes and keeping 512, in turn', bytesOf(new Uint8Array(512).fill(7), sound)],
    ]
    for (const [name, bytes] of repairs) {
      const repair = repairOf(bytes, 0, bytes.length, createSearchBudget())
      assert.equal(repair?.mapping, name)
      assert.equal(text(repair?.content), script)
    }
  })

  it('finds a script behind a mapping, and leaves a plain one alone', () => {
    const plain = ascii('#!/bin/sh\necho an inert marker\n')
    const turned = ascii('#!/ova/fu\nrpub na vareg znexre\n')
    assert.equal(repairOf(turned, 0, turned.length, createSearchBudget())?.mapping, 'rotating letters by 13')
    assert.equal(repairOf(plain, 0, plain.length, createSearchBudget()), undefined)
  })

  it('undoes an exchange that reaches the signature, and finds letters', () => {
    const bytes = translated(xzStream(ascii(script)), 'Zz', 'zZ')
    assert.equal(text(repairOf(bytes, 0, bytes.length, createSearchBudget())?.content), script)
  })

  it('finds nothing in damage that no mapping made, and in bytes without pattern', () => {
    const damaged = xzStream(ascii(script))
    for (const at of [60, 61, 90, 140]) damaged[at] = (damaged[at] ?? 0) ^ 0x55
    assert.equal(repairOf(damaged, 0, damaged.length, createSearchBudget()), undefined)
    const one = xzStream(ascii(script))
    one[70] = (one[70] ?? 0) ^ 1
    assert.equal(repairOf(one, 0, one.length, createSearchBudget()), undefined)
    const noise = randomBytes(5000, 7)
    assert.equal(repairOf(noise, 0, noise.length, createSearchBudget()), undefined)
  })
})
