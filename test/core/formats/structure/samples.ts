import { fromLatin1 } from '../../../../server/core/model/path'
import { containerSamples } from '../archive/containerSamples'

/** Small inert files of each format, put together from the formats' descriptions. */

export function bytesOf(...parts: readonly (string | number | readonly number[] | Uint8Array)[]): Uint8Array {
  const pieces = parts.map(part => {
    if (typeof part === 'string') return fromLatin1(part)
    if (typeof part === 'number') return Uint8Array.of(part)
    return Uint8Array.from(part)
  })
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** A number of `size` bytes, least significant first unless said otherwise. */
export function num(value: number, size: number, isLittle = true): readonly number[] {
  const bytes = Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** index) % 256)
  return isLittle ? bytes : bytes.reverse()
}

const le16 = (value: number) => num(value, 2)
const le32 = (value: number) => num(value, 4)
const be16 = (value: number) => num(value, 2, false)
const be32 = (value: number) => num(value, 4, false)

export interface ElfSample {
  readonly is64?: boolean
  readonly isLittle?: boolean
  /** 3 is a shared library, 1 an object. */
  readonly type?: number
  /** 62 is x86-64. */
  readonly machine?: number
  readonly text?: number
  readonly needed?: readonly string[]
  readonly runpath?: string
  readonly soname?: string
  readonly imports?: readonly string[]
  readonly ifuncs?: readonly string[]
  readonly irelative?: number
  readonly initArray?: number
  readonly buildId?: readonly number[]
}

interface Section {
  readonly name: string
  readonly type: number
  readonly data: Uint8Array
  readonly link?: number
}

/** An ELF file with sections only: as an object has them, plus a dynamic section when there is something for it. */
export function elf(sample: ElfSample = {}): Uint8Array {
  const { is64 = true, isLittle = true, type = 3, machine = 62 } = sample
  const word = is64 ? 8 : 4
  const n = (value: number, size: number) => num(value, size, isLittle)
  let strings = '\0'
  const string = (text: string) => {
    const at = strings.length
    strings += `${text}\0`
    return at
  }
  const symbol = (name: number, info: number, section: number) =>
    is64
      ? [...n(name, 4), info, 0, ...n(section, 2), ...n(0, 8), ...n(0, 8)]
      : [...n(name, 4), ...n(0, 4), ...n(0, 4), info, 0, ...n(section, 2)]
  const symbols = [
    symbol(0, 0, 0),
    ...(sample.imports ?? []).map(name => symbol(string(name), 0x12, 0)),
    ...(sample.ifuncs ?? []).map(name => symbol(string(name), 0x1a, 1)),
  ].flat()
  const entry = (tag: number, value: number) => [...n(tag, word), ...n(value, word)]
  const dynamic = [
    ...(sample.needed ?? []).flatMap(name => entry(1, string(name))),
    ...(sample.soname === undefined ? [] : entry(14, string(sample.soname))),
    ...(sample.runpath === undefined ? [] : entry(29, string(sample.runpath))),
  ]
  const rela = (kind: number) =>
    is64 ? [...n(0, 8), ...n(kind, 8), ...n(0, 8)] : [...n(0, 4), ...n(kind, 4), ...n(0, 4)]
  const relocations = Array.from({ length: sample.irelative ?? 0 }, () => rela(machine === 62 ? 37 : 42)).flat()
  const sections: Section[] = [
    { name: '', type: 0, data: bytesOf() },
    { name: '.text', type: 1, data: new Uint8Array(sample.text ?? 16).fill(0x90) },
    { name: '.dynsym', type: 11, data: bytesOf(symbols), link: 3 },
    { name: '.dynstr', type: 3, data: bytesOf(strings) },
    ...(dynamic.length === 0 ? [] : [{ name: '.dynamic', type: 6, data: bytesOf(dynamic, entry(0, 0)), link: 3 }]),
    ...(relocations.length === 0 ? [] : [{ name: '.rela.dyn', type: 4, data: bytesOf(relocations) }]),
    ...(sample.initArray === undefined
      ? []
      : [{ name: '.init_array', type: 14, data: new Uint8Array(sample.initArray * word) }]),
    ...(sample.buildId === undefined
      ? []
      : [
          {
            name: '.note.gnu.build-id',
            type: 7,
            data: bytesOf(n(4, 4), n(sample.buildId.length, 4), n(3, 4), 'GNU\0', sample.buildId),
          },
        ]),
  ]
  return elfFile(sections, { is64, isLittle, type, machine })
}

