import assert from 'node:assert/strict'
import { Registry } from '../../server/core/rule/registry'
import { Engine } from '../../server/host/engine'
import { rules } from '../../server/rules'
import { memorySource } from '../harness/memory'
import { defaultOptions, reviewWith } from '../harness/review'

const script = '#!/bin/sh\necho ZWNobyBtYXJrZXIK | base64 -d | sh\n'
const rule = rules.filter(({ id }) => id === 'build/unwrapped-script')

describe('a script of a change, worked out beside the review', () => {
  it('gives the same in a worker as in the calling thread', async () => {
    const source = memorySource([{ path: 'setup.sh', new: script }])
    const engine = new Engine({ registry: new Registry(rule), jobs: 1 })
    try {
      const { review } = await engine.review(source, defaultOptions)
      const here = await reviewWith(rule, source)
      assert.equal(review.findings.length, 1)
      assert.deepEqual(review.findings, here.findings)
      assert.deepEqual(review.failures, [])
    } finally {
      await engine.dispose()
    }
  })

  it('costs only itself, and a sentence, when its worker does not live to answer', async () => {
    const source = memorySource([{ path: 'setup.sh', new: script }])
    const review = await reviewWith(rule, source, {}, { unwrap: async () => ({ problem: 'it took longer than 20 s' }) })
    assert.deepEqual(review.findings, [])
    assert.deepEqual(review.failures, [
      { rule: 'build/unwrapped-script', file: 'setup.sh', reason: 'it took longer than 20 s' },
    ])
  })

  it('says which scripts of a crowd it did not look into', async () => {
    const paths = Array.from({ length: 41 }, (_, at) => `setup${String(at).padStart(2, '0')}.sh`)
    const review = await reviewWith(rule, memorySource(paths.map(path => ({ path, new: script }))))
    assert.equal(review.findings.length, 40)
    assert.deepEqual(review.failures, [
      {
        rule: 'build/unwrapped-script',
        file: 'setup40.sh',
        reason: 'more than 40 scripts of the change run what they make',
      },
    ])
  })

  it('stops after some that cost all they may, those that decode first', async () => {
    const taken = { path: 'build-aux/a.sh', new: "#!/bin/sh\nsed -n '2p' notes | sh\n" }
    const decoding = Array.from({ length: 4 }, (_, at) => ({ path: `setup${at}.sh`, new: script }))
    const problem = 'it took longer than 20 s'
    const review = await reviewWith(rule, memorySource([taken, ...decoding]), {}, { unwrap: async () => ({ problem }) })
    assert.deepEqual(
      review.failures.map(({ file, reason }) => ({ file, reason })),
      [
        ...decoding.map(({ path }) => ({ file: path, reason: problem })),
        { file: 'build-aux/a.sh', reason: '4 scripts before it could not be worked out' },
      ],
    )
  })
})
