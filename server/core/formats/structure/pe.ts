import type { Outline } from './outline'
import { countOf } from './structure'
import type { ByteWindow } from './window'

interface PeSection {
  readonly address: number
  readonly offset: number
  readonly size: number
}

/** Machine numbers of the PE format. */
const machines: Readonly<Record<number, string>> = { 332: 'x86', 448: 'ARM', 34404: 'x86-64', 43620: 'ARM64' }
const DIRECTORY = { exports: 0, imports: 1, certificate: 4, debug: 6, tls: 9, clr: 14 }
const MAX_LIBRARIES = 300
const MAX_FUNCTIONS = 1_000

/** Windows programs and libraries (PE/COFF): sections, imports, callbacks, certificate, and what follows them. */
export function readPe(outline: Outline): void {
  const { window } = outline
  const coff = window.u32(0x3c)
  if (window.text(coff, 4) !== 'PE\0\0') {
    outline.add('header', 'DOS program', 0, Math.min(64, window.size))
    outline.note('no PE header')
    return
  }
  const machine = window.u16(coff + 4)
  const optionalSize = window.u16(coff + 20)
  const optional = coff + 24
  const is64 = window.u16(optional) === 0x20b
  const isLibrary = (window.u16(coff + 22) & 0x2000) !== 0
  const table = optional + optionalSize
  const count = Math.min(window.u16(coff + 6), 96)
  const kind = isLibrary ? 'library' : 'program'
  outline.add('header', 'PE header', 0, table + 40 * count, {
    note: `${machines[machine] ?? `machine ${machine}`}, ${kind}`,
  })
  let end = table + 40 * count
  const sections: PeSection[] = []
  for (let index = 0; index < count; index++) {
    const row = table + 40 * index
    const [offset, size] = [window.u32(row + 20), window.u32(row + 16)]
    sections.push({ address: window.u32(row + 12), offset, size })
    if (size === 0) continue
    if (!outline.add('section', window.zeroEnded(row, 8), offset, size)) return
    end = Math.max(end, offset + size)
  }
  const symbols = window.u32(coff + 8)
  // Some linkers leave a pointer behind when they strip the table.
  if (symbols > 0 && symbols < window.size) {
    const behind = symbols + 18 * window.u32(coff + 12)
    const size = behind + window.u32(behind) - symbols
    outline.add('table', 'COFF symbols', symbols, size)
    end = Math.max(end, symbols + size)
  }
  const first = optional + (is64 ? 112 : 96)
  const directory = (index: number) =>
    index < window.u32(first - 4) && first + 8 * index < table
      ? { address: window.u32(first + 8 * index), size: window.u32(first + 8 * index + 4) }
      : { address: 0, size: 0 }
  const toOffset = (address: number) => {
    const section = sections.find(one => one.address <= address && address < one.address + one.size)
    return address === 0 || section === undefined ? undefined : section.offset + address - section.address
  }
  readImports(outline, toOffset(directory(DIRECTORY.imports).address), toOffset, is64)
  readCallbacks(outline, toOffset(directory(DIRECTORY.tls).address), toOffset, is64, optional)
  // The only directory that is placed by file offset, behind the sections and not loaded.
  const { address: certificate, size } = directory(DIRECTORY.certificate)
  if (certificate > 0 && size > 0) {
    outline.add('table', 'certificates', certificate, size)
    end = Math.max(end, certificate + size)
  }
  if (directory(DIRECTORY.clr).address > 0) outline.add('identity', '.NET assembly', optional, 2)
  outline.endAt(end)
}

type ToOffset = (address: number) => number | undefined

function readImports(outline: Outline, from: number | undefined, toOffset: ToOffset, is64: boolean): void {
  const { window } = outline
  if (from === undefined) return
  const size = is64 ? 8 : 4
  let listed = 0
  for (let row = from, count = 0; count < MAX_LIBRARIES && window.has(row, 20); row += 20, count++) {
    const nameAt = toOffset(window.u32(row + 12))
    if (nameAt === undefined) return
    const library = window.zeroEnded(nameAt)
    if (!outline.add('library', library, row, 20)) return
    let thunk = toOffset(window.u32(row) || window.u32(row + 16))
    for (; thunk !== undefined && window.has(thunk, size) && listed < MAX_FUNCTIONS; thunk += size, listed++) {
      const value = window.u32(thunk)
      if (value === 0) break
      const isByNumber = (window.u8(thunk + size - 1) & 0x80) !== 0
      const hint = isByNumber ? undefined : toOffset(value)
      const name = hint === undefined ? `#${value & 0xffff}` : window.zeroEnded(hint + 2)
      if (!outline.add('import', `${library} ${name}`, thunk, size)) return
    }
  }
}

/** Callbacks of thread-local storage run before the entry point. */
function readCallbacks(
  outline: Outline,
  from: number | undefined,
  toOffset: ToOffset,
  is64: boolean,
  optional: number,
): void {
  if (from === undefined) return
  const { window } = outline
  const word = (at: number) => (is64 ? window.u64(at) : window.u32(at))
  const imageBase = word(optional + (is64 ? 24 : 28))
  const list = toOffset(word(from + (is64 ? 24 : 12)) - imageBase)
  const count = list === undefined ? 0 : countPointers(window, list, is64 ? 8 : 4)
  if (list === undefined || count === 0) return
  outline.add('load-time', 'TLS callbacks', list, count * (is64 ? 8 : 4), {
    note: countOf(count, 'entry', 'entries'),
  })
}

function countPointers(window: ByteWindow, from: number, size: number): number {
  let count = 0
  while (count < 100 && window.has(from + count * size, size) && window.u32(from + count * size) !== 0) count++
  return count
}
