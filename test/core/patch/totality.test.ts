import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { type PatchDocument, type PatchNode, printPatch } from '../../../server/core/patch'
import { repositoryRoot } from '../../harness/repository'
import { readPatch } from './readPatch'

const folder = join(repositoryRoot, 'test/patches')
const golden = readdirSync(folder)
  .filter(name => name.endsWith('.patch'))
  .map(name => new Uint8Array(readFileSync(join(folder, name))))

/** Every byte is in one leaf, and the children of a node are the node. */
function assertCovers(doc: PatchDocument): void {
  assertChildren(doc.children, 0, doc.bytes.length)
}

function assertChildren(nodes: readonly PatchNode[], start: number, end: number): void {
  let at = start
  for (const node of nodes) {
    assert.equal(node.start, at)
    assert.ok(node.end > node.start, `${node.kind} is empty`)
    if ('children' in node) assertChildren(node.children, node.start, node.end)
    at = node.end
  }
  assert.equal(at, end)
}

function assertTotal(bytes: Uint8Array): void {
  const { doc, changeSet } = readPatch(bytes)
  assert.deepEqual(printPatch(doc), bytes)
  assertCovers(doc)
  changeSet.files.forEach((file, index) => {
    assert.equal(file.index, index)
    assert.ok(file.old !== undefined || file.new !== undefined)
  })
}

const PIECES = [
  'diff --git a/x b/x\n',
  'diff --git "a/x\\n" b/x y\n',
  'diff --cc x\n',
  'index 1111111..2222222 100644\n',
  'index 1111111,2222222..3333333\n',
  'new file mode 100644\n',
  'deleted file mode 120000\n',
  'old mode 100644\nnew mode 100755\n',
  'rename from x\nrename to y\n',
  '--- a/x\n',
  '+++ b/x\n',
  '--- /dev/null\n',
  '+++ /dev/null\n',
  '@@ -1 +1 @@\n',
  '@@ -1,2 +1,3 @@ f\n',
  '@@ -0,0 +1 @@\n',
  '@@@ -1,2 -1,2 +1,3 @@@\n',
  ' context\n',
  '+added\n',
  '-removed\n',
  ' +added\n',
  '++added\n',
  '\\ No newline at end of file\n',
  '\n',
  '\r\n',
  'GIT binary patch\n',
  'literal 0\nHcmV?d00001\n\n',
  'delta 5\nMcmZ?d00001\n\n',
  'Binary files a/x and b/x differ\n',
  'From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001\n',
  'From: A <a@example.invalid>\nSubject: s\n',
  'commit 1111111\nAuthor: A <a@example.invalid>\n',
  '---\n',
  '-- \n2.39.5\n',
  'Only in a: b\n',
  '\ufeff',
  'no line feed',
]

describe('the patch reader is total', () => {
  it('on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => assertTotal(bytes)),
      { numRuns: 400 },
    )
  })

  it('on the lines of patches in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), pieces =>
        assertTotal(new TextEncoder().encode(pieces.join(''))),
      ),
      { numRuns: 1000 },
    )
  })

  it('on damaged golden patches', () => {
    const change = fc.record({ at: fc.nat(), kind: fc.constantFrom('set', 'cut', 'repeat', 'end'), byte: fc.nat(255) })
    fc.assert(
      fc.property(fc.constantFrom(...golden), fc.array(change, { minLength: 1, maxLength: 6 }), (patch, changes) => {
        let bytes = [...patch]
        for (const { at, kind, byte } of changes) {
          const place = bytes.length === 0 ? 0 : at % bytes.length
          if (kind === 'set') bytes[place] = byte
          else if (kind === 'cut') bytes.splice(place, byte)
          else if (kind === 'repeat') bytes.splice(place, 0, ...bytes.slice(place, place + byte))
          else bytes = bytes.slice(0, place)
        }
        assertTotal(Uint8Array.from(bytes))
      }),
      { numRuns: 500 },
    )
  })

  // patterns that try again at every position would need hours for these
  const long: Record<string, string> = {
    'spaces in a diff line': `diff --git ${'a '.repeat(300_000)}\nold mode 100644\nnew mode 100755\n`,
    'slashes in a diff line': `diff --git ${'a/ '.repeat(200_000)}\nold mode 100644\nnew mode 100755\n`,
    'a quoted name without end': `diff --git "${'\\'.repeat(600_000)}\nold mode 100644\n`,
    'a notice of many names': `Binary files ${'x and '.repeat(100_000)} differ\n`,
    'spaces before a date': `--- a${' '.repeat(500_000)}\n+++ b${' '.repeat(500_000)}\n@@ -1 +1 @@\n-a\n+b\n`,
    'stars of a graph': `${'*'.repeat(500_000)}\n`,
    'a diffstat of bars': ` ${'a | '.repeat(200_000)}\n`,
    'an address of brackets': `From: ${'<'.repeat(500_000)}\nSubject: ${'[ '.repeat(200_000)}\n\n---\n`,
    'encoded words without end': `Subject: ${'=?u?q?'.repeat(100_000)}\n\n---\n`,
    'many parents': `diff --cc x\n${'@'.repeat(50_001)}${' -1'.repeat(50_000)} +1 ${'@'.repeat(50_001)}\n${'\n'.repeat(50_000)}`,
    'many empty files': 'diff --git a/x b/x\nnew file mode 100644\n'.repeat(20_000),
    'many mails': 'From x Mon Sep 17 00:00:00 2001\n'.repeat(20_000),
    'a hunk that counts to the moon': '--- a/x\n+++ b/x\n@@ -1,999999999999 +999999999999999999999,1 @@\n a\n',
  }
  for (const [name, text] of Object.entries(long)) it(`on ${name}`, () => assertTotal(new TextEncoder().encode(text)))
})
