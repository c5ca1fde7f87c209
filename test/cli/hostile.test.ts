import { strict as assert } from 'node:assert'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { distFolder } from '../../server/host/bundle'
import { createHostileRepository, type HostileRepository } from '../harness/gitHostile'
import { Cli, ended } from './runCli'

describe('every command in a hostile repository', () => {
  let cli: Cli
  let hostile: HostileRepository
  before(() => {
    cli = new Cli()
    hostile = createHostileRepository()
  })
  after(() => {
    cli.dispose()
    hostile.dispose()
  })

  /** As a user would who stands in the reviewed folder and has it on the search path. */
  const surroundings = () => ({
    cwd: hostile.folder,
    env: { PATH: ['', '.', hostile.folderWithFakeGit, process.env.PATH ?? ''].join(delimiter) },
  })

  it('has traps that spring when git is used plainly', () => {
    hostile.hits()
    hostile.repository.git(['status', '--porcelain'])
    assert.ok(hostile.hits().length > 0)
  })

  const commands: readonly (readonly [name: string, args: (hostile: HostileRepository) => readonly string[]])[] = [
    ['review of the working tree', () => ['review']],
    ['review of the index', () => ['review', '--staged']],
    ['review of a commit', ({ commits }) => ['review', commits[1]]],
    ['review of a signed commit', ({ commits }) => ['review', commits[2]]],
    ['review of a merge', ({ commits }) => ['review', commits[3]]],
    ['review of a range', ({ commits }) => ['review', `${commits[0]}...${commits[3]}`]],
    ['review in an embedded repository', ({ embedded }) => ['review', '-C', embedded]],
    ['scan', () => ['scan']],
    ['scan of an embedded repository', ({ embedded }) => ['scan', embedded]],
    ['history', () => ['history']],
    ['history of given revisions', () => ['history', '--stdin']],
    ['explain of a file', () => ['explain', 'a.txt']],
    ['explain of a finding', () => ['explain', 'v1:0000', 'HEAD']],
    ['rules', () => ['rules']],
    ['accept', () => ['accept', 'v1:0000', '--reason', 'x']],
    ['baseline write', () => ['baseline', 'write', '--baseline', join(cli.home, 'b.json')]],
    ['baseline prune', () => ['baseline', 'prune', '--scan', '--baseline', join(cli.home, 'b.json')]],
  ]
  for (const [name, args] of commands)
    it(`runs nothing: ${name}`, async () => {
      hostile.hits()
      const { code, stdout, stderr } = await cli.run(args(hostile), { ...surroundings(), input: 'HEAD\nHEAD~1\n' })
      assert.deepEqual(hostile.hits(), [])
      assert.ok(code !== null && code <= 3, stderr)
      assert.notEqual(stdout + stderr, '')
      assert.ok(!stderr.includes('internal error'), stderr)
    })

  it('reads the working tree as it is, hidden edits included', async () => {
    const { stdout } = await cli.run(['review', '--format', 'json', '-C', hostile.folder])
    const { change, coverage } = JSON.parse(stdout)
    assert.ok(coverage.files >= 4, stdout)
    assert.ok(change.notices.length > 0, 'hidden index flags are said')
  })

  it('runs nothing: the language server', async () => {
    assert.ok(existsSync(join(distFolder, 'server.js')))
    hostile.hits()
    const child = cli.start(['lsp', '--stdio'], surroundings())
    const send = (message: object) => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message })
      child.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    }
    const done = ended(child)
    const answered = new Promise<void>(resolve => {
      let text = ''
      child.stdout?.on('data', (chunk: Buffer) => {
        text += chunk.toString('utf8')
        if (text.includes('"id":1')) resolve()
      })
    })
    const rootUri = `file://${hostile.folder}`
    const params = { processId: null, rootUri, capabilities: {}, workspaceFolders: [{ uri: rootUri, name: 'x' }] }
    send({ id: 1, method: 'initialize', params })
    await answered
    send({ method: 'initialized', params: {} })
    send({ id: 2, method: 'shutdown' })
    send({ method: 'exit' })
    const { stdout, code } = await done
    assert.equal(code, 0)
    assert.match(stdout, /"capabilities"/)
    assert.deepEqual(hostile.hits(), [])
  })
})
