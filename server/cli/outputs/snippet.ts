import { escapeTerminal } from '../../core/explain/escape'
import { cutToWidth, displayWidth } from '../../core/explain/wrap'
import type { Evidence } from '../../core/model/finding'
import {
  type InnerLocation,
  isTextSpan,
  type Location,
  lastLine,
  type Place,
  type TextSpan,
} from '../../core/model/location'

export interface SnippetOptions {
  /** Columns, indent included. */
  readonly width: number
  readonly indent: string
}

/** Columns that stay visible before a mark when a line is too long to be shown whole. */
const LEAD = 12

/** The quoted lines with their numbers and a mark under what is meant; descriptions of bytes without either. */
export function snippet(evidence: Evidence, { width, indent }: SnippetOptions): string[] {
  if (evidence.text === '') return []
  const { at } = evidence.location
  const lines = evidence.text.split('\n').map(line => line.replace(/\r$/, ''))
  // What lies inside is quoted as it is there, and its columns are those of the quote.
  const quoted = innermost(evidence.location)
  if (!isTextSpan(at) || !isTextSpan(quoted) || lastLine(at) - at.start.line !== lastLine(quoted) - quoted.start.line)
    return lines.map(line => cutToWidth(`${indent}  | ${escapeTerminal(line)}`, width))
  const digits = Math.max(4, String(at.start.line + lines.length - 1).length)
  const room = width - indent.length - digits - 3
  return lines.flatMap((line, index) => {
    const number = at.start.line + index
    const shown = windowed(line, columnsOn(quoted.start.line + index, quoted, line), room)
    const gutter = `${indent}${String(number).padStart(digits)} | `
    const mark = `${indent}${' '.repeat(digits)} | ${shown.mark}`
    return shown.mark === '' ? [`${gutter}${shown.text}`] : [`${gutter}${shown.text}`, mark]
  })
}

function innermost(location: Location | InnerLocation): Place {
  return location.inside === undefined ? location.at : innermost(location.inside)
}

/** UTF-16 columns of the span on one of its lines; undefined when the text is not that line. */
function columnsOn(number: number, at: TextSpan, line: string): readonly [number, number] | undefined {
  if (number > at.end.line) return undefined
  const isOneLine = at.start.line === at.end.line
  // Some rules quote only what they mean instead of the line around it.
  if (isOneLine && at.start.column > 0 && at.end.column - at.start.column === line.length) return [0, line.length]
  const from = number === at.start.line ? at.start.column : (/^\s*/.exec(line)?.[0].length ?? 0)
  const to = number === at.end.line ? Math.min(at.end.column, line.length) : line.length
  return from > line.length || to < from ? undefined : [from, to]
}

/** Escapes the line piece by piece, so that the mark stands under what the escaped text shows. */
function windowed(
  line: string,
  columns: readonly [number, number] | undefined,
  room: number,
): { readonly text: string; readonly mark: string } {
  if (columns === undefined) return { text: cutToWidth(escapeTerminal(line), room), mark: '' }
  const [from, to] = columns
  const before = escapeTerminal(line.slice(0, from))
  const marked = escapeTerminal(line.slice(from, to))
  const after = escapeTerminal(line.slice(to))
  const lead = displayWidth(before) + displayWidth(marked) > room ? tailOf(before, LEAD) : before
  const text = cutToWidth(`${lead}${marked}${after}`, room)
  const start = displayWidth(lead)
  const isWhole = line.trim() === line.slice(from, to).trim() && to > from
  const length = Math.max(1, Math.min(displayWidth(marked), room - start))
  return { text, mark: isWhole && length > 40 ? '' : `${' '.repeat(start)}${'^'.repeat(length)}` }
}

function tailOf(text: string, columns: number): string {
  const chars = [...text]
  return chars.length <= columns ? text : `…${chars.slice(chars.length - columns + 1).join('')}`
}
