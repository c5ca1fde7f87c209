import { isPlainStart, parseFile } from './file'
import { headerLine, isBlank, type LineTable, lineStart, lineTable, startsWith } from './lines'
import {
  boundaryOf,
  endOfFields,
  foreignEncoding,
  isBareMail,
  isCommitField,
  isCommitLine,
  isEnvelope,
  isPatchBreak,
  isSeparator,
} from './mail'
import type { PartNode, PatchDocument, SectionNode, TextKind } from './node'
import { classifyLine, type TextPlace } from './textLine'

/** Parts of parts of a mail that are told apart. */
const MAX_BOUNDARIES = 10

/** Children that are being collected, for the document or for one mail or commit of it. */
interface Draft {
  readonly kind: 'document' | 'mail' | 'commit'
  readonly first: number
  readonly children: (SectionNode | PartNode)[]
  place: TextPlace
  /** What separates the parts of a mail that has several; parts may have parts. */
  readonly boundaries: string[]
}

/**
 * Reads unified and git patches, `git format-patch` mails and mboxes, and the output of `git log -p` and `git show`.
 * Total: every byte of the input is in exactly one leaf, what cannot be understood is an `unread` leaf, and no input
 * makes it throw. Where git's own tools decide what counts as what, this follows them: apply.c for files and hunks,
 * mailsplit.c and mailinfo.c for mails.
 */
export function parsePatch(bytes: Uint8Array): PatchDocument {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return utf16(bytes)
  const bom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  const table = lineTable(bytes, bom)
  const document: Draft = { kind: 'document', first: 0, children: [], place: 'before-files', boundaries: [] }
  if (bom > 0) document.children.push({ kind: 'byteOrderMark', start: 0, end: bom, line: 1 })
  let draft = document
  let line = 0
  while (line < table.count) {
    if (isEnvelope(table, line) || (line === 0 && isBareMail(table, line))) {
      closeSection(table, document, draft, line)
      draft = { kind: 'mail', first: line, children: [], place: 'before-files', boundaries: [] }
      line = readMailHead(table, draft, line)
    } else if (draft.kind !== 'mail' && isCommitLine(table, line)) {
      closeSection(table, document, draft, line)
      draft = { kind: 'commit', first: line, children: [], place: 'before-files', boundaries: [] }
      line = readCommitHead(table, draft, line)
    } else line = readPart(table, draft, line)
  }
  closeSection(table, document, draft, line)
  return { bytes, children: document.children }
}

function utf16(bytes: Uint8Array): PatchDocument {
  const reason = 'the patch is UTF-16 text, which git does not read either; save it as UTF-8'
  return { bytes, children: [{ kind: 'unread', start: 0, end: bytes.length, line: 1, reason }] }
}

function closeSection(table: LineTable, document: Draft, draft: Draft, line: number): void {
  if (draft === document || draft.kind === 'document') return
  document.children.push({
    kind: draft.kind,
    start: lineStart(table, draft.first),
    end: lineStart(table, line),
    line: draft.first + 1,
    children: draft.children as PartNode[],
  })
}

function readPart(table: LineTable, draft: Draft, line: number): number {
  const file = parseFile(table, line)
  if (file !== undefined) {
    draft.children.push(file.node)
    draft.place = 'after-file'
    return file.next
  }
  if (isBoundary(table, draft, line)) return readPartHead(table, draft, line)
  const text = classifyLine(table, line, draft.place)
  if (text.kind === 'unread') {
    pushUnread(table, draft, line, line + 1, text.reason)
    if (draft.place === 'before-files') draft.place = 'after-file'
  } else {
    pushText(table, draft, text.kind, line, line + 1)
    if (text.kind === 'signature') draft.place = 'signature'
  }
  return line + 1
}

function isBoundary(table: LineTable, draft: Draft, line: number): boolean {
  if (draft.boundaries.length === 0 || !startsWith(table, line, '--')) return false
  const text = headerLine(table, line)
  return draft.boundaries.some(boundary => text === `--${boundary}` || text === `--${boundary}--`)
}

