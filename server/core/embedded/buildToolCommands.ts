import { isBuildProgram } from '../formats/buildProgram'
import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'
import type { ProgramArgument, ProgramCall, ProgramReading } from '../syntax/program'
import { argumentTexts } from './argumentText'
import type { CodeUnit, EmbedReader, FoundCode } from './code'
import { isFile } from './part'

/** Calls whose last word by place, or whose `action`, is a command: by the manuals of SCons and waf. */
const actions = /^(?:[\w.]+\.)?(?:Execute|Command|AddPostAction|AddPreAction|Action|exec_command|cmd_and_log)$/
/** `rule=` of waf's task generators, `cmd=` and its kin of Bazel's genrule. */
const keywords = /^(?:rule|cmd|cmd_bash|cmd_bat|action)$/

/** Commands in programs that describe a build: actions of SCons, rules of waf, genrules of Bazel. */
export const buildToolCommands: EmbedReader = {
  languages: ['python'],
  triggers: ['Execute', 'Command', 'Action', 'exec_command', 'cmd_and_log', 'rule', 'cmd'],
  parses: true,
  read(unit) {
    if (!isFile(unit) || !isBuildProgram(unit.path)) return []
    const program = unit.program()
    return program === undefined ? [] : program.calls.flatMap(call => codeOf(unit, program, call))
  },
}

function codeOf(unit: CodeUnit, program: ProgramReading, call: ProgramCall): readonly FoundCode[] {
  const named = call.arguments.filter(({ name }) => name !== undefined && keywords.test(name))
  const byPlace = call.arguments.filter(({ name }) => name === undefined)
  const action = actions.test(call.callee)
    ? byPlace.at(/Command$/.test(call.callee) ? 2 : /Post|Pre/.test(call.callee) ? 1 : 0)
    : undefined
  const last = call.callee.slice(call.callee.lastIndexOf('.') + 1)
  return [...(action === undefined ? [] : [action]), ...named]
    .flatMap(argument => textsOf(unit, program, argument))
    .map(body => ({ language: 'bash', body, role: 'script', context: last }))
}

/** A list holds one command after the other. */
function textsOf(unit: CodeUnit, program: ProgramReading, argument: ProgramArgument): readonly EmbeddedText[] {
  const given = argument.elements ?? [argument]
  return given
    .flatMap(one => argumentTexts(unit.body, program, one, 'variable'))
    .filter(({ text }) => /\S\s+\S/.test(text))
    .map(withPaths)
}

const location = /\$\((?:location|execpath|rootpath)s?\s+([^)\s]{1,200})\)/g

/** Bazel puts the path of the file that is named. */
function withPaths(text: EmbeddedText): EmbeddedText {
  const builder = new PartBuilder(text)
  let at = 0
  for (const { index, 0: whole, 1: name = '' } of text.text.matchAll(location)) {
    const start = index + whole.lastIndexOf(name)
    builder.copy(at, index).copy(start, start + name.length)
    at = index + whole.length
  }
  return builder.copy(at, text.text.length).build()
}
