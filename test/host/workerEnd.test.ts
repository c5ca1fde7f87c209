import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { WorkerPool, WorkerProblem } from '../../server/host/workerPool'

/** Answers, and leaves a file beside itself once it has. */
const answering = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', ({ id }) => {
    parentPort.postMessage({ id, answer: [] })
    require('node:fs').writeFileSync(__filename + '.answered', '')
  })
`

describe('the end of a worker', () => {
  const { ref, unref } = Worker.prototype
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plainsight-worker-'))
  })
  afterEach(() => {
    Object.assign(Worker.prototype, { ref, unref })
    rmSync(folder, { recursive: true })
  })

  it('is waited for, though an answer comes in meanwhile', async () => {
    const workerFile = join(folder, 'worker.js')
    writeFileSync(workerFile, answering)
    const holds: boolean[] = []
    Object.assign(Worker.prototype, {
      ref(this: Worker) {
        holds.push(true)
        ref.call(this)
      },
      unref(this: Worker) {
        holds.push(false)
        unref.call(this)
      },
    })
    const pool = new WorkerPool({ workerFile, size: 1, deadlineMs: 60_000 })
    const answer = pool.run({ kind: 'stages', bytes: new Uint8Array() })
    // without a turn of the event loop, so that the answer is there and not taken yet
    while (!existsSync(`${workerFile}.answered`)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    const ending = pool.dispose()
    const before = holds.length
    await assert.rejects(answer, WorkerProblem)
    await ending
    // a process that a worker does not hold may be over before what follows
    assert.ok(!holds.slice(before).includes(false))
  })
})
