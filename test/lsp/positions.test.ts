import assert from 'node:assert/strict'
import fc from 'fast-check'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { splitLines } from '../../server/core/content/text'
import { WorkerProblem } from '../../server/host/workerPool'
import type { Backend } from '../../server/lsp/backend'
import { describeSide } from '../../server/lsp/describeSide'
import { EditorLines } from '../../server/lsp/editorLines'
import { followLines } from '../../server/lsp/followLines'

describe('positions in an editor', () => {
  it('are where the same character is, whatever ends the lines', () => {
    const piece = fc.constantFrom('a', 'é', '𐐀', '\r', '\n', '\r\n', '\r\r\n', 'x\ry', '')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const text = pieces.join('')
        const lines = splitLines(text)
        const editor = new EditorLines(lines)
        const document = TextDocument.create('file:///a', 'plaintext', 1, text)
        let offset = 0
        for (const [index, line] of lines.entries()) {
          for (let column = 0; column < line.length; column++) {
            // a return that belongs to its line feed is no character an editor has
            if (line[column] === '\r' && (column === line.length - 1 || line[column + 1] === '\n')) continue
            assert.deepEqual(editor.position({ line: index + 1, column }), document.positionAt(offset + column))
          }
          offset += line.length + 1
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('ranges in a text that was typed in', () => {
  const range = (line: number, end = line) => ({ start: { line, character: 1 }, end: { line: end, character: 2 } })

  it('follow their lines', () => {
    const follow = followLines('a\nb\nc\n', 'x\na\nb\ny\nc\n')
    assert.deepEqual(follow(range(1)), range(2))
    assert.deepEqual(follow(range(2)), range(4))
    assert.deepEqual(follow(range(0, 1)), range(1, 2))
  })

  it('are gone with their lines, or when something comes in between', () => {
    const follow = followLines('a\nb\nc\n', 'x\na\nb\ny\nd\n')
    assert.equal(follow(range(2)), undefined)
    assert.equal(follow(range(1, 2)), undefined)
  })

  it('care neither for line ends nor for a missing last one', () => {
    assert.deepEqual(followLines('a\nb', 'a\r\nb\r\n')(range(1)), range(1))
  })
})

describe('a side without text', () => {
  const path = { text: 'a' }
  const change = { index: 0, kind: 'modified', old: { path }, new: { path }, source: { kind: 'stored' } } as const

  const describe = (
    content: Parameters<typeof describeSide>[0]['content'],
    side: 'old' | 'new' = 'new',
    sideText: Backend['sideText'] = async () => [],
  ) => describeSide({ change, content, side, path: 'a\u202e' }, { sideText })

  it('says what is known of it', async () => {
    assert.equal(await describe({ kind: 'same' }), 'a⟨U+202E⟩\nside: new\n\nThe content is the same on both sides.\n')
    assert.match(await describe({ kind: 'submodule', new: 'abc' }), /at commit abc\.\n$/)
    assert.match(
      await describe({ kind: 'missing', reason: 'object-absent', remedy: 'git fetch' }),
      /not here: object-absent\.\nWhat helps: git fetch\n$/,
    )
    assert.match(await describe({ kind: 'binary' }, 'old'), /does not exist\.\n$/)
  })

  it('says that its structure was not read, and why', async () => {
    const binary = { kind: 'binary', new: { bytes: new Uint8Array(4100), hash: 'f00d' } } as const
    const text = await describe(binary, 'new', () => Promise.reject(new WorkerProblem('its worker ended')))
    assert.match(text, /size: 4100 bytes\nSHA-256: f00d\n\nIts structure was not read: its worker ended\.\n$/)
  })
})
