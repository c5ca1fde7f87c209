import { startsWith } from '../archive/bytes'
import { XZ_MAGIC } from '../archive/xz'
import { blockHeaderOf, numberAt } from '../archive/xzHeaders'
import type { Outline } from './outline'
import { countOf } from './structure'

const HEADER = 12
const FOOTER = 12

/** Streams of xz (file format 1.2) with their blocks, index and footer, walked by the sizes of chunks, not unpacked. */
export function readXzStructure(outline: Outline): void {
  const { bytes, window } = outline
  let at = 0
  for (let count = 1; startsWith(bytes, XZ_MAGIC, at); count++) {
    const of = count === 1 ? '' : ` of stream ${count}`
    if (!outline.add('header', `stream header${of}`, at, HEADER)) return
    const checkSize = checkBytes(window.u8(at + 7) & 0x0f)
    at += HEADER
    const sizes: number[] = []
    while (window.u8(at) !== 0) {
      const header = blockHeaderOf(bytes, at)
      if (typeof header === 'string') {
        outline.note(header)
        return
      }
      const chunks = endOfChunks(outline, at + header.length)
      if (chunks === undefined) {
        outline.note('the chunks of a block cannot be followed')
        return
      }
      const end = at + Math.ceil((chunks - at) / 4) * 4 + checkSize
      const names = header.filters.map(filter => filter.name)
      const note = [...names, 'LZMA2'].join(', ')
      if (!outline.add('section', `block ${sizes.length + 1}${of}`, at, end - at, { note })) return
      sizes.push(chunks - at + checkSize)
      at = end
    }
    const index = endOfIndex(outline, at, sizes)
    if (index === undefined) return
    outline.add('table', `index${of}`, at, index - at)
    if (window.text(index + FOOTER - 2, 2) !== 'YZ') {
      outline.cut('no footer after the index')
      return
    }
    outline.add('table', `footer${of}`, index, FOOTER)
    at = index + FOOTER
    const next = afterZeros(bytes, at)
    if (startsWith(bytes, XZ_MAGIC, next)) at = next
  }
  outline.endAt(at)
}

/** Control bytes of LZMA2 say how long each chunk is (xz file format 1.2, 5.3.1). */
function endOfChunks(outline: Outline, from: number): number | undefined {
  const window = outline.window.withOrder(false)
  let at = from
  while (at < window.size && outline.spend(1)) {
    const control = window.u8(at)
    if (control === 0) return at + 1
    if (control > 2 && control < 0x80) return undefined
    if (control < 0x80) at += 3 + window.u16(at + 1) + 1
    else at += 5 + (control >= 0xc0 ? 1 : 0) + window.u16(at + 3) + 1
  }
  return undefined
}

/** Behind the CRC32 of the index; its sizes are compared with the blocks before it. */
function endOfIndex(outline: Outline, start: number, sizes: readonly number[]): number | undefined {
  const { bytes } = outline
  const count = numberAt(bytes, start + 1)
  if (start >= bytes.length || count === undefined) {
    outline.cut('the file ends where a block or the index has to begin')
    return undefined
  }
  let at = count.end
  if (count.value !== sizes.length) {
    outline.note(`the index counts ${countOf(count.value, 'block')}, not ${sizes.length}`)
    return undefined
  }
  for (const size of sizes) {
    const packed = numberAt(bytes, at)
    const unpacked = packed && numberAt(bytes, packed.end)
    if (packed === undefined || unpacked === undefined) {
      outline.note('the index cannot be read')
      return undefined
    }
    if (packed.value !== size) outline.note('the index gives other sizes than the blocks have')
    at = unpacked.end
  }
  return start + Math.ceil((at - start) / 4) * 4 + 4
}

function afterZeros(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === 0) at++
  return at
}

/** xz file format 1.2, 2.1.1.2: sizes come in groups of three kinds. */
function checkBytes(type: number): number {
  return type === 0 ? 0 : 4 * 2 ** Math.floor((type - 1) / 3)
}
