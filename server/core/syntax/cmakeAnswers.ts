import { type CMakeCommand, type CMakeFile, readCMake } from './cmakeReader'
import { type FeatureAnswer, formOf, headSpan, squeezedCheck, type When, whenWithin } from './featureAnswers'

/** Where the commands of CMake's modules take the variable of the result (cmake-modules(7)); the last word otherwise. */
const resultPlaces: readonly (readonly [RegExp, number])[] = [
  [
    /^check_(?:type_size|include_files?|function_exists|include_file_cxx|c_source_\w+|cxx_source_\w+|(?:c|cxx)_compiler_flag|variable_exists)$/,
    1,
  ],
  [
    /^(?:check_(?:c|cxx)?_?symbol_exists|check_cxx_symbol_exists|check_source_\w+|check_compiler_flag|check_linker_flag)$/,
    2,
  ],
  [/^check_(?:library_exists|struct_has_member)$/, 3],
  [/^try_(?:compile|run)$/, 0],
]
const yes = /^(?:1|ON|YES|TRUE|Y)$/i
const no = /^(?:0|OFF|NO|FALSE|N|IGNORE|NOTFOUND|)$/i
const name = /^[A-Za-z_]\w*$/
const deepest = 100

/** Results of checks, and variables and defines that take their values under conditions on them. */
export function findCMakeAnswers(text: string): readonly FeatureAnswer[] {
  const file = readCMake(text)
  const open: { when: When; condition: string }[] = []
  const found: FeatureAnswer[] = []
  for (const command of file.commands) {
    const top = open.at(-1)
    if (command.name === 'if') {
      if (open.length < deepest) open.push(conditionOf(file, command))
    } else if (command.name === 'elseif' && top !== undefined) Object.assign(top, conditionOf(file, command))
    else if (command.name === 'else' && top !== undefined) top.when = opposite(top.when)
    else if (command.name === 'endif') open.pop()
    else found.push(...answersOf(file, command, whenWithin(open.map(({ when }) => when)), open.at(-1)?.condition ?? ''))
  }
  return found
}

function answersOf(file: CMakeFile, command: CMakeCommand, when: When, condition: string): readonly FeatureAnswer[] {
  const words = command.arguments.map(({ body }) => body.text)
  const answer = (
    variable: string,
    sets: FeatureAnswer['sets'],
    form: FeatureAnswer['form'],
    check = condition,
    prevails = false,
  ): FeatureAnswer => ({
    buildSystem: 'cmake',
    name: variable,
    sets,
    form,
    check,
    prevails,
    start: command.start,
    span: headSpan(file.text, file.lines, command.start, command.end),
  })
  if (/^(?:\w*_)?check_\w+$|^try_(?:compile|run)$/.test(command.name)) {
    const place = resultPlaces.find(([pattern]) => pattern.test(command.name))?.[1] ?? words.length - 1
    const variable = words[place] ?? ''
    if (!name.test(variable) || (place !== resultPlaceKnown(command.name) && !/^[A-Z]/.test(variable))) return []
    const check = squeezedCheck(`${command.name}(${words.filter((_, at) => at !== place).join(' ')})`)
    return [answer(variable, 'variable', when === 'never' ? 'never' : 'checked', check)]
  }
  if (command.name === 'set') {
    const [variable = '', value, ...rest] = words
    if (!name.test(variable) || value === undefined || !(yes.test(value) || no.test(value))) return []
    // A cache entry without FORCE is a default for the user; `INTERNAL` implies it (cmake-commands(7), `set`), and a
    // check behind such an entry is not made.
    const isOption = rest.includes('CACHE') && !rest.includes('FORCE') && !rest.includes('INTERNAL')
    return [answer(variable, 'variable', formOf(yes.test(value), when), condition, !isOption)]
  }
  if (/^(?:add_compile_definitions|target_compile_definitions|add_definitions)$/.test(command.name))
    return words.flatMap(word => {
      const [, variable, value] = /^(?:-D)?([A-Z_][A-Z0-9_]+)(?:=(.*))?$/s.exec(word) ?? []
      if (variable === undefined || /^(?:PUBLIC|PRIVATE|INTERFACE)$/.test(variable)) return []
      return [answer(variable, 'define', formOf(value !== '0', when))]
    })
  return []
}

function resultPlaceKnown(command: string): number | undefined {
  return resultPlaces.find(([pattern]) => pattern.test(command))?.[1]
}

function conditionOf(file: CMakeFile, command: CMakeCommand): { when: When; condition: string } {
  const words = command.arguments.map(({ body }) => body.text)
  const condition = squeezedCheck(file.text.slice(command.start, Math.min(command.end, command.start + 400)))
  const [first = '', second = ''] = words
  if (words.length === 1 && no.test(first)) return { when: 'never', condition }
  if (words.length === 1 && yes.test(first)) return { when: 'always', condition }
  if (words.length === 2 && first === 'NOT' && yes.test(second)) return { when: 'never', condition }
  const isAnd = words.includes('AND') && !words.includes('OR')
  if (isAnd && words.some((word, at) => isWhole(words, at) && no.test(word))) return { when: 'never', condition }
  if (words.length === 1 && name.test(first)) return { when: 'success', condition }
  if (words.length === 2 && first === 'NOT' && name.test(second)) return { when: 'failure', condition }
  return { when: 'unknown', condition }
}

/** A constant that is a condition of its own, not what another word is compared with. */
function isWhole(words: readonly string[], at: number): boolean {
  const [before, after] = [words[at - 1], words[at + 1]]
  return (before === undefined || before === 'AND') && (after === undefined || after === 'AND')
}

function opposite(when: When): When {
  if (when === 'success') return 'failure'
  if (when === 'failure') return 'success'
  return when === 'never' ? 'always' : when === 'always' ? 'never' : 'unknown'
}
