import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CodeAction, Diagnostic, Hover } from 'vscode-languageserver'
import { URI } from 'vscode-uri'
import {
  ACCEPT,
  ACCEPT_COMMAND,
  type AcceptResult,
  COPY_QUESTION_COMMAND,
  type DiagnosticData,
  EXPLAIN,
  EXPLAIN_COMMAND,
  type ExplainResult,
  NOT_OPEN,
  SHOW_RELATED_COMMAND,
  UNDO_ACCEPT,
} from '../../server/protocol'
import { TestRepository } from '../harness/git'
import { HIDDEN } from './content'
import { Session } from './session'

const IFUNC = `static int one(void) { return 1; }
static void *pick(void) { return one; }
int answer(void) __attribute__((ifunc("pick")));
`

const AUTOCONF = `AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
	#include <sys/random.h>
	int fill(void *p, unsigned n) { return getrandom(p, n, 0) == n ? 0 : -1; }
]])], [AC_DEFINE([HAVE_GETRANDOM], [1], [Define to 1 if getrandom works.])])
`
/** A stray dot that its twin in {@link AUTOCONF} does not have. */
const CMAKE = `check_c_source_compiles("
    #include <sys/random.h>
.
    int fill(void *p, unsigned n) { return getrandom(p, n, 0) == n ? 0 : -1; }
    " HAVE_GETRANDOM)
`