function elfFile(
  sections: readonly Section[],
  { is64, isLittle, type, machine }: Required<Pick<ElfSample, 'is64' | 'isLittle' | 'type' | 'machine'>>,
): Uint8Array {
  const word = is64 ? 8 : 4
  const n = (value: number, size: number) => num(value, size, isLittle)
  const headerSize = is64 ? 64 : 52
  const names = sections.map(section => `${section.name}\0`).join('')
  const all = [...sections, { name: '.shstrtab', type: 3, data: bytesOf(`${names}.shstrtab\0`) }]
  let at = headerSize
  let nameAt = 0
  const rows = all.map(({ name, type: kind, data, link = 0 }: Section) => {
    const place = [...n(at, word), ...n(data.length, word)]
    const row = [
      ...n(nameAt, 4),
      ...n(kind, 4),
      ...n(0, word),
      ...n(0, word),
      ...place,
      ...n(link, 4),
      ...n(0, 4),
      ...n(1, word),
      ...n(0, word),
    ]
    at += data.length
    nameAt += name.length + 1
    return row
  })
  const header = bytesOf(
    '\x7fELF',
    [is64 ? 2 : 1, isLittle ? 1 : 2, 1, 0],
    new Uint8Array(8),
    n(type, 2),
    n(machine, 2),
    n(1, 4),
    n(0, word),
    n(0, word),
    n(at, word),
    n(0, 4),
    n(headerSize, 2),
    n(0, 2),
    n(0, 2),
    n(is64 ? 64 : 40, 2),
    n(all.length, 2),
    n(all.length - 1, 2),
  )
  return bytesOf(header, ...all.map(section => section.data), ...rows)
}

/** What a linked library has: a segment that is loaded and one that names the dynamic entries, and no section table. */
export function elfByLoader(needed: string, pointers: number): Uint8Array {
  const rows = 64 + 2 * 56
  const strings = bytesOf(`\0${needed}\0`)
  const dynamicAt = rows + strings.length
  const entries = [1, 1, 5, rows, 25, 0, 27, pointers * 8, 0, 0]
  const arrayAt = dynamicAt + entries.length * 8
  entries[5] = arrayAt
  const dynamic = entries.flatMap(value => num(value, 8))
  const size = arrayAt + pointers * 8
  const segment = (kind: number, offset: number, length: number) => [
    ...le32(kind),
    ...le32(6),
    ...num(offset, 8),
    ...num(offset, 8),
    ...num(offset, 8),
    ...num(length, 8),
    ...num(length, 8),
    ...num(8, 8),
  ]
  return bytesOf(
    '\x7fELF\x02\x01\x01',
    new Uint8Array(9),
    le16(3),
    le16(62),
    le32(1),
    num(0, 8),
    num(64, 8),
    num(0, 8),
    le32(0),
    le16(64),
    le16(56),
    le16(2),
    le16(64),
    le16(0),
    le16(0),
    segment(1, 0, size),
    segment(2, dynamicAt, dynamic.length),
    strings,
    dynamic,
    new Uint8Array(pointers * 8),
  )
}

export function ar(members: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const parts = members.map(([name, data]) => {
    const isLong = name.length > 15
    const label = isLong ? `#1/${name.length}` : `${name}/`
    const size = data.length + (isLong ? name.length : 0)
    const header = `${label.padEnd(16)}${'0'.padEnd(12)}0     0     100644  ${String(size).padEnd(10)}\`\n`
    return bytesOf(header, isLong ? name : '', data, size % 2 === 1 ? '\n' : '')
  })
  return bytesOf('!<arch>\n', ...parts)
}

