import { strict as assert } from 'node:assert'
import { parseBaseline } from '../../../server/core/rule/decisions'

const entry = { fingerprint: 'v1:a', evidenceDigest: 'e1:b', rule: 'a/b', path: 'c', reason: 'd', date: '2026-01-01' }

describe('a baseline that somebody else wrote', () => {
  for (const version of [{ toString: 1 }, [], null, '1', 2])
    it(`is refused with a reason for version ${JSON.stringify(version)}`, () => {
      const { baseline, problem } = parseBaseline(JSON.stringify({ version, entries: [] }))
      assert.equal(baseline, undefined)
      assert.match(problem ?? '', /known is 1$/)
    })

  for (const expires of [5, null, {}, []])
    it(`is refused with a reason for an entry that expires on ${JSON.stringify(expires)}`, () => {
      const { baseline, problem } = parseBaseline(JSON.stringify({ version: 1, entries: [{ ...entry, expires }] }))
      assert.equal(baseline, undefined)
      assert.match(problem ?? '', /wrong kind/)
    })
})
