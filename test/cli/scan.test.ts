import { strict as assert } from 'node:assert'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Result } from '../../server/cli/outputs/result'
import { shortFingerprint } from '../../server/cli/outputs/text'
import { Cli } from './runCli'
import { createSample, type Sample } from './sample'
import { reviewProblems, sarifProblems } from './schemas'

describe('scan', () => {
  let cli: Cli
  let sample: Sample
  let folder: string
  before(() => {
    cli = new Cli()
    sample = createSample()
    sample.repository.git(['checkout', '-q', sample.change])
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'plainsight-scan-')))
    for (let at = 0; at < 60; at++) {
      const file = join(folder, `part${at % 3}`, `f${at}.c`)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, at % 5 === 0 ? `int a${at};\nint b\u200b${at};\n` : `int a${at};\n`)
    }
  })
  after(() => {
    cli.dispose()
    sample.repository.dispose()
    rmSync(folder, { recursive: true, force: true })
  })

  it('says every finding of a tree, with or without a repository around it', async () => {
    const plain = await cli.json<Result>(['scan', folder, '--format', 'json'])
    assert.deepEqual(reviewProblems(plain), [])
    assert.equal(plain.change.kind, 'tree')
    assert.equal(plain.coverage.files, 60)
    assert.equal(plain.findings.length, 12)
    const tree = await cli.json<Result>(['scan', sample.repository.folder, '--format', 'json'])
    assert.deepEqual(reviewProblems(tree), [])
    assert.ok(tree.findings.some(({ rule, file }) => rule === 'hidden-text/invisible-character' && file === 'src/a.c'))
    const { files, examined, partial, skipped } = tree.coverage
    assert.equal(examined + partial.length + skipped.length, files)
  })

  it('prints as text, file by file, what it gives as JSON', async () => {
    const whole = await cli.json<Result>(['scan', folder, '--format', 'json'])
    const { stdout } = await cli.run(['scan', folder])
    const printed = stdout.split('\n').flatMap(line => /^ {4}(v1:[0-9a-f]+)$/.exec(line)?.[1] ?? [])
    assert.deepEqual(
      printed,
      whole.findings.map(({ fingerprint }) => shortFingerprint(fingerprint)),
    )
    assert.match(stdout, /^whole tree, 60 files\n\n/)
    assert.match(stdout, /\n12 findings: .*\n60 files: 60 examined\.\n/)
    assert.ok(stdout.includes(whole.inventory.line))
  })

  it('prints one finding for one cause, also where a file alone gives two', async () => {
    const own = realpathSync(mkdtempSync(join(tmpdir(), 'plainsight-scan-')))
    try {
      writeFileSync(join(own, 'setup.sh'), '#!/bin/sh\necho ZWNobyBtYXJrZXIK | base64 -d | sh\n')
      const { stdout } = await cli.run(['scan', own])
      assert.match(stdout, /build\/unwrapped-script/)
      assert.doesNotMatch(stdout, /build\/decoder-feeds-interpreter/)
    } finally {
      rmSync(own, { recursive: true, force: true })
    }
  })

  it('gives the same bytes whatever the number of workers', async () => {
    for (const format of ['text', 'json']) {
      const one = await cli.run(['scan', folder, '--format', format, '--jobs', '1'])
      const two = await cli.run(['scan', folder, '--format', format, '--jobs', '2'])
      assert.equal(one.stdout, two.stdout)
    }
  })

  it('does not repeat what was accepted', async () => {
    const { findings } = await cli.json<Result>(['scan', folder, '--format', 'json'])
    const fingerprint = findings[0]?.fingerprint ?? ''
    const done = await cli.run(['accept', fingerprint, '--scan', '-C', folder, '--reason', 'known'])
    assert.equal(done.code, 0, done.stderr)
    const { stdout } = await cli.run(['scan', folder])
    assert.ok(!stdout.includes(shortFingerprint(fingerprint)))
    assert.match(stdout, /11 findings: .*; 1 accepted or suppressed\./)
  })

  it('is valid SARIF, and ends with 2 where there is no folder', async () => {
    const log = await cli.json(['scan', folder, '--format', 'sarif'])
    assert.deepEqual(sarifProblems(log), [])
    const { code, stderr } = await cli.run(['scan', join(folder, 'absent')])
    assert.equal(code, 2)
    assert.match(stderr, /is not a folder/)
  })
})
