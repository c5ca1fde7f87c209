import { parseBinaryHunk } from './binaryHunk'
import { parseGitHeader } from './gitHeader'
import { parseHunk } from './hunk'
import { endsWithCrLf, headerLine, type LineTable, lineEnd, lineStart, startsWith } from './lines'
import type { FileFormat, FileHeader, FileNode } from './node'

export interface ParsedFile {
  readonly node: FileNode
  readonly next: number
}

type Child = FileNode['children'][number]

/** Reads the file that starts at this line, if one does, where git's apply would look for it (apply.c, find_header). */
export function parseFile(table: LineTable, at: number): ParsedFile | undefined {
  if (startsWith(table, at, 'diff --git ')) return parseGitFile(table, at, 'git')
  if (startsWith(table, at, 'diff --cc ') || startsWith(table, at, 'diff --combined '))
    return parseGitFile(table, at, 'combined')
  if (startsWith(table, at, '--- ')) return parsePlainFile(table, at)
  return parsePlainBinary(table, at)
}

/** A `diff --git` line with nothing that belongs to it is not a file for git either. */
function parseGitFile(table: LineTable, at: number, format: FileFormat): ParsedFile | undefined {
  const { header, nodes, next } = parseGitHeader(table, at, format === 'combined')
  if (next === at + 1) return undefined
  const children: Child[] = [...nodes]
  const crlf = endsWithCrLf(table, at)
  const end = parseContent(table, next, format, crlf, children)
  return { node: fileNode(table, at, end, format, header, children, crlf), next: end }
}

/** Two names and a hunk header must follow each other, or the lines are prose. */
export function isPlainStart(table: LineTable, at: number): boolean {
  return startsWith(table, at, '--- ') && startsWith(table, at + 1, '+++ ') && startsWith(table, at + 2, '@@ -')
}

function parsePlainFile(table: LineTable, at: number): ParsedFile | undefined {
  if (!isPlainStart(table, at)) return undefined
  const children: Child[] = [
    { kind: 'oldName', start: lineStart(table, at), end: lineEnd(table, at), line: at + 1 },
    { kind: 'newName', start: lineStart(table, at + 1), end: lineEnd(table, at + 1), line: at + 2 },
  ]
  const crlf = endsWithCrLf(table, at) && endsWithCrLf(table, at + 1)
  const end = parseContent(table, at + 2, 'plain', crlf, children)
  const header = plainHeader(headerLine(table, at).slice(4), headerLine(table, at + 1).slice(4))
  return { node: fileNode(table, at, end, 'plain', header, children, crlf), next: end }
}

/** `Binary files a and b differ`, as `diff -r` prints it without any other header. */
function parsePlainBinary(table: LineTable, at: number): ParsedFile | undefined {
  if (!isBinaryNotice(table, at)) return undefined
  const names = noticeNames(headerLine(table, at))
  if (names === undefined) return undefined
  const children: Child[] = [
    { kind: 'binaryNotice', start: lineStart(table, at), end: lineEnd(table, at), line: at + 1 },
  ]
  const header = plainHeader(...names)
  return { node: fileNode(table, at, at + 1, 'plain', header, children, endsWithCrLf(table, at)), next: at + 1 }
}

/** The ` and ` nearest to the middle: the two names differ little in length, and either may hold one itself. */
function noticeNames(text: string): readonly [old: string, new: string] | undefined {
  const names = text.slice(text.indexOf('iles ') + 5, -' differ'.length)
  const middle = Math.floor((names.length - 5) / 2)
  const before = names.lastIndexOf(' and ', middle)
  const after = names.indexOf(' and ', middle)
  const at = after < 0 || (before >= 0 && middle - before < after - middle) ? before : after
  return at < 1 ? undefined : [names.slice(0, at), names.slice(at + 5)]
}

function plainHeader(old: string, added: string): FileHeader {
  return {
    entries: [
      { key: 'old', value: old },
      { key: 'new', value: added },
    ],
    isNew: false,
    isDeleted: false,
    isRename: false,
    isCopy: false,
    oldIds: [],
  }
}

/** Hunks, a binary patch or a binary notice; returns the first line after them. */
function parseContent(table: LineTable, from: number, format: FileFormat, crlf: boolean, children: Child[]): number {
  let line = from
  if (format !== 'plain' && startsWith(table, line, 'GIT binary patch')) return parseBinary(table, line, children)
  if (format !== 'plain' && isBinaryNotice(table, line)) {
    children.push({ kind: 'binaryNotice', start: lineStart(table, line), end: lineEnd(table, line), line: line + 1 })
    return line + 1
  }
  const opening = format === 'combined' ? '@@@' : '@@ -'
  while (startsWith(table, line, opening)) {
    const hunk = parseHunk(table, line, crlf)
    if (hunk === undefined || (format !== 'combined' && hunk.node.old.length !== 1)) break
    children.push(hunk.node)
    line = hunk.next
  }
  return line
}

function parseBinary(table: LineTable, at: number, children: Child[]): number {
  children.push({ kind: 'binaryMarker', start: lineStart(table, at), end: lineEnd(table, at), line: at + 1 })
  const forward = parseBinaryHunk(table, at + 1)
  if (forward === undefined) return at + 1
  children.push(forward.node)
  const reverse = parseBinaryHunk(table, forward.next)
  if (reverse === undefined) return forward.next
  children.push(reverse.node)
  return reverse.next
}

export function isBinaryNotice(table: LineTable, line: number): boolean {
  if (!startsWith(table, line, 'Binary files ') && !startsWith(table, line, 'Files ')) return false
  return headerLine(table, line).endsWith(' differ')
}

function fileNode(
  table: LineTable,
  from: number,
  to: number,
  format: FileFormat,
  header: FileHeader,
  children: readonly Child[],
  crlf: boolean,
): FileNode {
  const place = { start: lineStart(table, from), end: lineStart(table, to), line: from + 1 }
  return { kind: 'file', ...place, format, header, children, crlf }
}
