import { firstByte, type LineTable, lineEnd, lineStart, rawLine, startsWith } from './lines'
import type { HunkHeaderNode, HunkLineNode, HunkNode, LineRange, NoNewlineNode } from './node'

const SPACE = 32
const PLUS = 43
const MINUS = 45
const BACKSLASH = 92
const LF = 10
const CR = 13

export interface HunkRanges {
  readonly old: readonly LineRange[]
  readonly new: LineRange
  readonly section: string
}

/** Marks of a hunk header: two for one old side, one more per further parent of a combined diff. */
const HEADER = /^(@@+)((?: -\d+(?:,\d+)?)+) (\+\d+(?:,\d+)?) (@@+)(.*)$/s

/** More than any merge in a known history has; the work per line grows with it. */
const MAX_PARENTS = 100

export function parseHunkHeader(text: string): HunkRanges | undefined {
  const match = HEADER.exec(text)
  if (match === null) return undefined
  const [, opening = '', olds = '', added = '', closing = '', section = ''] = match
  const old = olds.trim().split(' ').map(parseRange)
  if (opening !== closing || old.length !== opening.length - 1 || old.length > MAX_PARENTS) return undefined
  return { old, new: parseRange(added), section: section.replace(/^ /, '').replace(/\r$/, '') }
}

/** A count that is left out is 1; one that is written as 0 is 0. */
function parseRange(text: string): LineRange {
  const [start = '0', count = '1'] = text.slice(1).split(',')
  return { start: Number(start), count: Number(count) }
}

export interface ParsedHunk {
  readonly node: HunkNode
  /** First line (0-based) after the hunk. */
  readonly next: number
}

/**
 * Reads a hunk as git's apply.c does: only the counts of the header say where the body ends, so a body line that looks
 * like a header is a body line. Git's own parser treats an empty line as context, and any line that starts with `\ `
 * as "no newline", in whatever language.
 */
export function parseHunk(table: LineTable, at: number, crlf: boolean): ParsedHunk | undefined {
  if (!startsWith(table, at, '@@')) return undefined
  const ranges = parseHunkHeader(rawLine(table, at))
  if (ranges === undefined) return undefined
  const parents = ranges.old.length
  const header: HunkHeaderNode = { kind: 'hunkHeader', ...place(table, at) }
  const children: (HunkHeaderNode | HunkLineNode | NoNewlineNode)[] = [header]
  const left = ranges.old.map(range => range.count)
  let leftNew = ranges.new.count
  let line = at + 1
  let broken: string | undefined

  while (leftNew > 0 || left.some(count => count > 0)) {
    if (line >= table.count) {
      broken = 'the input ends before the hunk has as many lines as its header counts'
      break
    }
    if (isNoNewline(table, line)) {
      children.push({ kind: 'noNewline', ...place(table, line) })
      line++
      continue
    }
    const marks = readMarks(table, line, parents, crlf)
    if (marks === undefined) {
      broken = 'the hunk ends before it has as many lines as its header counts'
      break
    }
    const use = uses(marks, left, leftNew)
    if (use === undefined) {
      broken = 'the hunk has more lines of one side than its header counts'
      break
    }
    for (let side = 0; side < parents; side++) left[side]! -= use.old[side]!
    leftNew -= use.new
    const isShort = lineEnd(table, line) - lineStart(table, line) < parents || !startsWith(table, line, marks)
    children.push({
      kind: 'hunkLine',
      ...place(table, line),
      marks,
      textStart: lineStart(table, line) + (isShort ? 0 : parents),
      noNewline: isNoNewline(table, line + 1),
    })
    line++
  }
  if (broken === undefined && isNoNewline(table, line)) {
    children.push({ kind: 'noNewline', ...place(table, line) })
    line++
  }
  if (!children.some(child => child.kind === 'hunkLine' && child.marks.trim() !== ''))
    broken ??= 'a hunk that changes nothing; git refuses such a patch'
  const node: HunkNode = {
    kind: 'hunk',
    start: lineStart(table, at),
    end: lineStart(table, line),
    line: at + 1,
    ...ranges,
    children,
    ...(broken === undefined ? {} : { broken }),
  }
  return { node, next: line }
}

function place(table: LineTable, line: number) {
  return { start: lineStart(table, line), end: lineEnd(table, line), line: line + 1 }
}

/** The shortest translation of "\ No newline at end of file" has this many bytes, says apply.c. */
const NO_NEWLINE_BYTES = 12

function isNoNewline(table: LineTable, line: number): boolean {
  return startsWith(table, line, '\\ ') && lineEnd(table, line) - lineStart(table, line) >= NO_NEWLINE_BYTES
}

function readMarks(table: LineTable, line: number, parents: number, crlf: boolean): string | undefined {
  const start = lineStart(table, line)
  const first = firstByte(table, line)
  if (first === LF || (crlf && first === CR && table.bytes[start + 1] === LF)) return ' '.repeat(parents)
  if (first === BACKSLASH || lineEnd(table, line) - start < parents) return undefined
  let marks = ''
  for (let side = 0; side < parents; side++) {
    const byte = table.bytes[start + side]
    if (byte === SPACE) marks += ' '
    else if (byte === PLUS) marks += '+'
    else if (byte === MINUS) marks += '-'
    else return undefined
  }
  return marks.includes('+') && marks.includes('-') ? undefined : marks
}

/** How many lines of each side a body line takes; `undefined` when a side has none left. */
function uses(marks: string, left: readonly number[], leftNew: number): { old: number[]; new: number } | undefined {
  const isRemoved = marks.includes('-')
  const old = [...marks].map(mark => (mark === '-' || (mark === ' ' && !isRemoved) ? 1 : 0))
  const added = isRemoved ? 0 : 1
  if (added > leftNew || old.some((count, side) => count > (left[side] ?? 0))) return undefined
  return { old, new: added }
}
