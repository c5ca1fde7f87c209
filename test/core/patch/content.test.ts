import { strict as assert } from 'node:assert'
import { deflateSync } from 'node:zlib'
import { patchLineOf, shownLineOf } from '../../../server/core/patch'
import { applyDelta } from '../../../server/core/patch/delta'
import { hash, readPatch, sideText } from './readPatch'

const blobId = (text: string) => {
  const body = Buffer.from(text, 'latin1')
  return hash('sha1', Buffer.concat([Buffer.from(`blob ${body.length}\0`), body]))
}

/** A patch of one file with all of its lines. */
function wholePatch(old: string, added: string, body: string, digits = 40): string {
  return `diff --git a/f b/f\nindex ${blobId(old).slice(0, digits)}..${blobId(added).slice(0, digits)} 100644\n--- a/f\n+++ b/f\n${body}`
}

describe('content that a patch proves', () => {
  const old = 'one\ntwo\nthree\n'
  const added = 'one\n2\nthree\n'
  const body = '@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n'

  it('is there in full where the ids name what the only hunk holds', async () => {
    for (const digits of [40, 7]) {
      const patch = readPatch(wholePatch(old, added, body, digits))
      assert.equal(patch.changeSet.files[0]?.source.kind, 'stored')
      assert.equal(await sideText(patch, 0, 'old'), old)
      assert.equal(await sideText(patch, 0, 'new'), added)
      assert.equal(patch.changeSet.files[0]?.new?.objectId, blobId(added))
    }
  })

  it('is not claimed for fewer digits, another id, a start below line 1, a second hunk or a broken hunk', () => {
    const partial = [
      wholePatch(old, added, body, 6),
      wholePatch(old, 'one\n2\nthree\nfour\n', body),
      wholePatch(`zero\n${old}`, `zero\n${added}`, '@@ -2,3 +2,3 @@\n one\n-two\n+2\n three\n'),
      wholePatch(old, added, `${body}@@ -9 +9 @@\n-a\n+b\n`),
      wholePatch(old, added, '@@ -1,9 +1,9 @@\n one\n-two\n+2\n three\n'),
      `--- a/f\n+++ b/f\n${body}`,
    ]
    for (const patch of partial) assert.equal(readPatch(patch).changeSet.files[0]?.source.kind, 'hunks', patch)
  })

  it('grows along a series: hunks are applied to what an earlier mail left', async () => {
    const mail = (text: string) =>
      `From 1111111111111111111111111111111111111111 Mon Sep 17 00:00:00 2001\nSubject: s\n\n---\n${text}`
    const long = Array.from({ length: 9 }, (_, at) => `line ${at}\n`).join('')
    const first = `diff --git a/f b/f\nnew file mode 100644\nindex 0000000..${blobId(long).slice(0, 9)}\n--- /dev/null\n+++ b/f\n@@ -0,0 +1,9 @@\n${long.replace(/^/gm, '+').slice(0, -1)}`
    const second = wholePatch(long, long.replace('8', 'eight'), '@@ -9 +9 @@ f\n-line 8\n+line eight\n', 8)
    const patch = readPatch(`${mail(first)}${mail(second)}`)
    assert.deepEqual(
      patch.changeSet.files.map(({ source }) => source.kind),
      ['stored', 'stored'],
    )
    assert.equal(await sideText(patch, 1, 'new'), long.replace('8', 'eight'))
    assert.equal(readPatch(mail(second)).changeSet.files[0]?.source.kind, 'hunks')
  })

  it('has its carriage returns as the ids say, where the whole patch has CR LF', async () => {
    const crlf = wholePatch(old, added, body).replaceAll('\n', '\r\n')
    assert.equal(await sideText(readPatch(crlf), 0, 'new'), added)
    const inside = wholePatch(old.replaceAll('\n', '\r\n'), added.replaceAll('\n', '\r\n'), body).replaceAll(
      '\n',
      '\r\n',
    )
    assert.equal(await sideText(readPatch(inside), 0, 'new'), added.replaceAll('\n', '\r\n'))
  })

  it('of a SHA-256 repository is checked with SHA-256', () => {
    const id = (text: string) => hash('sha256', Buffer.from(`blob ${text.length}\0${text}`))
    const patch = `diff --git a/f b/f\nindex ${id(old)}..${id(added)} 100644\n--- a/f\n+++ b/f\n${body}`
    assert.equal(readPatch(patch).changeSet.files[0]?.source.kind, 'stored')
  })

  it('of an added or deleted file is what git would write or remove, id or not', async () => {
    const plain = readPatch('--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file\n')
    assert.equal(plain.changeSet.files[0]?.kind, 'added')
    assert.equal(await sideText(plain, 0, 'new'), 'a\nb')
    assert.equal((await plain.content.read(0, 'old')).kind, 'absent')
    const lies = readPatch(
      'diff --git a/f b/f\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+a\n',
    )
    assert.equal(lies.changeSet.files[0]?.source.kind, 'stored')
    assert.match(lies.changeSet.notices[0] ?? '', /names other content/)
  })

  it('can be found by path; other paths of the tree are absent', async () => {
    const patch = readPatch(wholePatch(old, added, body))
    assert.equal((await patch.content.readPath({ text: 'f' }, 'new')).kind, 'bytes')
    assert.equal((await patch.content.readPath({ text: 'g' }, 'new')).kind, 'absent')
    assert.deepEqual(await patch.content.listTree('new'), [])
  })
})

