import assert from 'node:assert/strict'
import { readTarget } from '../../client/surfaces/evidenceTarget'
import { visibleLines } from '../../client/surfaces/text'
import { bitsText, describeStrip, stretches } from '../../client/webview/density'
import { asciiOf, hexOf, lastPage, marked, pageOf, readOffset, rowsOf } from '../../client/webview/hexRows'
import { PAGE_BYTES, readFromPage } from '../../client/webview/messages'
import { moveBy, PartTree, TypeAhead } from '../../client/webview/partTree'
import { firstStages } from '../../client/webview/stageList'
import { rangeOf } from '../../client/webview/words'
import type { WirePart, WireStage } from '../../server/protocol'

function part(name: string, children: readonly WirePart[] = [], change?: WirePart['change']): WirePart {
  const rest = { ...(children.length === 0 ? {} : { children }), ...(change === undefined ? {} : { change }) }
  return { name, kind: 'member', offset: 0, length: 1, ...rest }
}

/** Rows as a person sees them: indented names, with what is opened. */
function outline(tree: PartTree): readonly string[] {
  return tree.rows.map(row => `${'  '.repeat(row.depth)}${tree.isOpen(row) ? '-' : ''}${row.part.name}`)
}

describe('the structure tree of the evidence document', () => {
  const parts = () => [
    part('a', [part('a1'), part('a2', [part('a21')])]),
    part('b'),
    part('c', [part('c1', [part('c11', [], 'added'), part('c12')])]),
  ]

  it('opens what holds a change, and nothing else', () => {
    const tree = new PartTree(parts())
    assert.deepEqual(outline(tree), ['a', 'b', '-c', '  -c1', '    c11', '    c12'])
    assert.deepEqual(
      tree.rows.map(({ hidesChange }) => hidesChange),
      [false, false, true, true, false, false],
    )
  })

  it('does not open thousands of rows by itself', () => {
    const many = Array.from({ length: 1_000 }, (_, i) => part(`m${i}`, [part('x', [], 'changed'), part('y')]))
    const tree = new PartTree(many)
    assert.equal(tree.rows.length, 1_200)
  })

  it('goes in and out: opens, steps to the first child, back to the parent, closes', () => {
    const tree = new PartTree(parts())
    assert.equal(tree.inwards(0), 0)
    assert.equal(tree.inwards(0), 1)
    assert.equal(tree.inwards(1), 1)
    assert.equal(tree.inwards(2), 2)
    assert.deepEqual(outline(tree).slice(0, 5), ['-a', '  a1', '  -a2', '    a21', 'b'])
    assert.equal(tree.outwards(3), 2)
    assert.equal(tree.outwards(1), 0)
    assert.equal(tree.outwards(0), 0)
    assert.deepEqual(outline(tree).slice(0, 2), ['a', 'b'])
    assert.equal(tree.outwards(1), 1)
  })

  it('opens a part as it was, without what was open in it', () => {
    const tree = new PartTree(parts())
    tree.toggle(2)
    assert.deepEqual(outline(tree), ['a', 'b', 'c'])
    tree.toggle(2)
    assert.deepEqual(outline(tree), ['a', 'b', '-c', '  c1'])
    tree.toggle(9)
    assert.equal(tree.rows.length, 4)
  })

  it('says how many siblings a row has, and which it is', () => {
    const tree = new PartTree(parts())
    const [, , , , c11, c12] = tree.rows
    assert.deepEqual([c11?.position, c11?.siblings, c12?.position, c12?.siblings], [0, 2, 1, 2])
  })
})

describe('the keyboard in lists of the evidence document', () => {
  it('moves by one, by a page and to both ends, and stays inside', () => {
    const moves = (key: string) => [0, 5, 9].map(at => moveBy(key, at, 10, 4))
    assert.deepEqual(moves('ArrowDown'), [1, 6, 9])
    assert.deepEqual(moves('ArrowUp'), [0, 4, 8])
    assert.deepEqual(moves('PageDown'), [4, 9, 9])
    assert.deepEqual(moves('PageUp'), [0, 1, 5])
    assert.deepEqual(moves('Home'), [0, 0, 0])
    assert.deepEqual(moves('End'), [9, 9, 9])
    assert.equal(moveBy('F2', 0, 10, 4), undefined)
    assert.equal(moveBy('End', 0, 0, 4), undefined)
  })

  it('finds what letters typed begin with, from the row it is on', () => {
    const names = ['.text', '.data', '.debug', 'Notes', '.data.rel']
    const labels = { count: names.length, label: (index: number) => names[index] ?? '' }
    const typed = new TypeAhead()
    assert.equal(typed.find('n', 0, 0, labels), 3)
    assert.equal(typed.find('.', 5_000, 0, labels), 1)
    assert.equal(typed.find('d', 5_100, 1, labels), 1)
    assert.equal(typed.find('e', 5_200, 1, labels), 2)
    assert.equal(typed.find('x', 5_300, 2, labels), undefined)
  })

  it('goes on to the next one when a letter is typed again', () => {
    const names = ['aa', 'b', 'ab', 'ac']
    const labels = { count: names.length, label: (index: number) => names[index] ?? '' }
    const typed = new TypeAhead()
    assert.equal(typed.find('a', 0, 0, labels), 2)
    assert.equal(typed.find('a', 100, 2, labels), 3)
    assert.equal(typed.find('a', 200, 3, labels), 0)
  })
})

