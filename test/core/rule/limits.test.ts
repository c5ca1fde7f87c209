import assert from 'node:assert/strict'
import { LIMIT_FINDINGS } from '../../../server/core/rule/cap'
import { LIMIT_LINE } from '../../../server/core/rule/lineGuard'
import { defineRule } from '../../../server/core/rule/rule'
import { memorySource } from '../../harness/memory'
import { reviewWith } from '../../harness/review'

const base = {
  severity: 'low',
  confidence: 'low',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: [],
  messages: { said: { message: 'said', why: 'why', benign: 'benign', question: 'question?' } },
} as const

function at(line: number) {
  return { start: { line, column: 0 }, end: { line, column: 1 } }
}

describe('many findings of one rule on one file', () => {
  const everyLine = defineRule({
    ...base,
    id: 'test/every-line',
    title: 'every line',
    examine: {
      line: ({ new: line = 1, text }, context) =>
        context.report({ message: 'said', at: at(line), severity: text === 'grave' ? 'high' : 'low' }),
    },
  })

  it('are told up to a limit, the gravest first, and the rest is counted', async () => {
    const text = `${'a\n'.repeat(200)}grave\n${'a\n'.repeat(20)}`
    const review = await reviewWith(
      [everyLine],
      memorySource([
        { path: 'a.txt', new: text },
        { path: 'b.txt', new: 'a\n'.repeat(LIMIT_FINDINGS) },
      ]),
    )
    const ofA = review.findings.filter(finding => finding.evidence[0].location.file === 0)
    assert.equal(ofA.length, LIMIT_FINDINGS)
    assert.equal(ofA.filter(finding => finding.severity === 'high').length, 1)
    assert.equal(review.findings.length, 2 * LIMIT_FINDINGS)
    assert.deepEqual(review.coverage.partial, [
      { file: 'a.txt', reason: `${221 - LIMIT_FINDINGS} more findings of test/every-line are not told` },
    ])
  })

  it('count alike where a rule on the whole change tells them', async () => {
    const whole = defineRule({
      ...base,
      id: 'test/whole',
      title: 'whole',
      examine: {
        changeSet: context => {
          for (let line = 1; line <= 70; line++)
            context.report({ file: 0, message: 'said', at: at(line), digest: 'e1:0' })
        },
      },
    })
    const review = await reviewWith([whole], memorySource([{ path: 'a.txt', new: 'a\n'.repeat(70) }]))
    assert.equal(review.findings.length, LIMIT_FINDINGS)
    assert.match(review.coverage.partial[0]?.reason ?? '', /^20 more findings of test\/whole/)
  })
})

describe('a very long line', () => {
  const long = `f(${'a'.repeat(LIMIT_LINE)})`
  const text = `short();\n${long};\nshort();\n`
  const seen: string[] = []
  const see = (what: string, line: number): void => void seen.push(`${what} ${line}`)
  const rules = [
    defineRule({
      ...base,
      id: 'test/lines',
      title: 'lines',
      examine: { line: ({ new: line = 0 }) => see('line', line) },
    }),
    defineRule({
      ...base,
      id: 'test/hunks',
      title: 'hunks',
      examine: {
        hunk: ({ lines }) => {
          for (const line of lines) see('hunk', line.new ?? 0)
        },
      },
    }),
    defineRule({
      ...base,
      id: 'test/nodes',
      title: 'nodes',
      files: { languages: ['javascript'] },
      examine: { nodes: { call_expression: node => see('node', node.startPosition.row + 1) } },
    }),
    defineRule({
      ...base,
      id: 'test/all-lines',
      title: 'all lines',
      readsLongLines: true,
      examine: { line: ({ new: line = 0 }) => see('all', line) },
    }),
  ]

  it('is kept from rules that did not ask for it, and coverage says so', async () => {
    const review = await reviewWith(rules, memorySource([{ path: 'a.js', new: text }]))
    assert.deepEqual(seen.sort(), [
      'all 1',
      'all 2',
      'all 3',
      'hunk 1',
      'hunk 3',
      'line 1',
      'line 3',
      'node 1',
      'node 3',
    ])
    assert.deepEqual(review.coverage.partial, [
      { file: 'a.js', reason: `line 2 has ${long.length + 1} characters and was not shown to 3 rules` },
    ])
  })
})
