import { strict as assert } from 'node:assert'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Result, ResultFinding } from '../../server/cli/outputs/result'
import { BASELINE_FILE, type Baseline } from '../../server/core/rule/decisions'
import { Cli } from './runCli'
import { createSample, type Sample } from './sample'

describe('accept', () => {
  let cli: Cli
  let sample: Sample
  beforeEach(() => {
    cli = new Cli()
    sample = createSample()
  })
  afterEach(() => {
    cli.dispose()
    sample.repository.dispose()
  })
  const here = (...args: string[]) => [...args, '-C', sample.repository.folder]
  const findings = async (...args: string[]): Promise<readonly ResultFinding[]> =>
    (await cli.json<Result>(here('review', ...args, '--format', 'json'))).findings

  it('takes a finding for exactly this evidence, and takes it back', async () => {
    const [first] = await findings(sample.change)
    assert.ok(first)
    const short = first.fingerprint.slice(0, 11)
    const done = await cli.run(here('accept', short, sample.change, '--reason', ' checked by hand '))
    assert.equal(done.code, 0, done.stderr)
    const [accepted, second] = await findings(sample.change)
    assert.deepEqual([accepted?.state, accepted?.reason, second?.state], ['accepted', 'checked by hand', 'open'])
    assert.equal((await cli.run(['accept', short, '--undo'])).code, 0)
    assert.equal((await findings(sample.change))[0]?.state, 'open')
  })

  it('no longer counts for the exit code, and is still counted in the text', async () => {
    const [first] = await findings(sample.change)
    const args = here('review', sample.change, '--rule', `${first?.rule}=high`)
    assert.equal((await cli.run(args)).code, 1)
    await cli.run(here('accept', first?.fingerprint ?? '', sample.change, '--reason', 'x'))
    const { code, stdout } = await cli.run(args)
    assert.equal(code, 0)
    assert.match(stdout, /2 findings: .*; 1 accepted or suppressed\./)
  })

  it('does not carry over to other evidence, and says that it changed', async () => {
    const { repository } = sample
    const accepted = (await findings(sample.change)).find(({ file }) => file === 'tests/data.bin')
    await cli.run(here('accept', accepted?.fingerprint ?? '', sample.change, '--reason', 'generated'))
    repository.git(['checkout', '-q', '-b', 'again', sample.base])
    repository.commit('Add another', { 'tests/data.bin': Buffer.alloc(2000, '\0\u0001\u0002\u00ff', 'latin1') })
    const other = (await findings('again')).find(({ file }) => file === 'tests/data.bin')
    assert.equal(other?.fingerprint, accepted?.fingerprint)
    assert.notEqual(other?.evidenceDigest, accepted?.evidenceDigest)
    assert.equal(other?.state, 'changed')
  })

  it('ends with its day', async () => {
    const [first] = await findings(sample.change)
    const args = here('accept', first?.fingerprint ?? '', sample.change, '--reason', 'x', '--expires', '2020-01-31')
    assert.equal((await cli.run(args)).code, 0)
    assert.equal((await findings(sample.change))[0]?.state, 'open')
  })

  it('needs a reason, a fingerprint and a finding that is there', async () => {
    const [first] = await findings(sample.change)
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['accept', first?.fingerprint ?? '', sample.change], /needs a reason/],
      [['accept', first?.fingerprint ?? '', sample.change, '--reason', ' '], /needs a reason/],
      [['accept', 'CMakeLists.txt', '--reason', 'x'], /no fingerprint/],
      [['accept', first?.fingerprint ?? '', sample.docs, '--reason', 'x'], /is no finding of commit/],
      [['accept', 'v1:00000000', '--undo'], /was not accepted/],
    ]
    for (const [args, message] of cases) {
      const { code, stderr } = await cli.run(here(...args))
      assert.equal(code, 2, args.join(' '))
      assert.match(stderr, message)
    }
    assert.ok(!existsSync(cli.decisionsFile))
  })

  it('loses nothing when several are given at the same time', async () => {
    const all = await findings(sample.change)
    await Promise.all(
      all.map(({ fingerprint }) => cli.run(here('accept', fingerprint, sample.change, '--reason', 'x'))),
    )
    assert.deepEqual(
      (await findings(sample.change)).map(({ state }) => state),
      all.map(() => 'accepted'),
    )
  })

  it('refuses a store inside the reviewed tree, and reads none from there', async () => {
    const [first] = await findings(sample.change)
    const data = join(sample.repository.folder, 'data')
    const file = join(data, 'plainsight', 'decisions.json')
    const planted = { ...first, path: 'x', reason: 'planted', date: '2026-01-01' }
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ version: 1, decisions: [planted] }))
    const env = { XDG_DATA_HOME: data }
    const { stdout, stderr } = await cli.run(here('review', sample.change, '--format', 'json'), { env })
    assert.equal((JSON.parse(stdout) as Result).findings[0]?.state, 'open')
    assert.match(stderr, /your decisions are not applied: .* inside the reviewed tree/)
    const refused = await cli.run(here('accept', first?.fingerprint ?? '', sample.change, '--reason', 'x'), { env })
    assert.equal(refused.code, 2)
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).decisions.length, 1)
  })

  it('says that a store of a newer version is not applied, and leaves it alone', async () => {
    const text = '{"version":99,"decisions":[]}'
    mkdirSync(dirname(cli.decisionsFile), { recursive: true })
    writeFileSync(cli.decisionsFile, text)
    const { code, stderr } = await cli.run(here('review', sample.docs))
    assert.equal(code, 0)
    assert.match(stderr, /your decisions are not applied: .*version 99/)
    assert.equal(readFileSync(cli.decisionsFile, 'utf8'), text)
  })
})

