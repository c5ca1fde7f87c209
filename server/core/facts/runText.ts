import type { CodeUnit } from '../embedded/code'
import type { ProgramArgument, ProgramCall } from '../syntax/program'
import { shownValue } from '../syntax/value'
import { dynamicUseOf } from './dynamicCall'

/** The arguments of a call that are run as a command line or as a program, whoever wrote them. */
export function runText(unit: CodeUnit, call: ProgramCall): readonly ProgramArgument[] {
  const [first] = call.arguments
  if (first === undefined) return []
  switch (dynamicUseOf(unit.language, call)) {
    case 'eval':
      return /(?:^|\.)(?:Function|create_function)$/.test(call.target) ? call.arguments : [first]
    case 'process':
      return ofProcess(call, first)
    default:
      if (/^(?:setTimeout|setInterval|execScript)$/.test(call.target)) return [first]
      return /(?:^|\.)(?:constructor\.constructor|_compile)$/.test(call.target) ? [first] : []
  }
}

const shell = /^(?:.*\/)?(?:(?:ba|da|z|k)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh|python[\d.]*|node|perl|ruby|php)$/i
const takesProgram = /^(?:-\w*c|-e|-r|\/c|\/C|--eval|-p|-Command)$/

/** A list of words is no command line: only its program counts, and what follows `-c` of an interpreter. */
function ofProcess(call: ProgramCall, first: ProgramArgument): readonly ProgramArgument[] {
  const others = call.arguments.slice(1).filter(argument => argument.name === undefined)
  const words =
    first.elements ?? (others.length === 0 ? undefined : [first, ...others.flatMap(one => one.elements ?? [])])
  if (words === undefined) return [first]
  const program = words[0]
  if (program === undefined) return [first]
  if (!shell.test(shownValue(program.value))) return [program]
  const at = words.findIndex(word => takesProgram.test(shownValue(word.value)))
  const text = at < 0 ? undefined : words[at + 1]
  return text === undefined ? [program] : [program, text]
}
