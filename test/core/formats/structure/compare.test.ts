import { strict as assert } from 'node:assert'
import { formatsOfExtension } from '../../../../server/core/formats/signature'
import { compareStructures } from '../../../../server/core/formats/structure/compare'
import { contentsClause, readStructure } from '../../../../server/core/formats/structure/read'
import { formatsIn } from '../../../../server/core/formats/structure/secondFormat'
import { signsOf } from '../../../../server/core/formats/structure/signs'
import { grouped } from '../../../../server/core/formats/structure/structure'
import { ar, bytesOf, elf, ico, jpeg, machO, numpyArray, pdf, pe, pickle, png, pyc, sfnt, wasm } from './samples'

function differences(old: Uint8Array, now: Uint8Array): readonly string[] | undefined {
  return compareStructures(readStructure(old), readStructure(now))?.map(one => one.text)
}

/** Severity, kind and subject of each sign. */
function signs(old: Uint8Array | undefined, now: Uint8Array, extension = ''): readonly string[] {
  const before = old === undefined ? undefined : readStructure(old)
  return signsOf(before, readStructure(now), formatsOfExtension(extension)).map(
    ({ severity, kind, what }) => `${severity} ${kind} ${what}`,
  )
}

describe('what differs between two structures', () => {
  it('says what is new, what is gone and what has another size, the telling parts first', () => {
    const old = elf({ text: 512, needed: ['libc.so.6'], imports: ['puts'], initArray: 1 })
    const now = elf({ text: 9216, needed: ['libx.so'], imports: ['puts', 'system'], ifuncs: ['crc'], initArray: 2 })
    const found = differences(old, now) ?? []
    assert.deepEqual(found.slice(0, 5), [
      'IFUNC symbol crc is new',
      'pointers in .init_array grew 8 → 16 bytes',
      'needed library libx.so is new',
      'needed library libc.so.6 is gone',
      'import system is new',
    ])
    assert.ok(found.includes('section .text grew 512 → 9,216 bytes'), found.join('\n'))
  })

  it('points at the part on the side that has it', () => {
    const old = elf({ needed: ['libold.so'] })
    const now = bytesOf(png())
    assert.equal(compareStructures(readStructure(old), readStructure(now)), undefined)
    const changed = compareStructures(readStructure(old), readStructure(elf({ needed: ['libnew.so'] }))) ?? []
    const [added, removed] = changed
    assert.deepEqual([added?.side, added?.kind, added?.part], ['new', 'added', 'library'])
    assert.deepEqual([removed?.side, removed?.kind, removed?.part], ['old', 'removed', 'library'])
    assert.equal(removed?.at.length, 16)
  })

  it('says nothing of equal files, and compares content where sizes are equal', () => {
    const file = sfnt([
      ['cmap', 'characters'],
      ['glyf', 'outlines'],
    ])
    const other = sfnt([
      ['cmap', 'charactersX'.slice(1)],
      ['glyf', 'outlines'],
    ])
    assert.deepEqual(differences(file, file), [])
    assert.deepEqual(differences(file, other), ['table cmap changed, 10 bytes'])
  })

  it('follows members of an archive', () => {
    const member = (text: number) =>
      ar([
        ['a.o', elf({ type: 1, text })],
        ['b.txt', bytesOf('same')],
      ])
    assert.deepEqual(differences(member(8), member(24)), ['member a.o: section .text grew 8 → 24 bytes'])
    const texts = (text: string) => ar([['b.txt', bytesOf(text)]])
    assert.deepEqual(differences(texts('one!'), texts('two!')), ['member b.txt changed, 4 bytes'])
  })

  it('says what was appended', () => {
    const found = differences(png(), bytesOf(png(), '#!/bin/sh\necho inert\n', 'x'.repeat(2000)))
    assert.deepEqual(found, ['start of script is new, 2,021 bytes', '2,021 bytes after the end'])
  })

  it('sums up what a file holds', () => {
    assert.equal(contentsClause(readStructure(wasm([['env', 'print']], 'main', 0))), '4 sections, 1 import, 1 export')
    assert.equal(contentsClause(readStructure(bytesOf('\x00unknown'))), '')
    assert.deepEqual([1, 999, 1000, 1234567].map(grouped), ['1', '999', '1,000', '1,234,567'])
  })
})

describe('a second format', () => {
  it('is found by a signature that is no accident', () => {
    const found = (text: string) => formatsIn(bytesOf(text), [0, text.length], () => true).map(one => one.name)
    assert.deepEqual(found('....\x7fELF\x02\x01\x01\0\0\0'), ['ELF executable'])
    assert.deepEqual(found('....PK\x03\x04........'), ['zip'])
    assert.deepEqual(found('..#!/bin/sh\necho'), ['script'])
    assert.deepEqual(found('..<?php echo 1;'), ['script'])
    assert.deepEqual(found('..MZ and words, and BM, and GIF of words'), [])
    assert.deepEqual(found('\x1f\x8b\xff\xff\xff\xff\xff\xff'), [])
  })
})

