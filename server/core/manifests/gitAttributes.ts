import { ManifestText, skipBlank, skipWord, type Word } from './manifestText'

export interface GitAttribute {
  readonly name: string
  /** `set`: `text`, `unset`: `-text`, `unspecified`: `!text`, `value`: `eol=lf`. */
  readonly state: 'set' | 'unset' | 'unspecified' | 'value'
  readonly value?: string
  /** As written. */
  readonly word: Word
}

/** One line of a .gitattributes file (gitattributes(5), "DESCRIPTION"). */
export interface GitAttributeLine {
  /** The pattern without its quotes, or the name of the macro that the line defines. */
  readonly pattern: string
  readonly isMacro: boolean
  /** The pattern as written. */
  readonly word: Word
  readonly attributes: readonly GitAttribute[]
}

const MACRO = '[attr]'

export function readGitAttributes(text: string): readonly GitAttributeLine[] {
  const source = new ManifestText(text)
  const found: GitAttributeLine[] = []
  for (const { start: lineStart, end } of source.lines()) {
    const start = skipBlank(text, lineStart, end)
    if (start === end || text[start] === '#') continue
    const quoted = text[start] === '"' ? quotedEnd(text, start, end) : undefined
    const patternEnd = quoted ?? skipWord(text, start, end)
    const word = source.word(start, patternEnd)
    const isMacro = quoted === undefined && word.text.startsWith(MACRO)
    found.push({
      pattern: isMacro ? word.text.slice(MACRO.length) : quoted === undefined ? word.text : unquote(word.text),
      isMacro,
      word,
      attributes: source.words(patternEnd, end).map(toAttribute),
    })
  }
  return found
}

function toAttribute(word: Word): GitAttribute {
  const { text } = word
  if (text.startsWith('-')) return { name: text.slice(1), state: 'unset', word }
  if (text.startsWith('!')) return { name: text.slice(1), state: 'unspecified', word }
  const equals = text.indexOf('=')
  if (equals === -1) return { name: text, state: 'set', word }
  return { name: text.slice(0, equals), state: 'value', value: text.slice(equals + 1), word }
}

/** Offset after the closing quote; undefined when there is none and the quote is an ordinary character. */
function quotedEnd(text: string, start: number, end: number): number | undefined {
  for (let at = start + 1; at < end; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return undefined
}

function unquote(written: string): string {
  return written.slice(1, -1).replace(/\\(.)/g, '$1')
}
