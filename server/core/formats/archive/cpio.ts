import { ByteWindow } from '../structure/window'
import type { Container, Entry, EntryKind } from './entry'
import type { Allowance } from './output'

/** What one header says; offsets in bytes, sizes as the header has them. */
interface Header {
  readonly mode: number
  readonly size: number
  readonly nameSize: number
  /** Bytes of the header itself. */
  readonly length: number
  /** What names and contents are filled up to a multiple of. */
  readonly alignment: number
}

const TRAILER = 'TRAILER!!!'

/**
 * Archives of cpio in its four forms (cpio(5) of the BSDs; the kernel's "initramfs buffer format"): ASCII "newc", with
 * or without a checksum, ASCII "odc", and the old binary form in either byte order. Several may follow each other.
 */
export function readCpio(bytes: Uint8Array, allowance: Allowance): Container {
  const window = new ByteWindow(bytes)
  const entries: Entry[] = []
  const notes: string[] = []
  let at = 0
  let end: number | undefined
  while (at < bytes.length) {
    const header = headerAt(window, at)
    if (header === undefined) {
      notes.push(`no header of a member at ${at}`)
      break
    }
    if (allowance.parts-- <= 0) {
      notes.push('the limit of members is reached')
      break
    }
    const { alignment, mode, size } = header
    const fill = (offset: number) => Math.ceil(offset / alignment) * alignment
    const name = utf8(window, at + header.length, header.nameSize - 1)
    const start = Math.min(bytes.length, fill(at + header.length + header.nameSize))
    const next = fill(start + size)
    if (name === TRAILER) {
      end = next
      at = afterZeros(bytes, next)
      // A file of zeros after the last archive fills up a block of the tape.
      if (at >= bytes.length || headerAt(window, at) === undefined) break
      notes.push(`another archive follows at ${at}`)
      continue
    }
    end = undefined
    const kind = kindOf(mode)
    const content = window.slice(start, size)
    entries.push({
      name,
      kind,
      mode: mode & 0o7777,
      offset: at,
      length: Math.min(next, bytes.length) - at,
      ...(kind === 'symbolic link' ? { target: utf8(window, start, Math.min(size, 4096)) } : {}),
      ...(kind === 'file' ? { content, data: { offset: start, length: content.length } } : {}),
      ...(content.length < size
        ? { fault: { reason: 'the file ends within a member', offset: bytes.length, isLimit: false } }
        : {}),
    })
    at = next
  }
  const after = end !== undefined && at < bytes.length ? { offset: at, length: bytes.length - at } : undefined
  return {
    format: 'cpio',
    pieces: [],
    entries,
    notes: [...new Set(notes)].slice(0, 20),
    ...(end === undefined ? { cut: 'no end of the archive' } : { end: after === undefined ? bytes.length : at }),
    ...(after === undefined ? {} : { after }),
  }
}

/** Whether a header with believable sizes stands there. */
export function isCpio(bytes: Uint8Array): boolean {
  return headerAt(new ByteWindow(bytes.subarray(0, 8192)), 0) !== undefined
}

function headerAt(window: ByteWindow, at: number): Header | undefined {
  const magic = window.text(at, 6)
  const header =
    magic === '070701' || magic === '070702'
      ? newc(window, at)
      : magic === '070707'
        ? odc(window, at)
        : (binary(window, at) ?? binary(window.withOrder(false), at))
  if (header === undefined || header.nameSize < 2 || header.nameSize > 4096) return undefined
  const last = at + header.length + header.nameSize - 1
  return window.has(at, header.length) && window.has(last, 1) && window.u8(last) === 0 ? header : undefined
}

function newc(window: ByteWindow, at: number): Header | undefined {
  const fields = window.text(at + 6, 104)
  if (!/^[0-9a-f]{104}$/i.test(fields)) return undefined
  const field = (index: number) => Number.parseInt(fields.slice(index * 8, index * 8 + 8), 16)
  return { mode: field(1), size: field(6), nameSize: field(11), length: 110, alignment: 4 }
}

function odc(window: ByteWindow, at: number): Header | undefined {
  const fields = window.text(at, 76)
  if (!/^[0-7]{76}$/.test(fields)) return undefined
  const field = (from: number, digits: number) => Number.parseInt(fields.slice(from, from + digits), 8)
  const shared = { mode: field(18, 6), length: 76, alignment: 1 }
  return { ...shared, nameSize: field(59, 6), size: field(65, 11) }
}

function binary(window: ByteWindow, at: number): Header | undefined {
  if (window.u16(at) !== 0o70707) return undefined
  const long = (offset: number) => window.u16(offset) * 65536 + window.u16(offset + 2)
  const shared = { mode: window.u16(at + 6), length: 26, alignment: 2 }
  return { ...shared, nameSize: window.u16(at + 20), size: long(at + 22) }
}

function kindOf(mode: number): EntryKind {
  const type = mode & 0o170000
  if (type === 0o100000 || type === 0) return 'file'
  if (type === 0o040000) return 'folder'
  if (type === 0o120000) return 'symbolic link'
  return type === 0o020000 || type === 0o060000 ? 'device' : 'other'
}

function utf8(window: ByteWindow, at: number, length: number): string {
  return new TextDecoder().decode(window.slice(at, length))
}

function afterZeros(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === 0) at++
  return at
}
