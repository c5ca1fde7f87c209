import { comparePositions } from '../model/location'
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
  'powershell',
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
  const named = call.arguments.filter(({ name }) => name !== undefined && commandNames.has(name))
  const positional = call.arguments.slice(from).filter(({ name }) => name === undefined)
  // Ruby takes a table of variables before the command.
  const isTable = positional[0]?.elements?.some(({ name }) => name !== undefined) === true
  // What a C# object is given at once, by place or by name, is one command.
  const given =
    unit.language === 'csharp'
      ? [...positional, ...named]
      : positional.length > 0
        ? positional.slice(isTable ? 1 : 0)
        : named
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

/** Names under which a command or its words are given. */
const commandNames: ReadonlySet<string> = new Set(['args', 'cmd', 'command', 'Args', 'FileName', 'Arguments'])

/** What ends the words of a command in C. */
const terminator = /^(?:\([^()]{0,40}\)\s*)?(?:NULL|nullptr|0)$/

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
  const isC = unit.language === 'c' || unit.language === 'cpp'
  return given.flatMap((argument, index): readonly EmbeddedText[] => {
    if (isC && terminator.test(argument.raw)) return []
    const list = listOf(argument)
    if (list !== undefined)
      return list
        .filter(({ raw }) => !isC || !terminator.test(raw))
        .map(element => argumentWord(unit.body, program, element))
    if (argument.elements !== undefined || /=>|^(?:async\s+)?function\b/.test(argument.raw.slice(0, 200))) return []
    // A name alone after the program may be a list, options or a function: no word to speak of.
    return index === 0 || argument.value.kind !== 'unresolved' || argument.value.pieces.length > 1
      ? [argumentWord(unit.body, program, argument)]
      : []
  })
}

const command = /(?:^|::)Command::new\b/

/** `Command::new("sh").arg("-c").args(["…"])`: each call of the chain holds the ones before it. */
function rustCommands(unit: CodeUnit, program: ProgramReading): readonly FoundCode[] {
  const system = program.calls.filter(({ target }) => /(?:^|::)libc::(?:system|popen)$/.test(target))
  const chains = new Map<string, ProgramCall[]>()
  const later: ProgramCall[] = []
  for (const call of program.calls) {
    if (!command.test(call.target)) continue
    // Of a variable that holds one.
    if (/^\w+\./.test(call.callee)) {
      later.push(call)
      continue
    }
    const { line, column } = call.span.start
    const key = `${line}:${column}`
    const chain = chains.get(key)
    if (chain === undefined) chains.set(key, [call])
    else chain.push(call)
  }
  const held = commandsInVariables(program, [...chains.values()])
  for (const call of later) {
    const named = held.get(`${call.within} ${/^\w+/.exec(call.callee)?.[0] ?? ''}`)
    named
      ?.findLast(([first]) => first !== undefined && comparePositions(first.span.start, call.span.start) < 0)
      ?.push(call)
  }
  const found = [...chains.values()].flatMap((calls): readonly FoundCode[] => {
    const inOrder = [...calls].sort(compareEnds)
    const words = inOrder
      .filter(({ callee }) => /(?:::new|\.args?)$/.test(callee))
      .flatMap(({ arguments: given }) => given.flatMap(argument => listOf(argument) ?? [argument]))
      .map(argument => argumentWord(unit.body, program, argument))
    const body = commandOfWords(words)
    return body === undefined ? [] : [{ language: 'bash', body, role: 'argument', context: 'Command::new' }]
  })
  const texts = system.flatMap(({ target, arguments: [first] }): readonly FoundCode[] =>
    first === undefined
      ? []
      : argumentTexts(unit.body, program, first, 'variable').map(body => ({
          language: 'bash',
          body,
          role: 'argument',
          context: target,
        })),
  )
  return [...found, ...texts]
}

/** By function and variable, the chains that assignments give it, in the order of the text. */
function commandsInVariables(
  program: ProgramReading,
  chains: readonly ProgramCall[][],
): ReadonlyMap<string, readonly ProgramCall[][]> {
  const found = new Map<string, ProgramCall[][]>()
  let next = 0
  for (const { name, within, span } of program.assignments) {
    for (; next < chains.length; next++) {
      const chain = chains[next]
      const start = chain?.[0]?.span.start
      if (chain === undefined || start === undefined || comparePositions(start, span.start) < 0) continue
      if (comparePositions(start, span.end) >= 0) break
      const key = `${within} ${name}`
      const own = found.get(key)
      if (own === undefined) found.set(key, [chain])
      else own.push(chain)
    }
  }
  return found
}

function compareEnds(a: ProgramCall, b: ProgramCall): number {
  return a.span.end.line - b.span.end.line || a.span.end.column - b.span.end.column
}
