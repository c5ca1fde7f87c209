import { latin1 } from '../model/path'

/** The lines of an input. A line ends at a line feed, which belongs to it; the last one may lack it. */
export interface LineTable {
  readonly bytes: Uint8Array
  readonly count: number
  /** Byte offset where each line starts; one more entry for the end of the input. */
  readonly starts: Uint32Array
}

const LF = 10
const CR = 13

export function lineTable(bytes: Uint8Array, from = 0): LineTable {
  let starts = new Uint32Array(1024)
  let count = 0
  for (let at = from; at < bytes.length; ) {
    if (count + 2 > starts.length) {
      const larger = new Uint32Array(starts.length * 2)
      larger.set(starts)
      starts = larger
    }
    starts[count++] = at
    const end = bytes.indexOf(LF, at)
    at = end < 0 ? bytes.length : end + 1
  }
  starts[count] = bytes.length
  return { bytes, count, starts: starts.subarray(0, count + 1) }
}

export function lineStart(table: LineTable, line: number): number {
  return table.starts[Math.min(line, table.count)] ?? table.bytes.length
}

/** Offset after the line feed, which is where the next line starts. */
export function lineEnd(table: LineTable, line: number): number {
  return lineStart(table, line + 1)
}

export function hasLineFeed(table: LineTable, line: number): boolean {
  const end = lineEnd(table, line)
  return end > lineStart(table, line) && table.bytes[end - 1] === LF
}

export function endsWithCrLf(table: LineTable, line: number): boolean {
  const end = lineEnd(table, line)
  return hasLineFeed(table, line) && end - 2 >= lineStart(table, line) && table.bytes[end - 2] === CR
}

/** First byte of the line, or -1 past the end of the input. */
export function firstByte(table: LineTable, line: number): number {
  return line < table.count ? (table.bytes[lineStart(table, line)] ?? -1) : -1
}

export function startsWith(table: LineTable, line: number, ascii: string): boolean {
  if (line >= table.count) return false
  const start = lineStart(table, line)
  if (lineEnd(table, line) - start < ascii.length) return false
  for (let at = 0; at < ascii.length; at++) if (table.bytes[start + at] !== ascii.charCodeAt(at)) return false
  return true
}

/** The line without its line feed, one character per byte. */
export function rawLine(table: LineTable, line: number): string {
  const end = lineEnd(table, line)
  return latin1(table.bytes.subarray(lineStart(table, line), hasLineFeed(table, line) ? end - 1 : end))
}

/** The line without its line feed and without a carriage return before it, one character per byte. */
export function headerLine(table: LineTable, line: number): string {
  const text = rawLine(table, line)
  return text.endsWith('\r') ? text.slice(0, -1) : text
}

export function isBlank(table: LineTable, line: number): boolean {
  for (let at = lineStart(table, line); at < lineEnd(table, line); at++) {
    const byte = table.bytes[at]
    if (byte !== LF && byte !== CR && byte !== 32 && byte !== 9) return false
  }
  return true
}
