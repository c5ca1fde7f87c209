import { strict as assert } from 'node:assert'
import { hiddenCharacter } from '../../../server/core/facts/hiddenCharacter'
import { hasHidden, hiddenKind } from '../../../server/core/formats/unicode/hidden'
import { visible } from '../../../server/core/model/visible'
import { factsOf } from '../../harness/facts'

/** Of private use, which nothing tells apart, the ends of the blocks and every so many in between. */
const PRIVATE_STEP = 97

/** What Unicode itself says of each class, asked of the engine, so that our tables are held against another source. */
const classes: Readonly<Record<string, RegExp>> = {
  'format characters': /\p{Cf}/u,
  'default-ignorable characters': /\p{Default_Ignorable_Code_Point}/u,
  'direction controls': /\p{Bidi_Control}/u,
  'variation selectors': /\p{Variation_Selector}/u,
  'tag characters': /[\u{e0000}-\u{e007f}]/u,
  'Hangul fillers': /[\u115f\u1160\u3164\uffa0]/u,
  'line and paragraph separators': /[\u2028\u2029]/u,
}

const surroundings = [
  { where: 'code', path: 'a.js', line: (char: string) => `let a${char}b = 1` },
  { where: 'comment', path: 'a.js', line: (char: string) => `f() // x ${char}y` },
  { where: 'string', path: 'a.js', line: (char: string) => `f('x${char}')` },
  { where: 'prose', path: 'a.md', line: (char: string) => `Some ${char} text` },
] as const

function members(test: RegExp): readonly number[] {
  const found: number[] = []
  for (let point = 0x80; point <= 0x10ffff; point++) {
    if (point === 0xd800) point = 0xe000
    if (test.test(String.fromCodePoint(point))) found.push(point)
  }
  return found
}

function privateUse(): readonly number[] {
  const blocks = [
    [0xe000, 0xf8ff],
    [0xf0000, 0xffffd],
    [0x100000, 0x10fffd],
  ] as const
  return blocks.flatMap(([from, to]) => [
    ...Array.from({ length: Math.ceil((to - from) / PRIVATE_STEP) }, (_, at) => from + at * PRIVATE_STEP),
    to,
  ])
}

function chunks(points: readonly number[], size: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(points.length / size) }, (_, at) => points.slice(at * size, (at + 1) * size))
}

const all = [
  ...Object.entries(classes).map(([name, test]) => [name, members(test)] as const),
  ['private use', privateUse()] as const,
]

describe('every character that does not show', () => {
  for (const [name, points] of all)
    it(`of the class of ${name} has a kind, and is written out wherever it is shown`, () => {
      assert.ok(points.length > 0)
      for (const point of points) {
        const char = String.fromCodePoint(point)
        const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
        assert.notEqual(hiddenKind(point), undefined, code)
        assert.ok(hasHidden(`a${char}`), code)
        assert.equal(visible(char), `⟨${code}⟩`)
      }
    })

  const every = [...new Set(all.flatMap(([, points]) => points))]
  for (const { where, path, line } of surroundings)
    it(`is a fact when it stands in ${where}`, async () => {
      for (const points of chunks(every, 500)) {
        const text = points.map(point => `${line(String.fromCodePoint(point))}\n`).join('')
        const facts = await factsOf(hiddenCharacter, { path, new: text })
        const found = new Map(facts.map(fact => [fact.data.points[0], fact]))
        for (const point of points) {
          const fact = found.get(point)
          assert.equal(fact?.data.where, where, `U+${point.toString(16)}`)
          assert.equal(fact.text, line(String.fromCodePoint(point)))
          assert.deepEqual(fact.data.points, [point])
          assert.ok(fact.isChanged)
        }
      }
    })

  it('is a fact when it stands in a path, of a text or a binary', () => {
    const found = every.map(async point => {
      const path = `src/a${String.fromCodePoint(point)}b.js`
      for (const content of ['x\n', Uint8Array.of(0, 1, 2, 0)]) {
        const [fact] = await factsOf(hiddenCharacter, { path, new: content })
        assert.equal(fact?.data.where, 'path', `U+${point.toString(16)}`)
        assert.deepEqual(fact.data.points, [point])
        assert.equal(fact.text, path)
      }
    })
    return Promise.all(found)
  })

  it('is told with the reason that a script or an emoji gives it', async () => {
    const text = 'می\u200cخواهم\nمی\u200cروم\n❤\ufe0f\nx\u200cy\n'
    const facts = await factsOf(hiddenCharacter, { path: 'a.md', new: text })
    assert.deepEqual(
      facts.map(({ data: { explained, count } }) => [explained, count]),
      [
        ['spelling of a script that joins letters', 2],
        ['form of the symbol before it', 1],
        [undefined, 1],
      ],
    )
  })

  it('is told decoded where it carries a text', async () => {
    const hidden = [...'hide me'].map(char => String.fromCodePoint(0xe0000 + char.charCodeAt(0))).join('')
    const [fact] = await factsOf(hiddenCharacter, { path: 'a.md', new: `x${hidden}\n` })
    assert.equal(fact?.data.decoded, 'hide me')
  })
})