/** 64-bit PE with one section that holds an import of one function of each library, and TLS callbacks. */
export function pe(libraries: readonly (readonly [string, string])[], callbacks = 0): Uint8Array {
  const base = 0x1000
  const descriptors = 20 * (libraries.length + 1)
  let strings = ''
  let thunks: number[] = []
  const thunksAt = descriptors
  const stringsAt = thunksAt + libraries.length * 16
  const rows = libraries.map(([library, name], index) => {
    const nameAt = base + stringsAt + strings.length
    strings += `${library}\0`
    const hint = base + stringsAt + strings.length
    strings += `\0\0${name}\0`
    thunks = [...thunks, ...num(hint, 8), ...num(0, 8)]
    const thunk = base + thunksAt + index * 16
    return [...le32(thunk), ...le32(0), ...le32(0), ...le32(nameAt), ...le32(thunk)]
  })
  const tls = bytesOf(new Uint8Array(24), num(0x40_0000 + base + stringsAt + strings.length + 40, 8), new Uint8Array(8))
  const pointers = bytesOf(...Array.from({ length: callbacks }, (_, index) => num(0x40_1000 + index, 8)), num(0, 8))
  const data = bytesOf(...rows, new Uint8Array(20), thunks, strings, ...(callbacks > 0 ? [tls, pointers] : []))
  const directories = Array.from({ length: 16 }, (_, index) => {
    if (index === 1) return [...le32(base), ...le32(descriptors)]
    if (index === 9 && callbacks > 0) return [...le32(base + stringsAt + strings.length), ...le32(40)]
    return [...le32(0), ...le32(0)]
  })
  const optional = bytesOf(
    le16(0x20b),
    new Uint8Array(22),
    num(0x40_0000, 8),
    new Uint8Array(76),
    le32(16),
    ...directories,
  )
  const offset = 64 + 24 + optional.length + 40
  return bytesOf(
    'MZ',
    new Uint8Array(58),
    le32(64),
    'PE\0\0',
    le16(0x8664),
    le16(1),
    new Uint8Array(12),
    le16(optional.length),
    le16(0x2022),
    optional,
    '.rdata\0\0',
    le32(data.length),
    le32(base),
    le32(data.length),
    le32(offset),
    new Uint8Array(16),
    data,
  )
}

/** 64-bit Mach-O with a library, a path of libraries and a section of initialisers. */
export function machO({ library = 'libSystem.dylib', rpath = '', initialisers = 0 } = {}): Uint8Array {
  const named = (command: number, header: number, name: string) => {
    const size = Math.ceil((header + name.length + 1) / 8) * 8
    const rest = new Uint8Array(size - header - name.length)
    return bytesOf(num(command, 4), le32(size), le32(header), new Uint8Array(header - 12), name, rest)
  }
  const libraryCommand = named(0x0c, 24, library)
  const rpathCommand = rpath === '' ? bytesOf() : named(0x8000001c, 12, rpath)
  const segmentSize = 72 + 80
  const commandSize = libraryCommand.length + rpathCommand.length + segmentSize
  const offset = 32 + commandSize
  const size = initialisers * 8
  const pad = (text: string) => text.padEnd(16, '\0')
  const section = bytesOf(
    pad('__mod_init_func'),
    pad('__DATA'),
    num(0, 8),
    num(size, 8),
    le32(offset),
    le32(3),
    le32(0),
    le32(0),
    le32(9),
    new Uint8Array(12),
  )
  const segment = bytesOf(
    le32(0x19),
    le32(segmentSize),
    pad('__DATA'),
    num(0, 8),
    num(size, 8),
    num(offset, 8),
    num(size, 8),
    le32(3),
    le32(3),
    le32(1),
    le32(0),
    section,
  )
  return bytesOf(
    num(0xfeedfacf, 4),
    le32(0x0100000c),
    le32(0),
    le32(6),
    le32(rpath === '' ? 2 : 3),
    le32(commandSize),
    le32(0),
    le32(0),
    libraryCommand,
    rpathCommand,
    segment,
    new Uint8Array(size),
  )
}