describe('lines of a patch', () => {
  const text = `intro\n\n${'--- a/f\n+++ b/f\n@@ -3,2 +3,3 @@\n three\n-four\n+4\n+5\n@@ -9 +10 @@\n-nine\n+9\n'}--- /dev/null\n+++ b/g\n@@ -0,0 +1,2 @@\n+a\n+b\n`

  it('are found from lines of both sides and back, for hunks and for whole files', () => {
    const { changeSet } = readPatch(text)
    assert.deepEqual(
      changeSet.files.map(({ source }) => source.kind),
      ['hunks', 'stored'],
    )
    const patchLine = patchLineOf(changeSet)
    const shown = shownLineOf(changeSet)
    const lines = text.split('\n')
    assert.deepEqual(
      [3, 4, 5, 10].map(line => lines[patchLine(0, 'new', line)! - 1]),
      [' three', '+4', '+5', '+9'],
    )
    assert.deepEqual(
      [3, 4, 9].map(line => lines[patchLine(0, 'old', line)! - 1]),
      [' three', '-four', '-nine'],
    )
    assert.deepEqual(
      [1, 2].map(line => lines[patchLine(1, 'new', line)! - 1]),
      ['+a', '+b'],
    )
    assert.equal(patchLine(0, 'new', 6), undefined)
    assert.equal(patchLine(1, 'old', 1), undefined)
    assert.equal(patchLine(7, 'old', 1), undefined)
    assert.deepEqual(shown(patchLine(0, 'old', 4)!), { file: 0, side: 'old', line: 4 })
    assert.deepEqual(shown(patchLine(0, 'new', 3)!), { file: 0, side: 'new', line: 3 })
    assert.deepEqual(shown(patchLine(1, 'new', 2)!), { file: 1, side: 'new', line: 2 })
    assert.equal(shown(1), undefined)
  })
})

describe('binary patches', () => {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~'

  /** Base85 as git writes it, made anew here so that the reader is not its own judge. */
  function encode(bytes: Uint8Array): string {
    const packed = deflateSync(bytes)
    let out = ''
    for (let at = 0; at < packed.length; at += 52) {
      const line = packed.subarray(at, at + 52)
      out += String.fromCharCode(line.length <= 26 ? 64 + line.length : 70 + line.length)
      for (let group = 0; group < line.length; group += 4) {
        let value = 0
        for (let byte = 0; byte < 4; byte++) value = value * 256 + (line[group + byte] ?? 0)
        let text = ''
        for (let digit = 0; digit < 5; digit++, value = Math.floor(value / 85)) text = digits[value % 85] + text
        out += text
      }
      out += '\n'
    }
    return out
  }

  const patch = (size: number, bytes: Uint8Array) =>
    `diff --git a/f b/f\nnew file mode 100644\nGIT binary patch\nliteral ${size}\n${encode(bytes)}\n`

  it('inflate to the size they claim, or are corrupt', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, at) => (at * 7) % 256)
    const kindOf = (text: string) => {
      const source = readPatch(text).changeSet.files[0]?.source
      return source?.kind === 'missing' ? source.reason : source?.kind
    }
    assert.equal(kindOf(patch(300, bytes)), 'stored')
    assert.equal(kindOf(patch(299, bytes)), 'corrupt')
    assert.equal(kindOf(patch(301, bytes)), 'corrupt')
    assert.equal(kindOf(patch(99_999_999_999, bytes)), 'too-large')
    assert.equal(
      kindOf(patch(300, bytes).replace('100644\n', `100644\nindex ${'0'.repeat(40)}..${'1'.repeat(40)}\n`)),
      'corrupt',
    )
  })

  it('do not inflate beyond their claim', () => {
    const bomb = patch(10, new Uint8Array(50_000_000))
    const { changeSet } = readPatch(bomb)
    assert.deepEqual(changeSet.files[0]?.source, { kind: 'missing', reason: 'corrupt' })
  })
})

describe('applyDelta', () => {
  const base = Uint8Array.from([1, 2, 3, 4, 5])
  const result = (delta: readonly number[], limit = 100) => {
    const bytes = applyDelta(base, Uint8Array.from(delta), limit)
    return bytes && [...bytes]
  }

  it('copies from the base and inserts', () => {
    assert.deepEqual(result([5, 6, 0x90, 3, 2, 9, 8, 0x91, 4, 1]), [1, 2, 3, 9, 8, 5])
  })

  it('refuses another base, copies beyond it, a result of another length, and more than the limit', () => {
    assert.equal(result([4, 3, 0x90, 3]), undefined)
    assert.equal(result([5, 3, 0x91, 4, 3]), undefined)
    assert.equal(result([5, 4, 0x90, 3]), undefined)
    assert.equal(result([5, 2, 0x90, 3]), undefined)
    assert.equal(result([5, 3, 0x90, 3], 2), undefined)
    assert.equal(result([5, 3, 0]), undefined)
    assert.equal(result([5, 3, 5, 1]), undefined)
    assert.equal(result([5, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), undefined)
    assert.equal(result([]), undefined)
  })
})
