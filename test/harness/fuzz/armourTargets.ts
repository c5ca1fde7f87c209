import { armouredIn } from '../../../server/core/formats/armour/armour'
import { fromLatin1, latin1 } from '../../../server/core/model/path'
import { randomBytes } from '../../core/formats/archive/samples'
import type { FuzzTarget } from './target'

/** A line of uuencode says its size itself, and missing characters count as blanks. */
const MAX_OF_LINE = 63
const content = randomBytes(120, 9)

/** The content in lines of `width` bytes. */
function rows(width: number): readonly Uint8Array[] {
  const count = Math.ceil(content.length / width)
  return Array.from({ length: count }, (_, row) => content.subarray(row * width, (row + 1) * width))
}

function uuencoded(): string {
  const sign = (six: number) => String.fromCharCode(six === 0 ? 0x60 : six + 0x20)
  const line = (bytes: Uint8Array) => {
    let text = sign(bytes.length)
    for (let at = 0; at < bytes.length; at += 3) {
      const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3)
      text += sign(a >> 2) + sign(((a & 3) << 4) | (b >> 4)) + sign(((b & 15) << 2) | (c >> 6)) + sign(c & 63)
    }
    return text
  }
  return ['begin 644 a.bin', ...rows(45).map(line), '`', 'end', ''].join('\n')
}

const hex = (bytes: Iterable<number>) =>
  [...bytes].map(byte => byte.toString(16).padStart(2, '0').toUpperCase()).join('')
const sumOf = (bytes: readonly number[]) => bytes.reduce((sum, byte) => sum + byte, 0) & 255

function intelHex(): string {
  const record = (bytes: readonly number[]) => `:${hex([...bytes, -sumOf(bytes) & 255])}`
  return [...rows(16).map((row, at) => record([row.length, 0, at * 16, 0, ...row])), record([0, 0, 0, 1]), ''].join(
    '\n',
  )
}

function sRecords(): string {
  const record = (bytes: readonly number[]) => `S1${hex([...bytes, 255 - sumOf(bytes)])}`
  return [...rows(16).map((row, at) => record([row.length + 3, 0, at * 16, ...row])), ''].join('\n')
}

const base64 = btoa(latin1(content))

/** Texts that hold a binary, by the name of what it is written in. */
export const armours: readonly (readonly [string, string])[] = [
  ['uuencode', uuencoded()],
  ['base64', `${base64.match(/.{1,64}/g)?.join('\n')}\n`],
  [
    'hex array',
    rows(12)
      .map(row => `  ${[...row].map(byte => `0x${hex([byte])}`).join(', ')},\n`)
      .join(''),
  ],
  ['Intel HEX', intelHex()],
  ['S-records', sRecords()],
  ['data URI', `a { src: url(data:font/woff2;base64,${base64}) }\n`],
]

export const armourTargets: readonly FuzzTarget[] = armours.map(([name, text]) => ({
  name: name.toLowerCase().replace(' ', '-'),
  samples: [fromLatin1(text), fromLatin1(`/* before */\n${text}after\n`)],
  problems: bytes => {
    const lines = latin1(bytes).split('\n')
    const found = armouredIn(lines)
    const size = found.reduce((sum, one) => sum + one.bytes.length, 0)
    return [
      ...found
        .filter(one => one.firstLine < 0 || one.endLine <= one.firstLine || one.endLine > lines.length)
        .map(one => `${one.armour}: lines ${one.firstLine} to ${one.endLine} of ${lines.length}`),
      ...(size > Math.max(lines.length * MAX_OF_LINE, bytes.length) ? [`${size} bytes out of ${bytes.length}`] : []),
    ]
  },
}))
