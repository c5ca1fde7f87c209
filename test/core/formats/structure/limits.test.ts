import { strict as assert } from 'node:assert'
import { readStructure } from '../../../../server/core/formats/structure/read'
import { everyPart } from '../../../../server/core/formats/structure/structure'
import { fromLatin1 } from '../../../../server/core/model/path'
import { bytesOf, num, png, samples } from './samples'

const maxParts = 20_000

describe('structures of bytes that are not what they say', () => {
  it('has a sample of every reader, read to its end without a complaint', () => {
    for (const [format, bytes] of samples) {
      const structure = readStructure(bytes)
      assert.equal(structure.format, format)
      assert.ok(structure.parts.length > 0, format)
      assert.deepEqual(structure.notes, [], format)
      assert.notEqual(structure.ending, 'cut', format)
      assert.notEqual(structure.ending, 'followed', format)
      assert.deepEqual(
        structure.parts.filter(({ kind }) => kind === 'gap' || kind === 'trailing'),
        [],
        format,
      )
    }
  })

  it('stops listing at a limit, and says so', () => {
    const chunks = fromLatin1(`\0\0\0\0teXt0000`.repeat(maxParts + 10))
    const { parts, notes } = readStructure(bytesOf(png().subarray(0, 33), chunks))
    assert.equal(parts.length, maxParts)
    assert.match(notes.join('\n'), /more than 20,000 parts/)
  })

  it('looks into an archive in an archive, and no deeper than four', () => {
    const member = (data: Uint8Array) =>
      bytesOf('!<arch>\n', `${'x/'.padEnd(16)}${''.padEnd(32)}${String(data.length).padEnd(10)}\`\n`, data)
    let archive = member(bytesOf('end!'))
    for (let depth = 0; depth < 10; depth++) archive = member(archive)
    const structure = readStructure(archive)
    assert.match(structure.notes.join('\n'), /nested too deep/)
    assert.equal([...everyPart(structure.parts)].length, 4)
  })

  it('gives up on tables that are claimed again and again', () => {
    const rows = 3_000
    const symbols = new Uint8Array(24 * 20_000)
    const header = bytesOf('\x7fELF\x02\x01\x01', new Uint8Array(9), num(3, 2), num(62, 2), num(1, 4), num(0, 16))
    const table = 64 + symbols.length
    const rest = bytesOf(num(table, 8), num(0, 4), num(64, 2), num(0, 4), num(64, 2), num(rows, 2), num(0, 2))
    const row = bytesOf(num(0, 4), num(2, 4), num(0, 16), num(64, 8), num(symbols.length, 8), new Uint8Array(24))
    const file = new Uint8Array(table + rows * 64)
    file.set(bytesOf(header, rest))
    for (let index = 0; index < rows; index++) file.set(row, table + index * 64)
    const { notes } = readStructure(file)
    assert.match(notes.join('\n'), /limit of work/)
  })

  it('gives up looking for signatures where everything looks like the start of one', () => {
    const { notes } = readStructure(bytesOf(png(), 'PK'.repeat(100_000)))
    assert.match(notes.join('\n'), /limit of work/)
  })
})
