import { strict as assert } from 'node:assert'
import type { Evidence, EvidencePart } from '../../../server/core/evidence/evidence'
import { readEvidence } from '../../../server/core/evidence/readEvidence'
import { stored, tarOf, zipOf } from '../formats/archive/samples'
import { bytesOf, elf, png } from '../formats/structure/samples'

const side = (bytes: Uint8Array, hash = String(bytes.length)) => ({ bytes, hash })

function compared(old: Uint8Array, now: Uint8Array): Evidence {
  return readEvidence({ path: 'a.bin', old: side(old, 'old'), new: side(now, 'new') })
}

function marked(parts: readonly EvidencePart[] = []): readonly string[] {
  return parts.flatMap(({ name, change, children }) => [
    ...(change === undefined ? [] : [`${change} ${name}`]),
    ...marked(children),
  ])
}

describe('readEvidence', () => {
  it('says what an ELF is and holds, with one side', () => {
    const bytes = elf({ needed: ['libz.so.1'], imports: ['getenv'], text: 64 })
    const { new: now, old, differences, notCompared } = readEvidence({ path: 'lib/a.so', new: side(bytes) })
    assert.equal(old, undefined)
    assert.equal(notCompared, undefined)
    assert.deepEqual(differences, [])
    assert.equal(now?.format, 'ELF executable')
    assert.ok(now?.established.includes('header says ELF executable'))
    const library = now?.parts.find(part => part.name === 'libz.so.1')
    assert.equal(library?.kind, 'needed library')
    const text = now?.parts.find(part => part.name === '.text')
    assert.match(text?.digest ?? '', /^[0-9a-f]{8}$/)
    assert.equal(text?.change, undefined)
  })

  it('marks on both sides what differs', () => {
    const {
      old,
      new: now,
      differences,
    } = compared(
      elf({ needed: ['libz.so.1'], imports: ['getenv'], text: 64 }),
      elf({ needed: ['libz.so.1', 'libq.so.2'], imports: ['system'], text: 128 }),
    )
    assert.ok(differences.some(({ text }) => text === 'needed library libq.so.2 is new'))
    const news = marked(now?.parts)
    assert.ok(news.includes('added libq.so.2') && news.includes('added system') && news.includes('resized .text'))
    const gone = marked(old?.parts)
    assert.ok(gone.includes('removed getenv') && gone.includes('resized .text'))
    assert.ok(!gone.includes('removed libz.so.1'))
  })

  it('marks the member of an archive that changed, and what holds it', () => {
    const inner = (text: string) => tarOf({ name: 'in/a.txt', content: text })
    const { new: now } = compared(
      tarOf({ name: 'one.tar', content: inner('before').reduce((all, byte) => all + String.fromCharCode(byte), '') }),
      tarOf({ name: 'one.tar', content: inner('after!').reduce((all, byte) => all + String.fromCharCode(byte), '') }),
    )
    assert.deepEqual(marked(now?.parts), ['changed one.tar', 'changed in/a.txt'])
  })

  it('says why sides were not compared', () => {
    assert.equal(compared(png(), elf()).notCompared, 'the old side is PNG image, the new one ELF executable')
    assert.equal(compared(bytesOf(1, 2, 3), bytesOf(1, 2)).notCompared, 'no structure of its format is known')
    assert.equal(compared(png(), bytesOf(1)).notCompared, 'the old side is PNG image, the new one of no known format')
  })

  it('sees bytes after the end, and the archive that starts there', () => {
    const { new: now, differences } = compared(png(), bytesOf(png(), zipOf([stored('a.txt', 'hello')])))
    assert.ok(now?.established.some(clause => /^[\d,]+ bytes after the end of the PNG image$/.test(clause)))
    assert.ok(differences.some(({ text }) => text.startsWith('start of zip is new')))
    assert.ok(now?.parts.some(({ kind, name }) => kind === 'second format' && name === 'zip'))
  })

  it('gives the density along the file', () => {
    const { new: now } = readEvidence({ path: 'a', new: side(bytesOf(new Uint8Array(1024), everyByte())) })
    assert.deepEqual(now?.strip, { step: 256, bits: [0, 0, 0, 0, 800] })
    assert.deepEqual(readEvidence({ path: 'a', new: side(bytesOf()) }).new?.strip.bits, [])
  })

  it('lists at most two thousand parts, those that changed among them, and counts the rest', () => {
    const members = (last: string) =>
      zipOf([...Array.from({ length: 2500 }, (_, index) => stored(`m${index}`, 'x')), stored('last', last)])
    const { new: now } = compared(members('one'), members('two'))
    const count = (parts: readonly EvidencePart[] = []): number =>
      parts.reduce((sum, { children }) => sum + 1 + count(children), 0)
    assert.equal(count(now?.parts), 2000)
    assert.ok((now?.moreParts ?? 0) > 500)
    assert.ok(now?.parts.some(part => part.name === 'last' && part.change === 'changed'))
  })
})

function everyByte(): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => value)
}
