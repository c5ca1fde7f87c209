import { strict as assert } from 'node:assert'
import { readStructure } from '../../../../server/core/formats/structure/read'
import { everyPart, type PartKind } from '../../../../server/core/formats/structure/structure'
import {
  ar,
  bytesOf,
  certificate,
  elf,
  elfByLoader,
  fatMachO,
  gif,
  ico,
  javaClass,
  jpeg,
  keyStore,
  machO,
  num,
  pdf,
  pe,
  pickle,
  png,
  privateKey,
  pyc,
  riff,
  sfnt,
  wasm,
  woff,
  woff2,
} from './samples'

/** Names of the parts of a kind, members' parts among them. */
function names(bytes: Uint8Array, kind: PartKind): readonly string[] {
  return [...everyPart(readStructure(bytes).parts)].filter(part => part.kind === kind).map(part => part.name)
}

function noteOf(bytes: Uint8Array, name: string): string | undefined {
  return [...everyPart(readStructure(bytes).parts)].find(part => part.name === name)?.note
}

describe('the structure of programs and libraries', () => {
  it('ELF: what is needed, imported and run, in both sizes and both byte orders', () => {
    for (const is64 of [true, false])
      for (const isLittle of [true, false]) {
        const file = elf({
          is64,
          isLittle,
          machine: is64 ? 62 : 3,
          soname: 'libx.so.1',
          needed: ['libc.so.6', 'libm.so.6'],
          runpath: '/opt/lib',
          imports: ['puts', 'system'],
          ifuncs: ['crc'],
          irelative: 3,
          initArray: 2,
          buildId: [0xab, 0xcd, 0, 1],
        })
        assert.deepEqual(names(file, 'library'), ['libc.so.6', 'libm.so.6'])
        assert.deepEqual(names(file, 'search-path'), ['RUNPATH /opt/lib'])
        assert.deepEqual(names(file, 'identity'), ['SONAME libx.so.1', 'build id abcd0001'])
        assert.deepEqual(names(file, 'import'), ['puts', 'system'])
        const loadTime = ['IFUNC symbol crc', 'IFUNC relocations in .rela.dyn', 'pointers in .init_array']
        assert.deepEqual(names(file, 'load-time'), loadTime)
        assert.equal(noteOf(file, 'IFUNC relocations in .rela.dyn'), '3 relocations')
        assert.equal(noteOf(file, 'pointers in .init_array'), '2 entries')
        const header = `${is64 ? 64 : 32} bits, ${is64 ? 'x86-64' : 'x86'}, library`
        assert.equal(noteOf(file, 'ELF header'), header)
      }
  })

  it('ELF: the loader goes by the program headers, so they are read where the section table says nothing', () => {
    const file = elfByLoader('libm.so.6', 2)
    assert.deepEqual(names(file, 'library'), ['libm.so.6'])
    assert.deepEqual(names(file, 'section'), [])
    assert.equal(noteOf(file, 'pointers in .init_array'), '2 entries; not in the section table')
  })

  it('ELF: bytes between sections that nothing claims', () => {
    const file = elf({ text: 40 })
    // The row of .text is the second of the table; its size comes 32 bytes in.
    const table = Number(new DataView(file.buffer).getBigUint64(40, true))
    file.set(num(8, 8), table + 64 + 32)
    const gap = readStructure(file).parts.find(part => part.kind === 'gap')
    assert.deepEqual([gap?.offset, gap?.length], [72, 32])
  })

  it('ar: members by short and long names, objects in them, on even offsets', () => {
    const file = ar([
      ['odd', bytesOf('odd')],
      ['a name longer than the field', elf({ type: 1, ifuncs: ['sum'] })],
    ])
    assert.deepEqual(names(file, 'member'), ['odd', 'a name longer than the field'])
    assert.deepEqual(names(file, 'load-time'), ['IFUNC symbol sum'])
    const symbol = [...everyPart(readStructure(file).parts)].find(part => part.kind === 'load-time')
    assert.equal(file[(symbol?.offset ?? 0) + 4], 0x1a, 'offsets count from the start of the archive')
  })

  it('ar: names in the table of long names', () => {
    const header = (label: string, size: number) => `${label.padEnd(48)}${String(size).padEnd(10)}\`\n`
    const long = 'first_of_the_long_names.o/\nsecond_of_the_long_names.o/\n'
    const file = bytesOf('!<arch>\n', header('//', 56), long.padEnd(56), header('/27', 4), 'data')
    assert.deepEqual(names(file, 'member'), ['second_of_the_long_names.o'])
  })

  it('PE: sections, imported functions, callbacks, and what is appended', () => {
    const file = pe(
      [
        ['KERNEL32.dll', 'Sleep'],
        ['USER32.dll', 'MessageBoxA'],
      ],
      2,
    )
    assert.deepEqual(names(file, 'section'), ['.rdata'])
    assert.deepEqual(names(file, 'library'), ['KERNEL32.dll', 'USER32.dll'])
    assert.deepEqual(names(file, 'import'), ['KERNEL32.dll Sleep', 'USER32.dll MessageBoxA'])
    assert.equal(noteOf(file, 'TLS callbacks'), '2 entries')
    assert.deepEqual(names(pe([]), 'load-time'), [])
    const { ending, parts } = readStructure(bytesOf(file, 'overlay of this file'))
    assert.equal(ending, 'followed')
    assert.equal(parts.find(part => part.kind === 'trailing')?.length, 20)
    assert.match(readStructure(bytesOf('MZ', new Uint8Array(100))).notes.join(), /no PE header/)
  })

  it('Mach-O: libraries, paths and initialisers, alone and in a universal file', () => {
    const file = machO({ library: '/usr/lib/libz.dylib', rpath: '@loader_path/../lib', initialisers: 2 })
    assert.deepEqual(names(file, 'library'), ['/usr/lib/libz.dylib'])
    assert.deepEqual(names(file, 'search-path'), ['RPATH @loader_path/../lib'])
    assert.equal(noteOf(file, 'initialisers in __DATA,__mod_init_func'), '2 entries')
    const fat = fatMachO([machO(), file])
    assert.equal(names(fat, 'member').length, 2)
    assert.equal(names(fat, 'library').length, 2)
  })

  it('WebAssembly: sections, imports, exports and the start function', () => {
    const file = wasm(
      [
        ['env', 'print'],
        ['wasi', 'fd_write'],
      ],
      'main',
      1,
    )
    assert.deepEqual(names(file, 'section'), ['import', 'export', 'start', 'custom name'])
    assert.deepEqual(names(file, 'import'), ['env.print (function)', 'wasi.fd_write (function)'])
    assert.deepEqual(names(file, 'export'), ['main (function)'])
    assert.deepEqual(names(file, 'load-time'), ['start function 1'])
    assert.deepEqual(names(wasm([], 'main'), 'load-time'), [])
  })

  it('Java and Python: version, name and members', () => {
    const file = javaClass('org/example/Main')
    assert.deepEqual(names(file, 'identity'), [
      'class file version 61.0',
      'class org/example/Main',
      'extends java/lang/Object',
    ])
    assert.deepEqual(names(file, 'section'), ['method run()V'])
    assert.equal(readStructure(bytesOf(file, 'tail')).ending, 'followed')
    assert.deepEqual(names(pyc(), 'identity'), ['Python 3.11', 'source of 120 bytes'])
  })
})

