import type { Outline } from './outline'
import { countOf } from './structure'

/** Chunk types of PNG (third edition) and its registered extensions, and of APNG. */
const known = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI tEXt zTXt iTXt bKGD hIST pHYs sPLT eXIf tIME acTL fcTL fdAT oFFs pCAL sCAL gIFg gIFx gIFt sTER dSIG vpAg caNv orNT caBX iDOT CgBI npTc npOl npLb'.split(
    ' ',
  ),
)

/** Chunks of length, type, data and checksum, IEND the last. */
export function readPng(outline: Outline): void {
  const window = outline.window.withOrder(false)
  let at = 8
  outline.add('header', 'PNG signature', 0, 8)
  while (at + 8 <= window.size) {
    const from = at
    const type = window.text(at + 4, 4)
    let count = 0
    while (at + 8 <= window.size && window.text(at + 4, 4) === type && (count === 0 || type === 'IDAT')) {
      at += 12 + window.u32(at)
      count++
    }
    const notes = [
      ...(count > 1 ? [countOf(count, 'chunk')] : []),
      ...(known.has(type)
        ? []
        : [`not a chunk type we know${/^[a-z]/.test(type) ? '' : ', though marked as critical'}`]),
    ]
    const detail = { contentAt: from + 8, ...(notes.length === 0 ? {} : { note: notes.join('; ') }) }
    if (!outline.add('chunk', type, from, at - from, detail)) return
    if (type !== 'IEND') continue
    outline.endAt(at)
    return
  }
  outline.cut('no IEND chunk')
}
