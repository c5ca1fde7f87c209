import type { Outline } from './outline'
import type { ByteWindow } from './window'

const sectionNames = 'custom type import function table memory global export start element code data count tag'.split(
  ' ',
)
const externKinds = ['function', 'table', 'memory', 'global', 'tag']
const MAX_LISTED = 1_000

/** WebAssembly modules (core specification, 5.5): sections, imports, exports and the function that runs at start. */
export function readWasm(outline: Outline): void {
  const { window } = outline
  outline.add('header', 'header', 0, 8, { note: `version ${window.u32(4)}` })
  let at = 8
  while (at < window.size) {
    const id = window.u8(at)
    const { value: size, next } = window.leb128(at + 1)
    const custom = id === 0 ? window.leb128(next) : undefined
    const kind = sectionNames[id] ?? `section ${id}`
    const name = custom === undefined ? kind : `custom ${window.text(custom.next, Math.min(custom.value, 80))}`
    if (!outline.add('section', name, at, next + size - at, { contentAt: next })) return
    const end = Math.min(next + size, window.size)
    if (id === 2) readImports(outline, window, next, end)
    else if (id === 7) readExports(outline, window, next, end)
    else if (id === 8) outline.add('load-time', `start function ${window.leb128(next).value}`, at, next + size - at)
    if (id > 13) {
      outline.note(`no section at ${at}`)
      return
    }
    at = next + size
  }
  outline.endAt(at)
}

function readName(window: ByteWindow, at: number): { readonly text: string; readonly next: number } {
  const { value, next } = window.leb128(at)
  return { text: window.text(next, Math.min(value, 256)), next: next + value }
}

function readImports(outline: Outline, window: ByteWindow, from: number, end: number): void {
  const { value: count, next } = window.leb128(from)
  let at = next
  for (let index = 0; index < Math.min(count, MAX_LISTED) && at < end; index++) {
    const start = at
    const module = readName(window, at)
    const field = readName(window, module.next)
    const kind = window.u8(field.next)
    at = endOfType(window, field.next + 1, kind)
    const name = `${module.text}.${field.text} (${externKinds[kind] ?? kind})`
    if (!outline.add('import', name, start, Math.min(at, end) - start)) return
  }
}

function endOfType(window: ByteWindow, at: number, kind: number): number {
  const limits = (from: number) => {
    const lowest = window.leb128(from + 1)
    return (window.u8(from) & 1) === 0 ? lowest.next : window.leb128(lowest.next).next
  }
  switch (kind) {
    case 0:
      return window.leb128(at).next
    case 1:
      return limits(at + 1)
    case 2:
      return limits(at)
    case 3:
      return at + 2
    default:
      return window.leb128(at + 1).next
  }
}

function readExports(outline: Outline, window: ByteWindow, from: number, end: number): void {
  const { value: count, next } = window.leb128(from)
  let at = next
  for (let index = 0; index < Math.min(count, MAX_LISTED) && at < end; index++) {
    const start = at
    const field = readName(window, at)
    at = window.leb128(field.next + 1).next
    const kind = externKinds[window.u8(field.next)] ?? 'other'
    if (!outline.add('export', `${field.text} (${kind})`, start, Math.min(at, end) - start)) return
  }
}
