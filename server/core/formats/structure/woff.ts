import type { Outline } from './outline'
import { countOf } from './structure'

/** WOFF 1: the header says the length of the file; tables, metadata and private data each have offset and length. */
export function readWoff(outline: Outline): void {
  const window = outline.window.withOrder(false)
  const count = window.u16(12)
  outline.add('header', 'header and directory', 0, 44 + 20 * count)
  for (let index = 0; index < count && window.has(44 + 20 * index, 20); index++) {
    const row = 44 + 20 * index
    if (!outline.add('table', window.text(row, 4).trimEnd(), window.u32(row + 4), window.u32(row + 8))) return
  }
  addExtras(outline, 24)
  outline.endAt(window.u32(8))
}

/** WOFF 2: tables lie in one compressed stream behind a directory of varying length. */
export function readWoff2(outline: Outline): void {
  const window = outline.window.withOrder(false)
  const count = window.u16(12)
  const directory = endOfDirectory(outline, count)
  const packed = window.u32(20)
  outline.add('header', 'header and directory', 0, directory, { note: countOf(count, 'table') })
  outline.add('table', 'compressed tables', directory, packed)
  addExtras(outline, 28)
  outline.endAt(window.u32(8))
}

function addExtras(outline: Outline, at: number): void {
  const window = outline.window.withOrder(false)
  const [metadata, size] = [window.u32(at), window.u32(at + 4)]
  if (size > 0) outline.add('table', 'metadata', metadata, size)
  const [own, ownSize] = [window.u32(at + 12), window.u32(at + 16)]
  if (ownSize > 0) outline.add('table', 'private data', own, ownSize)
}

/** Per table a byte of flags, a tag unless it is a known one, and one or two numbers of base 128. */
function endOfDirectory(outline: Outline, count: number): number {
  const { window } = outline
  const endOfNumber = (from: number) => {
    let at = from
    while (at < from + 5 && window.u8(at) >= 0x80) at++
    return at + 1
  }
  let at = 48
  if (window.text(4, 4) === 'ttcf') outline.note('a collection of fonts, its directory is not followed')
  for (let index = 0; index < count && at < window.size; index++) {
    const flags = window.u8(at++)
    const tag = flags & 0x3f
    if (tag === 0x3f) at += 4
    at = endOfNumber(at)
    // glyf (10) and loca (11) are transformed unless their version is 3, all others unless it is 0.
    const version = flags >> 6
    const isTransformed = tag === 10 || tag === 11 ? version !== 3 : version !== 0
    if (isTransformed) at = endOfNumber(at)
  }
  return at
}
