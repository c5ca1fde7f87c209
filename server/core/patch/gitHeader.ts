import { hasLineFeed, headerLine, type LineTable, lineEnd, lineStart, startsWith } from './lines'
import type { FileHeader, HeaderEntry, HeaderNode } from './node'

export interface ParsedHeader {
  readonly header: FileHeader
  readonly nodes: readonly HeaderNode[]
  /** First line (0-based) after the header. */
  readonly next: number
}

type Draft = { -readonly [K in keyof FileHeader]: FileHeader[K] } & { entries: HeaderEntry[] }
type Reader = (draft: Draft, value: string) => void

/** The extended header lines git knows (apply.c, parse_git_diff_header); the first match wins. */
const LINES: readonly (readonly [prefix: string, read: Reader])[] = [
  ['old mode ', (draft, value) => (draft.oldMode = value.trim())],
  ['new mode ', (draft, value) => (draft.newMode = value.trim())],
  ['deleted file mode ', (draft, value) => readDeleted(draft, value)],
  ['new file mode ', (draft, value) => readNew(draft, value)],
  ['copy from ', (draft, value) => readPair(draft, 'isCopy', 'from', value)],
  ['copy to ', (draft, value) => readPair(draft, 'isCopy', 'to', value)],
  ['rename old ', (draft, value) => readPair(draft, 'isRename', 'from', value)],
  ['rename new ', (draft, value) => readPair(draft, 'isRename', 'to', value)],
  ['rename from ', (draft, value) => readPair(draft, 'isRename', 'from', value)],
  ['rename to ', (draft, value) => readPair(draft, 'isRename', 'to', value)],
  ['similarity index ', () => undefined],
  ['dissimilarity index ', () => undefined],
  ['index ', (draft, value) => readIndex(draft, value)],
  ['mode ', (draft, value) => readCombinedMode(draft, value)],
]

/** Reads the lines from `diff --git` (or `diff --cc`) up to the first one that is no header line. */
export function parseGitHeader(table: LineTable, at: number, isCombined: boolean): ParsedHeader {
  const draft: Draft = {
    diffNames: headerLine(table, at).replace(/^diff --\w+ /, ''),
    entries: [],
    isNew: false,
    isDeleted: false,
    isRename: false,
    isCopy: false,
    oldIds: [],
  }
  const nodes: HeaderNode[] = [node(table, at, 'diffLine')]
  let line = at + 1
  for (; line < table.count && hasLineFeed(table, line); line++) {
    if (startsWith(table, line, '--- ')) {
      draft.entries.push({ key: 'old', value: headerLine(table, line).slice(4) })
      nodes.push(node(table, line, 'oldName'))
    } else if (startsWith(table, line, '+++ ')) {
      draft.entries.push({ key: 'new', value: headerLine(table, line).slice(4) })
      nodes.push(node(table, line, 'newName'))
    } else {
      const known = LINES.find(([prefix]) => startsWith(table, line, prefix) && (isCombined || prefix !== 'mode '))
      if (known === undefined) break
      known[1](draft, headerLine(table, line).slice(known[0].length))
      nodes.push(node(table, line, 'extendedHeader'))
    }
  }
  return { header: draft, nodes, next: line }
}

function node(table: LineTable, line: number, kind: HeaderNode['kind']): HeaderNode {
  return { kind, start: lineStart(table, line), end: lineEnd(table, line), line: line + 1 }
}

function readNew(draft: Draft, value: string): void {
  draft.isNew = true
  draft.newMode = value.trim()
  draft.entries.push({ key: 'added', value: '' })
}

function readDeleted(draft: Draft, value: string): void {
  draft.isDeleted = true
  draft.oldMode = value.split(',')[0]!.trim()
  draft.entries.push({ key: 'deleted', value: '' })
}

function readPair(draft: Draft, flag: 'isCopy' | 'isRename', key: 'from' | 'to', value: string): void {
  draft[flag] = true
  draft.entries.push({ key, value })
}

/** `index <old>[,<old>…]..<new>[ <mode>]`; the mode is there when it did not change. */
function readIndex(draft: Draft, value: string): void {
  const match = /^([0-9a-f]+(?:,[0-9a-f]+)*)\.\.([0-9a-f]+)(?: ([0-7]+))?\s*$/.exec(value)
  if (match === null) return
  draft.oldIds = match[1]!.split(',')
  draft.newId = match[2]!
  const mode = match[3]
  if (mode !== undefined) {
    draft.oldMode ??= mode
    draft.newMode ??= mode
  }
}

/** `mode <old>,<old>..<new>` of a combined diff. */
function readCombinedMode(draft: Draft, value: string): void {
  const match = /^([0-7]+)(?:,[0-7]+)*\.\.([0-7]+)\s*$/.exec(value)
  if (match === null) return
  draft.oldMode = match[1]!
  draft.newMode = match[2]!
}
