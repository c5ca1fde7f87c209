import { strict as assert } from 'node:assert'
import { hasInvisible, invisibleRuns, isCarefulBidi, pointName } from '../../../server/core/formats/invisible'

const kinds = (line: string) => invisibleRuns(line).map(run => `${run.kind} ${run.column}+${run.length}`)

describe('characters that do not show', () => {
  it('finds runs with their columns in UTF-16 units', () => {
    assert.deepEqual(kinds('a\u200bb'), ['zero-width 1+1'])
    assert.deepEqual(kinds('😀x\u202ey\u2066'), ['bidi 3+1', 'bidi 5+1'])
    assert.deepEqual(kinds('x\u{e0061}\u{e0062}'), ['tags 1+4'])
    assert.deepEqual(kinds('x = `\u{e0101}\u{e0102}\ufe01`'), ['selectors 5+5'])
    assert.deepEqual(kinds('const \u3164 = 1'), ['filler 6+1'])
  })

  it('leaves alone what emoji and scripts call for', () => {
    for (const line of [
      'plain text',
      '❤\ufe0f 1\ufe0f\u20e3 👩\u200d💻 👩🏽\u200d🚀',
      '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
      'می\u200cخواهم',
      'क्\u200dष',
      'ไทย\u200bไทย',
      'שלום\u200f!',
      '葛\u{e0100}城',
    ])
      assert.deepEqual(kinds(line), [], JSON.stringify(line))
  })

  it('decodes what a run says when it is readable', () => {
    const tags = [...'hide me'].map(char => String.fromCodePoint(0xe0000 + char.charCodeAt(0))).join('')
    assert.equal(invisibleRuns(`x${tags}`)[0]?.decoded, 'hide me')
    const selectors = [...'eval'].map(char => String.fromCodePoint(0xe0100 + char.charCodeAt(0) - 16)).join('')
    assert.equal(invisibleRuns(`'${selectors}'`)[0]?.decoded, 'eval')
    assert.equal(invisibleRuns("'\ufe00\ufe01\ufe02'")[0]?.decoded, undefined)
  })

  it('says which direction controls are used with care', () => {
    assert.equal(isCarefulBidi('x \u2067שלום\u2069 y'), true)
    assert.equal(isCarefulBidi('x \u2067שלום y'), false)
    assert.equal(isCarefulBidi('x \u2067abc\u2069 y'), false)
    assert.equal(isCarefulBidi('\u202eשלום\u202c'), false)
  })

  it('names code points', () => {
    assert.equal(pointName(0x200b), 'U+200B zero width space')
    assert.equal(pointName(0xe0061), 'U+E0061')
    assert.equal(hasInvisible('a\tb é 漢'), false)
  })
})
