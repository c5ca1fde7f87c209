import assert from 'node:assert/strict'
import { URI } from 'vscode-uri'
import { TestRepository } from '../harness/git'
import { HIDDEN } from './content'
import { Session } from './session'

describe('edits of a document that a change set shows', () => {
  let repository: TestRepository
  let session: Session
  const uri = (name: string) => URI.file(`${repository.folder}/${name}`).toString()
  const lines = (name: string) => session.of(uri(name)).map(({ range }) => range.start.line)
  const bindNew = (...names: string[]) =>
    session.bind(names.map(path => ({ uri: uri(path), path, side: 'new' }) as const))

  beforeEach(async () => {
    repository = new TestRepository()
    session = await Session.start()
    repository.commit('one', { 'a.c': 'int a;\n', 'b.c': 'int b;\n' })
    repository.write('a.c', `int a;\n${HIDDEN}\n`)
    repository.write('b.c', `${HIDDEN}\n`)
  })
  afterEach(async () => {
    await session.stop()
    repository.dispose()
  })

  it('are examined before they are saved, and the rest of the change set stays', async () => {
    await session.open({ kind: 'worktree', root: repository.folder })
    await session.openDocument(uri('a.c'), `int a;\n${HIDDEN}\n`)
    await bindNew('a.c', 'b.c')
    await session.until(() => lines('a.c').length === 1 && lines('b.c').length === 1)
    await session.change(uri('a.c'), `int a;\n${HIDDEN}\n\n\n${HIDDEN}\n`, 2)
    await session.until(() => lines('a.c').length === 2)
    assert.deepEqual(lines('a.c'), [1, 4])
    assert.deepEqual(lines('b.c'), [0])
    await session.until(() => session.changes.length === 1)
    assert.equal(session.changes[0]?.findings.length, 3)
    await session.change(uri('a.c'), 'int a;\n', 3)
    await session.until(() => lines('a.c').length === 0)
    assert.deepEqual(lines('b.c'), [0])
  })

  it('that were there before the change set are seen by it', async () => {
    await session.openDocument(uri('a.c'), `\n\nint a;\n${HIDDEN}\n`)
    await session.open({ kind: 'worktree', root: repository.folder })
    await bindNew('a.c')
    await session.until(() => lines('a.c')[0] === 3)
  })

  it('are forgotten when the document is closed without saving', async () => {
    await session.open({ kind: 'worktree', root: repository.folder })
    await session.openDocument(uri('a.c'), `int a;\n${HIDDEN}\n`)
    await bindNew('a.c')
    await session.until(() => lines('a.c').length === 1)
    await session.change(uri('a.c'), 'int a;\n', 2)
    await session.until(() => lines('a.c').length === 0)
    await session.closeDocument(uri('a.c'))
    await session.until(() => lines('a.c').length === 1)
  })

  it('stay what they are when they are saved', async () => {
    await session.open({ kind: 'worktree', root: repository.folder })
    await session.openDocument(uri('a.c'), `int a;\n${HIDDEN}\n`)
    await bindNew('a.c')
    await session.until(() => lines('a.c').length === 1)
    const text = `\nint a;\n${HIDDEN}\n`
    await session.change(uri('a.c'), text, 2)
    repository.write('a.c', text)
    await session.until(() => lines('a.c')[0] === 2)
    await session.change(uri('a.c'), `\n${text}`, 3)
    repository.write('a.c', `\n${text}`)
    await session.until(() => lines('a.c')[0] === 3)
  })

  it('move what is said of a commit, and hide what is said of a line that is no more', async () => {
    const id = repository.commit('two')
    await session.open({ kind: 'revision', root: repository.folder, revision: id })
    await session.openDocument(uri('a.c'), `int a;\n${HIDDEN}\n`)
    await bindNew('a.c')
    await session.until(() => lines('a.c').length === 1)
    await session.change(uri('a.c'), `// above\nint a;\n${HIDDEN}\n`, 2)
    await session.until(() => lines('a.c')[0] === 2)
    await session.change(uri('a.c'), '// above\nint a;\nint b;\n', 3)
    await session.until(() => lines('a.c').length === 0)
  })

  it('are seen whatever line ends the editor made of the file', async () => {
    await session.open({ kind: 'worktree', root: repository.folder })
    await session.openDocument(uri('a.c'), `int a;\r\n${HIDDEN}\r\n`)
    await bindNew('a.c')
    await session.until(() => lines('a.c').length === 1)
    assert.deepEqual(session.changes, [])
  })
})
