import type { Hunk, HunkLine } from '../model/hunk'
import { latin1 } from '../model/path'
import { decodeText } from './mailHeader'
import type { FileNode, HunkLineNode, HunkNode } from './node'

/**
 * Highest line number taken from a hunk header, the same as `LIMIT_PARTIAL_LINE` of the content reader. Line numbers are claims: whoever lays out a side by them would
 * otherwise set aside memory as the patch pleases.
 */
export const MAX_LINE = 2_000_000

export interface ModelHunks {
  readonly hunks: readonly Hunk[]
  readonly encoding: 'utf-8' | 'latin-1'
  /** Hunks whose line numbers are beyond {@link MAX_LINE}. */
  readonly beyond: readonly HunkNode[]
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function hunkNodes(file: FileNode): HunkNode[] {
  return file.children.filter(child => child.kind === 'hunk')
}

/** Bytes of a body line as the file holds them, without the line feed. */
export function lineBytes(bytes: Uint8Array, line: HunkLineNode, stripCr: boolean): Uint8Array {
  let end = bytes[line.end - 1] === 10 ? line.end - 1 : line.end
  if (stripCr && end > line.textStart && bytes[end - 1] === 13) end--
  return bytes.subarray(Math.min(line.textStart, end), end)
}

/** Hunks with text and numbers. A combined diff is told against its first parent. */
export function modelHunks(bytes: Uint8Array, file: FileNode): ModelHunks {
  const nodes = hunkNodes(file)
  const beyond = nodes.filter(isBeyond)
  const near = beyond.length === 0 ? nodes : nodes.filter(node => !isBeyond(node))
  try {
    return {
      hunks: near.map(node => modelHunk(bytes, file, node, line => utf8.decode(line))),
      encoding: 'utf-8',
      beyond,
    }
  } catch {
    return { hunks: near.map(node => modelHunk(bytes, file, node, latin1)), encoding: 'latin-1', beyond }
  }
}

function isBeyond(hunk: HunkNode): boolean {
  return [hunk.new, ...hunk.old].some(({ start }) => start + hunk.children.length > MAX_LINE)
}

function modelHunk(bytes: Uint8Array, file: FileNode, node: HunkNode, decode: (line: Uint8Array) => string): Hunk {
  const range = node.old[0] ?? { start: 0, count: 0 }
  let old = firstLine(range)
  let added = firstLine(node.new)
  const start = { old, new: added }
  const lines: HunkLine[] = []
  for (const child of node.children) {
    if (child.kind !== 'hunkLine') continue
    const kind = kindOf(child.marks)
    if (kind === undefined) continue
    lines.push({
      kind,
      text: withoutMark(decode(lineBytes(bytes, child, file.crlf)), kind === 'removed' ? old : added),
      ...(kind === 'added' ? {} : { old: old++ }),
      ...(kind === 'removed' ? {} : { new: added++ }),
      patch: child.line,
      ...(child.noNewline ? { noNewline: true } : {}),
    })
  }
  return {
    oldStart: range.start,
    oldCount: old - start.old,
    newStart: node.new.start,
    newCount: added - start.new,
    section: decodeText(Uint8Array.from(node.section, char => char.charCodeAt(0))),
    lines,
  }
}

/** The byte order mark of a file is no part of its text, here as where the file is read whole. */
function withoutMark(text: string, line: number): string {
  return line === 1 && text.startsWith('\ufeff') ? text.slice(1) : text
}

/** With a count of 0 the start names the line before. */
export function firstLine(range: { start: number; count: number }): number {
  return range.count === 0 ? range.start + 1 : Math.max(1, range.start)
}

/** What the line is between the first old side and the new one; `undefined` when it is on neither. */
export function kindOf(marks: string): HunkLine['kind'] | undefined {
  if (marks.includes('-')) return marks.startsWith('-') ? 'removed' : undefined
  return marks.startsWith('+') ? 'added' : 'context'
}
