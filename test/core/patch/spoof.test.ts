import { strict as assert } from 'node:assert'
import { pathsOf, readPatch } from './readPatch'

const file = (name: string) => `--- a/${name}\n+++ b/${name}\n@@ -1 +1,2 @@\n all:\n+\thidden\n`
const envelope = 'From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001\n'
const mailHeader = `${envelope}From: Ada <ada@example.invalid>\nSubject: fix\n\n`

/** Where a file can hide: each input, and the paths it changes for git. */
const places: readonly (readonly [title: string, patch: string, paths: readonly string[]])[] = [
  [
    'between the fields of a commit',
    `commit 1111111\nAuthor: A <a@example.invalid>\n${file('x')}\n    message\n`,
    ['x'],
  ],
  ['in the message of a mail', `${mailHeader}text\n${file('x')}more text\n---\n`, ['x']],
  [
    'in a message, with two spaces, where only git apply finds it',
    `${mailHeader}---  a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n`,
    ['x'],
  ],
  ['after the separator, before the diffstat', `${mailHeader}---\n${file('x')}\n x | 1 +\n`, ['x']],
  ['after the signature', `${mailHeader}---\n${file('x')}-- \n2.39.5\n${file('y')}`, ['x', 'y']],
  ['after prose without an empty line', `${file('x')}prose\n${file('y')}`, ['x', 'y']],
  ['after a mail in the same mbox', `${mailHeader}---\n${file('x')}${mailHeader}---\n${file('y')}`, ['x', 'y']],
  [
    'nowhere: in an indented message',
    'commit 1111111\nAuthor: A <a@example.invalid>\n\n    diff --git a/x b/x\n    old mode 100644\n    new mode 100755\n',
    [],
  ],
  [
    'nowhere: in the body of a hunk',
    '--- a/x\n+++ b/x\n@@ -1,4 +1,3 @@\n--- a/y\n-++ b/y\n+++ b/z\n @@ -1 +1 @@\n diff --git a/q b/q\n',
    ['x'],
  ],
]

describe('a file that hides from the reader of a patch is found', () => {
  for (const [title, patch, paths] of places)
    it(title, () => assert.deepEqual(pathsOf(readPatch(patch).changeSet), paths))

  it('and lines beyond the count of a hunk are said to be unread', () => {
    const { changeSet } = readPatch(`${file('x')}+\tbeyond the count\n`)
    assert.equal(changeSet.unread.length, 1)
    assert.deepEqual([changeSet.unread[0]?.line, changeSet.unread[0]?.length], [6, 19])
  })

  it('and a hunk with line numbers beyond all files is unread, without memory set aside for it', () => {
    const { changeSet } = readPatch('--- a/x\n+++ b/x\n@@ -999999999 +999999999 @@\n-a\n+b\n')
    assert.equal(changeSet.files[0]?.source.kind, 'missing')
    assert.match(changeSet.unread[0]?.reason ?? '', /beyond 2000000/)
  })
})

describe('the name of a file', () => {
  const mode = 'old mode 100644\nnew mode 100755\n'
  const names: readonly (readonly [title: string, patch: string, path: string | undefined])[] = [
    ['comes from equal halves', `diff --git a/x b/x\n${mode}`, 'x'],
    ['may hold " b/"', `diff --git a/x b/y b/x b/y\n${mode}`, 'x b/y'],
    ['may be " b/x" over and over', `diff --git a/x b/x b/x b/x\n${mode}`, 'x b/x'],
    ['may hold a line feed in quotes', `diff --git "a/x\\ny" "b/x\\ny"\n${mode}`, 'x\ny'],
    ['may be quoted on one side only', `diff --git "a/x" b/x\n${mode}`, 'x'],
    ['may have octal bytes', `diff --git "a/\\303\\251" "b/\\303\\251"\n${mode}`, '\xc3\xa9'],
    ['is unknown where the halves differ', `diff --git a/x b/y\n${mode}`, undefined],
    ['is unknown where a quote does not end', `diff --git "a/x "b/x\n${mode}`, undefined],
    [
      'comes from --- and +++, not from the first line',
      `diff --git a/x b/x\nindex 1111111..2222222\n${file('y')}`,
      'y',
    ],
    [
      'stops at a tab',
      'diff --git a/a b b/a b\nindex 1111111..2222222\n--- a/a b\t\n+++ b/a b\t\n@@ -1 +1 @@\n-a\n+b\n',
      'a b',
    ],
    ['comes from rename lines', 'diff --git a/x b/y\nsimilarity index 100%\nrename from p\nrename to q\n', 'p → q'],
  ]
  for (const [title, patch, path] of names)
    it(title, () => {
      const { changeSet } = readPatch(patch)
      assert.deepEqual(pathsOf(changeSet), path === undefined ? [] : [path])
      if (path === undefined) assert.match(changeSet.unread[0]?.reason ?? '', /does not say which file/)
    })
})
