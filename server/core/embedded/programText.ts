import type { TextSpan } from '../model/location'
import type { ProgramReading } from '../syntax/program'
import type { CodeUnit } from './code'

/** Offsets in the outer file, half open. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** What is code inside an interpolated string: `${…}`, `#{…}`, `{…}`, `$name`. */
const holes = /[$#]\{[^{}]{0,400}\}|\{[^{}]{0,400}\}|\$\w+(?:\[['"]?\w+['"]?\]|->\w+)?/g

/**
 * The text of the file a unit stands in, with the characters of string constants blanked, so that a word found in it is
 * a name and no part of a text. Offsets are those of the file.
 */
export class ProgramText {
  readonly names: string
  readonly text: string
  readonly #unit: CodeUnit

  constructor(unit: CodeUnit, reading: ProgramReading, text: string) {
    this.text = text
    this.#unit = unit
    const pieces: string[] = []
    let done = 0
    for (const { span, isInterpolated } of reading.strings) {
      const { from, to } = this.stretch(span)
      if (from < done || to - from < 2) continue
      pieces.push(text.slice(done, from), isInterpolated ? onlyHoles(text.slice(from, to)) : blank(to - from))
      done = to
    }
    pieces.push(text.slice(done))
    this.names = pieces.join('')
  }

  stretch(span: TextSpan): Stretch {
    const { lines } = this.#unit.body
    return { from: lines.offset(span.start), to: lines.offset(span.end) }
  }

  span({ from, to }: Stretch): TextSpan {
    return this.#unit.body.lines.span(from, to)
  }

  at({ from, to }: Stretch): string {
    return this.text.slice(from, to)
  }
}

function blank(length: number): string {
  return ' '.repeat(length)
}

function onlyHoles(text: string): string {
  let done = 0
  const pieces: string[] = []
  for (const { 0: hole, index } of text.matchAll(holes)) {
    pieces.push(blank(index - done), hole)
    done = index + hole.length
  }
  return [...pieces, blank(text.length - done)].join('')
}
