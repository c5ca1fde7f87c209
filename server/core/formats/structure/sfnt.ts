import type { Outline } from './outline'
import { countOf } from './structure'
import type { ByteWindow } from './window'

const MAX_TABLES = 256

/** TrueType and OpenType: a directory of 16 bytes per table, tables padded to four bytes. */
export function readSfnt(outline: Outline): void {
  const window = outline.window.withOrder(false)
  outline.endAt(readDirectory(outline, window, 0, new Set()))
}

/** A collection lists the offsets of several fonts, which may share tables. */
export function readFontCollection(outline: Outline): void {
  const window = outline.window.withOrder(false)
  const count = Math.min(window.u32(8), 64)
  outline.add('header', 'collection', 0, 12 + 4 * count + (window.u16(4) >= 2 ? 12 : 0))
  const seen = new Set<number>()
  let end = 12 + 4 * count
  for (let index = 0; index < count; index++)
    end = Math.max(end, readDirectory(outline, window, window.u32(12 + 4 * index), seen))
  outline.endAt(end)
}

function readDirectory(outline: Outline, window: ByteWindow, at: number, seen: Set<number>): number {
  const said = window.u16(at + 4)
  const count = Math.min(said, MAX_TABLES)
  if (count < said) outline.note(`${countOf(said, 'table')} said, ${count} read`)
  outline.add('header', 'table directory', at, 12 + 16 * said)
  let end = at + 12 + 16 * said
  for (let index = 0; index < count && window.has(at + 12 + 16 * index, 16); index++) {
    const row = at + 12 + 16 * index
    const [offset, length] = [window.u32(row + 8), window.u32(row + 12)]
    if (seen.has(offset)) continue
    seen.add(offset)
    if (!outline.add('table', window.text(row, 4).trimEnd(), offset, length)) return window.size
    end = Math.max(end, offset + length)
  }
  // The last table's padding may be left out.
  return end >= window.size ? end : Math.min(window.size, Math.ceil(end / 4) * 4)
}
