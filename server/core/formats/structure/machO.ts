import type { Outline } from './outline'
import { countOf } from './structure'
import type { ByteWindow } from './window'

/** Load commands that name a library, by their number without the "required" bit. */
const libraries: Readonly<Record<number, string>> = { 12: '', 24: 'weak ', 31: 're-exported ', 32: 'lazy ' }
const LC = { segment: 1, symbols: 2, id: 0x0d, segment64: 0x19, uuid: 0x1b, rpath: 0x1c, environment: 0x27, main: 0x28 }
/** Commands that only give the place of a table: code signature, function starts, chained fixups and the like. */
const tables: Readonly<Record<number, string>> = {
  29: 'code signature',
  30: 'split segments',
  38: 'function starts',
  41: 'data in code',
  43: 'code signing requirements',
  46: 'linker options',
  51: 'exports',
  52: 'chained fixups',
}
/** Section types whose entries are run when the image is loaded or unloaded. */
const loadTime: Readonly<Record<number, string>> = {
  9: 'initialisers',
  10: 'terminators',
  21: 'thread initialisers',
  22: 'initialisers',
}
const MAX_COMMANDS = 2_000
const MAX_ARCHITECTURES = 32

/** Mach-O, thin: a header, load commands, and what they point at. */
export function readMachO(outline: Outline): void {
  const first = outline.window.withOrder(false)
  const magic = first.u32(0)
  if (magic === 0xcafebabe) {
    readFat(outline, first)
    return
  }
  const isLittle = magic === 0xcffaedfe || magic === 0xcefaedfe
  const window = outline.window.withOrder(isLittle)
  const is64 = (window.u32(0) & 1) === 1
  const headerSize = is64 ? 32 : 28
  const count = Math.min(window.u32(16), MAX_COMMANDS)
  outline.add('header', 'Mach-O header', 0, headerSize + window.u32(20), {
    note: `${is64 ? 64 : 32} bits, ${countOf(window.u32(16), 'load command')}`,
  })
  let at = headerSize
  for (let index = 0; index < count && window.has(at, 8); index++) {
    const size = window.u32(at + 4)
    if (size < 8) {
      outline.note(`load command ${index} has no size`)
      break
    }
    if (!readCommand(outline, window, at, size)) return
    at += size
  }
  const ends = [...outline.contents()].map(({ part }) => part.offset - outline.base + part.length)
  outline.endAt(ends.reduce((a, b) => Math.max(a, b), 0))
}

/** A universal file: one image per architecture, each a Mach-O file of its own. */
function readFat(outline: Outline, window: ByteWindow): void {
  const count = Math.min(window.u32(4), MAX_ARCHITECTURES)
  outline.add('header', 'architectures', 0, 8 + 20 * count)
  let end = 8 + 20 * count
  for (let index = 0; index < count; index++) {
    const row = 8 + 20 * index
    const [offset, size] = [window.u32(row + 8), window.u32(row + 12)]
    const name = `architecture ${window.u32(row) & 0xffffff}${(window.u32(row) & 0x1000000) === 0 ? '' : ' (64 bits)'}`
    if (!outline.addFile('member', name, offset, size)) return
    end = Math.max(end, offset + size)
  }
  outline.endAt(end)
}

function readCommand(outline: Outline, window: ByteWindow, at: number, size: number): boolean {
  const command = window.u32(at) & 0x7fffffff
  const text = (field: number) => window.zeroEnded(at + window.u32(at + field), Math.min(256, size))
  const library = libraries[command]
  if (library !== undefined) return outline.add('library', `${library}${text(8)}`, at, size)
  const table = tables[command]
  if (table !== undefined) return outline.add('table', table, window.u32(at + 8), window.u32(at + 12))
  switch (command) {
    case LC.segment:
    case LC.segment64:
      return readSegment(outline, window, at, command === LC.segment64)
    case LC.id:
      return outline.add('identity', `install name ${text(8)}`, at, size)
    case LC.uuid:
      return outline.add('identity', `UUID ${window.hex(at + 8, 16)}`, at, size)
    case LC.rpath:
      return outline.add('search-path', `RPATH ${text(8)}`, at, size)
    case LC.environment:
      return outline.add('search-path', `loader variable ${text(8)}`, at, size)
    case LC.main:
      return outline.add('identity', `entry point ${window.u64(at + 8)}`, at, size)
    case LC.symbols: {
      const rowSize = window.u32(0) % 2 === 1 ? 16 : 12
      outline.add('table', 'symbols', window.u32(at + 8), window.u32(at + 12) * rowSize)
      return outline.add('table', 'names of symbols', window.u32(at + 16), window.u32(at + 20))
    }
    default:
      return true
  }
}

function readSegment(outline: Outline, window: ByteWindow, at: number, is64: boolean): boolean {
  const name = window.zeroEnded(at + 8, 16)
  const fileOffset = is64 ? window.u64(at + 40) : window.u32(at + 32)
  const fileSize = is64 ? window.u64(at + 48) : window.u32(at + 36)
  if (fileSize > 0 && name !== '') outline.add('segment', name, fileOffset, fileSize)
  const rowSize = is64 ? 80 : 68
  const first = at + (is64 ? 72 : 56)
  const count = Math.min(window.u32(at + (is64 ? 64 : 48)), 255)
  for (let index = 0; index < count && window.has(first + index * rowSize, rowSize); index++) {
    const row = first + index * rowSize
    const type = window.u32(row + (is64 ? 64 : 56)) & 0xff
    const size = is64 ? window.u64(row + 40) : window.u32(row + 36)
    const offset = window.u32(row + (is64 ? 48 : 40))
    const isZeroFill = type === 1 || type === 12 || type === 18
    if (isZeroFill || size === 0) continue
    const shown = `${window.zeroEnded(row + 16, 16)},${window.zeroEnded(row, 16)}`
    if (!outline.add('section', shown, offset, size)) return false
    const what = loadTime[type]
    if (what === undefined) continue
    const entrySize = type === 0x16 ? 4 : is64 ? 8 : 4
    const note = countOf(Math.floor(size / entrySize), 'entry', 'entries')
    outline.add('load-time', `${what} in ${shown}`, offset, size, { note })
  }
  return true
}
