import { strict as assert } from 'node:assert'
import type { Log, Result, Run } from 'sarif'
import type { Rule } from '../../server/core/rule/rule'
import { TestRepository } from '../harness/git'
import { Cli } from './runCli'
import { createSample, type Sample } from './sample'
import { sarifProblems } from './schemas'

describe('SARIF', () => {
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

  const runOf = async (repository: TestRepository, ...args: string[]): Promise<Run> => {
    const log = await cli.json<Log>(['review', ...args, '-C', repository.folder, '--format', 'sarif'])
    assert.deepEqual(sarifProblems(log), [])
    assert.equal(log.runs.length, 1)
    return log.runs[0] as Run
  }
  const shownLine = (result: Result | undefined) => result?.locations?.[0]?.physicalLocation?.region?.startLine

  it('lists every rule that took part, with its help', async () => {
    const run = await runOf(sample.repository, sample.change, '--rule', 'loader/constructor=off')
    const listed = run.tool.driver.rules ?? []
    const known = await cli.json<readonly Pick<Rule, 'id' | 'mode' | 'scope'>[]>(['rules', '--format', 'json'])
    const expected = known.filter(
      ({ id, mode, scope }) => mode === 'regular' && scope.includes('review') && id !== 'loader/constructor',
    )
    assert.deepEqual(listed.map(({ id }) => id).sort(), expected.map(({ id }) => id as string).sort())
    for (const { help } of listed) assert.ok((help?.markdown ?? '').length > 0)
    for (const { ruleId, ruleIndex } of run.results ?? []) assert.equal(listed[ruleIndex ?? -1]?.id, ruleId)
  })

  it('gives every result a line of the new side and what follows it', async () => {
    const { results = [], originalUriBaseIds = {}, invocations = [] } = await runOf(sample.repository, sample.change)
    assert.equal(results.length, 3)
    assert.deepEqual(results.map(shownLine), [5, 4, 1])
    for (const result of results) {
      assert.match(result.partialFingerprints?.['plainsight/v1'] ?? '', /^v1:[0-9a-f]{32}$/)
      const { uriBaseId = '' } = result.locations?.[0]?.physicalLocation?.artifactLocation ?? {}
      assert.ok(uriBaseId in originalUriBaseIds)
      assert.match(result.properties?.place as string, /^(CMakeLists\.txt:5|src\/a\.c:4|tests\/data\.bin)$/)
    }
    assert.equal(invocations[0]?.executionSuccessful, true)
  })

  it('shows a removed line at the nearest new one, and the true place on the base side', async () => {
    const repository = new TestRepository()
    try {
      const lines = (extra: string) => `int a;\n${extra}int b;\nint c;\n`
      repository.commit('One', { 'a.mk': 'A = 1\nLDFLAGS += -Wl,-z,relro -Wl,-z,now\nB = 2\n', 'b.c': lines('') })
      const change = repository.commit('Two', { 'a.mk': 'A = 1\nB = 2\n', 'b.c': lines('int d;\n') })
      const { results = [] } = await runOf(repository, change)
      const old = results.filter(({ relatedLocations = [] }) =>
        relatedLocations.some(({ physicalLocation }) => physicalLocation?.artifactLocation?.uriBaseId === 'BASE'),
      )
      assert.ok(old.length > 0, 'a finding on the old side')
      assert.equal(shownLine(old[0]), 2)
      assert.equal(old[0]?.properties?.place, 'a.mk:2 (old side)')
    } finally {
      repository.dispose()
    }
  })

  it('says holes as notifications of a run that was not successful', async () => {
    const run = await runOf(sample.repository, sample.change, '--max-file-bytes', '500')
    const [invocation] = run.invocations ?? []
    assert.equal(invocation?.executionSuccessful, false)
    const [notification] = invocation?.toolExecutionNotifications ?? []
    assert.equal(notification?.level, 'error')
    assert.match(notification?.message.text ?? '', /larger than the size limit/)
    assert.equal(notification?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, 'tests/data.bin')
  })

  it('keeps accepted findings, as suppressed', async () => {
    const before = await runOf(sample.repository, sample.change)
    const [first] = before.results ?? []
    assert.deepEqual(first?.suppressions, [])
    const fingerprint = first?.partialFingerprints?.['plainsight/v1'] ?? ''
    await cli.run(['accept', fingerprint, sample.change, '-C', sample.repository.folder, '--reason', 'known'])
    const after = await runOf(sample.repository, sample.change)
    assert.equal(after.results?.length, before.results?.length)
    assert.deepEqual(after.results?.[0]?.suppressions, [
      { kind: 'external', status: 'accepted', justification: 'known' },
    ])
    await cli.run(['accept', fingerprint, '--undo'])
  })

  it('makes relative URIs of any name', async () => {
    const repository = new TestRepository()
    try {
      const names = ['a b.c', 'c%20d.c', 'q?x#y.c', 'ü\u202e.c', 'javascript:alert(1).c']
      const change = repository.commit('Names', Object.fromEntries(names.map(name => [name, 'int a\u200b;\n'])))
      const { results = [] } = await runOf(repository, change)
      const uris = results.map(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? '')
      assert.equal(new Set(uris).size, names.length)
      for (const uri of uris) {
        assert.match(uri, /^[A-Za-z0-9%._~!*'()/-]+$/)
        assert.ok(names.includes(decodeURIComponent(uri)), uri)
      }
    } finally {
      repository.dispose()
    }
  })
})
