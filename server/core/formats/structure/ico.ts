import type { Outline } from './outline'
import { countOf } from './structure'

/** Windows icons and cursors: a directory of 16 bytes per picture, with size and offset of each. */
export function readIco(outline: Outline): void {
  const { window } = outline
  const count = window.u16(4)
  outline.add('header', 'directory', 0, 6 + 16 * count)
  let end = 6 + 16 * count
  for (let index = 0; index < count; index++) {
    const row = 6 + 16 * index
    if (!window.has(row, 16)) {
      outline.note(`${countOf(count, 'picture')} said, ${index} listed`)
      break
    }
    const [size, offset] = [window.u32(row + 8), window.u32(row + 12)]
    const name = `${window.u8(row) || 256}×${window.u8(row + 1) || 256}`
    if (!outline.add('image', name, offset, size)) return
    end = Math.max(end, offset + size)
  }
  outline.endAt(end)
}
