import { strict as assert } from 'node:assert'
import type { ChangeSource } from '../../server/core/model/ports'
import { type OpenSource, openSource, SourceProblem, type SourceRequest } from '../../server/host/sources'
import { TestRepository } from '../harness/git'
import { allText, changeLines } from '../harness/gitChange'

const bytes = (text: string) => Buffer.from(text, 'utf8')

describe('change sources', () => {
  let repository: TestRepository
  let base: string
  let head: string
  before(() => {
    repository = new TestRepository()
    base = repository.commit('One', { 'a.txt': 'one\n' })
    head = repository.commit('Two "quoted"', { 'a.txt': 'two\n', 'b.txt': 'b\n' })
    repository.write('a.txt', 'three\n')
    repository.write('c.txt', 'c\n')
    repository.git(['add', 'c.txt'])
  })
  after(() => repository.dispose())

  const opened = async <T>(request: SourceRequest, use: (open: OpenSource) => T | Promise<T>): Promise<T> => {
    const open = await openSource(request)
    try {
      return await use(open)
    } finally {
      await open.dispose()
    }
  }
  const lines = ({ source }: { readonly source: ChangeSource }) => changeLines(source)

  it('give every kind of request its change', async () => {
    const root = repository.folder
    assert.deepEqual(await opened({ kind: 'worktree', root }, lines), ['modified a.txt', 'added c.txt'])
    assert.deepEqual(await opened({ kind: 'staged', root }, lines), ['added c.txt'])
    assert.deepEqual(await opened({ kind: 'revision', root, revision: head }, lines), ['modified a.txt', 'added b.txt'])
    assert.deepEqual(await opened({ kind: 'scan', root }, lines), ['added a.txt', 'added b.txt', 'added c.txt'])
    const patch = repository.gitBytes(['diff', base, head])
    assert.deepEqual(await opened({ kind: 'patch', name: 'x', bytes: patch }, lines), ['modified a.txt', 'added b.txt'])
  })

  it('say in words what they are, and with full ids what is compared', async () => {
    const root = repository.folder
    const facts = ({ label, base, head, root, top }: OpenSource) => ({ label, base, head, root, top })
    assert.deepEqual(await opened({ kind: 'revision', root, revision: 'HEAD' }, facts), {
      label: `commit ${head.slice(0, 12)} "Two \\"quoted\\""`,
      base,
      head,
      root: undefined,
      top: root,
    })
    assert.deepEqual(await opened({ kind: 'revision', root, revision: `${base}..HEAD` }, facts), {
      label: `${base.slice(0, 12)}..${head.slice(0, 12)}, 1 commit`,
      base,
      head,
      root: undefined,
      top: root,
    })
    assert.deepEqual(await opened({ kind: 'worktree', root }, facts), {
      label: `working tree against ${head.slice(0, 12)}`,
      base: head,
      head: undefined,
      root,
      top: root,
    })
  })

  it('fail with a message and what to do', async () => {
    const root = repository.folder
    const fails = (request: SourceRequest, message: RegExp, remedy?: RegExp) =>
      assert.rejects(openSource(request), error => {
        assert.ok(error instanceof SourceProblem, String(error))
        assert.match(error.message, message)
        if (remedy !== undefined) assert.match(error.remedy ?? '', remedy)
        return true
      })
    await fails({ kind: 'revision', root, revision: 'topic' }, /"topic" is not in this clone/, /git fetch/)
    await fails({ kind: 'worktree', root: repository.home }, /./)
    await fails({ kind: 'scan', root: `${root}/absent` }, /is not a folder/)
    await fails({ kind: 'patch', name: 'notes.txt', bytes: bytes('hello\nworld\n') }, /notes\.txt holds no change/)
  })

  it('take an empty patch for an empty change', async () => {
    assert.deepEqual(await opened({ kind: 'patch', name: 'x', bytes: bytes('') }, lines), [])
  })

  it('join documents that belong together', async () => {
    const request: SourceRequest = {
      kind: 'documents',
      label: 'Pull request 7',
      pairs: [
        { path: 'new.txt', oldPath: 'old.txt', old: { bytes: bytes('old\n') }, new: { bytes: bytes('new\n') } },
        { path: 'added.txt', new: { bytes: bytes('added\n') } },
        { path: 'gone.txt', old: { bytes: bytes('gone\n') } },
        { path: 'lost.bin', old: { missing: 'open it once' }, new: { bytes: bytes('x') } },
      ],
    }
    await opened(request, async open => {
      assert.equal(open.label, 'Pull request 7')
      assert.deepEqual(changeLines(open.source), [
        'renamed old.txt -> new.txt',
        'added added.txt',
        'deleted gone.txt',
        'modified lost.bin',
      ])
      assert.deepEqual(await allText(open.source), {
        'new.txt': ['old\n', 'new\n'],
        'added.txt': ['[absent]', 'added\n'],
        'gone.txt': ['gone\n', '[absent]'],
        'lost.bin': ['[unreadable]', 'x'],
      })
      const lost = open.source.changeSet.files[3]?.source
      assert.deepEqual(lost, { kind: 'missing', reason: 'unreadable', remedy: 'open it once' })
    })
    const ids = [request, { ...request, pairs: request.pairs.slice(1) }].map(one =>
      opened(one, ({ source }) => source.changeSet.id),
    )
    assert.equal(new Set(await Promise.all(ids)).size, 2)
  })
})
