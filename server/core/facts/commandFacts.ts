import type { CodeUnit } from '../embedded/code'
import type { ShellPipeline, ShellWord } from '../syntax/shell'
import { shownValue } from '../syntax/value'
import type { CommandPlace } from './commandData'

/** In UTF-16 units. */
const LONGEST_TEXT = 400

/** Where the commands of a pipe stand; what is around them in the file comes with the unit. */
export function commandPlace(unit: CodeUnit, { context, form }: ShellPipeline): CommandPlace {
  const { language, decodings } = unit
  return { context: context === '' ? unit.context : context, form, language, decodings }
}

/** What a word becomes, for people and for patterns; as written where the file does not fix it. */
export function shownWord(word: ShellWord): string {
  return shortened(word.value.kind === 'unresolved' ? word.text : shownValue(word.value))
}

export function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text
}
