import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { COMMANDS, OPTIONS } from '../../server/cli/options'
import type { Result } from '../../server/cli/outputs/result'
import { shownDocument } from '../../server/core/explain/explain'
import { rules } from '../../server/rules'
import { stored, zipOf } from '../core/formats/archive/samples'
import { elf } from '../core/formats/structure/samples'
import { TestRepository } from '../harness/git'
import { repositoryRoot } from '../harness/repository'
import { brokenMiddle, middleScript, threeStreams } from '../harness/twins'
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

const hiddenWords = [...'hide me'].map(char => String.fromCodePoint(0xe0000 + char.charCodeAt(0))).join('')

interface InsideJson {
  readonly findings: readonly { readonly rule: string }[]
  readonly hidden?: readonly { readonly data: { readonly decoded?: string; readonly explained?: string } }[]
  readonly evidence?: {
    readonly path: string
    readonly new: { readonly format: string; readonly parts: readonly { readonly name: string }[] }
    readonly differences: readonly { readonly text: string }[]
  }
  readonly stages: {
    readonly stages: readonly {
      readonly index: number
      readonly from?: number
      readonly how: string
      readonly text?: string
      readonly base64?: string
    }[]
    readonly more: number
    readonly notes: readonly string[]
  }
}

describe('explain of a file that a diff cannot show', () => {
  const hostile = 'x\n\u001b[31mnew: forged```'
  let cli: Cli
  let repository: TestRepository
  before(() => {
    cli = new Cli()
    repository = new TestRepository()
    repository.commit('Start', {
      'tests/a.xz': threeStreams(),
      'lib/a.so': elf({ needed: ['libz.so.1'], text: 64 }),
      'gone.jar': zipOf([stored('a.txt', 'gone')]),
      'big.bin': new Uint8Array(2000),
    })
    repository.commit('Replace', {
      'tests/a.xz': brokenMiddle(),
      'lib/a.so': elf({ needed: ['libz.so.1', 'libq.so.2'], text: 128 }),
      'b.jar': zipOf([stored('META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\n'), stored(hostile, 'text')]),
      'gone.jar': null,
      'big.bin': new Uint8Array(2000).fill(1),
      'armoured.txt': `words\n${Buffer.from(threeStreams()).toString('base64').replace(/.{60}/g, '$&\n')}\n`,
      'plain.txt': 'words\n',
      'notes.md': `می\u200cخواهم ❤\ufe0f\nx${hiddenWords}\n`,
    })
  })
  after(() => {
    cli.dispose()
    repository.dispose()
  })
  const of = async (...args: string[]) => {
    const { stdout, code, stderr } = await cli.run(['explain', ...args, '-C', repository.folder])
    assert.equal(code, 0, stderr)
    return stdout
  }
  const json = async (file: string) => JSON.parse(await of(file, 'HEAD', '--format', 'json')) as InsideJson

  it('shows the findings on a compressed file, then what a mapping brings out of it', async () => {
    const text = await of('tests/a.xz', 'HEAD')
    const at = text.indexOf('\nInside tests/a.xz\n')
    assert.ok(at > 0)
    assert.match(text.slice(0, at), /Question for the author/)
    assert.match(text.slice(at), /\* \d\. exchanging .*: xz, .*\n(?:.*\n)*? {4}\* \d\. sound xz, unpacked: script, /)
    assert.ok(text.slice(at).includes(`| ${middleScript.split('\n')[1]}\n`))
    assert.match(text, /\nnew: xz, [\d,]+ bytes, SHA-256 [0-9a-f]{64}\n/)
  })

  it('lists the characters of a text that do not show, decoded', async () => {
    const text = await of('notes.md', 'HEAD')
    assert.match(
      text,
      /\n {2}1:3 {2}U\+200C zero width non-joiner \(in prose\): spelling of a script that joins letters\n/,
    )
    assert.match(text, /\n {2}2:2 {2}7 in a row: .* \(in prose\): says "hide me"\n/)
    const { hidden } = await json('notes.md')
    assert.deepEqual(
      hidden?.map(({ data }) => data.decoded ?? data.explained),
      ['spelling of a script that joins letters', 'form of the symbol before it', 'hide me'],
    )
  })

  it('shows what differs in the structure of an ELF, in every format', async () => {
    for (const format of ['text', 'markdown']) {
      const text = await of('lib/a.so', 'HEAD', '--format', format)
      assert.match(text, /\+ needed library libq\.so\.2 is new/, format)
      assert.match(text, /~ section \.text {2}128 bytes/, format)
    }
    assert.match(
      await of('lib/a.so', 'HEAD', '--format', 'markdown'),
      /\n## What is inside\n\n```\nInside lib\/a\.so\n/,
    )
    const { findings, evidence, stages } = await json('lib/a.so')
    assert.ok(Array.isArray(findings))
    assert.equal(evidence?.path, 'lib/a.so')
    assert.equal(evidence?.new.format, 'ELF executable')
    assert.ok(evidence?.differences.some(({ text }) => text.includes('libq.so.2')))
    assert.deepEqual(stages, { stages: [], more: 0, notes: [] })
  })

  it('keeps the hostile name of a member in its place', async () => {
    const text = await of('b.jar', 'HEAD')
    assert.ok(text.includes('x⟨U+000A⟩⟨U+001B⟩[31mnew: forged```'))
    for (const format of ['text', 'markdown', 'json']) {
      const out = await of('b.jar', 'HEAD', '--format', format)
      assert.ok(!out.includes('\u001b') && !out.includes('\nnew: forged'), format)
    }
    const { evidence, stages } = await json('b.jar')
    assert.ok(evidence?.new.parts.some(({ name }) => name === hostile))
    assert.equal(stages.stages.find(({ how }) => how.includes('MANIFEST'))?.text, 'Manifest-Version: 1.0\n')
  })

  it('shows the old side of a file that is gone', async () => {
    assert.match(await of('gone.jar', 'HEAD'), /\nold: zip, .*\nnew: no such file\n\nEstablished of the old side\n/)
  })

  it('decodes a text that holds a binary, and adds nothing to ordinary text', async () => {
    assert.match(await of('armoured.txt', 'HEAD'), /\nDecoded from its text\n {4}1\. lines 2 to \d+, base64: xz, /)
    const { evidence, stages } = await json('armoured.txt')
    assert.equal(evidence, undefined)
    assert.ok(stages.stages[0]?.base64)
    assert.deepEqual(await json('plain.txt'), [])
    assert.equal(await of('plain.txt', 'HEAD'), 'Examined; nothing found.\n')
  })

  it('shows nothing of what is larger than the limit', async () => {
    assert.match(
      await of('big.bin', 'HEAD', '--max-file-bytes', '500'),
      /^Not examined: larger than the size limit.*\n$/,
    )
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
