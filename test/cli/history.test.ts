import { strict as assert } from 'node:assert'
import type { Result } from '../../server/cli/outputs/result'
import { Cli } from './runCli'
import { createSample, type Sample } from './sample'
import { reviewProblems, sarifProblems } from './schemas'

interface Row extends Result {
  readonly commit: string
  readonly parents: readonly string[]
  readonly date: string
  readonly subject: string
  readonly error?: string
}

describe('history', () => {
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
  const here = (...args: string[]) => ['history', '-C', sample.repository.folder, ...args]
  const rows = (stdout: string) =>
    stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as Row)

  it('prints one line per commit, newest first, also for commits without findings', async () => {
    const { stdout, code } = await cli.run(here())
    const found = rows(stdout)
    assert.equal(code, 0)
    assert.deepEqual(
      found.map(({ commit }) => commit),
      [sample.docs, sample.fix, sample.change, sample.base],
    )
    assert.deepEqual(found.flatMap(reviewProblems), [])
    assert.deepEqual(found[2]?.parents, [sample.base])
    assert.equal(found[2]?.subject, 'Add a check')
    assert.equal(found[2]?.findings.length, 3)
    assert.equal(found[0]?.findings.length, 0)
    for (const { coverage } of found)
      assert.equal(coverage.examined + coverage.partial.length + coverage.skipped.length, coverage.files)
  })

  it('takes a range', async () => {
    const { stdout } = await cli.run(here(`${sample.base}..${sample.fix}`))
    assert.deepEqual(
      rows(stdout).map(({ commit }) => commit),
      [sample.fix, sample.change],
    )
  })

  it('takes revisions from standard input, in their order, and goes on after an unknown one', async () => {
    const input = [sample.base, 'no-such-thing', '', sample.change, sample.base].join('\r\n')
    const { stdout, code } = await cli.run(here('--stdin'), { input })
    const found = rows(stdout)
    assert.equal(code, 3)
    assert.deepEqual(
      found.map(({ commit }) => commit),
      [sample.base, 'no-such-thing', sample.change, sample.base],
    )
    assert.match(found[1]?.error ?? '', /"no-such-thing" is not in this clone/)
    assert.deepEqual(found.flatMap(reviewProblems), [])
  })

  it('ends with 1 when a commit has a finding, even beside an unknown revision', async () => {
    const input = ['no-such-thing', sample.change].join('\n')
    const args = here('--stdin', '--fail-on', 'medium')
    assert.equal((await cli.run(args, { input })).code, 1)
  })

  it('says the same of a commit as review does', async () => {
    const [row] = rows((await cli.run(here('--stdin'), { input: `${sample.change}\n` })).stdout)
    const review = await cli.json<Result>(['review', sample.change, '-C', sample.repository.folder, '--format', 'json'])
    const { commit: _, parents: __, date: ___, subject: ____, ...rest } = row as Row
    assert.deepEqual(rest, review)
  })

  it('gives the same bytes whatever the number of workers', async () => {
    for (const format of ['ndjson', 'sarif']) {
      const one = await cli.run(here('--format', format, '--jobs', '1'))
      const two = await cli.run(here('--format', format, '--jobs', '2'))
      assert.equal(one.stdout, two.stdout, format)
    }
  })

  it('gives whole JSON and SARIF', async () => {
    const input = `${sample.change}\nno-such-thing\n`
    const json = await cli.run(here('--stdin', '--format', 'json'), { input })
    const list = JSON.parse(json.stdout) as readonly Row[]
    assert.equal(list.length, 2)
    assert.deepEqual(list.flatMap(reviewProblems), [])
    const sarif = await cli.run(here('--stdin', '--format', 'sarif'), { input })
    const log = JSON.parse(sarif.stdout) as { readonly runs: readonly unknown[] }
    assert.deepEqual(sarifProblems(log), [])
    assert.equal(log.runs.length, 2)
  })

  it('keeps to commits that change a path or touch an area', async () => {
    const byPath = rows((await cli.run(here('--path', '*.md'))).stdout)
    assert.deepEqual(
      byPath.map(({ commit }) => commit),
      [sample.docs],
    )
    const byArea = rows((await cli.run(here('--touching', 'binary,docs'))).stdout)
    assert.deepEqual(
      byArea.map(({ commit }) => commit),
      [sample.docs, sample.change],
    )
    const wrong = await cli.run(here('--touching', 'moon'))
    assert.equal(wrong.code, 2)
    assert.match(wrong.stderr, /--touching does not know "moon"/)
  })

  it('refuses a range that does not exist instead of printing nothing', async () => {
    const { code, stdout, stderr } = await cli.run(here('no-such-thing..main'))
    assert.equal(code, 2)
    assert.equal(stdout, '')
    assert.match(stderr, /"no-such-thing" is not in this clone/)
  })
})
