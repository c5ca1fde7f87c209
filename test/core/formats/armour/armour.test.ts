import assert from 'node:assert/strict'
import { armouredFile, armouredIn } from '../../../../server/core/formats/armour/armour'
import { ascii, randomBytes, xzStream } from '../archive/samples'

const sample = xzStream(ascii('inert text, '.repeat(9)))
const chunks = (size: number): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(sample.length / size) }, (_, at) => sample.subarray(at * size, at * size + size))
const hex = (bytes: Iterable<number>) =>
  [...bytes].map(byte => byte.toString(16).padStart(2, '0').toUpperCase()).join('')

const offset = (row: number, digits: number) => (row * 16).toString(16).padStart(digits, '0')
const signed = (byte: number) => (byte > 127 ? byte - 256 : byte)
const text = (lines: readonly string[]) =>
  armouredIn(lines)
    .map(one => Buffer.from(one.bytes).toString())
    .join()

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

  const more: readonly (readonly [string, readonly string[]])[] = [
    ['base64', ['begin-base64 644 sample.xz', ...(base64.match(/.{1,60}/g) ?? []), '====']],
    ['base64', [Buffer.from(sample).toString('base64url')]],
    [
      'hex lines',
      hex(sample)
        .toLowerCase()
        .match(/.{1,60}/g) ?? [],
    ],
    ['hex lines', chunks(16).map(chunk => [...chunk].map(byte => hex([byte])).join(' '))],
    [
      'hex dump',
      chunks(16).map((chunk, at) => `${offset(at, 8)}: ${(hex(chunk).match(/.{1,4}/g) ?? []).join(' ')}  abcd`),
    ],
    [
      'hex dump',
      chunks(16).map((chunk, at) => `${offset(at, 8)}  ${[...chunk].map(byte => hex([byte])).join(' ')}  |ab|`),
    ],
    ['byte list', [`x = [${sample.join(', ')}]`]],
    [
      'byte list',
      ['byte[] x = {', ...chunks(9).map(chunk => `  ${Array.from(chunk, signed).join(', ')}, // row`), '};'],
    ],
    ['byte list', [`let x = &[${Array.from(sample, byte => `${byte}u8`).join(', ')}];`]],
    ['escaped text', chunks(16).map(chunk => `  "${Array.from(chunk, byte => `\\x${hex([byte])}`).join('')}"`)],
    ['PEM', ['-----BEGIN INERT-----', ...(base64.match(/.{1,64}/g) ?? []), '-----END INERT-----']],
  ]
  for (const [at, [name, lines]] of more.entries())
    it(`reads ${name} back in other forms too, ${at + 1}`, () => {
      const [found, ...others] = armouredIn(['some prose first', ...lines, 'some prose after'])
      assert.deepEqual(others, [])
      assert.deepEqual([found?.armour, found?.bytes], [name, sample])
    })

  it('reads ascii85 and base32 back', () => {
    assert.equal(text(['<~87cURD_*#4DfTZ)87cURD_*#4DfTZ)~>']), 'Hello, World'.repeat(2))
    assert.equal(
      text(['JBSWY3DPFQQFO33S', 'NRSEQZLMNRXSYICX', 'N5ZGYZCIMVWGY3ZM', 'EBLW64TMMQ======']),
      'Hello, World'.repeat(3),
    )
  })

  it('knows where in a line each begins and ends', () => {
    const uri = `data:application/x-xz;base64,${base64}`
    const found = armouredIn([`a { b: url(${uri}); c: url(${uri}) }`])
    assert.deepEqual(
      found.map(({ startColumn, endColumn }) => [startColumn, endColumn]),
      [
        [11, 11 + uri.replace(/=+$/, '').length],
        [21 + uri.length, 21 + uri.length + uri.replace(/=+$/, '').length],
      ],
    )
  })

  it('puts records in the order of their addresses', () => {
    const lines = armours.find(([name]) => name === 'Intel HEX')?.[1] ?? []
    assert.deepEqual(armouredIn([...lines].reverse())[0]?.bytes, sample)
  })

  it('takes a file for a binary in another form only when most of it is', () => {
    const lines = uuencoded()
    assert.deepEqual(armouredFile(['a short note', ...lines])?.bytes, sample)
    assert.equal(
      armouredFile([...lines, ...lines.map(line => `# about ${line.length} characters of prose, ${base64}`)]),
      undefined,
    )
    assert.equal(armouredFile(['-----BEGIN INERT-----', base64, '-----END INERT-----']), undefined)
  })

  it('is linear in long lines and many lines that are nearly something', () => {
    const long = 400_000
    for (const lines of [
      ['='.repeat(long)],
      [`${'A1b'.repeat(long / 3)}?`],
      [`${'1,'.repeat(long / 2)}x`],
      ["'\\x41".repeat(long / 6)],
      ['data:;base64,'.repeat(long / 13)],
      Array.from({ length: 20_000 }, () => 'abcdefghijklmnopqrstuvwx'),
      Array.from({ length: 20_000 }, () => '<~!!!!!'),
      Array.from({ length: 20_000 }, () => '-----BEGIN A-----'),
    ])
      assert.ok(armouredIn(lines).every(one => one.endLine <= lines.length))
  })

  it('finds none in digests, words and names', () => {
    const words = ['internationalisation', 'characteristicallyyy', 'MisunderstandingsSoFa', 'counterrevolutionary']
    const digests = ['da39a3ee5e6b4b0d3255bfef95601890afd80709', '2fd4e1c67a2d28fced849ee1bb76e7391b93eb12']
    assert.deepEqual(armouredIn([...words, '', ...digests, '', '10.0.0.1, 2, 3, 4', 'v1.2.3']), [])
  })

  it('finds none in prose and code', () => {
    assert.deepEqual(armouredIn(['begin to read here', ':root { color: red }', 'S3 is a store', 'int a = 0x10;']), [])
  })
})
