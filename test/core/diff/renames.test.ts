import { strict as assert } from 'node:assert'
import { pairRenames, type RenameSide } from '../../../server/core/diff'

const text = (name: string, lines: readonly string[]): RenameSide => ({ name, lines })
const ten = (word: string) => Array.from({ length: 10 }, (_, at) => `${word} ${at}`)

describe('pairRenames', () => {
  it('pairs equal contents first, those that keep their name before others', () => {
    const deleted: RenameSide[] = [
      { name: 'a', contentId: '1' },
      { name: 'b', contentId: '1' },
      { name: 'c', contentId: '2' },
    ]
    const added: RenameSide[] = [
      { name: 'b', contentId: '1' },
      { name: 'z', contentId: '1' },
      { name: 'y', contentId: '1' },
    ]
    assert.deepEqual(pairRenames(deleted, added).pairs, [
      { old: 1, new: 0, similarity: 100 },
      { old: 0, new: 1, similarity: 100 },
    ])
  })

  it('pairs the most alike, each file once, and nothing below the threshold', () => {
    const deleted = [text('a', ten('a')), text('b', ten('b'))]
    const added = [
      text('x', [...ten('a').slice(0, 6), ...ten('q').slice(0, 4)]),
      text('y', [...ten('a').slice(0, 9), 'new']),
      text('z', ten('z')),
    ]
    const { pairs, isCut } = pairRenames(deleted, added)
    assert.deepEqual(
      pairs.map(({ old, new: fresh }) => [old, fresh]),
      [[0, 1]],
    )
    assert.ok(pairs[0]!.similarity >= 85)
    assert.equal(isCut, false)
    assert.equal(pairRenames(deleted, [text('x', ten('z'))]).pairs.length, 0)
    assert.equal(pairRenames(deleted, [added[0]!], { minSimilarity: 70 }).pairs.length, 0)
    assert.equal(pairRenames(deleted, [added[0]!], { minSimilarity: 50 }).pairs.length, 1)
  })

  it('says when it did not compare every pair', () => {
    const many = (word: string) => Array.from({ length: 40 }, (_, at) => text(`${word}${at}`, ten(`${word}${at}`)))
    assert.equal(pairRenames(many('a'), many('b'), { maxPairs: 10 }).isCut, true)
    assert.equal(pairRenames(many('a'), many('b')).isCut, false)
    assert.equal(pairRenames([], many('b'), { maxPairs: 0 }).isCut, false)
  })
})
