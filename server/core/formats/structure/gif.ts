import type { Outline } from './outline'
import { countOf } from './structure'
import type { ByteWindow } from './window'

const extensions: Readonly<Record<number, string>> = {
  1: 'plain text',
  249: 'graphic control',
  254: 'comment',
  255: 'application',
}

/** Blocks as GIF89a has them: extensions (0x21), images (0x2c) and the trailer (0x3b). */
export function readGif(outline: Outline): void {
  const { window } = outline
  const packed = window.u8(10)
  let at = 13 + tableSize(packed)
  outline.add('header', 'screen and colours', 0, at)
  let frames = 0
  /** Start of the pictures that follow each other, their graphic controls among them. */
  let run = at
  while (at < window.size) {
    const from = at
    const mark = window.u8(at)
    if (mark === 0x3b) {
      if (run < at) outline.add('image', 'pictures', run, at - run, { note: countOf(frames, 'picture') })
      outline.add('chunk', 'trailer', at, 1)
      outline.endAt(at + 1)
      return
    }
    if (mark === 0x2c) {
      frames++
      at = endOfBlocks(window, at + 11 + tableSize(window.u8(at + 9)))
    } else if (mark === 0x21) {
      const label = window.u8(at + 1)
      at = endOfBlocks(window, at + 2)
      const name = extensions[label] ?? `extension ${label.toString(16)}`
      const owner = label === 0xff ? ` ${window.text(from + 3, 8).trimEnd()}` : ''
      if (label === 0xf9) continue
      if (run < from) outline.add('image', 'pictures', run, from - run)
      run = at
      if (!outline.add('chunk', `${name}${owner}`, from, at - from, { contentAt: from + 3 })) return
    } else {
      outline.note(`no block at ${at}`)
      return
    }
  }
  outline.cut('no trailer')
}

function tableSize(packed: number): number {
  return (packed & 0x80) === 0 ? 0 : 3 * 2 ** ((packed & 7) + 1)
}

/** Sub-blocks of a length byte and that many bytes, up to one of length zero. */
function endOfBlocks(window: ByteWindow, from: number): number {
  let at = from
  while (at < window.size && window.u8(at) !== 0) at += 1 + window.u8(at)
  return at + 1
}
