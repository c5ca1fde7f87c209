// Binaries of the demo, written byte by byte, so that no compiler or archiver is needed and every machine makes the
// same ones. Inert: the object holds no instruction but returns, the scripts are a comment and a `:` line.
import { Buffer } from 'node:buffer'

const SHT = { progbits: 1, symtab: 2, strtab: 3, initArray: 14 }
const ALLOC = 2
const HEADER = 64
const ROW = 64

/** An ELF object for x86-64 with the sections given, as `{ name, type, flags, bytes }`. */
function elfObject(sections) {
  const names = ['', ...sections.map(({ name }) => name), '.shstrtab']
  const nameTable = Buffer.from(`${names.join('\0')}\0`, 'latin1')
  const all = [...sections, { name: '.shstrtab', type: SHT.strtab, flags: 0, bytes: nameTable }]
  const rows = [Buffer.alloc(ROW)]
  const bodies = []
  let offset = HEADER
  let nameAt = 1
  for (const { name, type, flags, bytes, link = 0, info = 0, entry = 0 } of all) {
    const padded = Buffer.concat([bytes, Buffer.alloc((16 - (bytes.length % 16)) % 16)])
    const row = Buffer.alloc(ROW)
    row.writeUInt32LE(nameAt, 0)
    row.writeUInt32LE(type, 4)
    row.writeBigUInt64LE(BigInt(flags), 8)
    row.writeBigUInt64LE(BigInt(offset), 24)
    row.writeBigUInt64LE(BigInt(bytes.length), 32)
    row.writeUInt32LE(link, 40)
    row.writeUInt32LE(info, 44)
    row.writeBigUInt64LE(16n, 48)
    row.writeBigUInt64LE(BigInt(entry), 56)
    rows.push(row)
    bodies.push(padded)
    offset += padded.length
    nameAt += name.length + 1
  }
  const header = Buffer.alloc(HEADER)
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 3]).copy(header)
  header.writeUInt16LE(1, 16)
  header.writeUInt16LE(62, 18)
  header.writeUInt32LE(1, 20)
  header.writeBigUInt64LE(BigInt(offset), 40)
  header.writeUInt16LE(HEADER, 52)
  header.writeUInt16LE(ROW, 58)
  header.writeUInt16LE(rows.length, 60)
  header.writeUInt16LE(rows.length - 1, 62)
  return Buffer.concat([header, ...bodies, ...rows])
}

function symbols(names) {
  const strings = Buffer.from(`\0${names.map(({ name }) => `${name}\0`).join('')}`, 'latin1')
  const rows = [Buffer.alloc(24)]
  let at = 1
  for (const { name, kind, section } of names) {
    const row = Buffer.alloc(24)
    row.writeUInt32LE(at, 0)
    row[4] = 0x10 | kind
    row.writeUInt16LE(section, 6)
    rows.push(row)
    at += name.length + 1
  }
  return { strings, table: Buffer.concat(rows) }
}

/** The wide CRC of the demo as a prebuilt object. The later one has grown, and runs something when it is loaded. */
export function prebuiltObject(isLater) {
  const noType = 0
  const code = 2
  const indirect = 10
  const named = [
    { name: 'lzk_crc32_wide', kind: code, section: 1 },
    ...(isLater ? [{ name: 'lzk_crc32', kind: indirect, section: 1 }] : []),
    { name: 'memcpy', kind: noType, section: 0 },
    ...(isLater ? [{ name: 'getenv', kind: noType, section: 0 }] : []),
  ]
  const { strings, table } = symbols(named)
  const text = Buffer.alloc(isLater ? 1_744 : 512, 0xc3)
  const data = isLater
    ? 'crc32 wide 1.4.1\0LZK_TRACE\0sh -c ":"\0tests/files/bad-3-corrupt.lzk\0'
    : 'crc32 wide 1.4.0\0'
  const before = [
    { name: '.text', type: SHT.progbits, flags: ALLOC | 4, bytes: text },
    { name: '.rodata', type: SHT.progbits, flags: ALLOC, bytes: Buffer.from(data, 'latin1') },
    ...(isLater ? [{ name: '.init_array', type: SHT.initArray, flags: ALLOC | 1, bytes: Buffer.alloc(8, 0) }] : []),
    { name: '.comment', type: SHT.progbits, flags: 0, bytes: Buffer.from('made by hand for the demo\0', 'latin1') },
  ]
  const link = before.length + 2
  return elfObject([
    ...before,
    { name: '.symtab', type: SHT.symtab, flags: 0, bytes: table, link, info: 1, entry: 24 },
    { name: '.strtab', type: SHT.strtab, flags: 0, bytes: strings },
  ])
}

function crc32(bytes) {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** gzip with one stored block (RFC 1951, 3.2.4; RFC 1952): the same bytes whatever the compressor at hand. */
function gzip(bytes) {
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0, 0])
  head.writeUInt16LE(bytes.length, 11)
  head.writeUInt16LE(~bytes.length & 0xffff, 13)
  const tail = Buffer.alloc(8)
  tail.writeUInt32LE(crc32(bytes), 0)
  tail.writeUInt32LE(bytes.length, 4)
  return Buffer.concat([head, bytes, tail])
}

/** ustar, as POSIX.1-1988 lays it out. */
function tar(members) {
  const blocks = members.flatMap(([name, bytes]) => {
    const header = Buffer.alloc(512)
    const write = (text, at) => header.write(text, at, 'latin1')
    write(name, 0)
    write('0000644\0', 100)
    write('0000000\0', 108)
    write('0000000\0', 116)
    write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
    write('14731312000\0', 136)
    write('        ', 148)
    write('0', 156)
    write('ustar\x0000', 257)
    const sum = header.reduce((total, byte) => total + byte, 0)
    write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

/** Sample streams as one archive. In the later one a member is a compressed script that does nothing. */
export function sampleArchive(isLater, noise) {
  const script = Buffer.from('#!/bin/sh\n# left from a test of the unpacker\n: nothing to run here\n', 'latin1')
  return tar([
    ['samples/README', Buffer.from('Streams of the first format version.\n', 'latin1')],
    ['samples/v1-a.lzk', noise(71, isLater ? 700 : 640)],
    ['samples/v1-b.lzk', noise(73, 320)],
    ...(isLater ? [['samples/v1-c.gz', gzip(script)]] : []),
  ])
}
