import { strict as assert } from 'node:assert'
import { hasHidden, pointName } from '../../../server/core/formats/unicode/hidden'
import { hiddenRuns } from '../../../server/core/formats/unicode/runs'
import { isCarefulBidi } from '../../../server/core/formats/unicode/scripts'

const kinds = (line: string) =>
  hiddenRuns(line).flatMap(run => (run.explained === undefined ? [`${run.kind} ${run.column}+${run.length}`] : []))

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
      '٣\u06dd ܐ\u070f',
      'ם\u034f\u05b4',
      'ᠠ\u180b',
    ])
      assert.deepEqual(kinds(line), [], JSON.stringify(line))
  })

  it('explains nothing that only looks like an emoji, a flag or a script', () => {
    for (const line of [
      'a\ufe0f',
      '1\ufe0f',
      '😀\ufe01',
      'a\u200db',
      '👩\u200dx',
      'x\u200cy',
      '\u{1f3f4}\u{e0067}\u{e0062}',
      '\u{1f3f4}\u{e0020}\u{e0062}\u{e007f}',
      'אa\u202e',
      'a\u06ddb',
    ])
      assert.equal(kinds(line).length, 1, JSON.stringify(line))
  })

  it('decodes what a run says when it is readable', () => {
    const tags = [...'hide me'].map(char => String.fromCodePoint(0xe0000 + char.charCodeAt(0))).join('')
    assert.equal(hiddenRuns(`x${tags}`)[0]?.decoded, 'hide me')
    const selectors = [...'eval'].map(char => String.fromCodePoint(0xe0100 + char.charCodeAt(0) - 16)).join('')
    assert.equal(hiddenRuns(`'${selectors}'`)[0]?.decoded, 'eval')
    assert.equal(hiddenRuns("'\ufe00\ufe01\ufe02'")[0]?.decoded, undefined)
    const bits = [...'hi'].map(char => char.charCodeAt(0).toString(2).padStart(8, '0')).join('')
    assert.equal(hiddenRuns(bits.replace(/0/g, '\u200c').replace(/1/g, '\u200b'))[0]?.decoded, 'hi')
  })

  it('says which direction controls are used with care', () => {
    assert.equal(isCarefulBidi('x \u2067שלום\u2069 y'), true)
    assert.equal(isCarefulBidi('x \u2067שלום y'), false)
    assert.equal(isCarefulBidi('x \u2067abc\u2069 y'), false)
    assert.equal(isCarefulBidi('\u202eשלום\u202c'), false)
  })

  it('names code points', () => {
    assert.equal(pointName(0x200b), 'U+200B zero width space')
    assert.equal(pointName(0xe0061), 'U+E0061 tag "a"')
    assert.equal(pointName(0xfe0f), 'U+FE0F variation selector 16')
    assert.equal(hasHidden('a\tb é 漢'), false)
  })
})
