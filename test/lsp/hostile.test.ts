import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { URI } from 'vscode-uri'
import {
  ACCEPT,
  CLOSE_REVIEW,
  EXPLAIN,
  LIST_REVISIONS,
  type ListRevisionsResult,
  OPEN_REVIEW,
  type OpenReviewResult,
  READ_SIDE,
  type ReviewRequestSource,
} from '../../server/protocol'
import { createHostileRepository, type HostileRepository } from '../harness/gitHostile'
import { HIDDEN } from './content'
import { SERVER, ServerProcess } from './serverProcess'

describe('the server in a hostile repository', () => {
  let hostile: HostileRepository
  let home: string
  let server: ServerProcess

  before(async () => {
    hostile = createHostileRepository()
    home = mkdtempSync(join(tmpdir(), 'plainsight-home-'))
    hostile.repository.write('a.txt', `${HIDDEN}\n`)
    // as an editor that was started in the reviewed folder, which is on the search path, would start it
    const path = ['', '.', hostile.folderWithFakeGit, process.env.PATH ?? ''].join(delimiter)
    server = new ServerProcess(
      spawn(process.execPath, [SERVER, '--stdio'], {
        cwd: hostile.folder,
        env: { PATH: path, HOME: home, XDG_DATA_HOME: home },
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    )
    await server.initialize()
    hostile.hits()
  })
  after(async () => {
    await server.stop()
    server.connection.dispose()
    hostile.dispose()
    rmSync(home, { recursive: true, force: true })
  })
  afterEach(() => {
    assert.deepEqual(hostile.hits(), [])
  })

  const sources: readonly (readonly [string, () => ReviewRequestSource])[] = [
    ['working tree', () => ({ kind: 'worktree', root: hostile.folder })],
    ['index', () => ({ kind: 'staged', root: hostile.folder })],
    ['signed commit', () => ({ kind: 'revision', root: hostile.folder, revision: hostile.commits[2] })],
    ['merge', () => ({ kind: 'revision', root: hostile.folder, revision: hostile.commits[3] })],
    ['range', () => ({ kind: 'revision', root: hostile.folder, revision: `${hostile.commits[0]}...HEAD` })],
    ['embedded repository', () => ({ kind: 'worktree', root: hostile.embedded })],
    ['whole tree', () => ({ kind: 'scan', root: hostile.folder })],
  ]
  for (const [name, source] of sources)
    it(`runs nothing of it: ${name}`, async () => {
      const params = { id: name, source: source() }
      const result = await server.connection.sendRequest<OpenReviewResult>(OPEN_REVIEW, params)
      if (name === 'embedded repository') assert.equal(result.ok, false)
      else {
        assert.ok(result.ok)
        for (const { index, path, oldPath } of result.review.files)
          for (const side of ['old', 'new'] as const)
            await server.connection
              .sendRequest(READ_SIDE, { id: name, file: index, path: oldPath ?? path, side })
              .catch(() => undefined)
      }
      await server.connection.sendRequest(CLOSE_REVIEW, { id: name })
    })

  it('runs nothing of it: a document, its explanation, an acceptance', async () => {
    const uri = URI.file(join(hostile.folder, 'a.txt')).toString()
    const textDocument = { uri, languageId: 'plaintext', version: 1, text: `${HIDDEN}\n` }
    await server.connection.sendNotification('textDocument/didOpen', { textDocument })
    const report = await server.connection.sendRequest<{ items: { data: object }[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    })
    assert.equal(report.items.length, 1)
    await server.connection.sendRequest(EXPLAIN, report.items[0]?.data)
    await server.connection.sendRequest(ACCEPT, { ...report.items[0]?.data, reason: 'a test' })
  })

  it('runs nothing of it: the list of revisions', async () => {
    const result = await server.connection.sendRequest<ListRevisionsResult>(LIST_REVISIONS, { root: hostile.folder })
    assert.ok(result.ok && result.revisions.length > 4)
  })
})