function withExpiry(text: string, expires: string): string {
  const { version, entries } = JSON.parse(text) as Baseline
  return JSON.stringify({ version, entries: entries.map(entry => ({ ...entry, expires })) })
}

describe('baseline', () => {
  let cli: Cli
  let sample: Sample
  beforeEach(() => {
    cli = new Cli()
    sample = createSample()
  })
  afterEach(() => {
    cli.dispose()
    sample.repository.dispose()
  })
  const here = (...args: string[]) => [...args, '-C', sample.repository.folder]
  const states = async (revision: string) =>
    (await cli.json<Result>(here('review', revision, '--format', 'json'))).findings.map(({ state }) => state)
  const fileIn = (folder: string) => join(folder, BASELINE_FILE)

  it('is written on command only, sorted, with a reason', async () => {
    const { folder } = sample.repository
    await states(sample.change)
    assert.ok(!existsSync(fileIn(folder)))
    const { code, stdout } = await cli.run(here('baseline', 'write', sample.change, '--reason', 'known since 1.0'))
    assert.equal(code, 0)
    assert.match(stdout, /3 entries added, 3 in all; it counts once it is on the base side/)
    const { version, entries } = JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Baseline
    assert.equal(version, 1)
    assert.deepEqual(
      entries.map(({ path, reason }) => [path, reason]),
      [
        ['CMakeLists.txt', 'known since 1.0'],
        ['src/a.c', 'known since 1.0'],
        ['tests/data.bin', 'known since 1.0'],
      ],
    )
    await cli.run(here('baseline', 'write', sample.change))
    assert.equal((JSON.parse(readFileSync(fileIn(folder), 'utf8')) as Baseline).entries.length, 3)
  })

  it('takes effect from the base side, never from the change that brings it', async () => {
    const { repository } = sample
    await cli.run(here('baseline', 'write', sample.change))
    const text = readFileSync(fileIn(repository.folder), 'utf8')
    repository.git(['checkout', '-q', '-b', 'with', sample.base])
    const bad = Object.fromEntries(
      ['CMakeLists.txt', 'src/a.c'].map(name => [
        name,
        repository.git(['show', `${sample.change}:${name}`]).concat('\n'),
      ]),
    )
    const together = repository.commit('Baseline and change at once', { ...bad, [BASELINE_FILE]: text })
    assert.ok((await states(together)).slice(-2).every(state => state === 'open'))
    repository.git(['checkout', '-q', '-b', 'before', sample.base])
    repository.commit('Baseline first', { [BASELINE_FILE]: text })
    const after = repository.commit('Then the change', bad)
    assert.deepEqual(await states(after), ['suppressed', 'suppressed'])
    repository.git(['checkout', '-q', '-b', 'ended', sample.base])
    repository.commit('Baseline that has ended', { [BASELINE_FILE]: withExpiry(text, '2020-01-31') })
    assert.deepEqual(await states(repository.commit('Then the change', bad)), ['open', 'open'])
  })

  it('can be named by the user instead', async () => {
    const file = join(cli.home, 'mine.json')
    await cli.run(here('baseline', 'write', sample.change, '--baseline', file))
    const result = await cli.json<Result>(here('review', sample.change, '--baseline', file, '--format', 'json'))
    assert.deepEqual(
      result.findings.map(({ state }) => state),
      ['suppressed', 'suppressed', 'suppressed'],
    )
    assert.ok(!existsSync(fileIn(sample.repository.folder)))
  })

  it('reports what matches nothing, and drops that and what has expired when pruned', async () => {
    const file = join(cli.home, 'mine.json')
    await cli.run(here('baseline', 'write', sample.change, '--baseline', file))
    const { version, entries } = JSON.parse(readFileSync(file, 'utf8')) as Baseline
    const [first, second, third] = entries
    const changed = [
      { ...first, evidenceDigest: 'e1:0' },
      { ...second, expires: '2020-01-01' },
      third,
      { ...third, path: 'elsewhere', fingerprint: 'v1:1' },
    ]
    writeFileSync(file, JSON.stringify({ version, entries: changed }))
    const args = ['--baseline', file]
    const { unusedSuppressions } = await cli.json<Result>(here('review', sample.change, ...args, '--format', 'json'))
    assert.equal(unusedSuppressions.length, 1)
    assert.match(unusedSuppressions[0] ?? '', /CMakeLists\.txt/)
    const { stdout } = await cli.run(here('baseline', 'prune', sample.change, ...args))
    assert.match(stdout, /2 entries dropped, 2 kept/)
    const kept = (JSON.parse(readFileSync(file, 'utf8')) as Baseline).entries.map(({ path }) => path)
    assert.deepEqual(kept, ['elsewhere', 'tests/data.bin'])
  })

  it('is refused when it is damaged, and left alone', async () => {
    const file = join(cli.home, 'mine.json')
    for (const text of ['{', '{"version":2,"entries":[]}', '{"version":1,"entries":[{}]}']) {
      writeFileSync(file, text)
      for (const args of [
        ['review', sample.change],
        ['baseline', 'write', sample.change],
        ['baseline', 'prune', sample.change],
      ]) {
        const { code, stderr } = await cli.run(here(...args, '--baseline', file))
        assert.equal(code, 2, stderr)
      }
      assert.equal(readFileSync(file, 'utf8'), text)
    }
  })
})
