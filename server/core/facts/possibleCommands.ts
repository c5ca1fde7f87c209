import type { ShellCommand, ShellWord } from '../syntax/shell'
import { mostAlternatives, textsOf } from '../syntax/value'
import { programOf } from './shellRoles'

/**
 * A command once for each way the file lets it be: every word that has a value has it as `resolved`, and no word has a
 * guess. At least one; where too many words have several values, those are as written.
 */
export function possibleCommands(command: ShellCommand): readonly ShellCommand[] {
  let forms: readonly (readonly ShellWord[])[] = [[]]
  for (const word of command.words) {
    const texts = textsOf(word.value)
    const fits = texts.length > 0 && texts.length * forms.length <= mostAlternatives
    const words = fits ? texts.map(text => withText(word, text)) : [withText(word, undefined)]
    forms =
      words.length === 1
        ? forms.map(form => [...form, ...words])
        : forms.flatMap(form => words.map(one => [...form, one]))
  }
  return forms.map(words => ({ ...command, words, name: nameOf(command, words[0]) }))
}

/** Names of the programs it can run, `sudo` and the like aside. */
export function possiblePrograms(command: ShellCommand): readonly string[] {
  return [...new Set(possibleCommands(command).map(form => programOf(form).name))]
}

function withText(word: ShellWord, resolved: string | undefined): ShellWord {
  const { text, raw, span, variables, value } = word
  const plain = { text, raw, span, variables, value, body: () => word.body() }
  return resolved === undefined || resolved === text ? plain : { ...plain, resolved }
}

function nameOf({ name }: ShellCommand, first: ShellWord | undefined): string {
  if (first === undefined || name === '(' || name === '{') return name
  const program = (first.resolved ?? first.text).trim().split(/\s/, 1)[0] ?? ''
  return program.startsWith('$') ? program : program.slice(program.lastIndexOf('/') + 1)
}