export function fatMachO(images: readonly Uint8Array[]): Uint8Array {
  let at = 8 + 20 * images.length
  const rows = images.map(image => {
    const row = [...be32(0x0100000c), ...be32(0), ...be32(at), ...be32(image.length), ...be32(0)]
    at += image.length
    return row
  })
  return bytesOf([0xca, 0xfe, 0xba, 0xbe], be32(images.length), ...rows, ...images)
}

export function wasm(imports: readonly (readonly [string, string])[], exported: string, start?: number): Uint8Array {
  const name = (text: string) => [text.length, ...fromLatin1(text)]
  const section = (id: number, content: readonly number[]) => [id, content.length, ...content]
  return bytesOf(
    '\0asm\x01\0\0\0',
    section(2, [imports.length, ...imports.flatMap(([module, field]) => [...name(module), ...name(field), 0, 0])]),
    section(7, [1, ...name(exported), 0, 0]),
    start === undefined ? [] : section(8, [start]),
    section(0, [...name('name'), 1, 2, 3]),
  )
}

/** Class `name` with one field and one method without code. */
export function javaClass(name: string): Uint8Array {
  const utf8 = (text: string) => [1, ...be16(text.length), ...fromLatin1(text)]
  const constants = [
    utf8(name),
    [7, ...be16(1)],
    utf8('java/lang/Object'),
    [7, ...be16(3)],
    utf8('run'),
    utf8('()V'),
    [5, ...num(1, 8)],
    utf8('Code'),
  ]
  const method = [...be16(1), ...be16(5), ...be16(6), ...be16(1), ...be16(9), ...be32(2), 0xb1, 0]
  return bytesOf(
    [0xca, 0xfe, 0xba, 0xbe, ...be16(0), ...be16(61), ...be16(10)],
    constants.flat(),
    be16(1),
    be16(2),
    be16(4),
    be16(0),
    be16(0),
    be16(1),
    method,
    be16(0),
  )
}

export function pyc(code = 'e'): Uint8Array {
  return bytesOf(le16(3495), '\r\n', le32(0), le32(0), le32(120), '\xe3', code.repeat(20))
}

export function png(...extra: readonly (readonly [string, string])[]): Uint8Array {
  const chunk = ([type, data]: readonly [string, string]) => bytesOf(be32(data.length), type, data, 'crc!')
  return bytesOf(
    '\x89PNG\r\n\x1a\n',
    chunk(['IHDR', '\0\0\0\x01\0\0\0\x01\x08\0\0\0\0']),
    ...extra.map(chunk),
    chunk(['IDAT', 'pixels']),
    chunk(['IDAT', 'more pixels']),
    chunk(['IEND', '']),
  )
}

/** @param label what the application segments start with */
export function jpeg(comment = '', label?: string): Uint8Array {
  const segment = (marker: number, data: string) => bytesOf([0xff, marker], be16(data.length + 2), data)
  return bytesOf(
    [0xff, 0xd8],
    segment(0xe0, 'JFIF\0\x01\x02'),
    label === undefined ? [] : segment(0xe2, `${label}\0`),
    comment === '' ? [] : segment(0xfe, comment),
    segment(0xc0, '\x08\0\x01\0\x01\x01'),
    segment(0xda, '\x01\x01\0\0\x3f\0'),
    'scan\xff\0scan\xff\xd0scan',
    [0xff, 0xd9],
  )
}

export function gif(comment = ''): Uint8Array {
  return bytesOf(
    'GIF89a',
    le16(1),
    le16(1),
    [0x80, 0, 0],
    'rgbrgb',
    comment === '' ? [] : bytesOf([0x21, 0xfe, comment.length], comment, 0),
    [0x21, 0xf9, 4, 0, 0, 0, 0, 0],
    bytesOf([0x2c], le16(0), le16(0), le16(1), le16(1), [0, 2, 2, 0x4c, 1, 0]),
    [0x3b],
  )
}

