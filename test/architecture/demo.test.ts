import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '../harness/repository'

describe('the demo repository', () => {
  let scratch: string
  let demo: string
  const git = (...args: string[]): string => execFileSync('git', ['-C', demo, ...args], { encoding: 'utf8' }).trim()

  before(() => {
    scratch = mkdtempSync(join(tmpdir(), 'ps-demo-'))
    demo = join(scratch, 'lzkit')
    execFileSync(process.execPath, [join(repositoryRoot, 'scripts/demo.mjs'), demo])
  })

  after(() => rmSync(scratch, { recursive: true, force: true }))

  it('has the same object ids on every machine', () => {
    assert.equal(git('rev-parse', 'HEAD'), '42d6fd4a84ec03e23dc1bea1d4056c45723890ae')
    assert.equal(git('rev-list', '--count', 'HEAD'), '7')
  })

  it('leaves one macro and one makefile waiting for review', () => {
    assert.deepEqual(git('diff', '--name-only', 'HEAD').split('\n'), [
      'm4/build-to-host.m4',
      'src/liblzkit/Makefile.am',
    ])
    assert.equal(git('status', '--porcelain', '--untracked-files=all').split('\n').length, 2)
  })

  it('hides nothing but a line that does nothing', () => {
    const lines = readFileSync(join(demo, 'tests/files/bad-3-corrupt.lzk'), 'latin1').split('\n')
    const hidden = lines.filter(line => line.startsWith('@@@sample@@@')).map(line => line.slice('@@@sample@@@'.length))
    const swapped = new Map(['\t ', ' \t', '-_', '_-'].map(pair => [pair[0], pair[1]]))
    const decoded = hidden.map(line => [...line].map(char => swapped.get(char) ?? char).join(''))
    assert.deepEqual(decoded, [': nothing-to_run here'])
  })
})
