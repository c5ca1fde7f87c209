import type { CodeUnit } from '../embedded/code'
import { isLanguage, isShell } from '../syntax/interpreters'
import type { ProgramArgument, ProgramCall } from '../syntax/program'
import { callRowOf } from '../syntax/program/callTable'
import { shownValue } from '../syntax/value'

/** The arguments of a call that are run as a command line or as a program, whoever wrote them. */
export function runText(unit: CodeUnit, call: ProgramCall): readonly ProgramArgument[] {
  const row = callRowOf(unit.language, call)
  const from = row?.from ?? 0
  // Names of parameters may hold defaults, which are code too.
  const given = from === 'last' ? call.arguments : call.arguments.slice(from)
  const [first] = given
  if (first === undefined) return []
  if (row?.use === 'process') return ofProcess(given, first)
  if (row?.use !== 'eval' && row?.form !== 'source') return []
  return from === 'last' ? given : [first]
}

const takesProgram = /^(?:-\w*c|-e|-r|\/c|\/C|--eval|-p|-Command)$/

/** A list of words is no command line: only its program counts, and what follows `-c` of an interpreter. */
function ofProcess(given: readonly ProgramArgument[], first: ProgramArgument): readonly ProgramArgument[] {
  const others = given.slice(1).filter(argument => argument.name === undefined)
  const words =
    first.elements ?? (others.length === 0 ? undefined : [first, ...others.flatMap(one => one.elements ?? [])])
  if (words === undefined) return [first]
  const program = words[0]
  if (program === undefined) return [first]
  const name = shownValue(program.value)
  if (!isShell(name) && !isLanguage(name) && !/^cmd(?:\.exe)?$/i.test(name)) return [program]
  const at = words.findIndex(word => takesProgram.test(shownValue(word.value)))
  const text = at < 0 ? undefined : words[at + 1]
  return text === undefined ? [program] : [program, text]
}
