import assert from 'node:assert/strict'
import { armouredIn } from '../../../../server/core/formats/armour/armour'
import { ascii, randomBytes, xzStream } from '../archive/samples'

const sample = xzStream(ascii('inert text, '.repeat(9)))
const chunks = (size: number): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(sample.length / size) }, (_, at) => sample.subarray(at * size, at * size + size))
const hex = (bytes: Iterable<number>) =>
  [...bytes].map(byte => byte.toString(16).padStart(2, '0').toUpperCase()).join('')

function uuencoded(): readonly string[] {
  const sign = (value: number) => String.fromCharCode(value === 0 ? 96 : value + 32)
  const lines = chunks(45).map(chunk => {
    let line = sign(chunk.length)
    for (let at = 0; at < chunk.length; at += 3) {
      const [a = 0, b = 0, c = 0] = chunk.subarray(at, at + 3)
      line += sign(a >> 2) + sign(((a & 3) << 4) | (b >> 4)) + sign(((b & 15) << 2) | (c >> 6)) + sign(c & 63)
    }
    return line
  })
  return ['begin 644 sample.xz', ...lines, '`', 'end']
}

const base64 = Buffer.from(sample).toString('base64')
const armours: readonly (readonly [string, readonly string[]])[] = [
  ['uuencode', uuencoded()],
  ['base64', base64.match(/.{1,64}/g) ?? []],
  ['hex array', chunks(12).map(chunk => `  ${[...chunk].map(byte => `0x${hex([byte]).toLowerCase()}`).join(', ')},`)],
  [
    'Intel HEX',
    chunks(16).map((chunk, at) => {
      const record = [chunk.length, (at * 16) >> 8, (at * 16) & 255, 0, ...chunk]
      return `:${hex([...record, -record.reduce((sum, byte) => sum + byte, 0) & 255])}`
    }),
  ],
  [
    'S-records',
    chunks(16).map((chunk, at) => {
      const record = [chunk.length + 3, (at * 16) >> 8, (at * 16) & 255, ...chunk]
      return `S1${hex([...record, ~record.reduce((sum, byte) => sum + byte, 0) & 255])}`
    }),
  ],
  ['data URI', [`background: url(data:application/x-xz;base64,${base64})`]],
]

describe('binary files in the form of text', () => {
  for (const [name, lines] of armours) {
    it(`reads ${name} back, and knows its lines`, () => {
      const [found, ...others] = armouredIn(['some prose first', ...lines, 'some prose after'])
      assert.deepEqual(others, [])
      assert.equal(found?.armour, name)
      assert.deepEqual(found?.bytes, sample)
      assert.equal(found?.firstLine, 1)
    })

    it(`takes 2,000 changes of ${name} and every cut`, () => {
      const text = lines.join('\n')
      for (let length = 0; length < text.length; length++) armouredIn(text.slice(0, length).split('\n'))
      const choices = randomBytes(4000, 5)
      for (let round = 0; round < 2000; round++) {
        const at = ((choices[round * 2] ?? 0) * 31 + round) % text.length
        const changed = text.slice(0, at) + String.fromCharCode(choices[round * 2 + 1] ?? 0) + text.slice(at + 1)
        for (const one of armouredIn(changed.split('\n'))) assert.ok(one.endLine > one.firstLine)
      }
    })
  }

  it('finds none in prose and code', () => {
    assert.deepEqual(armouredIn(['begin to read here', ':root { color: red }', 'S3 is a store', 'int a = 0x10;']), [])
  })
})