export function riff(form: string, ...chunks: readonly (readonly [string, string])[]): Uint8Array {
  const body = bytesOf(
    form,
    ...chunks.map(([name, data]) =>
      bytesOf(name.padEnd(4), le32(data.length), data, data.length % 2 === 1 ? '\0' : ''),
    ),
  )
  return bytesOf('RIFF', le32(body.length), body)
}

export function ico(...pictures: readonly Uint8Array[]): Uint8Array {
  let at = 6 + 16 * pictures.length
  const rows = pictures.map(picture => {
    const row = [16, 16, 0, 0, ...le16(1), ...le16(32), ...le32(picture.length), ...le32(at)]
    at += picture.length
    return row
  })
  return bytesOf(le16(0), le16(1), le16(pictures.length), ...rows, ...pictures)
}

export function pdf(extra = ''): Uint8Array {
  return bytesOf(`%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog ${extra}>>\nendobj\ntrailer\n<< >>\n%%EOF\n`)
}

export function sfnt(tables: readonly (readonly [string, string])[]): Uint8Array {
  let at = 12 + 16 * tables.length
  const rows = tables.map(([tag, data]) => {
    const row = bytesOf(tag, be32(0), be32(at), be32(data.length))
    at += Math.ceil(data.length / 4) * 4
    return row
  })
  const padded = tables.map(([, data]) => data.padEnd(Math.ceil(data.length / 4) * 4, '\0'))
  return bytesOf([0, 1, 0, 0], be16(tables.length), new Uint8Array(6), ...rows, ...padded)
}

export function fontCollection(font: Uint8Array): Uint8Array {
  // Offsets of tables count from the start of the file, so the one font's are moved behind the collection's header.
  const moved = Uint8Array.from(font)
  const view = new DataView(moved.buffer)
  for (let row = 12; row < 12 + 16 * view.getUint16(4); row += 16) view.setUint32(row + 8, view.getUint32(row + 8) + 16)
  return bytesOf('ttcf', be32(0x10000), be32(1), be32(16), moved)
}

export function woff(table: string): Uint8Array {
  const data = table.padEnd(Math.ceil(table.length / 4) * 4, '\0')
  const length = 44 + 20 + data.length
  return bytesOf(
    'wOFF',
    [0, 1, 0, 0],
    be32(length),
    be16(1),
    be16(0),
    new Uint8Array(28),
    'cmap',
    be32(64),
    be32(table.length),
    be32(table.length),
    be32(0),
    data,
  )
}

export function woff2(packed: string): Uint8Array {
  const directory = [0, 10, 10, 0x81, 0x00, 5]
  const length = 48 + directory.length + packed.length
  return bytesOf(
    'wOF2',
    [0, 1, 0, 0],
    be32(length),
    be16(2),
    be16(0),
    be32(0),
    be32(packed.length),
    new Uint8Array(24),
    directory,
    packed,
  )
}

/** Protocol 4: looks the function up with two strings from the memo and calls it with one argument. */
export function pickle(module: string, name: string, argument = 'x'): Uint8Array {
  const short = (text: string) => bytesOf(0x8c, text.length, text, 0x94)
  const body = bytesOf(short(module), short(name), '\x93\x94', short(argument), '\x85R.')
  return bytesOf('\x80\x04\x95', num(body.length, 8), body)
}

