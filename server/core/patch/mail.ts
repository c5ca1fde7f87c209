import { headerLine, isBlank, type LineTable, rawLine, startsWith } from './lines'

/**
 * The line that starts a mail in an mbox, by the test of git's mailsplit.c: `From `, and at the end a time of day and
 * a year.
 */
export function isEnvelope(table: LineTable, line: number): boolean {
  if (!startsWith(table, line, 'From ')) return false
  const text = headerLine(table, line)
  if (text.length < 19) return false
  const colon = text.lastIndexOf(':', text.length - 2)
  if (![-4, -2, -1, 1, 2].every(offset => /\d/.test(text[colon + offset] ?? ''))) return false
  return Number.parseInt(text.slice(colon + 3), 10) > 90
}

/** A field name and a colon, as in git's is_email. */
const FIELD = /^[!-9;-~]+:/

/** A mail without an envelope, at the start of the input: header fields up to a blank line, and one git needs. */
export function isBareMail(table: LineTable, from: number): boolean {
  let hasMailField = false
  for (let line = from; line < table.count; line++) {
    if (isBlank(table, line)) return hasMailField
    const text = headerLine(table, line)
    if (!FIELD.test(text) && !(line > from && /^[ \t]/.test(text))) return false
    if (/^(?:from|subject|date):/i.test(text)) hasMailField = true
  }
  return false
}

/** The line after the header fields of a mail. */
export function endOfFields(table: LineTable, from: number): number {
  let line = from
  while (line < table.count && !isBlank(table, line)) {
    const text = headerLine(table, line)
    if (!FIELD.test(text) && !/^[ \t]/.test(text) && !text.startsWith('>From ')) break
    line++
  }
  return line
}

/** Where git's mailinfo stops taking lines for the message (mailinfo.c, patchbreak). */
export function isPatchBreak(table: LineTable, line: number): boolean {
  if (startsWith(table, line, 'diff -') || startsWith(table, line, 'Index: ')) return true
  return startsWith(table, line, '---') && (isSeparator(table, line) || /^--- \S/.test(rawLine(table, line)))
}

/** `---` and nothing else. */
export function isSeparator(table: LineTable, line: number): boolean {
  return startsWith(table, line, '---') && /^---\s*$/.test(rawLine(table, line))
}

/** An encoding of the body that is read by undoing it first, which this reader does not do. */
export function foreignEncoding(table: LineTable, from: number, to: number): string | undefined {
  for (let line = from; line < to; line++) {
    const match = /^content-transfer-encoding:\s*(base64|quoted-printable)/i.exec(headerLine(table, line))
    if (match !== null) return match[1]!.toLowerCase()
  }
  return undefined
}

/** What separates the parts of a mail that has several, without its leading `--`. */
export function boundaryOf(table: LineTable, from: number, to: number): string | undefined {
  for (let line = from; line < to; line++) {
    const match = /boundary="?([^";]+)"?/i.exec(headerLine(table, line).slice(0, 1000))
    if (match !== null) return match[1]
  }
  return undefined
}

/** Fields of `git log` in its formats, those of a commit object (`--format=raw`), and lines that continue one. */
const COMMIT_FIELD =
  /^(?:(?:Author|AuthorDate|Commit|CommitDate|Merge|Date|Reflog|Reflog message|gpg): ?|(?:tree|parent|author|committer|encoding|gpgsig|gpgsig-sha256|mergetag) | )/

/** The line that starts a commit in the output of `git log` and `git show`. */
export function isCommitLine(table: LineTable, line: number): boolean {
  if (!startsWith(table, line, 'commit ') || line + 1 >= table.count) return false
  return /^commit [0-9a-f]{7,64}(?: |$)/.test(headerLine(table, line)) && isCommitField(table, line + 1)
}

export function isCommitField(table: LineTable, line: number): boolean {
  return line < table.count && COMMIT_FIELD.test(headerLine(table, line))
}
