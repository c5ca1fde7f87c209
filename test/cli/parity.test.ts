import { strict as assert } from 'node:assert'
import type { Result } from '../../server/cli/outputs/result'
import { Cli } from './runCli'
import { createSample, type Sample } from './sample'

const placeOf = ({ file, side, line }: Result['findings'][number]) => JSON.stringify([file, side, line])

describe('a patch with full context', () => {
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

  const patchOf = (from: string, to: string, ...args: string[]) =>
    sample.repository.gitBytes(['diff', '--binary', '--full-index', '--no-renames', ...args, from, to])

  it('gives what the commit gives, finding by finding', async () => {
    for (const [from, to] of [
      [sample.base, sample.change],
      [sample.change, sample.fix],
      [sample.fix, sample.docs],
    ] as const) {
      const commit = await cli.json<Result>(['review', to, '-C', sample.repository.folder, '--format', 'json'])
      const input = patchOf(from, to, '-U100000')
      const patch = await cli.json<Result>(['review', '--patch', '-', '--format', 'json'], { input })
      assert.deepEqual(patch.findings, commit.findings)
      assert.deepEqual(patch.inventory, commit.inventory)
      assert.equal(patch.coverage.examined + patch.coverage.partial.length, commit.coverage.examined)
    }
  })

  it('and with three lines of it a part, which says so', async () => {
    const commit = await cli.json<Result>(['review', sample.change, '-C', sample.repository.folder, '--format', 'json'])
    const input = patchOf(sample.base, sample.change, '-U3')
    const patch = await cli.json<Result>(['review', '--patch', '-', '--format', 'json'], { input })
    const whole = new Set(commit.findings.map(({ fingerprint }) => fingerprint))
    const places = new Set(commit.findings.map(placeOf))
    for (const finding of patch.findings) {
      // Where a check is not shown whole, another rule speaks of the same line, with less to go by.
      if (finding.rule === 'build/probe-line-damaged') assert.ok(places.has(placeOf(finding)), finding.message)
      else assert.ok(whole.has(finding.fingerprint), finding.message)
    }
    assert.ok(patch.coverage.partial.length > 0)
  })
})
