import type { TextSpan } from '../model/location'
import { type EmbeddedText, EmbeddedTextBuilder } from '../syntax/embeddedText'
import type { ProgramArgument, ProgramReading } from '../syntax/program'
import { unknownWord } from './argv'

/** What stands for a stretch nobody can foresee: a variable that is never set, or a name where `$` means nothing. */
type Unknown = 'variable' | 'name'

const written: Readonly<Record<Unknown, string>> = { variable: '${_}', name: '_' }

/**
 * The texts an argument can be: where it is a constant, each unit where it is written; where the file gives a variable the
 * text, all of it at the argument; what the file does not fix is replaced by an unknown. None when nothing of it is fixed.
 * @param body of the unit the argument stands in
 */
export function argumentTexts(
  body: EmbeddedText,
  program: ProgramReading,
  argument: ProgramArgument,
  unknown: Unknown,
): readonly EmbeddedText[] {
  if (argument.text !== undefined) return [argument.text]
  const { value } = argument
  switch (value.kind) {
    case 'known':
      return [placed(body, argument.span, value.text)]
    case 'oneOf':
      return value.texts.map(text => placed(body, argument.span, text))
    case 'unresolved': {
      if (!value.pieces.some(piece => piece !== null && piece.trim() !== '')) return []
      const text = interpolated(program, argument.span, value.pieces, written[unknown])
      return [text ?? placed(body, argument.span, value.pieces.map(piece => piece ?? written[unknown]).join(''))]
    }
  }
}

/** One word of a command, an unknown one if nothing of it is fixed. */
export function argumentWord(body: EmbeddedText, program: ProgramReading, argument: ProgramArgument): EmbeddedText {
  return argumentTexts(body, program, argument, 'variable')[0] ?? placed(body, argument.span, unknownWord)
}

function placed({ lines }: EmbeddedText, span: TextSpan, text: string): EmbeddedText {
  return new EmbeddedTextBuilder('', lines).put(text, lines.offset(span.start), lines.offset(span.end)).build()
}

/** A string with holes: the fixed stretches stay where they are written, if they are found in it in their order. */
function interpolated(
  program: ProgramReading,
  span: TextSpan,
  pieces: readonly (string | null)[],
  unknown: string,
): EmbeddedText | undefined {
  const text = stringAt(program, span)?.text
  if (text === undefined) return undefined
  const builder = new EmbeddedTextBuilder('', text.lines)
  let at = 0
  for (const [index, piece] of pieces.entries()) {
    if (piece === null) {
      const next = pieces[index + 1]
      const end = next === undefined ? text.text.length : next === null ? at : text.text.indexOf(next, at)
      if (end === -1) return undefined
      builder.put(unknown, text.outerStart(at), Math.max(text.outerStart(at), text.outerEnd(end)))
      at = end
    } else {
      if (!text.text.startsWith(piece, at)) return undefined
      builder.append(text, at, at + piece.length)
      at += piece.length
    }
  }
  return builder.build()
}

/** The string that starts where a span does; strings are in the order of the text. */
function stringAt(program: ProgramReading, { start }: TextSpan): ProgramReading['strings'][number] | undefined {
  let low = 0
  let high = program.strings.length
  while (low < high) {
    const middle = (low + high) >> 1
    const at = program.strings[middle]?.span.start
    if (at !== undefined && (at.line < start.line || (at.line === start.line && at.column < start.column)))
      low = middle + 1
    else high = middle
  }
  const found = program.strings[low]
  return found?.span.start.line === start.line && found.span.start.column === start.column ? found : undefined
}
