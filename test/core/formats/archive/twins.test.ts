import assert from 'node:assert/strict'
import { createAllowance } from '../../../../server/core/formats/archive/output'
import { decodeRaw } from '../../../../server/core/formats/archive/rawLzma'
import { unpack } from '../../../../server/core/formats/archive/unpack'
import {
  brokenMiddle,
  byteRanges,
  middleScript,
  middleStream,
  slicedFile,
  slicedScript,
  slicing,
  threeStreams,
} from '../../../harness/twins'
import { bytesOf } from './samples'

const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

describe('twins of the XZ fixtures', () => {
  it('three sound streams are unpacked, and nothing is repaired', () => {
    const { layers, repairs, isLimited } = unpack(threeStreams())
    const pieces = layers[0]?.container.pieces ?? []
    assert.deepEqual(
      pieces.map(({ content, fault }) => [text(content).split('\n')[0], fault]),
      [
        ['inert twin: marker before', undefined],
        ['#!/bin/sh', undefined],
        ['inert twin: marker after', undefined],
      ],
    )
    assert.deepEqual([repairs, isLimited], [[], false])
  })

  for (const [kind, isPlain] of [
    ['compressed', false],
    ['stored', true],
  ] as const)
    it(`the exchange of four characters that breaks the ${kind} middle stream is found and undone`, () => {
      const { layers, repairs } = unpack(brokenMiddle(isPlain))
      const faults = layers[0]?.container.pieces.map(piece => piece.fault !== undefined)
      assert.deepEqual(faults, [false, true, false])
      assert.equal(repairs.length, 1)
      const [repair] = repairs
      assert.equal(repair?.length, middleStream(isPlain).length)
      for (const pair of [/tab with blank|blank with tab/, /- with _|_ with -/])
        assert.match(repair?.mapping ?? '', pair)
      assert.equal(text(repair?.content), middleScript)
    })

  it('the sliced and mapped script: the decoder of raw LZMA gives it once the bytes are put together', () => {
    const file = slicedFile()
    const { layers, repairs } = unpack(file)
    assert.deepEqual(repairs, [])
    const unpacked = layers[0]?.content ?? new Uint8Array()
    const { skip, keep, rounds, tailFrom } = slicing
    const starts = Array.from({ length: rounds }, (_, at) => at * (skip + keep) + skip)
    const kept = bytesOf(...starts.map(start => unpacked.subarray(start, start + keep)))
    const mapped = byteRanges.flatMap(([low, high]) => Array.from({ length: high - low + 1 }, (_, at) => low + at))
    const hidden = kept.subarray(tailFrom - 1).map(byte => mapped.indexOf(byte))

    const { bytes, end, stop } = decodeRaw(
      hidden,
      0,
      { codec: { lc: 3, lp: 0, pb: 2 }, filters: [] },
      createAllowance(),
    )
    assert.deepEqual([text(bytes), end, stop], [slicedScript, hidden.length, undefined])
  })
})
