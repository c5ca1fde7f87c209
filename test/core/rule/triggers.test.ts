import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { TriggerMatcher } from '../../../server/core/rule/triggers'

describe('TriggerMatcher', () => {
  it('finds literals inside and across each other', () => {
    const matcher = new TriggerMatcher(['he', 'she', 'his', 'hers', 'ushers!'])
    assert.deepEqual([...matcher.find('ushers')].sort(), ['he', 'hers', 'she'])
  })

  it('is case sensitive and ignores the empty literal', () => {
    assert.deepEqual([...new TriggerMatcher(['', 'ifunc']).find('IFUNC')], [])
  })

  it('agrees with a search for each literal alone', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 })
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 8 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 60 }),
        (literals, text) => {
          const expected = [...new Set(literals)].filter(literal => literal !== '' && text.includes(literal))
          assert.deepEqual([...new TriggerMatcher(literals).find(text)].sort(), expected.sort())
        },
      ),
    )
  })
})
