import { headerLine, type LineTable, lineStart, startsWith } from './lines'
import type { BinaryDataNode, BinaryHunkNode, BinaryMethodNode, TextNode } from './node'

export interface ParsedBinaryHunk {
  readonly node: BinaryHunkNode
  readonly next: number
}

/** Length byte, then groups of five base85 digits for up to four bytes each (apply.c, parse_binary_hunk). */
const DATA = /^[A-Za-z](?:[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]{5})+$/

/**
 * Reads `literal <size>` or `delta <size>` and its data. A line that is no data line ends it, so that damaged data
 * cannot hide the files after it.
 */
export function parseBinaryHunk(table: LineTable, at: number): ParsedBinaryHunk | undefined {
  if (!startsWith(table, at, 'literal ') && !startsWith(table, at, 'delta ')) return undefined
  const match = /^(literal|delta) (\d+)$/.exec(headerLine(table, at))
  if (match === null) return undefined
  const method: BinaryMethodNode = { kind: 'binaryMethod', ...place(table, at, at + 1) }
  let line = at + 1
  while (line < table.count && DATA.test(headerLine(table, line))) line++
  const children: (BinaryMethodNode | BinaryDataNode | TextNode)[] = [method]
  if (line > at + 1) children.push({ kind: 'binaryData', ...place(table, at + 1, line) })
  const isOpen = line >= table.count || headerLine(table, line) !== ''
  if (!isOpen) {
    children.push({ kind: 'blank', ...place(table, line, line + 1) })
    line++
  }
  const node: BinaryHunkNode = {
    kind: 'binaryHunk',
    ...place(table, at, line),
    method: match[1] as 'literal' | 'delta',
    size: Number(match[2]),
    children,
    isOpen,
  }
  return { node, next: line }
}

function place(table: LineTable, from: number, to: number) {
  return { start: lineStart(table, from), end: lineStart(table, to), line: from + 1 }
}
