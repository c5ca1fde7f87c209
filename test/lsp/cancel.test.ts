import assert from 'node:assert/strict'
import { CancellationTokenSource, LSPErrorCodes, WorkDoneProgress } from 'vscode-languageserver/node'
import { URI } from 'vscode-uri'
import type { Backend } from '../../server/lsp/backend'
import { ACCEPT, BIND_DOCUMENTS, CLOSE_REVIEW, OPEN_REVIEW, type OpenReviewResult } from '../../server/protocol'
import { TestRepository } from '../harness/git'
import { HIDDEN } from './content'
import { Session } from './session'

/** Holds the first runs of the engine back until they are let go, so that a test decides what is late. */
class Gate {
  readonly #held: (() => void)[] = []
  #arrived: (() => void) | undefined
  #isOpen = false

  readonly wrap = (backend: Backend): Backend => ({
    ...backend,
    examine: async (source, run) => {
      if (!this.#isOpen) await new Promise<void>(done => this.#hold(done))
      return backend.examine(source, run)
    },
  })

  #hold(done: () => void): void {
    this.#held.push(done)
    this.#arrived?.()
  }

  /** Ends when so many runs wait. */
  async waiting(count: number): Promise<void> {
    while (this.#held.length < count) await new Promise<void>(done => (this.#arrived = done))
  }

  release(index: number): void {
    this.#held[index]?.()
  }

  open(): void {
    this.#isOpen = true
    for (const done of this.#held) done()
  }
}

it('a decision that is made while a change set is opened counts for it', async () => {
  const repository = new TestRepository()
  repository.commit('one', { 'a.c': 'int a;\n' })
  repository.write('a.c', `${HIDDEN}\n`)
  let arrived = () => {}
  let release = () => {}
  const isThere = new Promise<void>(done => (arrived = done))
  const mayGo = new Promise<void>(done => (release = done))
  let runs = 0
  const session = await Session.start({
    wrap: backend => ({
      ...backend,
      examine: async (source, run) => {
        const examined = await backend.examine(source, run)
        if (++runs === 2) {
          arrived()
          await mayGo
        }
        return examined
      },
    }),
  })
  const [finding] = (await session.open({ kind: 'worktree', root: repository.folder }, 'one')).findings
  const second = session.open({ kind: 'worktree', root: repository.folder }, 'two')
  await isThere
  await session.client.sendRequest(ACCEPT, { id: 'one', fingerprint: finding?.fingerprint, reason: 'a test' })
  release()
  assert.equal((await second).findings[0]?.state, 'open')
  await session.until(() =>
    session.changes.some(({ id, findings }) => id === 'two' && findings[0]?.state === 'accepted'),
  )
  await session.stop()
  repository.dispose()
})

describe('work that is no longer wanted', () => {
  let repository: TestRepository
  let session: Session
  let gate: Gate
  const uri = (name: string) => URI.file(`${repository.folder}/${name}`).toString()
  const request = (id = 'review', token?: string) => ({
    id,
    source: { kind: 'worktree', root: repository.folder },
    ...(token === undefined ? {} : { workDoneToken: token }),
  })
  const isCancelled = (error: { code: number }) => error.code === LSPErrorCodes.RequestCancelled

  beforeEach(async () => {
    repository = new TestRepository()
    repository.commit('one', { 'a.c': 'int a;\n' })
    repository.write('a.c', `${HIDDEN}\n`)
    gate = new Gate()
    session = await Session.start({ wrap: gate.wrap })
  })
  afterEach(async () => {
    gate.open()
    await session.stop()
    repository.dispose()
  })

  it('ends when the request is cancelled', async () => {
    const source = new CancellationTokenSource()
    const answer = session.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, request(), source.token)
    await gate.waiting(1)
    source.cancel()
    gate.open()
    await assert.rejects(answer, isCancelled)
    await assert.rejects(session.client.sendRequest(BIND_DOCUMENTS, { id: 'review', documents: [] }))
  })

  it('ends when its progress is cancelled', async () => {
    const kinds: string[] = []
    const done = new Promise<void>(ended =>
      session.client.onProgress(WorkDoneProgress.type, 'token', ({ kind }) => {
        kinds.push(kind)
        if (kind === 'end') ended()
      }),
    )
    const answer = session.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, request('review', 'token'))
    await gate.waiting(1)
    await session.client.sendNotification('window/workDoneProgress/cancel', { token: 'token' })
    gate.open()
    await assert.rejects(answer, isCancelled)
    await done
    assert.deepEqual(kinds, ['begin', 'end'])
  })

  it('says how far it is', async () => {
    gate.open()
    const messages: (string | undefined)[] = []
    const done = new Promise<void>(ended =>
      session.client.onProgress(WorkDoneProgress.type, 7, value => {
        if (value.kind === 'end') ended()
        else if (value.kind === 'begin') assert.equal(value.cancellable, true)
        else messages.push(`${value.percentage} ${value.message}`)
      }),
    )
    await session.client.sendRequest(OPEN_REVIEW, { ...request(), workDoneToken: 7 })
    await done
    assert.deepEqual(messages, ['100 1 of 1 files'])
  })

  it('is superseded by the same change set opened again, whose late result is dropped', async () => {
    const first = session.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, request())
    await gate.waiting(1)
    const second = session.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, {
      id: 'review',
      source: { kind: 'staged', root: repository.folder },
    })
    await gate.waiting(2)
    gate.release(1)
    const result = await second
    gate.release(0)
    await assert.rejects(first, isCancelled)
    assert.ok(result.ok)
    assert.deepEqual(result.review.files, [])
    gate.open()
    await session.bind([{ uri: uri('a.c'), path: 'a.c', side: 'new' }])
    assert.deepEqual(session.log, [])
  })

  it('ends when the change set is closed meanwhile', async () => {
    const answer = session.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, request())
    await gate.waiting(1)
    await session.client.sendRequest(CLOSE_REVIEW, { id: 'review' })
    gate.open()
    await assert.rejects(answer, isCancelled)
    assert.deepEqual(session.log, [])
  })

  it('leaves what is shown while the same change set is opened again and that is cancelled', async () => {
    gate.release(0)
    const open = session.open({ kind: 'worktree', root: repository.folder })
    await gate.waiting(1)
    gate.release(0)
    await open
    await session.bind([{ uri: uri('a.c'), path: 'a.c', side: 'new' }])
    await session.until(() => session.of(uri('a.c')).length === 1)
    const source = new CancellationTokenSource()
    const again = session.client.sendRequest(OPEN_REVIEW, request(), source.token)
    await gate.waiting(2)
    source.cancel()
    gate.open()
    await assert.rejects(again, isCancelled)
    assert.equal(session.of(uri('a.c')).length, 1)
    assert.equal(session.log.length, 1)
  })

  it('cancels a pull', async () => {
    await session.openDocument(uri('a.c'), `${HIDDEN}\n`)
    const source = new CancellationTokenSource()
    const answer = session.client.sendRequest(
      'textDocument/diagnostic',
      { textDocument: { uri: uri('a.c') } },
      source.token,
    )
    await gate.waiting(1)
    source.cancel()
    gate.open()
    await assert.rejects(answer, isCancelled)
    assert.equal((await session.pullItems(uri('a.c'))).length, 1)
  })
})
