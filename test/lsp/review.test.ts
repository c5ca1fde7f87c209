import assert from 'node:assert/strict'
import { DiagnosticSeverity } from 'vscode-languageserver'
import { URI } from 'vscode-uri'
import {
  CLOSE_REVIEW,
  type DiagnosticData,
  LIST_REVISIONS,
  type ListRevisionsResult,
  NOT_OPEN,
  OPEN_REVIEW,
  type OpenReviewResult,
  READ_SIDE,
  type ReadSideResult,
} from '../../server/protocol'
import { TestRepository } from '../harness/git'
import { HIDDEN, noise } from './content'
import { Session } from './session'

const MAKEFILE = 'CC = cc\nCFLAGS = -O2 -fstack-protector-strong\nLDFLAGS = -Wl,-z,relro\n'

describe('an open review', () => {
  let repository: TestRepository
  let session: Session
  const uri = (name: string) => URI.file(`${repository.folder}/${name}`).toString()

  beforeEach(async () => {
    repository = new TestRepository()
    session = await Session.start()
  })
  afterEach(async () => {
    await session.stop()
    repository.dispose()
  })

  it('places what a patch in the tree does on its lines, and names the target', async () => {
    const patch = `--- a/src/a.c\n+++ b/src/a.c\n@@ -8,2 +8,3 @@\n int a;\n+${HIDDEN}\n int b;\n`
    repository.commit('one', { 'a.c': 'int a;\n' })
    repository.write('debian/patches/fix.patch', patch)
    await session.open({ kind: 'worktree', root: repository.folder })
    const document = uri('debian/patches/fix.patch')
    await session.bind([{ uri: document, path: 'debian/patches/fix.patch', side: 'new' }])
    await session.until(() => session.of(document).length > 0)
    const [diagnostic, ...more] = session.of(document)
    assert.deepEqual(more, [])
    assert.deepEqual(diagnostic?.range, { start: { line: 4, character: 5 }, end: { line: 4, character: 6 } })
    assert.match(String(diagnostic?.message), / \(in src\/a\.c:9\)$/)
  })

  it('pushes what the working tree adds to the new side, with the data a code action needs', async () => {
    repository.commit('one', { 'a.c': 'int a;\n', 'b.c': 'int b;\n' })
    repository.write('a.c', `int a;\n${HIDDEN}\n`)
    const review = await session.open({ kind: 'worktree', root: repository.folder })
    await session.bind([
      { uri: uri('a.c'), path: 'a.c', side: 'new' },
      { uri: 'git:/old/a.c', path: 'a.c', side: 'old' },
      { uri: uri('b.c'), path: 'b.c', side: 'new' },
    ])
    await session.until(() => session.of(uri('a.c')).length > 0)
    const [finding] = review.findings
    assert.deepEqual(session.of(uri('a.c')), [
      {
        range: { start: { line: 1, character: 4 }, end: { line: 1, character: 5 } },
        severity: DiagnosticSeverity.Warning,
        source: 'plainsight',
        code: 'hidden-text/invisible-character',
        message: finding?.message,
        data: { id: 'review', fingerprint: finding?.fingerprint, rule: 'hidden-text/invisible-character' },
      },
    ])
    assert.deepEqual([...session.published.keys()], [uri('a.c')])
    assert.equal(review.base, repository.head())
    assert.deepEqual(
      review.files.map(({ path, kind }) => `${kind} ${path}`),
      ['modified a.c'],
    )
  })

  it('pushes a removed protection to the old side and to no other', async () => {
    const before = repository.commit('one', { Makefile: MAKEFILE })
    const after = repository.commit('two', { Makefile: MAKEFILE.replace(' -fstack-protector-strong', '') })
    const review = await session.open({ kind: 'revision', root: repository.folder, revision: `${before}..${after}` })
    await session.bind([
      { uri: 'git:/Makefile?old', path: 'Makefile', side: 'old' },
      { uri: 'git:/Makefile?new', path: 'Makefile', side: 'new' },
    ])
    await session.until(() => session.of('git:/Makefile?old').length > 0)
    const [diagnostic] = session.of('git:/Makefile?old')
    assert.equal(diagnostic?.code, 'build/hardening-flag-removed')
    assert.equal(diagnostic?.range.start.line, 1)
    assert.deepEqual([...session.published.keys()], ['git:/Makefile?old'])
    assert.deepEqual([review.base, review.head], [before, after])
  })

  it('names a binary that no document shows', async () => {
    const id = repository.commit('one', { 'tests/data.bin': noise(500, 1) })
    const second = repository.commit('two', { 'tests/data.bin': noise(600, 2) })
    const review = await session.open({ kind: 'revision', root: repository.folder, revision: second })
    const [finding] = review.findings
    assert.equal(finding?.rule, 'binary/opaque-file-changed')
    assert.equal(finding?.evidence[0]?.path, 'tests/data.bin')
    assert.equal(finding?.evidence[0]?.range, undefined)
    assert.deepEqual(
      review.files.map(({ isBinary }) => isBinary),
      [true],
    )
    assert.equal(review.base, id)
    const side = await session.client.sendRequest<ReadSideResult>(READ_SIDE, {
      id: 'review',
      path: 'tests/data.bin',
      side: 'new',
    })
    assert.equal(side.isDescription, true)
    assert.match(
      side.text,
      /^tests\/data\.bin\nside: new\nmode: 100644\nobject: [0-9a-f]{40}\nformat: unknown\nsize: 600 bytes\n/,
    )
    assert.match(side.text, /\n00000000 {2}([0-9a-f]{2} ){15}[0-9a-f]{2} {2}.{16}\n/)
  })

  it('gives the text of both sides', async () => {
    repository.commit('one', { 'a.c': 'int a;\n' })
    repository.write('a.c', 'int b;\n')
    await session.open({ kind: 'worktree', root: repository.folder })
    const read = (side: 'old' | 'new') =>
      session.client.sendRequest<ReadSideResult>(READ_SIDE, { id: 'review', path: 'a.c', side })
    assert.deepEqual(await read('old'), { text: 'int a;\n', isDescription: false })
    assert.deepEqual(await read('new'), { text: 'int b;\n', isDescription: false })
  })

  it('clears every document when it is closed', async () => {
    repository.commit('one', { 'a.c': 'int a;\n' })
    repository.write('a.c', `${HIDDEN}\n`)
    await session.open({ kind: 'worktree', root: repository.folder })
    await session.bind([{ uri: uri('a.c'), path: 'a.c', side: 'new' }])
    await session.until(() => session.of(uri('a.c')).length > 0)
    await session.client.sendRequest(CLOSE_REVIEW, { id: 'review' })
    await session.until(() => session.of(uri('a.c')).length === 0)
    await assert.rejects(
      session.client.sendRequest(READ_SIDE, { id: 'review', path: 'a.c', side: 'new' }),
      (error: { code: number }) => error.code === NOT_OPEN,
    )
  })

  it('clears a document that is no longer bound, and the others stay', async () => {
    repository.commit('one', { 'a.c': 'int a;\n', 'b.c': 'int b;\n' })
    repository.write('a.c', `${HIDDEN}\n`)
    repository.write('b.c', `${HIDDEN}\n`)
    await session.open({ kind: 'worktree', root: repository.folder })
    const [a, b] = ['a.c', 'b.c'].map(path => ({ uri: uri(path), path, side: 'new' }) as const)
    await session.bind([a!, b!])
    await session.until(() => session.of(a!.uri).length > 0 && session.of(b!.uri).length > 0)
    await session.bind([b!])
    await session.until(() => session.of(a!.uri).length === 0)
    assert.equal(session.of(b!.uri).length, 1)
  })

  it('clears everything at shutdown', async () => {
    repository.commit('one', { 'a.c': 'int a;\n' })
    repository.write('a.c', `${HIDDEN}\n`)
    await session.open({ kind: 'worktree', root: repository.folder })
    await session.bind([{ uri: uri('a.c'), path: 'a.c', side: 'new' }])
    await session.until(() => session.of(uri('a.c')).length > 0)
    const other = await Session.start()
    await session.client.sendRequest('shutdown')
    await session.until(() => session.of(uri('a.c')).length === 0)
    await session.client.sendNotification('exit')
    await session.until(() => session.exitCode !== undefined)
    assert.equal(session.exitCode, 0)
    session.client.dispose()
    session = other
  })

  it('says once what two change sets say of one document', async () => {
    repository.commit('one', { 'a.c': 'int a;\n' })
    repository.write('a.c', `${HIDDEN}\n`)
    const binding = { uri: uri('a.c'), path: 'a.c', side: 'new' } as const
    await session.open({ kind: 'worktree', root: repository.folder }, 'first')
    await session.open({ kind: 'worktree', root: repository.folder }, 'second')
    await session.bind([binding], 'first')
    await session.bind([binding], 'second')
    await session.until(() => session.of(binding.uri).length > 0)
    assert.equal(session.of(binding.uri).length, 1)
    await session.client.sendRequest(CLOSE_REVIEW, { id: 'first' })
    assert.deepEqual(
      session.of(binding.uri).map(({ data }) => (data as DiagnosticData).id),
      ['second'],
    )
  })

  it('clears what it showed when the same id is opened for something else', async () => {
    const patch = (name: string) => `--- a/${name}\n+++ b/${name}\n@@ -1 +1,2 @@\n int a;\n+${HIDDEN}\n`
    await session.open({ kind: 'patch', name: 'a', text: patch('a.c'), uri: 'file:///a.patch' })
    await session.until(() => session.of('file:///a.patch').length === 1)
    await session.open({ kind: 'patch', name: 'b', text: patch('b.c'), uri: 'file:///b.patch' })
    await session.until(() => session.of('file:///b.patch').length === 1)
    await session.until(() => session.of('file:///a.patch').length === 0)
    const params = { id: 'review', source: { kind: 'worktree', root: repository.home } }
    assert.equal((await session.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, params)).ok, false)
    await session.until(() => session.of('file:///b.patch').length === 0)
  })

  it('goes by the path when a file number is of an earlier state', async () => {
    repository.commit('one', { 'b.c': 'int b;\n' })
    repository.write('b.c', `${HIDDEN}\n`)
    await session.open({ kind: 'worktree', root: repository.folder })
    await session.bind([{ uri: uri('b.c'), path: 'b.c', file: 0, side: 'new' }])
    await session.until(() => session.of(uri('b.c')).length === 1)
    repository.write('a.c', `${HIDDEN}\n${HIDDEN}\n`)
    const review = await session.open({ kind: 'worktree', root: repository.folder })
    assert.deepEqual(
      review.files.map(({ path }) => path),
      ['a.c', 'b.c'],
    )
    await session.bind([
      { uri: uri('b.c'), path: 'b.c', file: 0, side: 'new' },
      { uri: uri('a.c'), path: 'a.c', file: 0, side: 'new' },
    ])
    await session.until(() => session.of(uri('a.c')).length === 2)
    assert.equal(session.of(uri('b.c')).length, 1)
  })

  it('says why nothing can be reviewed, and what helps', async () => {
    const params = { id: 'review', source: { kind: 'worktree', root: repository.home } }
    const result = await session.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, params)
    assert.equal(result.ok, false)
    assert.match(result.ok ? '' : result.message, /not inside a git repository/)
    await assert.rejects(session.bind([]), (error: { code: number }) => error.code === NOT_OPEN)
  })

  it('takes no folder that depends on where the server was started', async () => {
    const source = { kind: 'worktree', root: '.' }
    const opened = await session.client.sendRequest<OpenReviewResult>(OPEN_REVIEW, { id: 'review', source })
    assert.match(opened.ok ? '' : opened.message, /not an absolute path/)
    const listed = await session.client.sendRequest<ListRevisionsResult>(LIST_REVISIONS, { root: '.' })
    assert.match(listed.ok ? '' : listed.message, /not an absolute path/)
  })

  it('lists branches, tags and recent commits', async () => {
    const first = repository.commit('first', { a: '1\n' })
    repository.git(['tag', 'v1'])
    const second = repository.commit('second', { a: '2\n' })
    const result = await session.client.sendRequest<ListRevisionsResult>(LIST_REVISIONS, { root: repository.folder })
    assert.deepEqual(
      result.ok && result.revisions.map(({ kind, name, id }) => [kind, kind === 'commit' ? '' : name, id]),
      [
        ['branch', 'main', second],
        ['tag', 'v1', first],
        ['commit', '', second],
        ['commit', '', first],
      ],
    )
  })

  it('reviews documents that belong to no repository', async () => {
    const review = await session.open({
      kind: 'documents',
      label: '#7',
      pairs: [
        { path: 'a.c', old: { text: 'int a;\n' }, new: { text: `${HIDDEN}\n` } },
        { path: 'b.bin', new: { base64: Buffer.from(noise(300, 3)).toString('base64') } },
      ],
    })
    await session.bind([{ uri: 'pr:/a.c', path: 'a.c', side: 'new' }])
    await session.until(() => session.of('pr:/a.c').length > 0)
    assert.deepEqual(
      review.findings.map(({ rule }) => rule),
      ['hidden-text/invisible-character', 'binary/opaque-file-changed'],
    )
  })
})
