import { strict as assert } from 'node:assert'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../server/cli/outputs/result'
import { bombs } from '../harness/bombs'
import { TestRepository } from '../harness/git'
import { Cli } from './runCli'

/** What the whole process may use for all of them together, several at a time. */
const MOST_MEGABYTES = 1024

describe('files that unpack to far more than they are', () => {
  let cli: Cli
  let repository: TestRepository
  let commit: string
  before(() => {
    cli = new Cli()
    repository = new TestRepository()
    repository.commit('Start', { README: 'A decoder.\n' })
    const files = Object.entries(bombs).map(([name, make]) => [`tests/${name}`, make()] as const)
    for (const [name, bytes] of files) assert.ok(bytes.length < 2 ** 21, `${name}: ${bytes.length} bytes`)
    commit = repository.commit('Tests: Add files', Object.fromEntries(files))
  })
  after(() => {
    cli.dispose()
    repository.dispose()
  })

  it('end in a note on each, and the process stays within its memory', async () => {
    const peak = join(cli.home, 'peak')
    const preload = join(cli.home, 'preload.cjs')
    writeFileSync(
      preload,
      `const { writeFileSync } = require('node:fs')
       if (require('node:worker_threads').isMainThread)
         process.on('exit', () => writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)))`,
    )
    const { code, stdout, stderr } = await cli.run(
      ['review', commit, '-C', repository.folder, '--format', 'json', '--fail-on', 'never'],
      { env: { NODE_OPTIONS: `--require ${preload}` } },
    )
    const { coverage, findings } = JSON.parse(stdout) as Result
    assert.equal(stderr, '')
    assert.deepEqual([code, coverage.files, coverage.skipped], [0, Object.keys(bombs).length, []])
    const silent = Object.keys(bombs).filter(
      name => !findings.some(({ file, why }) => file === `tests/${name}` && /ended at our limits/.test(why)),
    )
    assert.deepEqual(silent, [], stdout)
    const megabytes = Number(readFileSync(peak, 'utf8')) / 1024
    assert.ok(megabytes < MOST_MEGABYTES, `${megabytes} MB`)
  })
})