/** Envelope, header fields, message and separator of one mail; the patch in it is read like any other. */
function readMailHead(table: LineTable, draft: Draft, from: number): number {
  let line = from
  if (isEnvelope(table, line)) {
    pushText(table, draft, 'envelope', line, line + 1)
    line++
  }
  const fields = endOfFields(table, line)
  pushText(table, draft, 'mailHeader', line, fields)
  const encoding = readFields(table, draft, line, fields)
  line = fields
  if (line < table.count && isBlank(table, line)) {
    pushText(table, draft, 'blank', line, line + 1)
    line++
  }
  if (encoding !== undefined) return readForeignBody(table, draft, line, encoding)
  const body = line
  while (line < table.count && !endsMessage(table, draft, line)) line++
  pushText(table, draft, 'message', body, line)
  if (line < table.count && isSeparator(table, line)) {
    pushText(table, draft, 'separator', line, line + 1)
    line++
  }
  return line
}

/** Notes the boundary the fields name; returns an encoding that keeps the text from being read. */
function readFields(table: LineTable, draft: Draft, from: number, to: number): string | undefined {
  const boundary = boundaryOf(table, from, to)
  if (boundary !== undefined && draft.boundaries.length < MAX_BOUNDARIES) draft.boundaries.push(boundary)
  return foreignEncoding(table, from, to)
}

/** Also where only `git apply` on the mail itself, and not `git am`, would find a file. */
function endsMessage(table: LineTable, draft: Draft, line: number): boolean {
  if (isPatchBreak(table, line) || isEnvelope(table, line) || isPlainStart(table, line)) return true
  return isBoundary(table, draft, line) && foreignEncoding(table, line + 1, endOfFields(table, line + 1)) !== undefined
}

function readForeignBody(table: LineTable, draft: Draft, from: number, encoding: string): number {
  let line = from
  while (line < table.count && !isEnvelope(table, line) && !isBoundary(table, draft, line)) line++
  pushUnread(table, draft, from, line, `the mail is sent as ${encoding}; save it decoded, or use git format-patch`)
  return line
}

/** Boundary and fields of one part of a mail that has several. */
function readPartHead(table: LineTable, draft: Draft, from: number): number {
  const fields = endOfFields(table, from + 1)
  pushText(table, draft, 'prose', from, fields)
  draft.place = 'before-files'
  const encoding = readFields(table, draft, from + 1, fields)
  return encoding === undefined ? fields : readForeignBody(table, draft, fields, encoding)
}

/** Header and message as `git log` prints them: the message is indented, so nothing in it can look like a patch. */
function readCommitHead(table: LineTable, draft: Draft, from: number): number {
  let line = from + 1
  while (isCommitField(table, line)) line++
  pushText(table, draft, 'commitHeader', from, line)
  const message = line
  while (line < table.count && (isBlank(table, line) || isMessageLine(table, line))) line++
  pushText(table, draft, 'message', message, line)
  return line
}

function isMessageLine(table: LineTable, line: number): boolean {
  return startsWith(table, line, '    ') || /^Notes(?: \(.+\))?:$/.test(headerLine(table, line))
}

/** Neighbouring lines of one kind are one leaf. */
function pushText(table: LineTable, draft: Draft, kind: TextKind, from: number, to: number): void {
  if (from === to) return
  const last = draft.children.at(-1)
  const end = lineStart(table, to)
  if (last?.kind === kind) draft.children[draft.children.length - 1] = { ...last, end }
  else draft.children.push({ kind, start: lineStart(table, from), end, line: from + 1 })
}

function pushUnread(table: LineTable, draft: Draft, from: number, to: number, reason: string): void {
  if (from === to) return
  const last = draft.children.at(-1)
  const end = lineStart(table, to)
  if (last?.kind === 'unread' && last.reason === reason) draft.children[draft.children.length - 1] = { ...last, end }
  else draft.children.push({ kind: 'unread', start: lineStart(table, from), end, line: from + 1, reason })
}
