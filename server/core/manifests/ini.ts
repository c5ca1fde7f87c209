import { ManifestText, skipBlank, type Word } from './manifestText'

/** How a value goes on in the next line: a backslash at the end, an indented line, or not at all. */
export type Continuation = 'backslash' | 'indent' | 'none'

export interface IniDialect {
  readonly continuation: Continuation
  /** Characters that separate key and value. */
  readonly separators: string
  /** Characters that begin a comment at the start of a line. */
  readonly comments: string
  /** Whether such a character also ends a value, outside quotes (git-config). */
  readonly hasTrailingComments?: boolean
}

export interface IniEntry {
  readonly key: Word
  /** The stretches of the value, one for each physical line that has any of it. */
  readonly parts: readonly Word[]
  /** The parts in one, with a space between. */
  readonly value: string
  /** A key that stands alone, without a separator. */
  readonly isBare: boolean
}

export interface IniSection {
  /** What stands between the brackets; empty for entries before the first section. */
  readonly name: string
  /** The header with its brackets; absent before the first section. */
  readonly header?: Word
  readonly entries: readonly IniEntry[]
}

interface OpenEntry {
  readonly key: Word
  readonly parts: Word[]
  readonly isBare: boolean
}

/**
 * Files of sections, keys and values in the order of the text. A key may occur more than once; a section too, and each
 * is one of its own here. Lines that are none of these are left out.
 */
export function readIni(text: string, dialect: IniDialect): readonly IniSection[] {
  const source = new ManifestText(text)
  const sections: { name: string; header?: Word; open: OpenEntry[] }[] = [{ name: '', open: [] }]
  let entry: OpenEntry | undefined
  let goesOn = false
  for (const { start: lineStart, end: lineEnd } of source.lines()) {
    const start = skipBlank(text, lineStart, lineEnd)
    if (start === lineEnd) {
      goesOn = false
      if (dialect.continuation !== 'indent') entry = undefined
      continue
    }
    // A comment between continued lines does not end the value (systemd.syntax(7)).
    if (dialect.comments.includes(text[start] ?? '')) continue
    const isContinued = dialect.continuation === 'backslash' && text[lineEnd - 1] === '\\'
    const contentEnd = valueEnd(text, start, isContinued ? lineEnd - 1 : lineEnd, dialect)
    const isNext = goesOn || (dialect.continuation === 'indent' && start > lineStart)
    if (isNext && entry !== undefined) {
      const part = source.trimmed(start, contentEnd)
      if (part !== undefined) entry.parts.push(part)
      goesOn = isContinued
      continue
    }
    goesOn = false
    const close = text[start] === '[' ? text.lastIndexOf(']', lineEnd - 1) : -1
    if (close > start) {
      sections.push({ name: text.slice(start + 1, close), header: source.word(start, close + 1), open: [] })
      entry = undefined
      continue
    }
    entry = openEntry(source, start, contentEnd, dialect)
    if (entry === undefined) continue
    sections.at(-1)?.open.push(entry)
    goesOn = isContinued
  }
  return sections
    .filter(section => section.header !== undefined || section.open.length > 0)
    .map(({ name, header, open }) => ({
      name,
      ...(header === undefined ? {} : { header }),
      entries: open.map(one => ({ ...one, value: one.parts.map(part => part.text).join(' ') })),
    }))
}

function openEntry(source: ManifestText, start: number, end: number, dialect: IniDialect): OpenEntry | undefined {
  let at = start
  while (at < end && !dialect.separators.includes(source.text[at] ?? '')) at++
  const key = source.trimmed(start, at)
  if (key === undefined) return undefined
  const first = source.trimmed(at + 1, end)
  return { key, parts: first === undefined ? [] : [first], isBare: at === end }
}

function valueEnd(text: string, start: number, end: number, dialect: IniDialect): number {
  if (dialect.hasTrailingComments !== true) return end
  let isQuoted = false
  for (let at = start; at < end; at++) {
    const unit = text[at] ?? ''
    if (unit === '\\') at++
    else if (unit === '"') isQuoted = !isQuoted
    else if (!isQuoted && dialect.comments.includes(unit)) return at
  }
  return end
}