describe('signs of what to look at', () => {
  it('bytes after the end of a picture, font or document that were not there', () => {
    assert.deepEqual(signs(png(), bytesOf(png(), 'behind')), ['medium tail 6'])
    assert.deepEqual(signs(undefined, bytesOf(jpeg(), 'behind')), ['medium tail 6'])
    assert.deepEqual(signs(bytesOf(pdf(), 'behind'), bytesOf(pdf(), 'behinD')), ['medium tail 6'])
    assert.deepEqual(signs(bytesOf(png(), 'behind'), bytesOf(png(['tEXt', 'a\0b']), 'behind')), [])
    assert.deepEqual(signs(png(), bytesOf(png(), '\r\n')), [])
    assert.deepEqual(signs(undefined, bytesOf(pe([]), 'behind')), [])
    assert.deepEqual(signs(undefined, bytesOf(jpeg('', 'MPF'), jpeg())), [])
    assert.deepEqual(signs(undefined, bytesOf(jpeg('', 'MPF'), 'behind')), ['medium tail 6'])
  })

  it('a program, script or archive in one of them', () => {
    const font = sfnt([['glyf', '\x7fELF\x02\x01\x01\0']])
    assert.deepEqual(signs(undefined, font), ['high inner ELF executable'])
    assert.deepEqual(signs(png(), bytesOf(png(), elf())), ['high inner ELF executable', `medium tail ${elf().length}`])
    assert.deepEqual(signs(undefined, bytesOf(jpeg(), png()))[0], `medium tail ${png().length}`)
    assert.deepEqual(signs(undefined, ico(png())), [])
  })

  it('code that more of runs at load, and folders of libraries, against the old side', () => {
    const old = elf({ initArray: 1 })
    assert.deepEqual(signs(old, elf({ initArray: 1, ifuncs: ['crc'] })), ['high load IFUNC symbol crc'])
    assert.deepEqual(signs(old, elf({ initArray: 2 })), ['medium load pointers in .init_array'])
    assert.deepEqual(signs(old, elf({ initArray: 1, runpath: '/tmp' })), ['medium path RUNPATH /tmp'])
    assert.deepEqual(signs(elf({ initArray: 2 }), old), [])
    assert.deepEqual(signs(undefined, elf({ initArray: 3, ifuncs: ['crc'] })), [])
    assert.deepEqual(signs(machO(), machO({ rpath: '.' })), ['medium path RPATH .'])
    assert.deepEqual(signs(wasm([], 'a'), wasm([], 'a', 1)), ['medium load start function 1'])
  })

  it('in one member of an archive, whatever the others have', () => {
    const archive = (first: number, second: number) =>
      ar([
        ['a.o', elf({ type: 1, initArray: first })],
        ['b.o', elf({ type: 1, initArray: second })],
      ])
    assert.deepEqual(signs(archive(1, 2), archive(2, 2)), ['medium load pointers in .init_array'])
    assert.deepEqual(signs(archive(1, 2), archive(1, 2)), [])
  })

  it('functions that a pickle should not need', () => {
    for (const [module, name] of [
      ['os', 'system'],
      ['posix', 'system'],
      ['subprocess', 'Popen'],
      ['builtins', 'eval'],
      ['__builtin__', 'exec'],
      ['runpy', '_run_code'],
    ] as const)
      assert.deepEqual(signs(undefined, pickle(module, name)), [`high calls ${module}.${name}`])
    for (const [module, name] of [
      ['collections', 'OrderedDict'],
      ['builtins', 'set'],
      ['numpy.core.multiarray', '_reconstruct'],
      ['posix', 'stat_result'],
    ] as const)
      assert.deepEqual(signs(undefined, pickle(module, name)), [])
    assert.deepEqual(signs(pickle('os', 'system', 'a'), pickle('os', 'system', 'b')), [])
  })

  it('the same in an array of objects as NumPy keeps it', () => {
    for (const version of [1, 2] as const)
      assert.deepEqual(signs(undefined, numpyArray('|O', pickle('os', 'system'), version)), ['high calls os.system'])
    assert.deepEqual(signs(undefined, numpyArray('|O', pickle('builtins', 'set'))), [])
    assert.deepEqual(signs(undefined, numpyArray('<f8', bytesOf([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]))), [])
  })

  it('compiled code under a name that promises something else', () => {
    assert.deepEqual(signs(undefined, elf(), 'png'), ['high disguise PNG image'])
    assert.deepEqual(signs(undefined, pyc(), 'ttf'), ['high disguise TrueType font'])
    assert.deepEqual(signs(elf({ text: 4 }), elf(), 'png'), [])
    for (const extension of ['so', 'o', 'a', 'bin', '', 'exe']) assert.deepEqual(signs(undefined, elf(), extension), [])
  })
})
