import type { TextSpan } from '../model/location'
import { isBlank, joinContinued, lineRanges, ManifestText, skipBlank, skipWord, type Word } from './manifestText'

/** A requirement as PEP 508 and pip write it; every part as it stands in the file. */
export interface PythonRequirement {
  readonly kind: 'requirement'
  /** Absent for a path or address that names none. */
  readonly name?: Word
  /** Between the brackets: `security,socks`. */
  readonly extras?: Word
  /** `>=2.0,<3`. */
  readonly specifier?: Word
  /** Address, path or `git+https://…@ref`: after `name @`, or instead of a name. */
  readonly reference?: Word
  /** After the semicolon. */
  readonly marker?: Word
  /** Values of `--hash=`. */
  readonly hashes: readonly Word[]
  /** `-e`. */
  readonly isEditable: boolean
  readonly span: TextSpan
}

/** `-r file`, `--index-url address` and the like, on a line of its own. */
export interface RequirementOption {
  readonly kind: 'option'
  /** In its long form: `--requirement` for `-r`. */
  readonly option: string
  readonly value?: Word
  readonly span: TextSpan
}

export type RequirementLine = PythonRequirement | RequirementOption

const LONG: Readonly<Record<string, string>> = {
  '-r': '--requirement',
  '-c': '--constraint',
  '-i': '--index-url',
  '-f': '--find-links',
  '-e': '--editable',
}

/** The lines of a requirements file (pip's documentation, "Requirements File Format"), continued lines joined. */
export function readRequirements(text: string): readonly RequirementLine[] {
  const source = new ManifestText(text)
  const joined = joinContinued(text)
  const found: RequirementLine[] = []
  for (const { start: lineStart, end: lineEnd } of lineRanges(joined)) {
    const start = skipBlank(joined, lineStart, lineEnd)
    const end = commentStart(joined, start, lineEnd)
    if (start >= end) continue
    if (joined[start] !== '-') {
      found.push(readRequirement(source, joined, start, end, false))
      continue
    }
    const option = readOption(source, joined, start, end)
    if (option.option === '--editable' && option.value !== undefined) {
      const from = skipBlank(joined, start + (joined[start + 1] === '-' ? '--editable'.length : 2), end)
      const valueStart = joined[from] === '=' ? from + 1 : from
      found.push(readRequirement(source, joined, valueStart, end, true))
    } else found.push(option)
  }
  return found
}

/** A comment begins at a `#` that starts the line or follows white space, so that fragments of addresses stay. */
function commentStart(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++)
    if (text[at] === '#' && (at === start || isBlank(text.charCodeAt(at - 1)))) return trimEnd(text, start, at)
  return trimEnd(text, start, end)
}

function trimEnd(text: string, start: number, end: number): number {
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return end
}

function readOption(source: ManifestText, text: string, start: number, end: number): RequirementOption {
  let nameEnd = start
  while (nameEnd < end && text[nameEnd] !== '=' && !isBlank(text.charCodeAt(nameEnd))) nameEnd++
  let written = text.slice(start, nameEnd)
  // `-rfile` is `-r file`.
  if (!written.startsWith('--') && written.length > 2) {
    written = written.slice(0, 2)
    nameEnd = start + 2
  }
  let from = skipBlank(text, nameEnd, end)
  if (text[from] === '=') from = skipBlank(text, from + 1, end)
  const value = source.trimmed(from, end)
  return {
    kind: 'option',
    option: LONG[written] ?? written,
    ...(value === undefined ? {} : { value }),
    span: source.span(start, end),
  }
}

/** One requirement between two offsets; `text` has the offsets of `source`, continued lines joined. */
export function readRequirement(
  source: ManifestText,
  text: string,
  start: number,
  lineEnd: number,
  isEditable: boolean,
): PythonRequirement {
  const hashes: Word[] = []
  let end = lineEnd
  for (let at = start + 1; at < lineEnd; at++) {
    if (text[at] !== '-' || !isBlank(text.charCodeAt(at - 1)) || text[at + 1] !== '-') continue
    if (end === lineEnd) end = trimEnd(text, start, at)
    const stop = skipWord(text, at, lineEnd)
    if (text.startsWith('--hash=', at)) hashes.push(source.word(at + '--hash='.length, stop))
    at = stop
  }
  const rest = { hashes, isEditable, span: source.span(start, lineEnd) }
  const nameEnd = endOfName(text, start, end)
  const next = skipBlank(text, nameEnd, end)
  const isNamed = nameEnd > start && (next === end || /[[=<>~!@;,(]/.test(text[next] ?? ''))
  if (!isNamed) {
    const stop = markerStart(text, start, end)
    const egg = /[#&]egg=([\w.-]{1,200})/.exec(text.slice(start, stop))
    const eggStart = egg === null ? 0 : start + egg.index + '#egg='.length
    return {
      kind: 'requirement',
      ...(egg === null ? {} : { name: source.word(eggStart, eggStart + (egg[1] ?? '').length) }),
      ...optional('reference', source.trimmed(start, stop)),
      ...optional('marker', source.trimmed(Math.min(stop + 1, end), end)),
      ...rest,
    }
  }
  let at = next
  let extras: Word | undefined
  if (text[at] === '[') {
    const close = text.indexOf(']', at)
    const stop = close === -1 || close > end ? end : close
    extras = source.trimmed(at + 1, stop)
    at = skipBlank(text, Math.min(stop + 1, end), end)
  }
  const isReference = text[at] === '@'
  if (isReference) at = skipBlank(text, at + 1, end)
  const stop = isReference ? markerStart(text, at, end) : stopAt(text, ';', at, end)
  const what = source.trimmed(at, stop)
  return {
    kind: 'requirement',
    name: source.word(start, nameEnd),
    ...optional('extras', extras),
    ...optional(isReference ? 'reference' : 'specifier', what),
    ...optional('marker', source.trimmed(Math.min(stop + 1, end), end)),
    ...rest,
  }
}

function optional<K extends string>(key: K, word: Word | undefined): { readonly [P in K]?: Word } {
  return word === undefined ? {} : ({ [key]: word } as { readonly [P in K]?: Word })
}

function endOfName(text: string, start: number, end: number): number {
  let at = start
  while (at < end && /[\w.-]/.test(text[at] ?? '')) at++
  return at
}

function stopAt(text: string, mark: string, start: number, end: number): number {
  for (let at = start; at < end; at++) if (text[at] === mark) return at
  return end
}

/** After an address a marker needs white space before its semicolon, which the address may hold itself. */
function markerStart(text: string, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) if (text[at] === ';' && isBlank(text.charCodeAt(at - 1))) return at
  return end
}
