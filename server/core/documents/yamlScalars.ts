import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'
import { appendUnescaped, yamlEscapes } from './escapes'

/** A line of a scalar without its indentation and its end; `next` is where the following line starts. */
export interface ScalarLine {
  readonly start: number
  readonly end: number
  readonly next: number
}

export interface BlockScalar {
  readonly isFolded: boolean
  readonly chomping: 'strip' | 'clip' | 'keep'
  readonly lines: readonly ScalarLine[]
}

/** The text of a block scalar (YAML 1.2.2, section 8.1): every unit but folded line ends stands where it was written. */
export function blockText(body: EmbeddedText, { isFolded, chomping, lines }: BlockScalar): EmbeddedText {
  const builder = new PartBuilder(body)
  let last = lines.length - 1
  while (last >= 0 && isEmpty(lines[last])) last--
  for (let at = 0; at <= last; at++) {
    const line = lines[at] as ScalarLine
    builder.copy(line.start, line.end)
    if (at === last) break
    let next = at + 1
    while (next < last && isEmpty(lines[next])) next++
    const isBroken = !isFolded || isEmpty(line) || isIndented(body, line) || isIndented(body, lines[next])
    if (isBroken || next > at + 1) {
      if (isBroken) builder.put('\n', line.end, line.next)
      // Folding takes one line end away; the empty lines after it stay.
      for (let empty = at + 1; empty < next; empty++) {
        const blank = lines[empty] as ScalarLine
        builder.copy(blank.start, blank.end).put('\n', blank.end, blank.next)
      }
      at = next - 1
    } else builder.put(' ', line.end, line.next)
  }
  if (chomping === 'strip') return builder.build()
  const ends = chomping === 'clip' ? lines.slice(last, last + 1) : lines.slice(Math.max(last, 0))
  for (const line of ends) if (line.next > line.end) builder.put('\n', line.end, line.next)
  return builder.build()
}

function isEmpty(line: ScalarLine | undefined): boolean {
  return line === undefined || line.start >= line.end
}

function isIndented(body: EmbeddedText, line: ScalarLine | undefined): boolean {
  return line !== undefined && /[ \t]/.test(body.text[line.start] ?? '')
}

/** A plain scalar over several lines: a line end becomes a space, empty lines after it become line ends. */
export function plainText(
  body: EmbeddedText,
  pieces: readonly (readonly [start: number, end: number])[],
): EmbeddedText {
  const builder = new PartBuilder(body)
  for (const [index, [start, end]] of pieces.entries()) {
    const before = pieces[index - 1]
    if (before !== undefined) putFold(builder, body.text, before[1], start)
    builder.copy(start, end)
  }
  return builder.build()
}

/** What stands between quotes, from behind the first to the second. */
export function quotedText(body: EmbeddedText, start: number, end: number, quote: '"' | "'"): EmbeddedText {
  const builder = new PartBuilder(body)
  const { text } = body
  let from = start
  while (from < end) {
    const into = text.slice(from, end).indexOf('\n')
    const lineFeed = from + into
    const isLast = into === -1
    let to = isLast ? end : lineFeed
    if (!isLast) while (to > from && /[ \t\r]/.test(text[to - 1] ?? '')) to--
    const isJoined = quote === '"' && !isLast && endsWithBackslash(text, from, to)
    appendQuoted(builder, text, from, isJoined ? to - 1 : to, quote)
    if (isLast) break
    let next = lineFeed + 1
    while (next < end && /\s/.test(text[next] ?? '')) next++
    if (!isJoined) putFold(builder, text, to, next)
    from = next
  }
  return builder.build()
}

function endsWithBackslash(text: string, from: number, to: number): boolean {
  let at = to
  while (at > from && text[at - 1] === '\\') at--
  return (to - at) % 2 === 1
}

function appendQuoted(builder: PartBuilder, text: string, from: number, to: number, quote: '"' | "'"): void {
  if (quote === '"') {
    appendUnescaped(builder, text, from, to, yamlEscapes)
    return
  }
  const raw = text.slice(from, to)
  let at = 0
  for (let found = raw.indexOf("''"); found !== -1; found = raw.indexOf("''", at)) {
    builder.copy(from + at, from + found + 1)
    at = found + 2
  }
  builder.copy(from + at, to)
}

function putFold(builder: PartBuilder, text: string, start: number, end: number): void {
  const lineEnds = text.slice(start, end).split('\n').length - 1
  builder.put(lineEnds <= 1 ? ' ' : '\n'.repeat(lineEnds - 1), start, end)
}
