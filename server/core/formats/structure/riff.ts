import type { Outline } from './outline'

/** RIFF: chunks of a name, a size and data on even offsets; the outermost one says how long the file is. */
export function readRiff(outline: Outline): void {
  const { window } = outline
  const said = 8 + window.u32(4)
  const end = said + (said % 2)
  outline.add('header', `RIFF ${window.text(8, 4)}`, 0, 12)
  let at = 12
  while (at + 8 <= Math.min(end, window.size)) {
    const size = window.u32(at + 4)
    const padded = 8 + size + (size % 2)
    const name = window.text(at, 4).trimEnd()
    const inFile = at + padded === window.size + 1 ? padded - 1 : padded
    if (!outline.add('chunk', name, at, inFile, { contentAt: at + 8 })) return
    at += padded
  }
  outline.endAt(said === window.size ? said : Math.min(end, Math.max(said, window.size)))
}
