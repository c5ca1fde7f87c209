import { readElfDynamic } from './elfDynamic'
import type { Outline } from './outline'
import { countOf } from './structure'
import type { ByteWindow } from './window'

/** One row of the section header table. Offsets and sizes in bytes of the file; none for a section without bytes. */
export interface ElfSection {
  readonly name: string
  readonly type: number
  readonly offset: number
  readonly size: number
  readonly link: number
}

/** One row of the program header table: what the loader goes by. */
export interface ElfSegment {
  readonly type: number
  readonly flags: number
  readonly offset: number
  readonly address: number
  readonly size: number
}

export interface ElfFile {
  readonly window: ByteWindow
  readonly is64: boolean
  readonly machine: number
  readonly sections: readonly ElfSection[]
  readonly segments: readonly ElfSegment[]
}

/** Values of the System V ABI, "ELF header", and of the GNU extensions to it. */
const fileTypes: Readonly<Record<number, string>> = { 1: 'object', 2: 'program', 3: 'library', 4: 'core dump' }
const machines: Readonly<Record<number, string>> = {
  3: 'x86',
  8: 'MIPS',
  20: 'PowerPC',
  21: 'PowerPC 64',
  22: 'S/390',
  40: 'ARM',
  62: 'x86-64',
  183: 'AArch64',
  243: 'RISC-V',
  247: 'BPF',
  258: 'LoongArch',
}
/** The relocation type that calls a function to learn the address, per machine. */
const irelative: Readonly<Record<number, number>> = {
  3: 42,
  20: 248,
  21: 248,
  22: 61,
  40: 160,
  62: 37,
  183: 1032,
  243: 58,
  258: 12,
}
const SHT = { symbols: 2, rela: 4, note: 7, nobits: 8, rel: 9, dynamicSymbols: 11, init: 14, fini: 15, preinit: 16 }
const PT = { load: 1, interpreter: 3, note: 4, stack: 0x6474e551 }
const MAX_ROWS = 4_000
const MAX_SYMBOLS = 100_000
const MAX_IMPORTS = 1_000
const STT_GNU_IFUNC = 10

/** ELF of 32 and 64 bits in both byte orders (System V ABI, chapters 4 and 5). */
export function readElf(outline: Outline): void {
  const is64 = outline.window.u8(4) === 2
  const window = outline.window.withOrder(outline.window.u8(5) !== 2)
  const machine = window.u16(18)
  const type = fileTypes[window.u16(16)] ?? `type ${window.u16(16)}`
  const headerSize = is64 ? 64 : 52
  outline.add('header', 'ELF header', 0, headerSize, {
    note: `${is64 ? 64 : 32} bits, ${machines[machine] ?? `machine ${machine}`}, ${type}`,
  })
  if (window.size < headerSize) {
    outline.cut('the ELF header is cut')
    return
  }
  const elf: ElfFile = {
    window,
    is64,
    machine,
    sections: readSections(outline, window, is64),
    segments: readSegments(outline, window, is64),
  }
  for (const { name, type: kind, offset, size } of elf.sections)
    if (kind !== 0 && kind !== SHT.nobits && !outline.add('section', name, offset, size)) return
  addSegments(outline, elf)
  readElfDynamic(outline, elf)
  const seen = new Set<string>()
  for (const section of elf.sections) readSection(outline, elf, section, seen)
  const ends = [...outline.contents()].map(({ part }) => part.offset - outline.base + part.length)
  outline.endAt(ends.reduce((a, b) => Math.max(a, b), 0))
}

function readSections(outline: Outline, window: ByteWindow, is64: boolean): readonly ElfSection[] {
  const at = is64 ? window.u64(40) : window.u32(32)
  const rowSize = window.u16(is64 ? 58 : 46)
  if (at === 0 || rowSize < (is64 ? 64 : 40)) return []
  const word = (offset: number) => (is64 ? window.u64(offset) : window.u32(offset))
  const sizeIn = (row: number) => word(row + (is64 ? 32 : 20))
  // A count that does not fit its field stands in the first row.
  const said = window.u16(is64 ? 60 : 48) || sizeIn(at)
  const count = Math.min(said, MAX_ROWS, Math.max(0, Math.floor((window.size - at) / rowSize)))
  if (count < said) outline.note(`${countOf(said, 'section')} said, ${count} read`)
  outline.add('header', 'section headers', at, said * rowSize)
  const indexOfNames = window.u16(is64 ? 62 : 50)
  const namesRow = at + (indexOfNames === 0xffff ? window.u32(at + (is64 ? 40 : 24)) : indexOfNames) * rowSize
  const names = word(namesRow + (is64 ? 24 : 16))
  return Array.from({ length: count }, (_, index) => {
    const row = at + index * rowSize
    return {
      name: window.zeroEnded(names + window.u32(row)),
      type: window.u32(row + 4),
      offset: word(row + (is64 ? 24 : 16)),
      size: sizeIn(row),
      link: window.u32(row + (is64 ? 40 : 24)),
    }
  })
}

