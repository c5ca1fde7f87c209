import { strict as assert } from 'node:assert'
import type { Result } from '../../server/cli/outputs/result'
import { TestRepository } from '../harness/git'
import { brokenMiddle, middleScript, threeStreams, twins } from '../harness/twins'
import { Cli } from './runCli'

const path = 'tests/files/twin-broken-middle.xz'

describe('twins of the XZ fixtures in a repository', () => {
  let cli: Cli
  let repository: TestRepository
  let added: string
  let replaced: string
  before(() => {
    cli = new Cli()
    repository = new TestRepository()
    repository.commit('Start', { 'tests/files/README': 'Files that a decoder is tried with.\n' })
    added = repository.commit(
      'Tests: Add a few files',
      Object.fromEntries(Object.entries(twins).map(([path, make]) => [path, make()])),
    )
    repository.commit('Tests: Add a sound file', { 'tests/files/sound.xz': threeStreams() })
    replaced = repository.commit('Tests: Replace it', { 'tests/files/sound.xz': brokenMiddle() })
  })
  after(() => {
    cli.dispose()
    repository.dispose()
  })
  const review = (...args: string[]) =>
    cli.json<Result>(['review', ...args, '-C', repository.folder, '--format', 'json'])
  const contentOf = ({ findings }: Result) => findings.filter(({ rule }) => rule === 'binary/archive-content')

  it('the broken one is reported, with the exchange that repairs it and the text that appears', async () => {
    const result = await review(added)
    assert.deepEqual(
      contentOf(result).map(({ file, severity }) => [file, severity]),
      [[path, 'high']],
    )
    const [finding] = contentOf(result)
    assert.match(finding?.message ?? '', /are sound xz after exchanging .*(tab with blank|blank with tab)/)
    assert.match(finding?.message ?? '', /(- with _|_ with -)/)
    assert.match(finding?.why ?? '', /a text script: `#!\/bin\/sh`/)
  })

  it('the broken one is reported where it replaces a sound one', async () => {
    assert.deepEqual(
      contentOf(await review(replaced)).map(({ file, severity }) => [file, severity]),
      [['tests/files/sound.xz', 'high']],
    )
  })

  it('is said on the terminal, where the run then fails, and whole by explain', async () => {
    const here = ['-C', repository.folder]
    const { stdout, code } = await cli.run(['review', added, ...here])
    assert.match(squeezed(stdout), /416 bytes at 92 are sound xz after exchanging tab with blank and - with _ /)
    assert.equal(code, 1)
    const [finding] = contentOf(await review(added))
    const explained = await cli.run(['explain', finding?.fingerprint ?? '', added, ...here])
    assert.match(squeezed(explained.stdout), /Out comes a text script: `#!\/bin\/sh`/)
  })

  it('is opened by explain, with all of the text that appears and what came before it', async () => {
    const { stdout } = await cli.run(['explain', path, added, '-C', repository.folder])
    assert.match(stdout, /stream 2 of 3, unpacked xz/)
    assert.match(stdout, /exchanging tab with blank and - with _/)
    for (const line of middleScript.split('\n').slice(0, 8)) assert.ok(stdout.includes(line), stdout)
  })
})

function squeezed(text: string): string {
  return text.replace(/\s+/g, ' ')
}
