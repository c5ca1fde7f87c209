import { PAGE_BYTES } from './messages'

/** Bytes of a row, and of one where there is little room. */
export const ROW_BYTES = 16
export const NARROW_ROW_BYTES = 8

export interface HexRow {
  readonly offset: number
  readonly bytes: readonly number[]
}

export interface Span {
  readonly offset: number
  readonly length: number
}

/** The start of the page that holds an offset. */
export function pageOf(offset: number): number {
  return Math.floor(offset / PAGE_BYTES) * PAGE_BYTES
}

/** Start of the last page of a side; 0 for an empty one. */
export function lastPage(size: number): number {
  return pageOf(Math.max(0, size - 1))
}

export function rowsOf(bytes: Uint8Array, offset: number, rowBytes = ROW_BYTES): readonly HexRow[] {
  const rows: HexRow[] = []
  for (let at = 0; at < bytes.length; at += rowBytes) {
    rows.push({ offset: offset + at, bytes: [...bytes.subarray(at, at + rowBytes)] })
  }
  return rows
}

export function hexOf(bytes: readonly number[]): string {
  return bytes.map(byte => byte.toString(16).padStart(2, '0')).join(' ')
}

/** ASCII, with a dot for everything that is no printed character. */
export function asciiOf(bytes: readonly number[]): string {
  return bytes.map(byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
}

/** Which bytes of a row are in the span, as indices into the row; undefined for none. */
export function marked({ offset, bytes }: HexRow, span: Span): readonly [from: number, to: number] | undefined {
  const from = Math.max(0, span.offset - offset)
  const to = Math.min(bytes.length, span.offset + span.length - offset)
  return from < to ? [from, to] : undefined
}

/** An offset as a person writes it: `0x1f40`, `1f40h` or `8000`; undefined for anything else. */
export function readOffset(text: string): number | undefined {
  const wanted = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s,_]/g, '')
  const hex = /^(?:0x([0-9a-f]{1,12})|([0-9a-f]{1,12})h)$/.exec(wanted)
  if (hex !== null) return Number.parseInt(hex[1] ?? hex[2] ?? '', 16)
  return /^\d{1,15}$/.test(wanted) ? Number(wanted) : undefined
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), char => char.charCodeAt(0))
}
