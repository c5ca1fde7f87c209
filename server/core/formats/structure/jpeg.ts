import type { Outline } from './outline'
import { countOf } from './structure'

const names: Readonly<Record<number, string>> = {
  196: 'DHT',
  218: 'SOS',
  219: 'DQT',
  221: 'DRI',
  254: 'COM',
}
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda

/** Marker segments (ITU-T T.81, annex B); after a start of scan the coded picture runs to the next marker. */
export function readJpeg(outline: Outline): void {
  const window = outline.window.withOrder(false)
  const { bytes } = outline
  outline.add('header', 'SOI', 0, 2)
  let at = 2
  while (at + 2 <= window.size) {
    if (window.u8(at) !== 0xff) {
      // Decoders warn and go on at the next marker.
      const next = endOfScan(bytes, at)
      outline.note(`${countOf(next - at, 'byte')} between segments`)
      at = next
      continue
    }
    const marker = window.u8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === EOI) {
      outline.add('chunk', 'EOI', at, 2)
      outline.endAt(at + 2)
      return
    }
    const isBare = marker === SOI || marker === 1 || (marker >= 0xd0 && marker <= 0xd7)
    let end = at + 2 + (isBare ? 0 : Math.max(2, window.u16(at + 2)))
    if (marker === SOS) end = endOfScan(bytes, end)
    if (!outline.add('chunk', nameOf(window.text(at + 4, 12), marker), at, end - at, { contentAt: at + 4 })) return
    at = end
  }
  outline.cut('no EOI marker')
}

/** Within the coded picture 0xff is followed by zero, or by a restart marker. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return bytes.length
}

function nameOf(content: string, marker: number): string {
  if (marker >= 0xe0 && marker <= 0xef) {
    const label = /^[\w .:/-]{3,}/.exec(content)?.[0] ?? ''
    return `APP${marker - 0xe0} ${label}`.trimEnd()
  }
  return names[marker] ?? (marker >= 0xc0 && marker <= 0xcf ? `SOF${marker - 0xc0}` : `marker ${marker.toString(16)}`)
}
