import type { CodeUnit } from '../embedded/code'
import type { ShellPipeline, ShellReading, ShellWord } from '../syntax/shell'
import { shownValue } from '../syntax/value'
import type { CommandPlace } from './commandData'

/** In UTF-16 units. */
const LONGEST_TEXT = 400

/** Where the commands of a pipe stand; what is around them in the file comes with the unit. */
export function commandPlace(unit: CodeUnit, { context, form }: ShellPipeline): CommandPlace {
  const { language, decodings } = unit
  return { context: context === '' ? unit.context : context, form, language, decodings }
}

/**
 * The pipes of a reading. Substitutions between double quotes that a shell is then given as its program are read as a part
 * of the word and as a part of that program, but run once.
 */
export function pipelinesOf(reading: ShellReading): readonly ShellPipeline[] {
  const seen = new Set<string>()
  return reading.pipelines.filter(({ form, span, commands }) => {
    if (form !== 'substitution') return true
    const words = commands.map(({ words }) => words.map(({ text }) => text).join(' ')).join('|')
    const key = `${span.start.line}:${span.start.column} ${span.end.line}:${span.end.column} ${words}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** What a word becomes, for people and for patterns; as written where the file does not fix it. */
export function shownWord(word: ShellWord): string {
  return shortened(word.value.kind === 'unresolved' ? word.text : shownValue(word.value))
}

export function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text
}
