import { strict as assert } from 'node:assert'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from 'sarif'
import type { Result } from '../../server/cli/outputs/result'
import { TestRepository } from '../harness/git'
import { Cli } from './runCli'
import { reviewProblems, sarifProblems } from './schemas'

const RULE = 'build/vendored-macro-altered'
const NAME = 'm4/build-to-host.m4'
const OLD = '# build-to-host.m4 serial 3\nAC_DEFUN([gl_BUILD_TO_HOST_INIT],\n[\n])\n'
const NEW = `# build-to-host.m4 serial 30
AC_DEFUN([gl_BUILD_TO_HOST_INIT],
[
  my_text=\`tail -c +90 my_list\`
  echo "$my_text" | $SHELL
])
`

describe('a copy of a published macro, in the bundles', () => {
  let cli: Cli
  let repository: TestRepository
  let args: readonly string[]
  before(() => {
    cli = new Cli()
    repository = new TestRepository()
    repository.commit('Start', { [NAME]: OLD })
    args = ['review', repository.commit('Update', { [NAME]: NEW }), '-C', repository.folder]
  })
  after(() => {
    cli.dispose()
    repository.dispose()
  })

  it('is compared with the table that is shipped', async () => {
    const result = await cli.json<Result>([...args, '--format', 'json', '--fail-on', 'never'])
    assert.deepEqual(reviewProblems(result), [])
    const found = result.findings.filter(({ rule }) => rule === RULE)
    assert.deepEqual(
      found.map(({ severity, file, line }) => [severity, file, line]),
      [['high', NAME, undefined]],
    )
    assert.deepEqual(result.coverage.partial, [])
  })

  it('is a result on the file in SARIF', async () => {
    const log = await cli.json<Log>([...args, '--format', 'sarif', '--fail-on', 'never'])
    assert.deepEqual(sarifProblems(log), [])
    assert.ok(log.runs[0]?.results?.some(({ ruleId }) => ruleId === RULE))
  })

  it('is shown beside the text of a folder that the user names', async () => {
    const [, revision = ''] = args
    const folder = join(cli.home, 'published')
    mkdirSync(join(folder, 'm4'), { recursive: true })
    writeFileSync(join(folder, NAME), OLD)
    const explain = ['explain', NAME, revision, '-C', repository.folder, '--known-sources', folder]
    const { stdout, code } = await cli.run(explain)
    assert.equal(code, 0)
    assert.ok(stdout.includes('Beside published: m4/build-to-host.m4\n  @@ line 4 @@\n  +  my_text='), stdout)
    const [found] = await cli.json<readonly { readonly comparison?: { readonly place: string } }[]>([
      ...explain,
      '--format',
      'json',
    ])
    assert.equal(found?.comparison?.place, 'published: m4/build-to-host.m4')
    assert.ok(!(await cli.run(explain.slice(0, -2))).stdout.includes('Beside'))
  })

  it('is not compared with a folder that is not there, or is the reviewed tree', async () => {
    const [, revision = ''] = args
    const explain = ['explain', NAME, revision, '-C', repository.folder, '--known-sources']
    for (const [folder, says] of [
      [join(cli.home, 'none'), 'is not there'],
      [join(repository.folder, 'm4'), 'lies in the reviewed tree'],
    ] as const) {
      const { stderr, code } = await cli.run([...explain, folder])
      assert.equal(code, 2)
      assert.ok(stderr.includes(says), stderr)
    }
  })
})
