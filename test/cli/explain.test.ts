import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { COMMANDS, OPTIONS } from '../../server/cli/options'
import type { Result } from '../../server/cli/outputs/result'
import { shownDocument } from '../../server/core/explain/explain'
import { rules } from '../../server/rules'
import { repositoryRoot } from '../harness/repository'
import { Cli } from './runCli'
import { createSample, type Sample } from './sample'

describe('explain', () => {
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

  it('shows any rule with its document, in every format', async () => {
    const [rule] = rules
    assert.ok(rule)
    for (const format of ['text', 'markdown']) {
      const { stdout, code } = await cli.run(['explain', rule.id, '--format', format])
      assert.equal(code, 0)
      const squeezed = (text: string) => text.replace(/\s+/g, ' ')
      assert.ok(squeezed(stdout).includes(squeezed(shownDocument(rule.document))), format)
      assert.ok(stdout.includes(`severity ${rule.severity}`))
    }
    const json = await cli.json<{ readonly id: string; readonly document: string }>([
      'explain',
      rule.id,
      '--format',
      'json',
    ])
    assert.deepEqual([json.id, json.document], [rule.id, rule.document])
  })

  it('shows a finding by the start of its fingerprint, whole', async () => {
    const { findings } = await cli.json<Result>(here('review', sample.change, '--format', 'json'))
    for (const finding of findings) {
      const { stdout } = await cli.run(
        here('explain', finding.fingerprint.slice(0, 12), sample.change, '--format', 'markdown'),
      )
      assert.ok(stdout.includes(finding.fingerprint))
      assert.ok(stdout.includes(finding.evidenceDigest))
      for (const command of finding.commands) assert.ok(stdout.includes(command))
      assert.ok(stdout.includes('## Question for the author'))
    }
    const again = await cli.json(here('explain', findings[0]?.fingerprint ?? '', sample.change, '--format', 'json'))
    assert.deepEqual(again, [findings[0]])
  })

  it('says of a file what was found in it, or why nothing was', async () => {
    const of = async (...args: string[]) => (await cli.run(here('explain', ...args))).stdout
    assert.match(await of('src/a.c', sample.change), /invisible character/)
    assert.equal(await of('README.md', sample.docs), 'Examined; nothing found.\n')
    assert.match(
      await of('tests/data.bin', sample.change, '--max-file-bytes', '500'),
      /^Not examined: larger than the size limit.*; raise the size limit/,
    )
  })

  it('says what it does not know', async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['build/probe-cannot-compil', /try: plainsight explain build\/probe-cannot-compile/],
      ['no/such/file.c', /is no rule, no fingerprint and no file of commit/],
      ['v1:00000000', /is no finding of commit/],
    ]
    for (const [subject, message] of cases) {
      const { code, stderr } = await cli.run(here('explain', subject, sample.change))
      assert.equal(code, 2)
      assert.match(stderr, message)
    }
  })

  it('lists every rule, as rules does', async () => {
    const { stdout } = await cli.run(['rules'])
    for (const { id, title } of rules) assert.ok(stdout.includes(`${id}`) && stdout.includes(title))
    assert.equal((await cli.run(['explain'])).stdout, stdout)
    const list = await cli.json<readonly { readonly id: string }[]>(['rules', '--format', 'json'])
    assert.deepEqual(
      list.map(({ id }) => id),
      rules.map(({ id }) => id as string).sort(),
    )
    const table = (await cli.run(['rules', '--format', 'markdown'])).stdout
    assert.equal(table.trim().split('\n').length, rules.length + 2)
  })
})

describe('docs/CLI.md', () => {
  const text = readFileSync(join(repositoryRoot, 'docs/CLI.md'), 'utf8')

  it('names every command and no option that there is not', () => {
    for (const name of Object.keys(COMMANDS)) assert.ok(text.includes(`plainsight ${name}`), name)
    const named = new Set([...text.matchAll(/(?<![\w-])--([a-z][a-z-]+)/g)].map(match => match[1] ?? ''))
    assert.deepEqual(
      [...named].filter(option => !Object.hasOwn(OPTIONS, option)),
      [],
    )
    assert.deepEqual(
      Object.keys(OPTIONS).filter(option => !named.has(option)),
      [],
    )
  })
})
