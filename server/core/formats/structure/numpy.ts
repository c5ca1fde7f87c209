import { latin1 } from '../../model/path'
import type { Outline } from './outline'
import { readPickle } from './pickle'

const LIMIT_HEADER = 65_536

/**
 * Arrays as NumPy stores them (NEP 1): a version, the length of a header in two bytes or four, the header as a literal of
 * Python, then the numbers. Where the header says that objects are kept, what follows is a pickle.
 */
export function readNumpy(outline: Outline): void {
  const { window, bytes } = outline
  const isShort = window.u8(6) === 1
  const from = isShort ? 10 : 12
  if (bytes.length < from) {
    outline.cut('the header is cut')
    return
  }
  const length = window.u8(8) | (window.u8(9) << 8) | (isShort ? 0 : (window.u8(10) << 16) | (window.u8(11) * 2 ** 24))
  const end = from + length
  if (length < 0 || end > bytes.length) {
    outline.cut('the header is cut')
    return
  }
  const header = latin1(bytes.subarray(from, Math.min(end, from + LIMIT_HEADER)))
  const holdsObjects = /'\|?O\d*'/.test(header)
  outline.add('header', holdsObjects ? 'header of objects, which are kept as a pickle' : 'header', 0, end)
  if (holdsObjects) {
    // A line feed ends the header, whatever its length says.
    const feed = header.indexOf('\n')
    readPickle(outline, feed < 0 ? end : from + feed + 1)
  } else outline.add('section', 'numbers', end, bytes.length - end)
}
