import type { EmbeddedText } from '../syntax/embeddedText'
import type { LanguageId } from '../syntax/language'
import type { ProgramArgument, ProgramCall, ProgramReading } from '../syntax/program'
import { type CallRow, callRowOf, mentionsForm } from '../syntax/program/callTable'
import { argumentTexts, argumentWord } from './argumentText'
import { commandOfWords } from './argv'
import type { CodeUnit, EmbedReader, FoundCode } from './code'
import { joinWords } from './part'

const languages = [
  'python',
  'javascript',
  'typescript',
  'tsx',
  'ruby',
  'php',
  'perl',
  'go',
  'rust',
  'java',
  'csharp',
  'c',
  'cpp',
] as const satisfies readonly LanguageId[]

/** Commands and texts that programs hand to a shell, to another program or back to their own interpreter. */
export const execCalls: EmbedReader = {
  languages,
  parses: true,
  read(unit) {
    const program = mentionsForm(unit.language, unit.body.text) ? unit.program() : undefined
    if (program === undefined) return []
    if (unit.language === 'rust') return rustCommands(unit, program)
    return program.calls.flatMap(call => {
      const row = callRowOf(unit.language, call)
      return row?.form === undefined ? [] : codeOf(unit, program, call, row)
    })
  },
}

function codeOf(unit: CodeUnit, program: ProgramReading, call: ProgramCall, row: CallRow): readonly FoundCode[] {
  const from = row.from === 'last' ? Math.max(0, call.arguments.length - 1) : (row.from ?? 0)
  const named = call.arguments.filter(({ name }) => name === 'args' || name === 'cmd' || name === 'command')
  const positional = call.arguments.slice(from).filter(({ name }) => name === undefined)
  // Ruby takes a table of variables before the command.
  const isTable = positional[0]?.elements?.some(({ name }) => name !== undefined) === true
  const given = positional.length > 0 ? positional.slice(isTable ? 1 : 0) : named
  const [first] = given
  if (first === undefined) return []
  const isList = listOf(first) !== undefined
  const context = call.form === 'backtick' ? '`…`' : call.target
  const make = (language: FoundCode['language'], body: EmbeddedText): FoundCode[] =>
    body.text.trim() === '' ? [] : [{ language, body, role: 'argument', context }]

  if (row.form === 'source')
    return argumentTexts(unit.body, program, first, 'name').flatMap(body => make(unit.language, body))
  const usesShell = hasShell(call)
  const isText = row.form === 'shell' || usesShell || (row.form === 'either' && !isList && given.length < 2)
  if (isText && !isList) {
    const texts = argumentTexts(unit.body, program, first, 'variable')
    const rest = usesShell || unit.language === 'csharp' ? wordsOf(unit, program, given.slice(1)) : []
    return texts.flatMap(body => make('bash', joinWords([body, ...rest])))
  }
  const words = wordsOf(unit, program, given)
  // With a shell, the words are joined as they are.
  const [word, ...more] = words
  const isJoined = usesShell && unit.language !== 'python' && word !== undefined
  const body = isJoined ? joinWords([word, ...more]) : commandOfWords(words)
  const isKnown = words.some(word => /\w/.test(word.text.replaceAll('${_}', '')))
  return body === undefined || !isKnown ? [] : make('bash', body)
}

/** `shell=True`, `{ shell: true }`, `{ shell: '/bin/bash' }`. */
function hasShell(call: ProgramCall): boolean {
  const options = call.arguments.flatMap(argument => [argument, ...(argument.elements ?? [])])
  return options.some(({ name, raw }) => name === 'shell' && !/^(?:false|False|None|null|undefined)$/.test(raw))
}

function listOf({ elements }: ProgramArgument): readonly ProgramArgument[] | undefined {
  return elements?.every(({ name }) => name === undefined) === true ? elements : undefined
}

/** Options that come last, and functions to call back, are no words. */
function wordsOf(unit: CodeUnit, program: ProgramReading, given: readonly ProgramArgument[]): readonly EmbeddedText[] {
  return given.flatMap((argument, index): readonly EmbeddedText[] => {
    const list = listOf(argument)
    if (list !== undefined) return list.map(element => argumentWord(unit.body, program, element))
    if (argument.elements !== undefined || /=>|^(?:async\s+)?function\b/.test(argument.raw.slice(0, 200))) return []
    // A name alone after the program may be a list, options or a function: no word to speak of.
    return index === 0 || argument.value.kind !== 'unresolved' || argument.value.pieces.length > 1
      ? [argumentWord(unit.body, program, argument)]
      : []
  })
}

/** `Command::new("sh").arg("-c").args(["…"])`: each call of the chain holds the ones before it. */
function rustCommands(unit: CodeUnit, program: ProgramReading): readonly FoundCode[] {
  const chains = new Map<string, ProgramCall[]>()
  for (const call of program.calls) {
    if (!/(?:^|::)Command::new\b/.test(call.target) && !/(?:^|::)Command::new\b/.test(call.callee)) continue
    const { line, column } = call.span.start
    const key = `${line}:${column}`
    const chain = chains.get(key)
    if (chain === undefined) chains.set(key, [call])
    else chain.push(call)
  }
  return [...chains.values()].flatMap(calls => {
    const inOrder = [...calls].sort(compareEnds)
    const words = inOrder
      .filter(({ callee }) => /(?:::new|\.args?)$/.test(callee))
      .flatMap(({ arguments: given }) => given.flatMap(argument => listOf(argument) ?? [argument]))
      .map(argument => argumentWord(unit.body, program, argument))
    const body = commandOfWords(words)
    return body === undefined ? [] : [{ language: 'bash', body, role: 'argument', context: 'Command::new' }]
  })
}

function compareEnds(a: ProgramCall, b: ProgramCall): number {
  return a.span.end.line - b.span.end.line || a.span.end.column - b.span.end.column
}
