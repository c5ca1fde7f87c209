import { strict as assert } from 'node:assert'
import type { Log } from 'sarif'
import type { Result } from '../../server/cli/outputs/result'
import { TestRepository } from '../harness/git'
import { Cli } from './runCli'
import { reviewProblems, sarifProblems } from './schemas'

const NAME = 'debian/patches/portability.patch'
const PATCH = `Description: older compilers

--- a/Makefile
+++ b/Makefile
@@ -2,3 +2,4 @@
 CC = cc
-CFLAGS = -fstack-protector-strong
+CFLAGS =
+is_admin\u200b = 1
 LDFLAGS =
`

describe('a patch inside the change', () => {
  let cli: Cli
  let repository: TestRepository
  let args: readonly string[]
  before(() => {
    cli = new Cli()
    repository = new TestRepository()
    repository.commit('Start', { 'a.txt': 'a\n' })
    args = ['review', repository.commit('Add a patch', { [NAME]: PATCH }), '-C', repository.folder]
  })
  after(() => {
    cli.dispose()
    repository.dispose()
  })

  it('has its findings on its own lines, with the target, in JSON', async () => {
    const result = await cli.json<Result>([...args, '--format', 'json'])
    assert.deepEqual(reviewProblems(result), [])
    assert.deepEqual(
      result.findings.map(({ rule, file, side, line, evidence: [first] }) => [rule, file, side, line, first?.inside]),
      [
        [
          'build/hardening-flag-removed',
          NAME,
          'new',
          7,
          [{ name: 'Makefile', side: 'old', line: 3, endLine: 3, column: 10, endColumn: 34 }],
        ],
        [
          'hidden-text/invisible-character',
          NAME,
          'new',
          9,
          [{ name: 'Makefile', side: 'new', line: 4, endLine: 4, column: 9, endColumn: 10 }],
        ],
      ],
    )
    assert.deepEqual([result.findings[0]?.evidence[0]?.column, result.findings[0]?.evidence[0]?.endColumn], [11, 35])
    assert.match(result.coverage.partial[0]?.reason ?? '', /^of the files it changes, only the lines that it shows$/)
  })

  it('names the target beside the line in a text, and marks what is meant', async () => {
    const { stdout } = await cli.run(args)
    assert.match(stdout, /build\/hardening-flag-removed, line 7 → Makefile:3 \(old side\)$/m)
    assert.match(stdout, /^ +7 \| CFLAGS = -fstack-protector-strong\n +\| {10}\^{24}$/m)
  })

  it('names the target in the message of a SARIF result whose region is the line of the patch', async () => {
    const log = await cli.json<Log>([...args, '--format', 'sarif'])
    assert.deepEqual(sarifProblems(log), [])
    const [result] = log.runs[0]?.results ?? []
    assert.match(result?.message.text ?? '', /\nIn Makefile:3 \(old side\)\.\n/)
    const place = result?.locations?.[0]?.physicalLocation
    assert.equal(place?.artifactLocation?.uri, NAME)
    assert.deepEqual(place?.region, { startLine: 7, startColumn: 11, endLine: 7, endColumn: 35 })
  })

  it('is read in a scan as well', async () => {
    const result = await cli.json<Result>(['scan', repository.folder, '--format', 'json'])
    assert.deepEqual(
      result.findings.map(({ rule, line }) => [rule, line]),
      [['hidden-text/invisible-character', 9]],
    )
  })
})
