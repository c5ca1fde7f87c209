import { gzipSync } from 'node:zlib'
import { crc32 } from '../../../../server/core/formats/archive/checksum'
import { ascii, bytesOf, le, stored, tarMember, tarOf, xzStream, zipOf } from './samples'

export interface CpioMember {
  readonly name: string
  readonly content?: string
  readonly mode?: number
}

type CpioForm = 'newc' | 'odc' | 'binary' | 'swapped'

export function cpioOf(form: CpioForm, ...members: readonly CpioMember[]): Uint8Array {
  const all = [...members, { name: 'TRAILER!!!', mode: 0 }]
  return bytesOf(...all.map(member => cpioMember(form, member)))
}

function cpioMember(form: CpioForm, { name, content = '', mode = 0o100644 }: CpioMember): Uint8Array {
  const nameSize = name.length + 1
  if (form === 'newc') {
    const fields = [0, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, nameSize, 0]
    const head = `070701${fields.map(field => field.toString(16).padStart(8, '0')).join('')}${name}\0`
    return bytesOf(filled(head, 4), filled(content, 4))
  }
  if (form === 'odc') {
    const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
    const fields = [0, 0, mode, 0, 0, 1, 0].map(field => octal(field, 6)).join('')
    return ascii(`070707${fields}${octal(0, 11)}${octal(nameSize, 6)}${octal(content.length, 11)}${name}\0${content}`)
  }
  const fields = [0o70707, 0, 0, mode, 0, 0, 1, 0, 0, 0, nameSize, 0, content.length]
  const head = fields.flatMap(field => (form === 'binary' ? le(field, 2) : le(field, 2).reverse()))
  return bytesOf(head, filled(`${name}\0`, 2), filled(content, 2))
}

function filled(text: string, alignment: number): Uint8Array {
  return bytesOf(text, new Uint8Array((alignment - (text.length % alignment)) % alignment))
}

const be = (value: number) => le(value, 4).reverse()

/** Tags of texts, such as 1000 for the name and 1023 for the script before the installation. */
export function rpmOf(texts: readonly (readonly [number, string])[], payload: Uint8Array): Uint8Array {
  const header = rpmHeader(texts)
  const signatures = rpmHeader([[1000, 'sig']])
  const lead = bytesOf([0xed, 0xab, 0xee, 0xdb, 3, 0], new Uint8Array(90))
  return bytesOf(lead, signatures, new Uint8Array(-signatures.length & 7), header, payload)
}

function rpmHeader(texts: readonly (readonly [number, string])[]): Uint8Array {
  let at = 0
  const rows = texts.map(([tag, text]) => {
    const row = bytesOf(be(tag), be(6), be(at), be(1))
    at += text.length + 1
    return row
  })
  const store = texts.map(([, text]) => `${text}\0`).join('')
  return bytesOf([0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0], be(texts.length), be(store.length), ...rows, store)
}

export function arOf(...members: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const files = members.map(([name, data]) =>
    bytesOf(
      `${`${name}/`.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(12)}${'100644'.padEnd(8)}${String(data.length).padEnd(10)}\`\n`,
      data,
      data.length % 2 === 1 ? '\n' : '',
    ),
  )
  return bytesOf('!<arch>\n', ...files)
}

export function debOf(script: string): Uint8Array {
  const control = tarOf({ name: './control', content: 'Package: a\n' }, { name: './postinst', content: script })
  const data = tarOf({ name: './usr/', type: '5' })
  return arOf(['debian-binary', ascii('2.0\n')], ['control.tar', control], ['data.tar', data])
}

/** One stored member whose sizes and places stand in the records of 64 bits only. */
export function zip64Of(name: string, text: string): Uint8Array {
  const content = ascii(text)
  const full = [0xff, 0xff, 0xff, 0xff]
  const size = le(content.length, 8)
  const shared = [le(45, 2), le(0, 2), le(0, 2), le(0, 4), le(crc32(content), 4), full, full].flat()
  const local = bytesOf(
    'PK\x03\x04',
    shared,
    le(name.length, 2),
    le(20, 2),
    name,
    le(1, 2),
    le(16, 2),
    size,
    size,
    content,
  )
  const central = bytesOf(
    bytesOf('PK\x01\x02', le(45, 2), shared, le(name.length, 2), le(28, 2), le(0, 10), full),
    bytesOf(name, le(1, 2), le(24, 2), size, size, le(0, 8)),
  )
  const end64 = bytesOf(
    bytesOf('PK\x06\x06', le(44, 8), le(45, 2), le(45, 2), le(0, 8), le(1, 8), le(1, 8)),
    bytesOf(le(central.length, 8), le(local.length, 8)),
  )
  const locator = bytesOf('PK\x06\x07', le(0, 4), le(local.length + central.length, 8), le(1, 4))
  const end = bytesOf('PK\x05\x06', le(0, 4), [0xff, 0xff, 0xff, 0xff], full, full, le(0, 2))
  return bytesOf(local, central, end64, locator, end)
}

/** Sound archives, one or more of each format, read without a note. */
export const containerSamples: readonly (readonly [string, Uint8Array])[] = [
  ['zip', zipOf([stored('a.txt', 'one'), stored('run', 'two', { mode: 0o100755 })])],
  ['zip', zip64Of('a.txt', 'content')],
  ['empty zip', zipOf([])],
  [
    'tar',
    bytesOf(
      tarMember({ name: 'a', content: 'x' }),
      tarMember({ name: 'l', type: '2', target: 'a' }),
      new Uint8Array(1024),
    ),
  ],
  ['cpio', cpioOf('newc', { name: 'a', content: 'text' }, { name: 'l', mode: 0o120777, content: 'a' })],
  ['cpio', cpioOf('odc', { name: 'folder', mode: 0o40755 }, { name: 'a', content: 'odd' })],
  ['cpio', cpioOf('binary', { name: 'a', content: 'odd' })],
  ['cpio', cpioOf('swapped', { name: 'ab', content: 'even' })],
  ['Debian package', debOf('#!/bin/sh\necho inert\n')],
  [
    'RPM package',
    rpmOf(
      [
        [1000, 'a'],
        [1001, '1.0'],
        [1023, 'echo inert'],
      ],
      cpioOf('newc', { name: './a', content: 'text' }),
    ),
  ],
  ['xz', bytesOf(xzStream(ascii('inert text')), [0, 0, 0, 0], xzStream(ascii('inert text'), true))],
  ['gzip', new Uint8Array(gzipSync(ascii('inert text')))],
  ['static library', arOf(['a.txt', ascii('one')])],
]
