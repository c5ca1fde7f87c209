import assert from 'node:assert/strict'
import { execFileSync, fork, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DocumentDiagnosticReport } from 'vscode-languageserver/node'
import { URI } from 'vscode-uri'
import { OPEN_REVIEW, type OpenReviewResult, type WireReview } from '../../server/protocol'
import { TestRepository } from '../harness/git'
import { HIDDEN, noise } from './content'
import { CLI, SERVER, ServerProcess } from './serverProcess'

describe('the server as a process', () => {
  let repository: TestRepository
  let home: string
  let started: ServerProcess | undefined

  beforeEach(() => {
    repository = new TestRepository()
    home = mkdtempSync(join(tmpdir(), 'plainsight-home-'))
  })
  afterEach(async () => {
    started?.child.kill('SIGKILL')
    await started?.ended
    started?.connection.dispose()
    started = undefined
    repository.dispose()
    rmSync(home, { recursive: true, force: true })
  })

  /** The folder it runs in is the reviewed one: nothing may come from there. */
  const environment = () => ({ ...process.env, XDG_DATA_HOME: home })
  const start = (args: readonly string[]) => {
    started = new ServerProcess(
      spawn(process.execPath, [...args], {
        cwd: repository.folder,
        env: environment(),
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    )
    return started
  }

  for (const [name, args] of [
    ['dist/server.js', [SERVER, '--stdio']],
    ['plainsight lsp', [CLI, 'lsp', '--stdio']],
  ] as const)
    it(`${name} gives any editor diagnostics of files and patches, with no request of ours`, async () => {
      repository.commit('one', { 'a.c': `${HIDDEN}\nint a;\n` })
      const server = start(args)
      await server.initialize()
      const uri = URI.file(join(repository.folder, 'a.c')).toString()
      const pull = async (of: string) => {
        const params = { textDocument: { uri: of } }
        const report = await server.connection.sendRequest<DocumentDiagnosticReport>('textDocument/diagnostic', params)
        assert.equal(report.kind, 'full')
        return report.kind === 'full' ? report.items.map(({ range }) => range.start.line) : []
      }
      const open = (of: string, languageId: string, text: string) =>
        server.connection.sendNotification('textDocument/didOpen', {
          textDocument: { uri: of, languageId, version: 1, text },
        })
      await open(uri, 'c', `${HIDDEN}\nint a;\n${HIDDEN}\n`)
      assert.deepEqual(await pull(uri), [2])

      await open('untitled:a', 'diff', PATCH)
      assert.deepEqual(await pull('untitled:a'), [4])
      assert.equal(await server.stop(), 0)
    })

  it('finds exactly what the command line finds', async () => {
    repository.commit('one', { 'a.c': 'int a;\n', 'tests/data.bin': noise(500, 5), Makefile: 'CFLAGS = -fPIE\n' })
    const id = repository.commit('two', {
      'a.c': `${HIDDEN}\nint f(void) __attribute__((constructor));\n`,
      'tests/data.bin': noise(700, 6),
      'configure.ac': `AC_TRY_COMPILE([], [\u202e])\n`,
      Makefile: 'CFLAGS =\n',
      '.gitignore': '*.ac\n',
    })
    const server = start([SERVER, '--stdio'])
    await server.initialize()
    const source = { kind: 'revision', root: repository.folder, revision: id }
    const result = await server.connection.sendRequest<OpenReviewResult>(OPEN_REVIEW, { id: 'r', source })
    assert.ok(result.ok)
    const json = JSON.parse(runCli(['review', id, '-C', repository.folder, '--format', 'json', '--fail-on', 'never']))
    const { findings } = result.review
    assert.ok(findings.length >= 3, `${findings.length} findings`)
    assert.deepEqual(
      findings.map(({ evidence: [primary], fingerprint, evidenceDigest, rule, severity, message, why, state }) => ({
        ...{ rule, severity, message, why, fingerprint, evidenceDigest, state },
        ...{ file: primary?.path, side: primary?.side, line: primary?.range && primary.range.start.line + 1 },
      })),
      json.findings.map((finding: Record<string, unknown>) => ({
        ...pick(finding, ['rule', 'severity', 'message', 'why', 'fingerprint', 'evidenceDigest', 'state']),
        ...pick(finding, ['file', 'side', 'line']),
      })),
    )
    assert.equal(result.review.inventory, json.inventory.line)
    const args = ['diff-tree', '-p', '-U99999', '--binary', '--full-index', '--no-renames', `${id}^`, id]
    const patch = { kind: 'patch', name: 'whole.patch', text: repository.gitBytes(args).toString() }
    const same = await server.connection.sendRequest<OpenReviewResult>(OPEN_REVIEW, { id: 'p', source: patch })
    assert.ok(same.ok)
    const seen = ({ findings }: WireReview) =>
      findings.map(({ evidence, ...finding }) => ({
        ...finding,
        places: evidence.map(({ path, side, range, text }) => ({ path, side, range, text })),
      }))
    assert.deepEqual(seen(same.review), seen(result.review))
    await server.stop()
  })

  const endings: readonly (readonly [string, number, (server: ServerProcess) => void])[] = [
    [
      'its streams end',
      1,
      server => {
        server.connection.end()
        server.child.stdin?.end()
      },
    ],
    ['it is told to end by a signal', 143, server => void server.child.kill('SIGTERM')],
  ]
  for (const [name, code, end] of endings)
    it(`ends when ${name}, and leaves nothing behind`, async () => {
      repository.commit('one', { 'a.c': 'int a;\n' })
      repository.write('a.c', `${HIDDEN}\n`)
      const server = start([SERVER, '--stdio'])
      const storage = join(home, 'scratch')
      await server.initialize({ storage })
      const source = { kind: 'worktree', root: repository.folder }
      const { ok } = await server.connection.sendRequest<OpenReviewResult>(OPEN_REVIEW, { id: 'r', source })
      assert.ok(ok)
      assert.equal(readdirSync(storage).length, 1)
      end(server)
      assert.equal(await server.ended, code)
      assert.deepEqual(readdirSync(storage), [])
      assert.deepEqual(readdirSync(repository.folder).sort(), ['.git', 'a.c'])
    })

  it('speaks over the channel of an editor, and ends when that is gone', async () => {
    const child = fork(SERVER, ['--node-ipc'], {
      cwd: home,
      env: environment(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const server = new ServerProcess(child)
    started = server
    await server.initialize()
    child.disconnect()
    assert.equal(await server.ended, 1)
  })

  function runCli(args: readonly string[]): string {
    return execFileSync(process.execPath, [CLI, ...args], { encoding: 'utf8', env: environment(), maxBuffer: 1 << 26 })
  }
})

const PATCH = `--- a/a.c
+++ b/a.c
@@ -1 +1,2 @@
 int a;
+${HIDDEN}
`

function pick(value: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map(key => [key, value[key]]))
}