describe('the structure of pictures, sounds, fonts and documents', () => {
  it('PNG: chunks, the ones no standard knows, and what follows IEND', () => {
    const file = png(['prVt', 'own data'])
    assert.deepEqual(names(file, 'chunk'), ['IHDR', 'prVt', 'IDAT', 'IEND'])
    assert.equal(noteOf(file, 'IDAT'), '2 chunks')
    assert.equal(noteOf(file, 'prVt'), 'not a chunk type we know')
    const { ending, parts } = readStructure(bytesOf(file, 'behind'))
    assert.equal(ending, 'followed')
    assert.deepEqual(
      parts.filter(part => part.kind === 'trailing').map(({ offset, length }) => [offset, length]),
      [[file.length, 6]],
    )
    assert.equal(readStructure(file.subarray(0, file.length - 1)).ending, 'cut')
    assert.equal(readStructure(bytesOf(file, '\0\0\0')).ending, 'proper')
  })

  it('JPEG: segments, the coded picture, and what follows EOI', () => {
    const file = jpeg('words')
    assert.deepEqual(names(file, 'chunk'), ['APP0 JFIF', 'COM', 'SOF0', 'SOS', 'EOI'])
    assert.equal(readStructure(file).ending, 'proper')
    assert.equal(readStructure(bytesOf(file, 'behind')).ending, 'followed')
    assert.equal(readStructure(file.subarray(0, file.length - 2)).ending, 'cut')
    const odd = readStructure(bytesOf(file.subarray(0, 13), 'twenty bytes of this', file.subarray(13), 'behind'))
    assert.deepEqual([odd.notes, odd.ending], [['20 bytes between segments'], 'followed'])
    assert.equal(odd.parts.find(part => part.kind === 'gap')?.length, 20)
  })

  it('GIF: blocks up to the trailer, even where other bytes look like one', () => {
    const file = gif('a comment; with a mark')
    assert.deepEqual(names(file, 'chunk'), ['comment', 'trailer'])
    assert.equal(noteOf(file, 'pictures'), '1 picture')
    assert.equal(readStructure(bytesOf(file, 'behind;')).ending, 'followed')
    assert.equal(readStructure(file.subarray(0, file.length - 1)).ending, 'cut')
  })

  it('RIFF, icons and PDF', () => {
    const file = riff('WEBP', ['VP8', 'pixels'], ['XMP', 'odd'])
    assert.deepEqual(names(file, 'chunk'), ['VP8', 'XMP'])
    assert.equal(readStructure(bytesOf(file, 'behind')).ending, 'followed')
    assert.deepEqual(names(ico(bytesOf('pixels')), 'image'), ['16×16'])
    const document = pdf('/OpenAction << /S /JavaScript /JS (app.alert) >> ')
    assert.deepEqual(names(document, 'action'), ['OpenAction', 'JavaScript', 'JS'])
    assert.equal(readStructure(bytesOf(document, '<script>')).ending, 'followed')
    assert.equal(names(bytesOf(document, 'more objects\n%%EOF\r\n'), 'section').length, 2)
  })

  it('fonts: tables, and lengths that the file does not keep', () => {
    const file = sfnt([
      ['cmap', 'characters'],
      ['OS/2', 'metrics'],
    ])
    assert.deepEqual(names(file, 'table'), ['cmap', 'OS/2'])
    assert.equal(readStructure(bytesOf(file, 'behind')).ending, 'followed')
    assert.equal(readStructure(bytesOf(woff('characters'), 'behind')).ending, 'followed')
    assert.equal(readStructure(woff('characters').subarray(0, 70)).ending, 'cut')
    assert.equal(readStructure(bytesOf(woff2('packed'), 'behind')).ending, 'followed')
    assert.match(readStructure(file.subarray(0, 50)).notes.join(), /table OS\/2 .*beyond the file/)
  })
})

