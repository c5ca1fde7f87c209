import { strict as assert } from 'node:assert'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Result } from '../../server/cli/outputs/result'
import { Cli } from './runCli'
import { createSample, type Sample } from './sample'
import { reviewProblems } from './schemas'

describe('review', () => {
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
  const here = (...args: string[]) => [...args, '-C', sample.repository.folder]

  it('gives JSON that the schema describes, whose counts add up', async () => {
    const result = await cli.json<Result>(here('review', sample.change, '--format', 'json'))
    assert.deepEqual(reviewProblems(result), [])
    assert.equal(result.change.head, sample.change)
    assert.equal(result.change.base, sample.base)
    const { files, examined, partial, skipped } = result.coverage
    assert.equal(files, 3)
    assert.equal(examined + partial.length + skipped.length, files)
  })

  it('says file, side and line of a text, and no line of a binary', async () => {
    const { findings } = await cli.json<Result>(here('review', sample.change, '--format', 'json'))
    const places = findings.map(({ rule, file, side, line, endLine }) => [rule, file, side, line, endLine])
    assert.deepEqual(places, [
      ['build/probe-cannot-compile', 'CMakeLists.txt', 'new', 5, 5],
      ['hidden-text/invisible-character', 'src/a.c', 'new', 4, 4],
      ['binary/opaque-file-changed', 'tests/data.bin', 'new', undefined, undefined],
    ])
  })

  it('puts the inventory first, then the findings with their line, then the coverage', async () => {
    const { stdout, stderr } = await cli.run(here('review', sample.change))
    const lines = stdout.split('\n')
    assert.match(lines[0] ?? '', /^build 1 · binaries 1 \(1 added\)/)
    assert.ok(
      lines.some(line => /^ +4 \| {5}int is_admin⟨U\+200B⟩ = 1;$/.test(line)),
      stdout,
    )
    assert.ok(
      lines.some(line => /^ +\| +\^+$/.test(line)),
      stdout,
    )
    assert.match(stdout, /^3 findings: /m)
    assert.match(stdout, /^3 files: 3 examined\.$/m)
    assert.equal(stderr, '')
  })

  it('stays within 80 columns and without colour when nobody looks', async () => {
    const { stdout } = await cli.run(here('review', sample.change))
    assert.deepEqual(
      stdout.split('\n').filter(line => [...line].length > 80),
      [],
    )
    assert.ok(!stdout.includes('\u001b'))
    const coloured = await cli.run(here('review', sample.change, '--color', 'always'))
    assert.ok(coloured.stdout.includes('\u001b['))
    assert.equal(coloured.stdout.replace(/\u001b\[[0-9;]*m/g, ''), stdout)
  })

  it('says the coverage also when quiet', async () => {
    const { stdout } = await cli.run(here('review', sample.docs, '--quiet'))
    assert.match(stdout, /Nothing found\.\n1 file: 1 examined\.\n$/)
  })

  it('ends with 1 from the threshold on, and with 0 below it', async () => {
    const code = async (...args: string[]) => (await cli.run(here('review', sample.change, ...args))).code
    assert.equal(await code('--rule', 'build/probe-cannot-compile=high'), 1)
    assert.equal(await code('--rule', 'build/probe-cannot-compile=high', '--fail-on', 'critical'), 0)
    assert.equal(await code('--rule', 'build/probe-cannot-compile=high', '--fail-on', 'never'), 0)
    assert.equal(await code('--fail-on', 'low', '--rule', 'build/probe-cannot-compile=low'), 1)
  })

  it('ends with 3 when a file was not examined, unless there is a finding as well', async () => {
    const small = await cli.run(here('review', sample.change, '--max-file-bytes', '500', '--fail-on', 'never'))
    assert.equal(small.code, 3)
    assert.match(small.stdout, /Not examined: larger than the size limit/)
    assert.match(small.stdout, /--max-file-bytes 2000/)
    assert.match(small.stdout, /not examined 1$/m)
    const both = here('review', sample.change, '--max-file-bytes', '500', '--rule', 'build/probe-cannot-compile=high')
    assert.equal((await cli.run(both)).code, 1)
  })

  it('never says that nothing was found when something was not examined', async () => {
    const { stdout } = await cli.run(here('review', `${sample.base}..${sample.change}`, '--max-file-bytes', '1'))
    assert.ok(!stdout.includes('Nothing found'), stdout)
    assert.match(stdout, /No findings in what was examined/)
  })

  it('ends with 2 on an unknown revision, and says what to do', async () => {
    const { code, stdout, stderr } = await cli.run(here('review', 'topic'))
    assert.equal(code, 2)
    assert.equal(stdout, '')
    assert.match(stderr, /"topic" is not in this clone\n +try: git fetch origin topic/)
  })

  it('ends with 2 where there is no repository or no patch', async () => {
    for (const args of [['review'], ['review', '--patch', 'absent.patch'], ['review', '--worktree', '-C', 'absent']]) {
      const { code, stdout, stderr } = await cli.run(args)
      assert.equal(code, 2, args.join(' '))
      assert.equal(stdout, '')
      assert.match(stderr, /^plainsight: /)
    }
  })

  it('switches a rule off and gives another severity', async () => {
    const args = ['--rule', 'binary/opaque-file-changed=off', '--rule', 'hidden-text/invisible-character=critical']
    const { findings } = await cli.json<Result>(here('review', sample.change, '--format', 'json', ...args))
    assert.deepEqual(
      findings.map(({ rule, severity }) => [rule, severity]),
      [
        ['build/probe-cannot-compile', 'medium'],
        ['hidden-text/invisible-character', 'critical'],
      ],
    )
  })

  it('gives the same bytes whatever the number of workers', async () => {
    for (const format of ['text', 'json']) {
      const one = await cli.run(here('review', sample.change, '--format', format, '--jobs', '1'))
      const two = await cli.run(here('review', sample.change, '--format', format, '--jobs', '2'))
      assert.equal(one.stdout, two.stdout, format)
      assert.notEqual(one.stdout, '')
    }
  })

  it('writes into a file instead, and nothing to standard output', async () => {
    const file = join(cli.home, 'out.json')
    const { stdout, code } = await cli.run(here('review', sample.change, '--format', 'json', '-o', file))
    assert.equal(stdout, '')
    assert.equal(code, 0)
    assert.deepEqual(reviewProblems(JSON.parse(readFileSync(file, 'utf8'))), [])
  })

  it('reads the working tree and the index apart', async () => {
    const { repository } = sample
    repository.write('src/a.c', 'int staged\u200b;\n')
    repository.git(['add', 'src/a.c'])
    repository.write('src/a.c', 'int plain;\n')
    try {
      const worktree = await cli.json<Result>(here('review', '--format', 'json'))
      const staged = await cli.json<Result>(here('review', '--staged', '--format', 'json'))
      assert.equal(worktree.change.kind, 'worktree')
      assert.equal(worktree.findings.length, 0)
      assert.equal(staged.change.kind, 'index')
      assert.deepEqual(
        staged.findings.map(({ rule }) => rule),
        ['hidden-text/invisible-character'],
      )
    } finally {
      repository.git(['reset', '-q', '--hard'])
    }
  })

  it('keeps folders of this machine out of its JSON', async () => {
    const { stdout } = await cli.run(here('review', '--format', 'json'))
    assert.ok(!stdout.includes(sample.repository.folder))
  })

  it('takes a patch from a file and from standard input', async () => {
    const patch = sample.repository.git(['format-patch', '--stdout', '--binary', `${sample.base}..${sample.change}`])
    const file = join(cli.home, 'a.patch')
    writeFileSync(file, `${patch}\n`)
    const read = await cli.json<Result>(['review', '--patch', file, '--format', 'json'])
    const piped = await cli.json<Result>(['review', '--patch', '-', '--format', 'json'], { input: `${patch}\n` })
    assert.deepEqual(reviewProblems(read), [])
    assert.equal(read.change.label, 'patch a.patch')
    assert.deepEqual(piped.findings, read.findings)
    assert.ok(read.findings.some(({ rule }) => rule === 'hidden-text/invisible-character'))
  })

  it('says in part where a patch shows no more', async () => {
    const patch = sample.repository.git(['diff', '-U1', sample.base, sample.change, '--', 'src'])
    const { stdout, code } = await cli.run(['review', '--patch', '-'], { input: `${patch}\n` })
    assert.equal(code, 0)
    assert.match(stdout, /1 file: 0 examined, 1 in part\./)
  })

  it('refuses input that is no patch', async () => {
    const { code, stderr, stdout } = await cli.run(['review', '--patch', '-'], { input: 'hello\n' })
    assert.equal(code, stdout === '' ? 2 : 3, stderr)
  })
})
