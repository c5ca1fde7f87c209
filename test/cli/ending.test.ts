import { strict as assert } from 'node:assert'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Cli, ended } from './runCli'
import { createSample, type Sample } from './sample'

/** More than is read ahead, so that rows come out while the input is still open. */
const REVISIONS = 80

describe('the end of a run', () => {
  let cli: Cli
  let sample: Sample
  before(() => {
    cli = new Cli()
    sample = createSample()
  })
  after(() => {
    cli.dispose()
    sample.repository.dispose()
  })

  /** A run that has printed something and waits for more input, with a folder of its own for temporary files. */
  const startHistory = async (scratch: string) => {
    mkdirSync(scratch, { recursive: true })
    const child = cli.start(['history', '--stdin', '-C', sample.repository.folder], { env: { TMPDIR: scratch } })
    child.stdin?.on('error', () => undefined)
    const done = ended(child)
    child.stdin?.write(`${sample.docs}\n`.repeat(REVISIONS))
    await firstOutput(child)
    return { child, done }
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    it(`stops at once on ${signal} and says what was covered`, async () => {
      const scratch = join(cli.home, signal)
      const { child, done } = await startHistory(scratch)
      child.kill(signal)
      const { code, stdout, stderr } = await done
      assert.equal(code, 130)
      assert.match(stderr, /^plainsight: interrupted: \d+ commits? reviewed, 0 findings\n$/)
      const rows = stdout.split('\n')
      assert.equal(rows.pop(), '')
      for (const row of rows) assert.equal(JSON.parse(row).commit, sample.docs)
      assert.deepEqual(readdirSync(scratch), [], 'nothing is left behind')
    })

  it('stops while a patch is still coming in', async () => {
    const child = cli.start(['review', '--patch', '-'])
    child.stdin?.on('error', () => undefined)
    const done = ended(child)
    // Written in full only when the other side reads, so it is past its start by then.
    await new Promise<void>(resolve => child.stdin?.write(Buffer.alloc(4 << 20, 'x'), () => resolve()))
    child.kill('SIGINT')
    const { code, stdout, stderr } = await done
    assert.equal(code, 130)
    assert.equal(stdout, '')
    assert.match(stderr, /interrupted: nothing was examined yet/)
  })

  it('is quiet when the reader goes away', async () => {
    const scratch = join(cli.home, 'reader')
    const { child, done } = await startHistory(scratch)
    child.stdout?.destroy()
    child.stdin?.end(`${sample.docs}\n`.repeat(REVISIONS))
    const { code, stderr } = await done
    assert.equal(code, 141)
    assert.equal(stderr, '')
    assert.deepEqual(readdirSync(scratch), [])
  })

  it('leaves nothing behind after an error', async () => {
    const scratch = join(cli.home, 'error')
    mkdirSync(scratch)
    const { code } = await cli.run(['review', 'nope', '-C', sample.repository.folder], { env: { TMPDIR: scratch } })
    assert.equal(code, 2)
    assert.deepEqual(readdirSync(scratch), [])
  })

  it('shows no progress where nobody looks', async () => {
    const { stderr } = await cli.run(['scan', sample.repository.folder])
    assert.equal(stderr, '')
  })
})

function firstOutput(child: ChildProcess): Promise<void> {
  return new Promise(resolve => child.stdout?.once('data', () => resolve()))
}
