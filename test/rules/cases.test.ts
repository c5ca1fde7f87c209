import { strict as assert } from 'node:assert'
import type { Finding } from '../../server/core/model/finding'
import { rules } from '../../server/rules'
import { compareWithMarks, readCases, reviewCase, scanCase } from '../harness/cases'
import { findingProblems, isMadeFrom, templateProblems } from '../harness/wording'

for (const rule of rules)
  describe(rule.id, () => {
    const cases = readCases(rule.id)
    const found: Finding[] = []

    for (const item of cases)
      it(`${item.document}: ${item.name}`, async () => {
        const review = await reviewCase(rule, item)
        found.push(...review.findings)
        const differences = compareWithMarks(review, item.marks)
        assert.equal(differences.length, 0, `${item.document}:${item.line}\n${differences.join('\n')}`)
      })

    it('keeps the wording contract, in its texts and in what the cases make of them', () => {
      assert.deepEqual([...templateProblems(rule), ...found.flatMap(findingProblems)], [])
    })

    it('says each of its messages in some case', () => {
      const silent = Object.entries(rule.messages).filter(([, text]) => !found.some(one => isMadeFrom(text, one)))
      assert.deepEqual(
        silent.map(([key]) => key),
        [],
      )
    })

    if (rule.scope.includes('scan'))
      it('finds in a tree what a case shows in a change', async () => {
        let count = 0
        for (const item of cases.filter(one => one.marks.length > 0))
          count += (await scanCase(rule, item)).findings.length
        assert.ok(count > 0, 'no firing case is found by a scan')
      })
  })
