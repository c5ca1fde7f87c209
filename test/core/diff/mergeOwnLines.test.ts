import { strict as assert } from 'node:assert'
import { mergeOwnLines } from '../../../server/core/diff'

const base = ['int a(void)', '{', '\tcheck(1);', '\treturn run(2);', '}', 'int z;', '']
const text = (...lines: readonly string[]) => lines.join('\n')
const own = (parents: readonly string[], result: string) => {
  const { added, gone } = mergeOwnLines(parents, result)
  return [added.map(({ line, text: said }) => `${line} ${said.trim()}`), gone]
}

describe('what a merge says that none of its parents does', () => {
  const left = text('int first;', ...base)
  const right = text(...base, 'int last;', '')

  it('is nothing where both sides come together as they were', () => {
    assert.deepEqual(own([left, right], text('int first;', ...base, 'int last;', '')), [[], []])
  })

  it('is a line that no side has, one that both have and the merge has not, and one more of a line they have', () => {
    assert.deepEqual(own([left, right], text('int first;', ...base, 'int last;', 'int own;', '')), [
      ['10 int own;'],
      [],
    ])
    const without = base.filter(line => !line.includes('check'))
    assert.deepEqual(own([left, right], text('int first;', ...without, 'int last;', '')), [[], ['check(1);']])
    const twice = base.flatMap(line => (line.includes('return') ? [line, line] : [line]))
    assert.deepEqual(own([left, right], text('int first;', ...twice, 'int last;', '')), [['6 return run(2);'], []])
  })

  it('is no conflict resolved with the words of both sides, and is one resolved with others', () => {
    const one = text('x', 'call(a, b)', 'y')
    const other = text('x', 'call(a, c)', 'y')
    assert.deepEqual(own([one, other], text('x', 'call(a, b, c)', 'y')), [[], []])
    assert.deepEqual(own([one, other], text('x', 'call(a, d)', 'y')), [['2 call(a, d)'], []])
  })

  it('is an edit of a line that both sides have alike, whatever words stand around', () => {
    const edited = base.map(line => line.replace('run(2)', 'run(1)'))
    assert.deepEqual(own([left, right], text('int first;', ...edited, 'int last;', '')), [
      ['5 return run(1);'],
      ['return run(2);'],
    ])
  })

  it('is no other place and no other blanks', () => {
    const moved = ['int z;', ...base.filter(line => line !== 'int z;')].map(line => line.replace('\t', '    '))
    assert.deepEqual(own([left, right], text('int first;', ...moved, 'int last;', '')), [[], []])
  })

  it('is read for three parents as for two, and for none is nothing', () => {
    const third = text(...base, 'int third;', '')
    const all = text('int first;', ...base, 'int last;', 'int third;', '')
    assert.deepEqual(own([left, right, third], all), [[], []])
    assert.deepEqual(own([left, right, third], all.replace('int z', 'int y')), [['7 int y;'], ['int z;']])
    assert.deepEqual(own([], 'a'), [[], []])
  })
})
