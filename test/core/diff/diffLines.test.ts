import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { applyHunks, diffLines, lineMap } from '../../../server/core/diff'
import type { Hunk } from '../../../server/core/model/hunk'

/** Few different lines, so that they repeat; with and without line feed at the end. */
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', '', 'a\r', '}', 'é'), { maxLength: 30 })
  .chain(lines => fc.constantFrom(lines.join('\n'), lines.map(line => `${line}\n`).join('')))

const show = (hunks: readonly Hunk[]) =>
  hunks.map(hunk => [
    `-${hunk.oldStart},${hunk.oldCount} +${hunk.newStart},${hunk.newCount}`,
    ...hunk.lines.map(
      line => `${{ context: ' ', added: '+', removed: '-' }[line.kind]}${line.text}${line.noNewline ? '\\' : ''}`,
    ),
  ])

function assertNumbered(hunks: readonly Hunk[], old: string, added: string): void {
  const lines = { old: old.split('\n'), new: added.split('\n') }
  for (const hunk of hunks) {
    const count = { old: 0, new: 0 }
    for (const line of hunk.lines)
      for (const side of ['old', 'new'] as const) {
        const number = line[side]
        assert.equal(number !== undefined, line.kind !== (side === 'old' ? 'added' : 'removed'))
        if (number === undefined) continue
        assert.equal(lines[side][number - 1], line.text)
        assert.equal(line.noNewline === true, number === lines[side].length)
        count[side]++
      }
    assert.deepEqual(count, { old: hunk.oldCount, new: hunk.newCount })
  }
}

