import type { ElfFile } from './elf'
import type { Outline } from './outline'
import { countOf, type PartKind } from './structure'

/** Tags whose value is an offset into the string table: what is said of them, and what kind of part they are. */
const named: Readonly<Record<number, readonly [PartKind, string]>> = {
  1: ['library', ''],
  14: ['identity', 'SONAME '],
  15: ['search-path', 'RPATH '],
  29: ['search-path', 'RUNPATH '],
  1879047931: ['library', 'audit '],
  1879047932: ['library', 'audit '],
  2147483645: ['library', 'auxiliary '],
  2147483647: ['library', 'filter '],
}
/** Tags of arrays of functions, each with the tag of its size. */
const arrays: readonly (readonly [number, number, string])[] = [
  [25, 27, '.init_array'],
  [26, 28, '.fini_array'],
  [32, 33, '.preinit_array'],
]
const DT_STRTAB = 5
const PT_LOAD = 1
const PT_DYNAMIC = 2
const SHT_DYNAMIC = 6
const MAX_ENTRIES = 2_000

/**
 * The dynamic section, found the way the loader finds it: by the program headers. The section table is only a
 * description, so it is asked where there are no program headers.
 */
export function readElfDynamic(outline: Outline, elf: ElfFile): void {
  const { window, is64 } = elf
  const segment = elf.segments.find(one => one.type === PT_DYNAMIC)
  const section = elf.sections.find(one => one.type === SHT_DYNAMIC)
  const table = segment ?? section
  if (table === undefined) return
  if (segment !== undefined && section !== undefined && segment.offset !== section.offset)
    outline.note('section table and program headers disagree about the dynamic section')
  const word = is64 ? 8 : 4
  const read = (at: number) => (is64 ? window.u64(at) : window.u32(at))
  const values = new Map<number, number>()
  const entries: { readonly at: number; readonly tag: number; readonly value: number }[] = []
  const end = Math.min(table.offset + table.size, window.size)
  for (let at = table.offset; at + 2 * word <= end && entries.length < MAX_ENTRIES; at += 2 * word) {
    const tag = read(at)
    if (tag === 0) break
    const value = read(at + word)
    entries.push({ at, tag, value })
    values.set(tag, value)
  }
  const toOffset = (address: number) => {
    const load = elf.segments.find(
      one => one.type === PT_LOAD && one.address <= address && address < one.address + one.size,
    )
    return load === undefined ? undefined : load.offset + address - load.address
  }
  const strings = toOffset(values.get(DT_STRTAB) ?? 0) ?? elf.sections[section?.link ?? -1]?.offset
  for (const { at, tag, value } of entries) {
    const meaning = named[tag]
    if (meaning === undefined) continue
    const name = strings === undefined ? `string ${value}` : window.zeroEnded(strings + value)
    outline.add(meaning[0], `${meaning[1]}${name}`, at, 2 * word)
  }
  for (const [tag, sizeTag, name] of arrays) {
    const size = values.get(sizeTag) ?? 0
    const offset = toOffset(values.get(tag) ?? 0)
    const isListed = elf.sections.some(one => one.offset === offset && one.size === size)
    if (size === 0 || offset === undefined || isListed) continue
    const note = `${countOf(Math.floor(size / word), 'entry', 'entries')}; not in the section table`
    outline.add('load-time', `pointers in ${name}`, offset, size, { note })
  }
}
