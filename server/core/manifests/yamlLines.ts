import { isBlank, lineRanges, skipBlank } from './manifestText'

/** One line `key: value`, `- value` or `- key: value` of a YAML text; offsets in UTF-16 units. */
export interface YamlLine {
  /** Index of the line, from 0. */
  readonly index: number
  /** Column of the key, or of the value without one; the `- ` in front counts as indentation. */
  readonly indent: number
  readonly isItem: boolean
  /** Quotes taken off; undefined for a plain item. */
  readonly key: string | undefined
  readonly keyStart: number
  readonly keyEnd: number
  /** Quotes and comment taken off; empty when what follows is indented. */
  readonly value: string
  readonly valueStart: number
  readonly valueEnd: number
}

/**
 * The lines of a YAML text written in block style, as lock files and workflows are: no anchors, no flow collections over
 * several lines. Text in block scalars (`|`, `>`) is left out. Reads parts of a file as well; total, and linear.
 */
export function readYamlLines(text: string): readonly YamlLine[] {
  const found: YamlLine[] = []
  let scalarIndent = -1
  let index = -1
  for (const { start: lineStart, end } of lineRanges(text)) {
    index++
    let start = skipBlank(text, lineStart, end)
    if (start === end) continue
    if (scalarIndent >= 0 && start - lineStart > scalarIndent) continue
    scalarIndent = -1
    if (text[start] === '#') continue
    const outer = start - lineStart
    let isItem = false
    while (text[start] === '-' && (start + 1 === end || isBlank(text.charCodeAt(start + 1)))) {
      isItem = true
      start = skipBlank(text, start + 1, end)
    }
    const line = readLine(text, start, end)
    if (/^[|>][\d+-]{0,3}$/.test(line.value)) scalarIndent = line.key === undefined ? outer : start - lineStart
    found.push({ index, indent: start - lineStart, isItem, ...line })
  }
  return found
}

function readLine(text: string, start: number, end: number): Omit<YamlLine, 'index' | 'indent' | 'isItem'> {
  const keyEnd = keyStop(text, start, end)
  const from = keyEnd === undefined ? start : skipBlank(text, keyEnd + 1, end)
  const to = valueStop(text, from, end)
  const [valueStart, valueEnd] = unquoted(text, from, to)
  const value = { value: text.slice(valueStart, valueEnd), valueStart, valueEnd }
  if (keyEnd === undefined) return { key: undefined, keyStart: start, keyEnd: start, ...value }
  const [keyStart, keyStopAt] = unquoted(text, start, keyEnd)
  return { key: text.slice(keyStart, keyStopAt), keyStart, keyEnd: keyStopAt, ...value }
}

/** Offset of the colon that ends the key. */
function keyStop(text: string, start: number, end: number): number | undefined {
  let at = start
  const quote = text[start]
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, start + 1)
    if (close === -1 || close >= end) return undefined
    at = skipBlank(text, close + 1, end)
    return text[at] === ':' ? at : undefined
  }
  for (; at < end; at++) {
    if (text[at] === ':' && (at + 1 === end || isBlank(text.charCodeAt(at + 1)))) return at
    if (text[at] === '#' && isBlank(text.charCodeAt(at - 1))) return undefined
  }
  return undefined
}

function valueStop(text: string, start: number, end: number): number {
  const quote = text[start]
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, start + 1)
    if (close !== -1 && close < end) return close + 1
  }
  let stop = end
  for (let at = start; at < end; at++)
    if (text[at] === '#' && (at === start || isBlank(text.charCodeAt(at - 1)))) {
      stop = at
      break
    }
  while (stop > start && isBlank(text.charCodeAt(stop - 1))) stop--
  return stop
}

function unquoted(text: string, start: number, end: number): readonly [number, number] {
  const quote = text[start]
  const isQuoted = (quote === '"' || quote === "'") && end > start + 1 && text[end - 1] === quote
  return isQuoted ? [start + 1, end - 1] : [start, end]
}