describe('diffLines', () => {
  it('gives hunks that turn the old text into the new one, whatever the context and the budget', () => {
    fc.assert(
      fc.property(
        text,
        text,
        fc.integer({ min: 0, max: 4 }),
        fc.constantFrom(0, 30, 1e7),
        (old, added, contextLines, budget) => {
          const hunks = diffLines(old, added, { contextLines, budget })
          assert.equal(applyHunks(old, hunks), added)
          assertNumbered(hunks, old, added)
          assert.deepEqual(diffLines(old, added, { contextLines, budget }), hunks)
          assert.equal(hunks.length === 0, old === added)
        },
      ),
      { numRuns: 1500 },
    )
  })

  it('puts a hunk around each change, numbered as git numbers them', () => {
    const old = Array.from({ length: 20 }, (_, at) => `line ${at + 1}\n`)
    const added = old.with(1, 'two\n').with(18, 'nineteen\n').join('')
    assert.deepEqual(show(diffLines(old.join(''), added, { contextLines: 1 })), [
      ['-1,3 +1,3', ' line 1', '-line 2', '+two', ' line 3'],
      ['-18,3 +18,3', ' line 18', '-line 19', '+nineteen', ' line 20'],
    ])
    assert.deepEqual(show(diffLines('', 'a\n', { contextLines: 3 })), [['-0,0 +1,1', '+a']])
    assert.deepEqual(show(diffLines('a\n', '', { contextLines: 3 })), [['-1,1 +0,0', '-a']])
    assert.deepEqual(show(diffLines('a\nb\n', 'a\nx\nb\n', { contextLines: 0 })), [['-1,0 +2,1', '+x']])
  })

  it('tells a line feed at the end, and carriage returns', () => {
    assert.deepEqual(show(diffLines('a', 'a\n', { contextLines: 3 })), [['-1,1 +1,1', '-a\\', '+a']])
    assert.deepEqual(show(diffLines('a\nb', 'x\nb', { contextLines: 3 })), [['-1,2 +1,2', '-a', '+x', ' b\\']])
    assert.deepEqual(show(diffLines('a\r\n', 'a\n', { contextLines: 3 })), [['-1,1 +1,1', '-a\r', '+a']])
  })

  it('begins an added function with its first line, and a changed block where the indentation ends, as git does', () => {
    const one = ['int one()', '{', '  return 1;', '}', ''].map(line => `${line}\n`).join('')
    const two = one.replaceAll('one', 'two').replace('1', '2')
    const changed = (old: string, added: string) =>
      diffLines(old, added, { contextLines: 3 }).flatMap(hunk =>
        hunk.lines.filter(line => line.kind !== 'context').map(line => line.text),
      )
    assert.deepEqual(changed(`${one}end\n`, `${one}${two}end\n`), two.split('\n').slice(0, -1))
    assert.deepEqual(changed('a\n\nz\n', 'a\n\nb\n\nz\n'), ['b', ''])
    assert.deepEqual(changed('if x:\n  a\n  b\n', 'if x:\n  a\n  a\n  b\n'), ['  a'])
  })

  it('keeps a removed and an added line together where they can be', () => {
    assert.deepEqual(show(diffLines('a\nx\nb\n', 'a\nb\nb\n', { contextLines: 3 })), [
      ['-1,3 +1,3', ' a', '-x', '+b', ' b'],
    ])
  })

  it('finds few changes where lines are unique, even in long texts', () => {
    const old = Array.from({ length: 100_000 }, (_, at) => `line ${at}`)
    const added = old.flatMap((line, at) => (at % 10 === 3 ? [] : at % 10 === 7 ? [line, 'added'] : [line]))
    const hunks = diffLines(old.join('\n'), added.join('\n'), { contextLines: 0 })
    assert.equal(hunks.length, 20_000)
    assert.equal(applyHunks(old.join('\n'), hunks), added.join('\n'))
  })

  it('gives up the search, not the truth, where nothing is alike or everything is', () => {
    const lines = (count: number, of: (at: number) => string) =>
      Array.from({ length: count }, (_, at) => `${of(at)}\n`).join('')
    const pairs: readonly (readonly [old: string, added: string])[] = [
      [lines(50_000, at => `old ${at}`), lines(50_000, at => `new ${at}`)],
      [lines(100_000, at => (at % 3 === 0 ? '{' : '}')), lines(100_000, at => (at % 5 === 0 ? '{' : '}'))],
      [lines(60_000, at => `${at % 100}`), lines(60_000, at => `${(at * 7) % 100}`)],
      [lines(100_000, at => `${at}`), lines(100_000, at => `${99_999 - at}`)],
    ]
    for (const [old, added] of pairs) assert.equal(applyHunks(old, diffLines(old, added, { contextLines: 3 })), added)
  })
})

describe('applyHunks', () => {
  it('refuses hunks for another text', () => {
    const hunks = diffLines('a\nb\n', 'a\nc\n', { contextLines: 3 })
    assert.equal(applyHunks('a\nx\n', hunks), undefined)
    assert.equal(applyHunks('a\nb', hunks), undefined)
    assert.equal(applyHunks('', hunks), undefined)
  })
})

describe('lineMap', () => {
  it('takes every unchanged line across and back', () => {
    fc.assert(
      fc.property(text, text, (old, added) => {
        const map = lineMap(diffLines(old, added, { contextLines: 1 }))
        const oldLines = old.split('\n')
        const newLines = added.split('\n')
        for (let line = 1; line <= oldLines.length; line++) {
          const across = map.toNew(line)
          if (across === undefined || line === oldLines.length) continue
          assert.equal(newLines[across - 1], oldLines[line - 1])
          assert.equal(map.toOld(across), line)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('knows which lines have no counterpart', () => {
    const map = lineMap(diffLines('a\nb\nc\nd\n', 'a\nx\ny\nc\nd\n', { contextLines: 0 }))
    assert.deepEqual([1, 2, 3, 4, 9].map(map.toNew), [1, undefined, 4, 5, 10])
    assert.deepEqual([1, 2, 3, 4, 5].map(map.toOld), [1, undefined, undefined, 3, 4])
    assert.equal(map.toNew(0), undefined)
    assert.equal(lineMap([]).toOld(7), 7)
  })
})