function readSegments(outline: Outline, window: ByteWindow, is64: boolean): readonly ElfSegment[] {
  const at = is64 ? window.u64(32) : window.u32(28)
  const rowSize = window.u16(is64 ? 54 : 42)
  const said = window.u16(is64 ? 56 : 44)
  if (at === 0 || said === 0 || rowSize < (is64 ? 56 : 32)) return []
  outline.add('header', 'program headers', at, said * rowSize)
  const count = Math.min(said, MAX_ROWS, Math.max(0, Math.floor((window.size - at) / rowSize)))
  return Array.from({ length: count }, (_, index) => {
    const row = at + index * rowSize
    return is64
      ? {
          type: window.u32(row),
          flags: window.u32(row + 4),
          offset: window.u64(row + 8),
          address: window.u64(row + 16),
          size: window.u64(row + 32),
        }
      : {
          type: window.u32(row),
          offset: window.u32(row + 4),
          address: window.u32(row + 8),
          size: window.u32(row + 16),
          flags: window.u32(row + 24),
        }
  })
}

function addSegments(outline: Outline, { window, segments }: ElfFile): void {
  for (const { type, flags, offset, size } of segments) {
    const rights = `${flags & 4 ? 'R' : '-'}${flags & 2 ? 'W' : '-'}${flags & 1 ? 'X' : '-'}`
    if (type === PT.load) outline.add('segment', `LOAD ${rights}`, offset, size)
    else if (type === PT.interpreter)
      outline.add('identity', `interpreter ${window.zeroEnded(offset, Math.min(size, 256))}`, offset, size)
    else if (type === PT.stack && (flags & 1) !== 0) outline.add('identity', 'executable stack', 0, 0)
  }
}

function readSection(outline: Outline, elf: ElfFile, section: ElfSection, seen: Set<string>): void {
  const { type, offset, size, name } = section
  if (type === SHT.symbols || type === SHT.dynamicSymbols) readSymbols(outline, elf, section, seen)
  else if (type === SHT.rel || type === SHT.rela) readRelocations(outline, elf, section)
  else if (type === SHT.note) readNotes(outline, elf.window, section)
  else if (type === SHT.init || type === SHT.fini || type === SHT.preinit || /^\.[cd]tors/.test(name))
    outline.add('load-time', `pointers in ${name}`, offset, size, {
      note: countOf(Math.floor(size / (elf.is64 ? 8 : 4)), 'entry', 'entries'),
    })
}

/** Names listed already are left out: the full table repeats the one the loader uses. */
function readSymbols(
  outline: Outline,
  { window, is64, sections }: ElfFile,
  section: ElfSection,
  seen: Set<string>,
): void {
  const isRepeated = section.type === SHT.symbols && sections.some(one => one.type === SHT.dynamicSymbols)

  const rowSize = is64 ? 24 : 16
  const names = sections[section.link]?.offset ?? window.size
  const said = Math.floor(section.size / rowSize)
  const count = Math.min(said, MAX_SYMBOLS, Math.max(0, Math.floor((window.size - section.offset) / rowSize)))
  if (count < said) outline.note(`${countOf(said, 'symbol')} said in ${section.name}, ${count} read`)
  if (!outline.spend(Math.max(0, count))) return
  let imported = 0
  for (let index = 1; index < count; index++) {
    const row = section.offset + index * rowSize
    const type = window.u8(row + (is64 ? 4 : 12)) & 15
    const isImported = window.u16(row + (is64 ? 6 : 14)) === 0
    if (type !== STT_GNU_IFUNC && (!isImported || isRepeated)) continue
    const name = window.zeroEnded(names + window.u32(row))
    if (seen.has(name)) continue
    seen.add(name)
    if (type === STT_GNU_IFUNC) {
      if (!outline.add('load-time', `IFUNC symbol ${name}`, row, rowSize)) return
    } else if (name !== '' && ++imported <= MAX_IMPORTS && !outline.add('import', name, row, rowSize)) return
  }
  if (imported > MAX_IMPORTS) outline.note(`${countOf(imported, 'import')} in ${section.name}, ${MAX_IMPORTS} listed`)
}

function readRelocations(outline: Outline, { window, is64, machine }: ElfFile, section: ElfSection): void {
  const wanted = irelative[machine]
  if (wanted === undefined) return
  const rowSize = (section.type === SHT.rela ? 3 : 2) * (is64 ? 8 : 4)
  const end = Math.min(section.offset + section.size, window.size)
  if (!outline.spend(Math.max(0, (end - section.offset) / rowSize))) return
  let count = 0
  let first = 0
  for (let row = section.offset; row + rowSize <= end; row += rowSize) {
    // ELF64_R_TYPE is the low word of the field, ELF32_R_TYPE its low byte.
    const info = is64 ? window.u32(row + (window.isLittle ? 8 : 12)) : window.u8(row + (window.isLittle ? 4 : 7))
    if (info === wanted && count++ === 0) first = row
  }
  if (count === 0) return
  const note = countOf(count, 'relocation')
  outline.add('load-time', `IFUNC relocations in ${section.name}`, first, count * rowSize, { note })
}

/** Notes are rows of three words (sizes of name and description, type), each text padded to four bytes. */
function readNotes(outline: Outline, window: ByteWindow, { offset, size }: ElfSection): void {
  const end = Math.min(offset + size, window.size)
  for (let at = offset, count = 0; at + 12 <= end && count < 64; count++) {
    const nameSize = window.u32(at)
    const textSize = window.u32(at + 4)
    const textAt = at + 12 + Math.ceil(nameSize / 4) * 4
    if (textAt + textSize > end) return
    if (window.zeroEnded(at + 12, Math.min(nameSize, 16)) === 'GNU' && window.u32(at + 8) === 3)
      outline.add('identity', `build id ${window.hex(textAt, Math.min(textSize, 32))}`, at, textAt + textSize - at)
    at = textAt + Math.ceil(textSize / 4) * 4
  }
}
