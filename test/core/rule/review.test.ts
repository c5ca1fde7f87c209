import { strict as assert } from 'node:assert'
import { hasHole } from '../../../server/core/model/coverage'
import { inventoryLine } from '../../../server/core/model/inventory'
import { isAtLeast, SEVERITIES } from '../../../server/core/model/severity'
import { defineRule } from '../../../server/core/rule/rule'
import { memorySource } from '../../harness/memory'
import { reviewWith } from '../../harness/review'

const failing = defineRule({
  id: 'source/failing',
  title: 'fails on every file',
  severity: 'low',
  confidence: 'low',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: [],
  messages: {},
  examine: {
    file: () => {
      throw new Error('of no use')
    },
  },
})

describe('a review', () => {
  it('counts every file exactly once', async () => {
    const review = await reviewWith(
      [],
      memorySource([
        { path: 'a.c', old: 'a\n', new: 'b\n' },
        { path: 'big.bin', new: new Uint8Array(2000) },
        { path: 'tests/x.xz', new: Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2) },
      ]),
      { maxFileBytes: 1000 },
    )
    const { coverage } = review
    assert.equal(coverage.examined + coverage.partial.length + coverage.skipped.length, coverage.files)
    assert.deepEqual(coverage.skipped, [
      {
        file: 'big.bin',
        reason: 'larger than the size limit (2000 bytes)',
        kind: 'limit',
        remedy: 'raise --max-file-bytes',
      },
    ])
    assert.ok(hasHole(coverage))
    assert.equal(
      inventoryLine(review),
      'build 0 · binaries 1 (1 added) · CI 0 · tests 0 · source 1 · other 1 · not examined 1',
    )
  })

  it('goes on when a rule fails, and says which and where', async () => {
    const review = await reviewWith([failing], memorySource([{ path: 'a.c', old: 'a\n', new: 'b\n' }]))
    assert.deepEqual(review.failures, [{ rule: 'source/failing', file: 'a.c', reason: 'Error: of no use' }])
    assert.equal(review.coverage.examined, 1)
  })

  it('reads a source file as text although it holds one NUL', async () => {
    const review = await reviewWith(
      [],
      memorySource([{ path: 'a.c', old: 'a\n', new: `${'x = 1;\n'.repeat(300)}\0\n` }]),
    )
    assert.equal(review.inventory.areas.source.changed, 1)
    assert.equal(review.inventory.areas.binaries.changed, 0)
  })
})

describe('severities', () => {
  it('never exceed a warning in the editor, and never hide', () => {
    assert.deepEqual([...new Set(Object.values(SEVERITIES).map(row => row.editor))].sort(), ['information', 'warning'])
  })

  it('are ordered', () => {
    assert.ok(isAtLeast('critical', 'high') && isAtLeast('medium', 'medium') && !isAtLeast('low', 'medium'))
  })
})
