import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Cancelled } from '../../server/core/review'
import { workerFile } from '../../server/host/bundle'
import { WorkerPool, WorkerProblem } from '../../server/host/workerPool'
import { defaultOptions } from '../harness/review'

const bytes = new TextEncoder().encode('GIF89a, and no more\0of it')

describe('a job in a worker for somebody who waits', () => {
  const pools: WorkerPool[] = []
  const pool = (deadlineMs = 60_000) => {
    const made = new WorkerPool({ workerFile, size: 1, deadlineMs })
    pools.push(made)
    return made
  }
  afterEach(async () => {
    for (const made of pools.splice(0)) await made.dispose()
  })

  it('is answered with the evidence, or with the stages', async () => {
    const one = pool()
    const evidence = await one.run({ kind: 'evidence', file: { path: 'a.gif', new: bytes } })
    assert.deepEqual([evidence.path, evidence.new?.size, evidence.old], ['a.gif', bytes.length, undefined])
    assert.match(evidence.new?.hash ?? '', /^[0-9a-f]{64}$/)
    assert.deepEqual((await one.run({ kind: 'stages', bytes })).stages, [])
  })

  it('ends in a sentence when it takes too long, and the next one is answered', async () => {
    const one = pool(1)
    const late = one.run({ kind: 'stages', bytes: new Uint8Array(1 << 20) })
    await assert.rejects(late, (error: Error) => error instanceof WorkerProblem && /longer than/.test(error.message))
    const review = await one.examine(
      {
        change: { index: 0, kind: 'added', source: { kind: 'stored' } },
        old: { kind: 'absent' },
        new: { kind: 'absent' },
      },
      defaultOptions,
    )
    assert.equal(review.outcome.kind, 'skipped')
  })

  it('is waited for as long as its worker gets no processor', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'plainsight-'))
    const starved = join(folder, 'starved.cjs')
    writeFileSync(
      starved,
      `const { parentPort } = require('node:worker_threads')
parentPort.on('message', ({ id }) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500)
  parentPort.postMessage({ id, answer: { stages: [], more: 0, notes: ['late'] } })
})
`,
    )
    const one = new WorkerPool({ workerFile: starved, size: 1, deadlineMs: 1500 })
    pools.push(one)
    try {
      assert.deepEqual((await one.run({ kind: 'stages', bytes })).notes, ['late'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('is cancelled where it stands: under way, waiting, or before it began', async () => {
    const one = pool()
    const sources = [new AbortController(), new AbortController(), new AbortController()] as const
    sources[2].abort()
    const jobs = sources.map(({ signal }) => one.run({ kind: 'stages', bytes }, signal))
    for (const source of sources) source.abort()
    for (const job of jobs) await assert.rejects(job, Cancelled)
    assert.deepEqual((await one.run({ kind: 'stages', bytes })).notes, [])
  })

  it('ends with the pool', async () => {
    const one = pool()
    const job = one.run({ kind: 'stages', bytes })
    await Promise.all([assert.rejects(job, WorkerProblem), one.dispose()])
    await assert.rejects(one.run({ kind: 'stages', bytes }), WorkerProblem)
  })
})
