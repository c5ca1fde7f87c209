import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { cutToWidth, displayWidth, wrap } from '../../../server/core/explain/wrap'

describe('wrapping', () => {
  it('breaks at blanks and indents what follows', () => {
    assert.deepEqual(wrap('aa bb cc dd', { width: 6, indent: '  ', first: '' }), ['aa bb', '  cc', '  dd'])
  })

  it('keeps a long word whole, so that it can be copied', () => {
    assert.deepEqual(wrap('a 0123456789 b', { width: 6 }), ['a', '0123456789', 'b'])
  })

  it('keeps line breaks', () => {
    assert.deepEqual(wrap('a\n\nb', { width: 10, indent: ' ' }), [' a', '', ' b'])
  })

  it('loses no word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/)), fc.integer({ min: 4, max: 40 }), (words, width) => {
        const lines = wrap(words.join(' '), { width, indent: '  ' })
        assert.deepEqual(
          lines
            .join(' ')
            .split(' ')
            .filter(word => word !== ''),
          words,
        )
        for (const line of lines) assert.ok(line.length <= width || line.trim().split(' ').length === 1, line)
      }),
    )
  })

  it('counts columns as a terminal does', () => {
    assert.equal(displayWidth('abc'), 3)
    assert.equal(displayWidth('日本'), 4)
    assert.equal(displayWidth('e\u0301'), 1)
    assert.equal(displayWidth('🎉'), 2)
    assert.equal(displayWidth('ü…⟨'), 3)
  })

  it('cuts with a mark', () => {
    assert.equal(cutToWidth('abcdef', 6), 'abcdef')
    assert.equal(cutToWidth('abcdef', 4), 'abc…')
    assert.equal(cutToWidth('日本語', 4), '日…')
  })
})
