import assert from 'node:assert/strict'
import { URI } from 'vscode-uri'
import { CLOSE_REVIEW } from '../../server/protocol'
import { TestRepository } from '../harness/git'
import { HIDDEN } from './content'
import { Session } from './session'

describe('a document of its own', () => {
  let repository: TestRepository
  let session: Session
  const uri = (name: string) => URI.file(`${repository.folder}/${name}`).toString()
  const lines = async (name: string) => (await session.pullItems(uri(name))).map(({ range }) => range.start.line)

  beforeEach(async () => {
    repository = new TestRepository()
    session = await Session.start()
  })
  afterEach(async () => {
    await session.stop()
    repository.dispose()
  })

  it('is examined where it differs from HEAD, saved or not', async () => {
    repository.commit('one', { 'a.c': `${HIDDEN}\nint b;\n` })
    await session.openDocument(uri('a.c'), `${HIDDEN}\nint b;\n`)
    assert.deepEqual(await lines('a.c'), [])
    await session.change(uri('a.c'), `${HIDDEN}\nint b;\n\n${HIDDEN}\n`, 2)
    assert.deepEqual(await lines('a.c'), [3])
    assert.deepEqual(session.log, [])
  })

  it('is examined whole when the settings ask for it', async () => {
    repository.commit('one', { 'a.c': `${HIDDEN}\nint b;\n` })
    await session.openDocument(uri('a.c'), `${HIDDEN}\nint b;\n`)
    await session.configure({ wholeFile: true })
    await session.until(() => session.refreshes > 0)
    assert.deepEqual(await lines('a.c'), [0])
  })

  it('is new from the first line when HEAD does not have it, unless it is ignored', async () => {
    repository.commit('one', { '.gitignore': 'out/\n' })
    await session.openDocument(uri('new.c'), `${HIDDEN}\n`)
    await session.openDocument(uri('out/made.c'), `${HIDDEN}\n`)
    repository.write('out/made.c', `${HIDDEN}\n`)
    assert.deepEqual(await lines('new.c'), [0])
    assert.deepEqual(await lines('out/made.c'), [])
  })

  it('has nothing to be compared with outside of a repository', async () => {
    const outside = URI.file(`${repository.home}/a.c`).toString()
    await session.openDocument(outside, `${HIDDEN}\n`)
    assert.deepEqual(await session.pullItems(outside), [])
  })

  it('is told to be unchanged when it is', async () => {
    repository.commit('one', { 'a.c': 'int a;\n' })
    await session.openDocument(uri('a.c'), `${HIDDEN}\n`)
    const first = await session.pull(uri('a.c'))
    assert.equal(first.kind, 'full')
    assert.ok(first.resultId)
    assert.deepEqual(await session.pull(uri('a.c'), first.resultId), { kind: 'unchanged', resultId: first.resultId })
    await session.change(uri('a.c'), `\n${HIDDEN}\n`, 2)
    const second = await session.pull(uri('a.c'), first.resultId)
    assert.equal(second.kind, 'full')
    assert.notEqual(second.resultId, first.resultId)
  })

  it('sees a commit that was made meanwhile', async () => {
    repository.commit('one', { 'a.c': 'int a;\n' })
    await session.openDocument(uri('a.c'), `${HIDDEN}\n`)
    assert.deepEqual(await lines('a.c'), [0])
    repository.commit('two', { 'a.c': `${HIDDEN}\n` })
    assert.deepEqual(await lines('a.c'), [])
  })

  it('compares line ends as git does on checkout', async () => {
    repository.commit('one', { 'a.c': `${HIDDEN}\nint b;\n` })
    await session.openDocument(uri('a.c'), `${HIDDEN}\r\nint b;\r\n${HIDDEN}\r\n`)
    assert.deepEqual(await lines('a.c'), [2])
  })

  it('that cannot be compared has no findings, and the log says why, once', async () => {
    repository.commit('one', { 'a.c': 'int a;\n' })
    repository.write('.git/config', '[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n')
    const messages: string[] = []
    session.client.onNotification('window/logMessage', ({ message }) => {
      messages.push(message)
    })
    await session.openDocument(uri('a.c'), `${HIDDEN}\n`)
    assert.deepEqual(await lines('a.c'), [])
    assert.deepEqual(await lines('a.c'), [])
    assert.equal(messages.length, 1)
    assert.match(messages[0] ?? '', /a\.c was not examined: .*reftable/)
  })

  it('passes from pull to push and back without showing anything twice', async () => {
    repository.commit('one', { 'a.c': 'int a;\n' })
    repository.write('a.c', `${HIDDEN}\n`)
    await session.openDocument(uri('a.c'), `${HIDDEN}\n`)
    assert.deepEqual(await lines('a.c'), [0])
    await session.open({ kind: 'worktree', root: repository.folder })
    await session.bind([{ uri: uri('a.c'), path: 'a.c', side: 'new' }])
    await session.until(() => session.refreshes > 0)
    assert.deepEqual(session.log, [], 'nothing is pushed before the client has pulled the empty answer')
    assert.deepEqual(await session.pull(uri('a.c')), { kind: 'full', items: [] })
    await session.until(() => session.of(uri('a.c')).length === 1)
    const asked = session.refreshes
    await session.client.sendRequest(CLOSE_REVIEW, { id: 'review' })
    await session.until(() => session.of(uri('a.c')).length === 0 && session.refreshes > asked)
    assert.deepEqual(await lines('a.c'), [0])
  })

  it('is said to have changed when it was edited while it was examined', async () => {
    repository.commit('one', { 'a.c': 'int a;\n' })
    let release = () => {}
    const gate = new Promise<void>(done => {
      release = done
    })
    const reached = new Promise<void>(entered => {
      void Session.start({
        wrap: backend => ({
          ...backend,
          findDocument: async (request, run) => {
            entered()
            await gate
            return backend.findDocument(request, run)
          },
        }),
      }).then(async other => {
        await session.stop()
        session = other
        await session.openDocument(uri('a.c'), `${HIDDEN}\n`)
        answer = session.pull(uri('a.c')).catch((error: { data: unknown }) => error.data)
      })
    })
    let answer: Promise<unknown> = Promise.resolve()
    await reached
    await session.change(uri('a.c'), 'int b;\n', 2)
    release()
    assert.deepEqual(await answer, { retriggerRequest: true })
  })
})
