import { armouredIn } from '../../../server/core/formats/armour/armour'
import { fromLatin1, latin1 } from '../../../server/core/model/path'
import { randomBytes } from '../../core/formats/archive/samples'
import { type FuzzTarget, slug } from './target'

/** A hex dump may say that a line comes many times, so little text can be much. */
const MAX_BYTES = 16 * 1024 * 1024
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

function dumpLine(row: Uint8Array, at: number): string {
  const pairs = [...row].map(byte => hex([byte]).toLowerCase()).join(' ')
  return `${(at * 16).toString(16).padStart(8, '0')}  ${pairs.padEnd(48)} |${'.'.repeat(row.length)}|\n`
}

function ascii85(): string {
  let text = ''
  for (let at = 0; at < content.length; at += 4) {
    let value = new DataView(content.buffer, at, 4).getUint32(0)
    let group = ''
    for (let count = 0; count < 5; count++, value = Math.floor(value / 85))
      group = String.fromCharCode(33 + (value % 85)) + group
    text += value === 0 && group === '!!!!!' ? 'z' : group
  }
  return text.match(/.{1,75}/g)?.join('\n') ?? ''
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
  ['PEM', `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`],
  ['hex dump', rows(16).map(dumpLine).join('')],
  ['byte list', `var bytes = [${[...content].join(', ')}];\n`],
  ['escaped text', `data = b"${[...content].map(byte => `\\x${hex([byte])}`).join('')}"\n`],
  ['Ascii85', `<~${ascii85()}~>\n`],
  ['data URI', `a { src: url(data:font/woff2;base64,${base64}) }\n`],
]

export const armourTargets: readonly FuzzTarget[] = armours.map(([name, text]) => ({
  name: slug(name),
  samples: [fromLatin1(text), fromLatin1(`/* before */\n${text}after\n`)],
  problems: bytes => {
    const lines = latin1(bytes).split('\n')
    const found = armouredIn(lines)
    const size = found.reduce((sum, one) => sum + one.bytes.length, 0)
    return [
      ...found
        .filter(({ firstLine, endLine }) => firstLine < 0 || endLine <= firstLine || endLine > lines.length)
        .map(one => `${one.armour}: lines ${one.firstLine} to ${one.endLine} of ${lines.length}`),
      ...found
        .filter(
          one => !isColumn(lines[one.firstLine], one.startColumn) || !isColumn(lines[one.endLine - 1], one.endColumn),
        )
        .map(one => `${one.armour}: columns ${one.startColumn} and ${one.endColumn}`),
      ...(size > MAX_BYTES ? [`${size} bytes out of ${bytes.length}`] : []),
    ]
  },
}))

function isColumn(line: string | undefined, column: number): boolean {
  return line !== undefined && column >= 0 && column <= line.length
}