describe('what can be done with a diagnostic', () => {
  let repository: TestRepository
  let session: Session
  const uri = (name: string) => URI.file(`${repository.folder}/${name}`).toString()

  beforeEach(async () => {
    repository = new TestRepository()
    session = await Session.start()
    repository.commit('one', { 'a.c': 'int a;\n' })
  })
  afterEach(async () => {
    await session.stop()
    repository.dispose()
  })

  const openBound = async (text = `${HIDDEN}\n`) => {
    repository.write('a.c', text)
    const review = await session.open({ kind: 'worktree', root: repository.folder })
    assert.notEqual(review.findings.length, 0, JSON.stringify(review))
    await session.bind([{ uri: uri('a.c'), path: 'a.c', side: 'new' }])
    await session.until(() => session.of(uri('a.c')).length > 0)
    return session.of(uri('a.c'))
  }
  const hover = (document: string, line: number, character: number) =>
    session.client.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri: document },
      position: { line, character },
    })
  const actions = (diagnostics: readonly Diagnostic[], only?: readonly string[]) =>
    session.client.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: uri('a.c') },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics, ...(only === undefined ? {} : { only }) },
    })

  it('a hover explains what is marked there, and only there', async () => {
    await openBound()
    const found = await hover(uri('a.c'), 0, 4)
    assert.ok(found)
    const { kind, value } = found.contents as { kind: string; value: string }
    assert.equal(kind, 'markdown')
    assert.match(value, /zero width space/)
    assert.match(value, /\*Ask:\*/)
    assert.deepEqual(found.range, session.of(uri('a.c'))[0]?.range)
    assert.equal(await hover(uri('a.c'), 0, 1), null)
    assert.equal(await hover(uri('other.c'), 0, 4), null)
  })

  it('a hover works on a document of its own, too', async () => {
    await session.openDocument(uri('a.c'), `${HIDDEN}\n`)
    assert.equal((await session.pullItems(uri('a.c'))).length, 1)
    assert.ok(await hover(uri('a.c'), 0, 4))
  })

  it('hostile text of the change cannot become a link, an image or HTML', async () => {
    const name = '[x](command:evil)<img src=x>`![y](https:..z)`.bin'
    repository.write(
      name,
      new Uint8Array(600).map((_, at) => (at * 31 + (at >> 3)) & 0xff),
    )
    const review = await session.open({ kind: 'worktree', root: repository.folder })
    const finding = review.findings.find(({ rule }) => rule === 'binary/opaque-file-changed')
    assert.ok(finding?.evidence[0]?.path.includes('command:evil'))
    await session.bind([{ uri: 'plainsight:/evil', path: name, side: 'new' }])
    await session.until(() => session.of('plainsight:/evil').length === 1)
    const shown = (await hover('plainsight:/evil', 0, 0))?.contents as { value: string }
    const { markdown } = await session.client.sendRequest<ExplainResult>(EXPLAIN, {
      id: 'review',
      fingerprint: finding?.fingerprint,
    })
    for (const text of [shown.value, markdown.slice(0, markdown.indexOf('# Rule'))]) {
      const withoutCode = text.replace(/(`+)[\s\S]*?[^`]\1(?!`)/g, '')
      assert.doesNotMatch(withoutCode, /[^\\]\]\(|<img|[^\\]!\[/)
    }
  })

  it('shows a copied macro beside the text in a folder of the user', async () => {
    const published = join(repository.home, 'published')
    const body = '[\n  one\n  two\n])\n'
    mkdirSync(join(published, 'm4'), { recursive: true })
    writeFileSync(join(published, 'm4/build-to-host.m4'), `AC_DEFUN([gl_BUILD_TO_HOST_INIT],\n${body}`)
    const steps = '  my_text=`tail -c +90 my_list`\n  echo "$my_text" | $SHELL\n'
    const ours = `AC_DEFUN([gl_BUILD_TO_HOST_INIT],\n${body.replace('  two\n', steps)}`
    repository.write('m4/build-to-host.m4', ours)
    const review = await session.open({ kind: 'worktree', root: repository.folder })
    const finding = review.findings.find(({ rule }) => rule === 'build/vendored-macro-altered')
    const explained = async () =>
      (
        await session.client.sendRequest<ExplainResult>(EXPLAIN, {
          id: 'review',
          fingerprint: finding?.fingerprint,
        })
      ).markdown
    assert.ok(!(await explained()).includes('## Beside'))
    for (const [folder, says] of [
      [published, '```diff\n@@ line 4 @@\n-  two\n+  my_text='],
      [join(repository.home, 'none'), 'is not there'],
      [join(repository.folder, 'm4'), 'lies in the reviewed tree'],
    ] as const) {
      await session.configure({ knownSources: [folder] })
      const text = await explained()
      assert.ok(text.replaceAll('\\', '').includes(says), text)
    }
  })

  it('offers commands with the data of the diagnostic', async () => {
    const [diagnostic] = await openBound()
    const found = await actions([diagnostic!])
    assert.deepEqual(
      found.map(({ title, kind, command }) => [title, kind, command?.command, command?.arguments]),
      [
        ['Explain this finding', EXPLAIN_COMMAND],
        ['Copy question for the author', COPY_QUESTION_COMMAND],
        ['Accept with a reason…', ACCEPT_COMMAND],
      ].map(([title, command]) => [title, 'quickfix', command, [diagnostic?.data]]),
    )
    assert.deepEqual(found[0]?.diagnostics, [diagnostic])
  })

  it('names the rule in the title where several findings meet', async () => {
    const diagnostics = await openBound(`${HIDDEN}\n${IFUNC}`)
    assert.equal(diagnostics.length, 2)
    const titles = (await actions(diagnostics)).map(({ title }) => title)
    assert.ok(titles.includes('Explain this finding (hidden-text/invisible-character)'))
    assert.ok(titles.includes('Explain this finding (loader/ifunc-resolver)'))
  })

  it('leads to the related place of a finding that has one, in a file the change leaves alone', async () => {
    repository.commit('two', { 'configure.ac': AUTOCONF })
    repository.write('CMakeLists.txt', CMAKE)
    await session.open({ kind: 'worktree', root: repository.folder })
    await session.bind([{ uri: uri('CMakeLists.txt'), path: 'CMakeLists.txt', side: 'new' }])
    await session.until(() => session.of(uri('CMakeLists.txt')).length > 0)
    const diagnostics = session.of(uri('CMakeLists.txt'))
    assert.deepEqual(
      diagnostics.map(({ code, range }) => [code, range.start.line]),
      [['build/probe-cannot-compile', 2]],
    )
    const [related] = diagnostics.flatMap(({ relatedInformation }) => relatedInformation ?? [])
    assert.equal(related?.location.uri, uri('configure.ac'))
    const titles = (await actions(diagnostics)).map(({ title }) => title)
    assert.ok(titles.includes('Show the related place'))
  })

  it('offers nothing for diagnostics of others, unknown ones, or other kinds of action', async () => {
    const [diagnostic] = await openBound()
    assert.deepEqual(await actions([]), [])
    assert.deepEqual(await actions([{ ...diagnostic!, source: 'compiler' }]), [])
    assert.deepEqual(await actions([{ ...diagnostic!, data: { id: 'review', fingerprint: 'v1:0', rule: 'a/b' } }]), [])
    assert.deepEqual(await actions([{ ...diagnostic!, data: 'x' }]), [])
    assert.deepEqual(await actions([diagnostic!], ['refactor']), [])
    assert.equal((await actions([diagnostic!], ['quickfix'])).length, 3)
  })

  it('explains a finding at length', async () => {
    const [diagnostic] = await openBound()
    const data = diagnostic?.data as DiagnosticData
    const { markdown, question } = await session.client.sendRequest<ExplainResult>(EXPLAIN, data)
    assert.match(question, /\?/)
    assert.match(markdown, /^# /)
    assert.ok(markdown.includes(data.fingerprint))
    await assert.rejects(
      session.client.sendRequest(EXPLAIN, { ...data, fingerprint: 'v1:0' }),
      (error: { code: number }) => error.code === NOT_OPEN,
    )
  })

  it('an acceptance takes a finding out of the editor, and another text brings it back', async () => {
    const [diagnostic] = await openBound()
    const params = diagnostic?.data as DiagnosticData
    const accept = (reason: string) => session.client.sendRequest<AcceptResult>(ACCEPT, { ...params, reason })
    assert.deepEqual(await accept('  '), { ok: false, message: 'an acceptance needs a reason' })
    assert.deepEqual(await accept('a test'), { ok: true })
    await session.until(() => session.of(uri('a.c')).length === 0 && session.changes.length === 1)
    assert.deepEqual(
      session.changes[0]?.findings.map(({ state, reason }) => [state, reason]),
      [['accepted', 'a test']],
    )
    assert.deepEqual(await session.client.sendRequest(UNDO_ACCEPT, params), { ok: true })
    await session.until(() => session.of(uri('a.c')).length === 1)
    assert.equal(session.changes.at(-1)?.findings[0]?.state, 'open')
  })

  it('an acceptance counts for documents of their own', async () => {
    await session.openDocument(uri('a.c'), `${HIDDEN}\n`)
    const [diagnostic] = await session.pullItems(uri('a.c'))
    const params = diagnostic?.data as DiagnosticData
    await session.client.sendRequest<AcceptResult>(ACCEPT, { ...params, reason: 'a test' })
    await session.until(() => session.refreshes > 0)
    assert.deepEqual(await session.pullItems(uri('a.c')), [])
  })

  it('says what was accepted before and has changed since', async () => {
    const [diagnostic] = await openBound(`int b;\n${HIDDEN}\n`)
    const params = diagnostic?.data as DiagnosticData
    await session.client.sendRequest<AcceptResult>(ACCEPT, { ...params, reason: 'a test' })
    await session.until(() => session.of(uri('a.c')).length === 0)
    repository.write('a.c', `int c;\n${HIDDEN}\n`)
    const review = await session.open({ kind: 'worktree', root: repository.folder })
    assert.deepEqual(
      review.findings.map(({ state }) => state),
      ['changed'],
    )
    await session.until(() => session.of(uri('a.c')).length === 1)
    assert.match(String(session.of(uri('a.c'))[0]?.message), /\(accepted before, changed since\)$/)
  })
})

describe('an editor without commands of ours', () => {
  let repository: TestRepository
  let session: Session
  const uri = (name: string) => URI.file(`${repository.folder}/${name}`).toString()

  beforeEach(async () => {
    repository = new TestRepository()
    repository.commit('one', { 'a.c': 'int a;\n' })
    session = await Session.start({ initialization: { clientCommands: false } })
  })
  afterEach(async () => {
    await session.stop()
    repository.dispose()
  })

  it('is offered commands that the server runs itself', async () => {
    const offered = session.initializeResult?.capabilities.executeCommandProvider?.commands
    assert.deepEqual(offered, [EXPLAIN_COMMAND, SHOW_RELATED_COMMAND, COPY_QUESTION_COMMAND])
    repository.commit('two', { 'configure.ac': AUTOCONF })
    await session.openDocument(uri('CMakeLists.txt'), CMAKE)
    const diagnostics = await session.pullItems(uri('CMakeLists.txt'))
    const found = await session.client.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: uri('CMakeLists.txt') },
      range: diagnostics[0]?.range,
      context: { diagnostics },
    })
    const shown: { uri: string; selection?: unknown }[] = []
    const messages: string[] = []
    session.client.onRequest('window/showDocument', params => {
      shown.push(params)
      return { success: true }
    })
    session.client.onRequest('window/showMessageRequest', ({ message }) => {
      messages.push(message)
      return null
    })
    session.client.onNotification('window/showMessage', ({ message }) => {
      messages.push(message)
    })
    for (const { command } of found)
      await session.client.sendRequest('workspace/executeCommand', {
        command: command?.command,
        arguments: command?.arguments,
      })
    assert.equal(shown.length, 2)
    assert.match(readFileSync(URI.parse(shown[0]!.uri).fsPath, 'utf8'), /^# /)
    assert.equal(shown[1]?.uri, uri('configure.ac'))
    assert.ok(shown[1]?.selection)
    assert.equal(messages.length, 1)
    assert.match(messages[0] ?? '', /\?/)
  })

  it('is told nothing for arguments that are not ours', async () => {
    const run = (args: readonly unknown[]) =>
      session.client.sendRequest('workspace/executeCommand', { command: EXPLAIN_COMMAND, arguments: args })
    assert.equal(await run([]), null)
    assert.equal(await run([{ id: 1 }]), null)
    await assert.rejects(
      run([{ id: 'gone', fingerprint: 'v1:0', rule: 'a/b' }]),
      (error: { code: number }) => error.code === NOT_OPEN,
    )
  })
})

it('a client that registers our commands itself is not offered them again', async () => {
  const session = await Session.start()
  assert.equal(session.initializeResult?.capabilities.executeCommandProvider, undefined)
  await session.stop()
})
