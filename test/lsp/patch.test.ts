import assert from 'node:assert/strict'
import { CLOSE_REVIEW } from '../../server/protocol'
import { HIDDEN } from './content'
import { Session } from './session'

const URI = 'file:///plain/fix.patch'

const PATCH = `From: nobody
Subject: two files

---
diff --git a/Makefile b/Makefile
--- a/Makefile
+++ b/Makefile
@@ -1,3 +1,3 @@
 CC = cc
-CFLAGS = -O2 -fstack-protector-strong
+CFLAGS = -O2
 LDFLAGS = -Wl,-z,relro
diff --git a/a.c b/a.c
--- a/a.c
+++ b/a.c
@@ -40,2 +40,3 @@ int main
 int a;
+${HIDDEN}
 int c;
diff --git a/data.bin b/data.bin
index 1111111..2222222 100644
Binary files a/data.bin and b/data.bin differ
`

describe('a patch document', () => {
  let session: Session

  beforeEach(async () => {
    session = await Session.start()
  })
  afterEach(async () => {
    await session.stop()
  })

  const marks = (diagnostics: ReturnType<Session['of']>) =>
    diagnostics.map(({ code, range: { start, end } }) => [code, start.line, start.character, end.character])

  const EXPECTED = [
    ['build/hardening-flag-removed', 9, 14, 38],
    ['hidden-text/invisible-character', 17, 5, 6],
    ['binary/opaque-file-changed', 19, 0, 32],
  ]

  it('is reviewed by itself when it is opened, on its own lines', async () => {
    await session.openDocument(URI, PATCH, 'diff')
    assert.deepEqual(marks(await session.pullItems(URI)), EXPECTED)
    assert.deepEqual(session.log, [])
  })

  it('is known by its name as well', async () => {
    await session.openDocument('untitled:a.mbox', PATCH)
    assert.deepEqual(marks(await session.pullItems('untitled:a.mbox')), EXPECTED)
    await session.openDocument('untitled:a.txt', PATCH)
    assert.deepEqual(await session.pullItems('untitled:a.txt'), [])
  })

  it('gets its diagnostics pushed while its change set is open, and none twice', async () => {
    await session.openDocument(URI, PATCH, 'diff')
    const review = await session.open({ kind: 'patch', name: 'fix.patch', text: PATCH, uri: URI })
    await session.until(() => session.of(URI).length > 0)
    assert.deepEqual(marks(session.of(URI)), EXPECTED)
    assert.deepEqual(await session.pull(URI), { kind: 'full', items: [] })
    assert.deepEqual(
      review.findings.map(({ evidence: [primary] }) => [primary?.side, primary?.range?.start.line, primary?.patchLine]),
      [
        ['old', 1, 9],
        ['new', 40, 17],
        ['new', undefined, 19],
      ],
    )
    assert.deepEqual(
      review.coverage.skipped.map(({ file }) => file),
      ['data.bin'],
    )
    await session.client.sendRequest(CLOSE_REVIEW, { id: 'review' })
    await session.until(() => session.of(URI).length === 0)
    assert.deepEqual(marks(await session.pullItems(URI)), EXPECTED)
  })

  it('is reviewed again when it is edited', async () => {
    await session.openDocument(URI, PATCH, 'diff')
    await session.open({ kind: 'patch', name: 'fix.patch', text: PATCH, uri: URI })
    await session.until(() => session.of(URI).length > 0)
    await session.change(URI, PATCH.replace(HIDDEN, 'int b;'), 2)
    await session.until(() => session.of(URI).length === 2)
    assert.deepEqual(marks(session.of(URI)), [EXPECTED[0], EXPECTED[2]])
    await session.until(() => session.changes.length > 0)
    assert.equal(session.changes.at(-1)?.findings.length, 2)
    await session.change(URI, `\n${PATCH}`, 3)
    await session.until(() => session.of(URI).length === 3)
    assert.deepEqual(
      session.of(URI).map(({ range }) => range.start.line),
      [10, 18, 20],
    )
  })

  it('keeps its change set while its text is no patch for a moment', async () => {
    await session.openDocument(URI, PATCH, 'diff')
    await session.open({ kind: 'patch', name: 'fix.patch', text: PATCH, uri: URI })
    await session.change(URI, 'nothing', 2)
    await session.change(URI, PATCH.replace(HIDDEN, 'int b;'), 3)
    await session.until(() => session.of(URI).length === 2)
  })

  it('stands in for related places, which are lines of the same document', async () => {
    await session.openDocument(URI, PATCH, 'diff')
    for (const { relatedInformation } of await session.pullItems(URI))
      for (const { location } of relatedInformation ?? []) assert.equal(location.uri, URI)
  })

  it('has the same marks with the line ends of another system', async () => {
    await session.openDocument(URI, PATCH.replaceAll('\n', '\r\n'), 'diff')
    assert.deepEqual(marks(await session.pullItems(URI)), EXPECTED)
  })

  it('of a merge has one mark per parent in front of its lines', async () => {
    const text = `diff --cc a.c
index 1111111,2222222..3333333
--- a/a.c
+++ b/a.c
@@@ -1,2 -1,2 +1,3 @@@
  int a;
++${HIDDEN}
  int c;
`
    await session.openDocument(URI, text, 'diff')
    assert.deepEqual(marks(await session.pullItems(URI)), [['hidden-text/invisible-character', 6, 6, 7]])
  })

  it('counts lines as an editor does when a line holds a lone carriage return', async () => {
    const text = PATCH.replace(' CC = cc', ' CC = cc\r # and').replace('int a;', 'int\r a;')
    await session.openDocument(URI, text, 'diff')
    assert.deepEqual(
      marks(await session.pullItems(URI)).map(([, line]) => line),
      [10, 19, 21],
    )
  })
})
