import type { Outline } from './outline'
import type { ByteWindow } from './window'

/** Bytes after the tag of each constant (Java virtual machine specification, 4.4); text is read apart. */
const constantSizes: Readonly<Record<number, number>> = {
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 2,
  8: 2,
  9: 4,
  10: 4,
  11: 4,
  12: 4,
  15: 3,
  16: 2,
  17: 4,
  18: 4,
  19: 2,
  20: 2,
}

/** Java class files: version, names of the class and of the one it extends, members, and where all that ends. */
export function readJavaClass(outline: Outline): void {
  const window = outline.window.withOrder(false)
  outline.add('identity', `class file version ${window.u16(6)}.${window.u16(4)}`, 4, 4)
  const count = window.u16(8)
  const places = new Map<number, number>()
  let at = 10
  for (let index = 1; index < count; index++) {
    const tag = window.u8(at)
    const size = tag === 1 ? 2 + window.u16(at + 1) : constantSizes[tag]
    if (size === undefined || !window.has(at, 1 + size)) {
      outline.note(`constant ${index} of ${count - 1} is not readable`)
      return
    }
    places.set(index, at)
    at += 1 + size
    // Numbers of eight bytes take two places in the table.
    if (tag === 5 || tag === 6) index++
  }
  outline.add('table', 'constants', 8, at - 8)
  const text = (index: number) => {
    const place = places.get(index)
    return place === undefined ? '?' : window.text(place + 3, window.u16(place + 1))
  }
  const className = (index: number) => text(window.u16((places.get(index) ?? window.size) + 1))
  outline.add('identity', `class ${className(window.u16(at + 2))}`, at + 2, 2)
  outline.add('identity', `extends ${className(window.u16(at + 4))}`, at + 4, 2)
  at += 8 + 2 * window.u16(at + 6)
  for (const kind of ['field', 'method']) {
    const members = window.u16(at)
    at += 2
    for (let index = 0; index < members && window.has(at, 8); index++) {
      const start = at
      const name = `${kind} ${text(window.u16(at + 2))}${text(window.u16(at + 4))}`
      at = endOfAttributes(window, at + 6)
      if (!outline.add('section', name, start, at - start)) return
    }
  }
  outline.add('table', 'attributes', at, endOfAttributes(window, at) - at)
  outline.add('header', 'header', 0, 8)
  outline.endAt(endOfAttributes(window, at))
}

function endOfAttributes(window: ByteWindow, from: number): number {
  const count = window.u16(from)
  let at = from + 2
  for (let index = 0; index < count && window.has(at, 6); index++) at += 6 + window.u32(at + 2)
  return at
}