describe('the structure of serialised objects, certificates and key stores', () => {
  it('pickles: functions named by two strings of the memo, or by an opcode, and whether they are called', () => {
    assert.deepEqual(names(pickle('posix', 'system'), 'name'), ['posix.system'])
    assert.equal(noteOf(pickle('posix', 'system'), 'posix.system'), 'called')
    const byOpcode = bytesOf('\x80\x02cbuiltins\neval\nq\0X\x03\0\0\x001+1q\x01\x85q\x02Rq\x03.')
    assert.deepEqual(names(byOpcode, 'name'), ['builtins.eval'])
    const fromMemo = bytesOf('\x80\x04\x8c\x02os\x940\x8c\x06system\x940h\0h\x01\x93.')
    assert.deepEqual(names(fromMemo, 'name'), ['os.system'])
    assert.equal(noteOf(fromMemo, 'os.system'), undefined)
    const computed = bytesOf('\x80\x04\x8c\x02osN\x93)R.')
    assert.deepEqual(names(computed, 'name'), ['os.?'])
    const instance = bytesOf('\x80\x02(X\x02\0\0\0idios\nsystem\n.')
    assert.deepEqual(names(instance, 'name'), ['os.system'])
  })

  it('pickles one after another are read, other bytes after them are not', () => {
    const two = bytesOf(pickle('collections', 'OrderedDict'), pickle('posix', 'system'))
    assert.deepEqual(names(two, 'name'), ['collections.OrderedDict', 'posix.system'])
    assert.equal(readStructure(bytesOf(two, 'raw data')).ending, 'followed')
  })

  it('certificates say for whom, by whom and until when; keys say that they are keys', () => {
    assert.deepEqual(names(certificate('a.invalid', 'test authority'), 'identity'), [
      'certificate',
      'issued by test authority',
      'valid until 340101000000Z',
      'for a.invalid',
    ])
    assert.deepEqual(names(privateKey(), 'identity'), ['private key'])
    assert.deepEqual(names(keyStore('root', 'other'), 'member'), [
      'trusted certificate root',
      'trusted certificate other',
    ])
  })
})
