import { strict as assert } from 'node:assert'
import { changedText, sameShare } from '../../../server/core/formats/measure'

const bytes = (text: string) => Uint8Array.from(text, char => char.charCodeAt(0))

describe('what differs between two binary sides', () => {
  it('is told as text where nothing but text differs', () => {
    assert.equal(changedText(bytes('\0\0one\u0001'), bytes('\0\0two thirds\u0001')), 'two thirds')
    assert.equal(changedText(bytes('\0abc\0'), bytes('\0ac\0')), '')
  })

  it('is no text when an odd byte stands in it, on either side, or nothing differs', () => {
    assert.equal(changedText(bytes('\0one\u0002\u0001'), bytes('\0two\u0001')), undefined)
    assert.equal(changedText(bytes('\0one\u0001'), bytes('\0t\u0002o\u0001')), undefined)
    assert.equal(changedText(bytes('\0'), bytes('\0')), undefined)
    assert.equal(changedText(undefined, bytes('text')), undefined)
  })

  it('has a share that is the same', () => {
    assert.equal(sameShare(bytes('abcd'), bytes('abxd')), 0.75)
    assert.equal(sameShare(bytes(''), bytes('')), 1)
  })
})
