import type { Outline } from './outline'

/** First magic number of each version of CPython; the next lower one decides (Python's own table of them). */
const versions: readonly (readonly [number, string])[] = [
  [3000, '3.0'],
  [3141, '3.1'],
  [3160, '3.2'],
  [3190, '3.3'],
  [3250, '3.4'],
  [3320, '3.5'],
  [3360, '3.6'],
  [3390, '3.7'],
  [3400, '3.8'],
  [3420, '3.9'],
  [3430, '3.10'],
  [3450, '3.11'],
  [3500, '3.12'],
  [3550, '3.13'],
  [3600, '3.14'],
]

/** Compiled Python: which version, checked by time or by hash, and the size of the source it was made from. */
export function readPyc(outline: Outline): void {
  const { window } = outline
  const magic = window.u16(0)
  const version = magic >= 62000 ? '2' : (versions.findLast(([first]) => magic >= first)?.[1] ?? '3')
  outline.add('identity', `Python ${version}`, 0, 4, { note: `magic ${magic}` })
  // Flags came with 3.7 (PEP 552), the size of the source with 3.3.
  const hasFlags = magic >= 3390 && magic < 62000
  const headerSize = magic >= 62000 || magic < 3190 ? 8 : hasFlags ? 16 : 12
  const isByHash = hasFlags && (window.u32(4) & 1) === 1
  if (isByHash) outline.add('identity', `source hash ${window.hex(8, 8)}`, 8, 8)
  else if (headerSize > 8) outline.add('identity', `source of ${window.u32(headerSize - 4)} bytes`, headerSize - 4, 4)
  outline.add('header', 'header', 0, headerSize)
  outline.add('section', 'code', headerSize, Math.max(0, window.size - headerSize))
}
