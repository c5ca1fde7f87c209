// The evidence document of two changed binaries of 10 MB, against hashing the same bytes: what a reviewer waits for.
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buildForScript } from '../build.mjs'
import { out } from '../paths.mjs'

const sampleBytes = 10 * 1024 * 1024

export async function measureEvidence({ rounds }) {
  const { readEvidence, crc32 } = await loadReader()
  const measures = []
  for (const [name, make] of [
    ['ELF', elfLike],
    ['zip', zipLike],
  ]) {
    const [old, current] = [make(1, crc32), make(2, crc32)]
    const hashed = () => ({ old: side(old), new: side(current) })
    const hashMs = median(rounds, hashed)
    const sides = hashed()
    const evidenceMs = median(rounds, () => readEvidence({ path: 'sample', ...sides }))
    measures.push({ name: `evidence of two ${name} files of 10 MB`, value: evidenceMs, unit: 'ms' })
    measures.push({ name: `evidence ÷ SHA-256, ${name}`, value: evidenceMs / hashMs, unit: '×' })
  }
  return measures
}

async function loadReader() {
  const outfile = join(out, 'bench', 'evidence.cjs')
  mkdirSync(join(out, 'bench'), { recursive: true })
  const modules = ['server/core/evidence/readEvidence', 'server/core/formats/archive/checksum']
  await buildForScript(modules.map(name => `export * from './${name}'`).join('\n'), outfile)
  return createRequire(import.meta.url)(outfile)
}

function side(bytes) {
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') }
}

function median(rounds, work) {
  const times = []
  for (let round = 0; round <= rounds; round += 1) {
    const start = process.hrtime.bigint()
    work()
    // the first round compiles
    if (round > 0) times.push(Number(process.hrtime.bigint() - start) / 1e6)
  }
  return times.sort((a, b) => a - b)[times.length >> 1]
}

/** Sections of code-like bytes, of names and of messages. */
function elfLike(seed) {
  const names = ['', '.text', '.rodata', '.dynstr', '.data', '.shstrtab']
  const header = new Uint8Array(64)
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  const bytes = new Uint8Array(sampleBytes)
  const view = new DataView(bytes.buffer)
  const table = sampleBytes - names.length * 64
  bytes.set(header)
  view.setUint16(16, 3, true)
  view.setUint16(18, 62, true)
  view.setUint32(20, 1, true)
  view.setBigUint64(40, BigInt(table), true)
  view.setUint16(52, 64, true)
  view.setUint16(58, 64, true)
  view.setUint16(60, names.length, true)
  view.setUint16(62, names.length - 1, true)
  const next = numbers(seed)
  const fifth = Math.floor((table - 64) / 5)
  const texts = ['could not open the file %s', '/usr/share/sample', 'sample_function_', 'https://sample.invalid/']
  let at = 64
  for (; at < 64 + fifth * 2; at += 1) bytes[at] = next() % 3 === 0 ? next() % 256 : next() % 32
  for (let count = 0; at < 64 + fifth * 4; count += 1) {
    for (const char of `${texts[count % texts.length]}${count}\0`) bytes[at++] = char.charCodeAt(0)
  }
  const nameAt = table - 100
  let nameOffset = 0
  for (const [index, name] of names.entries()) {
    bytes.set(new TextEncoder().encode(`${name}\0`), nameAt + nameOffset)
    const row = table + index * 64
    view.setUint32(row, nameOffset, true)
    view.setUint32(row + 4, index === 0 ? 0 : index > 2 && index !== 4 ? 3 : 1, true)
    const isNames = index === names.length - 1
    view.setBigUint64(row + 24, BigInt(index === 0 ? 0 : isNames ? nameAt : 64 + fifth * (index - 1)), true)
    view.setBigUint64(row + 32, BigInt(index === 0 ? 0 : isNames ? 100 : fifth), true)
    nameOffset += name.length + 1
  }
  return bytes
}

/** Two thousand members of bytes as dense as compressed ones, kept as they are. */
function zipLike(seed, crc32) {
  const count = 2000
  const size = Math.floor(sampleBytes / count) - 120
  const next = numbers(seed)
  const locals = []
  const directory = []
  let offset = 0
  for (let index = 0; index < count; index += 1) {
    const name = Buffer.from(`folder/member-${String(index).padStart(5, '0')}`)
    const data = Buffer.alloc(size)
    for (let at = 0; at + 4 <= size; at += 4) data.writeUInt32LE(next(), at)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt32LE(crc32(data), 10)
    shared.writeUInt32LE(size, 14)
    shared.writeUInt32LE(size, 18)
    shared.writeUInt16LE(name.length, 22)
    locals.push(Buffer.from('PK\x03\x04'), shared, name, data)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), shared, tail, name)
    offset += 30 + name.length + size
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return new Uint8Array(Buffer.concat([...locals, central, end]))
}

/** Numbers of 32 bits from a fixed start (xorshift). */
function numbers(seed) {
  let state = seed * 0x9e3779b1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}