describe('the bytes of the evidence document', () => {
  it('come in pages', () => {
    assert.deepEqual([0, 4_095, 4_096, 9_000].map(pageOf), [0, 0, 4_096, 8_192])
    assert.deepEqual([0, 1, 4_096, 4_097].map(lastPage), [0, 0, 0, 4_096])
  })

  it('are shown in rows of sixteen, with what is marked in each', () => {
    const rows = rowsOf(
      Uint8Array.from({ length: 20 }, (_, i) => 0x3c + i * 4),
      4_096,
    )
    assert.deepEqual(
      rows.map(({ offset, bytes }) => [offset, hexOf(bytes), asciiOf(bytes)]),
      [
        [4_096, '3c 40 44 48 4c 50 54 58 5c 60 64 68 6c 70 74 78', '<@DHLPTX\\`dhlptx'],
        [4_112, '7c 80 84 88', '|...'],
      ],
    )
    const span = { offset: 4_110, length: 4 }
    assert.deepEqual(
      rows.map(row => marked(row, span)),
      [
        [14, 16],
        [0, 2],
      ],
    )
    assert.equal(marked(rows[0]!, { offset: 4_100, length: 0 }), undefined)
    assert.deepEqual(
      rowsOf(new Uint8Array(20), 0, 8).map(({ bytes }) => bytes.length),
      [8, 8, 4],
    )
  })

  it('are found by an offset as people write it', () => {
    assert.deepEqual(['0x1F40', '1f40h', '8000', ' 8,000 ', '1f40', '-1', '', '0x', 'x'].map(readOffset), [
      8_000,
      8_000,
      8_000,
      8_000,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ])
    assert.equal(rangeOf({ offset: 16, length: 16 }), '0x10 to 0x1f')
    assert.equal(rangeOf({ offset: 16, length: 1 }), '0x10')
  })
})

describe('the density of the evidence document', () => {
  it('is told in words', () => {
    const strip = { step: 100, bits: [0, 400, 790, 799, 410] }
    assert.deepEqual(stretches(strip, 480), [
      { offset: 0, length: 100, density: 'empty' },
      { offset: 100, length: 100, density: 'plain' },
      { offset: 200, length: 200, density: 'dense' },
      { offset: 400, length: 80, density: 'plain' },
    ])
    assert.equal(
      describeStrip(strip, 480),
      '4.8 bits per byte on average; 42 % as dense as compressed or encrypted bytes, in 1 stretch; 21 % almost one and the same byte.',
    )
    assert.equal(describeStrip({ step: 1, bits: [] }, 0), 'The file is empty.')
    assert.equal(bitsText(799), '8.0 bits per byte')
  })
})

describe('a message of the evidence page', () => {
  it('is taken when it is one of ours', () => {
    for (const message of [
      { type: 'ready' },
      { type: 'bytes', side: 'old', offset: 2 * PAGE_BYTES },
      { type: 'copyHash', side: 'new' },
    ])
      assert.deepEqual(readFromPage({ ...message, more: 1 }), message)
  })

  it('is dropped when it is not', () => {
    for (const message of [
      undefined,
      'ready',
      {},
      { type: 'run' },
      { type: 'bytes', side: 'old', offset: 1 },
      { type: 'bytes', side: 'old', offset: -PAGE_BYTES },
      { type: 'bytes', side: 'both', offset: 0 },
      { type: 'bytes', side: 'old', offset: '0' },
      { type: 'stages' },
    ])
      assert.equal(readFromPage(message), undefined, JSON.stringify(message))
  })
})

describe('decoded text in the evidence document', () => {
  it('shows what hides in it, and keeps its lines', () => {
    assert.equal(visibleLines('a\tb\nc\u202ed\u0007\u{e0041}\r\n'), 'a\tb\nc⟨U+202E⟩d⟨U+0007⟩⟨U+E0041⟩⟨U+000D⟩\n')
  })
})

describe('what a window keeps of an evidence document', () => {
  const ref = { kind: 'worktree', root: '/w' } as const

  it('is enough to open it again', () => {
    for (const target of [
      { ref, path: 'a.bin' },
      { ref, path: 'a.bin', file: 3 },
      { ref: { kind: 'revision', root: '/w', revision: 'HEAD' }, path: 'a.bin' } as const,
    ])
      assert.deepEqual(readTarget(JSON.parse(JSON.stringify(target))), target)
  })

  it('is not believed when it is anything else', () => {
    for (const kept of [undefined, null, 'x', {}, { ref }, { ref, path: '' }, { ref: { kind: 'worktree' }, path: 'a' }])
      assert.equal(readTarget(kept), undefined, JSON.stringify(kept))
    assert.deepEqual(readTarget({ ref, path: 'a', file: -1 }), { ref, path: 'a' })
  })
})

describe('what came out of a file', () => {
  const stage = (index: number, rest: Partial<WireStage> = {}): WireStage => ({
    index,
    how: '',
    place: { offset: 0, length: 1 },
    format: 'unknown',
    size: 1,
    isNotable: false,
    head: '',
    isText: false,
    ...rest,
  })

  it('is listed whole when it is little', () => {
    const few = [0, 1, 2].map(index => stage(index))
    assert.deepEqual(firstStages(few), few)
  })

  it('is listed in its order, with what matters and what that came out of, however far down', () => {
    const many = Array.from({ length: 50 }, (_, index) => stage(index))
    many[40] = stage(40, { from: 30 })
    many[45] = stage(45, { from: 40, isNotable: true })
    assert.deepEqual(
      firstStages(many).map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 30, 40, 45],
    )
    const circle = many.map(({ index }) => stage(index, { from: 49 - index, isNotable: index === 49 }))
    assert.equal(firstStages(circle).length, 12)
  })
})