/** An array as NumPy keeps it: of objects with `|O`, when `content` is a pickle. */
export function numpyArray(descr: string, content: Uint8Array, version: 1 | 2 = 1): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (1,), }\n`
  const length = version === 1 ? bytesOf(header.length, 0) : bytesOf(header.length, 0, 0, 0)
  return bytesOf('\x93NUMPY', version, 0, length, header, content)
}

export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = bytesOf(...content)
  return body.length < 0x80 ? bytesOf(tag, body.length, body) : bytesOf(tag, 0x82, be16(body.length), body)
}

export function certificate(subject: string, issuer: string): Uint8Array {
  const name = (text: string) => der(0x30, der(0x31, der(0x30, bytesOf([6, 3, 0x55, 4, 3]), der(0x0c, bytesOf(text)))))
  const algorithm = der(0x30, bytesOf([6, 3, 0x2b, 0x65, 0x70]))
  const validity = der(0x30, der(0x17, bytesOf('240101000000Z')), der(0x17, bytesOf('340101000000Z')))
  const key = der(0x30, algorithm, der(0x03, new Uint8Array(33)))
  const version = der(0xa0, bytesOf([2, 1, 2]))
  const body = der(0x30, version, bytesOf([2, 1, 7]), algorithm, name(issuer), validity, name(subject), key)
  return der(0x30, body, algorithm, der(0x03, new Uint8Array(65)))
}

/** PKCS #8 with a key of zeros. */
export function privateKey(): Uint8Array {
  return der(0x30, bytesOf([2, 1, 0]), der(0x30, bytesOf([6, 3, 0x2b, 0x65, 0x70])), der(0x04, new Uint8Array(200)))
}

export function keyStore(...aliases: readonly string[]): Uint8Array {
  const text = (one: string) => bytesOf(be16(one.length), one)
  const entry = (alias: string) => bytesOf(be32(2), text(alias), new Uint8Array(8), text('X.509'), be32(4), 'cert')
  return bytesOf([0xfe, 0xed, 0xfe, 0xed], be32(2), be32(aliases.length), ...aliases.map(entry), new Uint8Array(20))
}

/** One small file per reader, by the name of its format and what it shows. */
export const samples: readonly (readonly [string, Uint8Array])[] = [
  ['ELF executable', elf({ needed: ['libc.so.6'], imports: ['puts'], ifuncs: ['sum'], irelative: 2, initArray: 1 })],
  ['ELF executable', elf({ is64: false, isLittle: false, machine: 3, buildId: [1, 2, 3, 4], runpath: '/opt' })],
  ['ELF executable', elfByLoader('libm.so.6', 2)],
  [
    'static library',
    ar([
      ['a.o', elf({ type: 1, imports: ['puts'] })],
      ['a long name of a member', bytesOf('text')],
    ]),
  ],
  ['Windows executable', pe([['KERNEL32.dll', 'Sleep']], 1)],
  ['Mach-O executable', machO({ rpath: '@loader_path', initialisers: 2 })],
  ['Mach-O executable', fatMachO([machO(), machO({ initialisers: 1 })])],
  ['WebAssembly module', wasm([['env', 'print']], 'main', 0)],
  ['Java class', javaClass('org/example/Main')],
  ['Python bytecode', pyc()],
  ['PNG image', png(['tEXt', 'Comment\0hello'])],
  ['JPEG image', jpeg('made by hand')],
  ['GIF image', gif('made by hand')],
  ['WebP image', riff('WEBP', ['VP8 ', 'pixels'], ['EXIF', 'odd'])],
  ['WAVE sound', riff('WAVE', ['fmt ', '0123456789abcdef'], ['data', 'sound'])],
  ['Windows icon', ico(png(), bytesOf('pixels'))],
  ['PDF document', pdf('/OpenAction 2 0 R ')],
  [
    'TrueType font',
    sfnt([
      ['cmap', 'characters'],
      ['glyf', 'outlines'],
    ]),
  ],
  ['TrueType collection', fontCollection(sfnt([['cmap', 'characters']]))],
  ['WOFF font', woff('characters')],
  ['WOFF2 font', woff2('brotli')],
  ['Python pickle', pickle('collections', 'OrderedDict')],
  ['NumPy array', numpyArray('|O', pickle('collections', 'OrderedDict'))],
  ['NumPy array', numpyArray('<f8', bytesOf([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]), 2)],
  ['DER structure', certificate('a.invalid', 'test authority')],
  ['DER structure', privateKey()],
  ['Java key store', keyStore('root', 'other')],
  ...containerSamples,
]
