import { ByteWindow } from '../structure/window'
import type { Container, ContainerRecord, Entry } from './entry'
import type { Allowance } from './output'

const HEADER = 60

/**
 * Unix archives as `ar` writes them: a header of text per member, members on even offsets. Long names stand in a
 * member of their own (GNU, "//") or before the member's bytes (BSD, "#1/length"). A Debian package is one.
 */
export function readAr(bytes: Uint8Array, allowance: Allowance): Container {
  const window = new ByteWindow(bytes)
  const entries: Entry[] = []
  const records: ContainerRecord[] = []
  const notes: string[] = []
  let names = ''
  let at = 8
  while (at + HEADER <= bytes.length) {
    if (window.text(at + 58, 2) !== '`\n') {
      notes.push(`no member header at ${at}`)
      break
    }
    if (allowance.parts-- <= 0) {
      notes.push('the limit of members is reached')
      break
    }
    const label = window.text(at, 16).trimEnd()
    const size = Number(/^\d+/.exec(window.text(at + 48, 10))?.[0] ?? 0)
    const isIndex = /^(?:\/|\/SYM64\/|__\.SYMDEF.*)$/.test(label)
    const start = at + HEADER
    const place = { offset: at, length: Math.min(HEADER + size, bytes.length - at) }
    if (label === '//') names = window.text(start, Math.min(size, 1 << 20))
    if (isIndex || label === '//')
      records.push({ kind: 'table', name: isIndex ? 'symbol index' : 'long names', ...place })
    else {
      const ownName = Math.min(Number(/^#1\/(\d+)$/.exec(label)?.[1] ?? 0), size)
      const data = { offset: Math.min(start + ownName, bytes.length), length: 0 }
      data.length = Math.max(0, Math.min(start + size, bytes.length) - data.offset)
      const isCut = start + size > bytes.length
      entries.push({
        name: memberName(window, label, start, ownName, names),
        kind: 'file',
        mode: Number.parseInt(window.text(at + 40, 8), 8) & 0o7777,
        ...place,
        data,
        content: bytes.subarray(data.offset, data.offset + data.length),
        ...(isCut ? { fault: { reason: 'the file ends within a member', offset: bytes.length, isLimit: false } } : {}),
      })
    }
    at = start + size
    if (at % 2 === 1 && window.u8(at) === 0x0a) at++
  }
  const end = Math.min(at, bytes.length)
  const isPackage = entries[0]?.name === 'debian-binary'
  return {
    format: isPackage ? 'Debian package' : 'static library',
    pieces: [],
    entries,
    records,
    end,
    notes,
    ...(end < bytes.length ? { after: { offset: end, length: bytes.length - end } } : {}),
    ...(at > bytes.length ? { cut: 'the file ends within a member' } : {}),
  }
}

function memberName(window: ByteWindow, label: string, start: number, ownName: number, names: string): string {
  if (ownName > 0) return window.zeroEnded(start, ownName)
  const long = /^\/(\d+)$/.exec(label)
  if (long === null) return label.replace(/\/$/, '')
  return names.slice(Number(long[1]), Number(long[1]) + 256).replace(/\/?\n[\s\S]*$/, '')
}
