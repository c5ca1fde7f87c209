import type { CodeUnit } from '../embedded/code'
import type { Side, TextSpan } from '../model/location'
import { defineCollector } from '../rule/rule'
import { readCMake } from '../syntax/cmakeReader'
import { argumentText, readM4 } from '../syntax/m4Reader'
import { type MesonExpression, readMeson } from '../syntax/mesonReader'
import type { ShellWord } from '../syntax/shell'
import type { BuildFlag } from './commandData'
import { shortened } from './commandFacts'
import type { FactDraft } from './fact'
import { flagsIn, isFlagVariable, stageOf } from './flagText'
import { possiblePrograms } from './possibleCommands'
import { factsOfUnits } from './unitFacts'

/** Flags of compilers and linkers, wherever a build sets, adds or passes them. */
export const buildFlag = defineCollector({
  kind: 'build-flag',
  parses: true,
  readsCode: true,
  collect: context =>
    factsOfUnits(context, function* (unit, side) {
      for (const { flag, at, to, operation } of flagsOf(unit)) yield draft(unit, side, flag, at, to, operation)
    }),
})

type Operation = BuildFlag['operation']

interface FoundFlag {
  readonly flag: string
  readonly at: TextSpan
  readonly to: string
  readonly operation: Operation
}

function draft(
  unit: CodeUnit,
  side: Side,
  flag: string,
  at: TextSpan,
  to: string,
  operation: Operation,
): FactDraft<'build-flag'> {
  const { context, decodings } = unit
  const data: BuildFlag = { context, decodings, to: shortened(to), stage: stageOf(flag, to), operation }
  return { subject: shortened(flag), side, at, data }
}

function* flagsOf(unit: CodeUnit): Iterable<FoundFlag> {
  if (unit.language === 'cmake') yield* inCMake(unit)
  else if (unit.language === 'meson') yield* inMeson(unit)
  else {
    yield* inAssignments(unit)
    if (unit.language === 'm4') yield* inM4(unit)
  }
  yield* inCommands(unit)
}

function* inAssignments(unit: CodeUnit): Iterable<FoundFlag> {
  for (const { name, value, isAppend } of unit.shell().assignments)
    if (isFlagVariable(name)) {
      const operation = isAppend === true || value.variables.includes(name) ? 'append' : 'set'
      yield* inWord(value, name, operation)
    }
}

function* inWord(word: ShellWord, to: string, operation: Operation): Iterable<FoundFlag> {
  if (!word.text.includes('-')) return
  const body = word.body()
  for (const { flag, start, end } of flagsIn(body.text)) yield { flag, at: body.span(start, end), to, operation }
}

const compiler =
  /^(?:[\w.]+-)*(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|ld|ld\.\w+|as|gas|nasm|tcc|icc|cpp|rustc|gfortran)(?:-?[\d.]+)?$|^\$[{(]?(?:\w+_)?(?:HOST)?(?:CC|CXX|LD|AS|CPP|CCLD|CXXLD|LINK|COMPILE|CXXCOMPILE)(?:_FOR_BUILD)?[)}]?$/

function* inCommands(unit: CodeUnit): Iterable<FoundFlag> {
  for (const { commands } of unit.shell().pipelines)
    for (const command of commands) {
      const name = possiblePrograms(command).find(program => compiler.test(program))
      if (name === undefined) continue
      const to = name.replace(/[${}()]/g, '')
      // The value of a flag can be the next word, so the words are looked at as one text.
      for (const [at, word] of command.words.entries()) {
        const [first] = flagsIn(word.text)
        const next = command.words[at + 1]
        if (first?.flag === word.text && next !== undefined && flagsIn(`${word.text} x`)[0]?.flag !== word.text)
          yield {
            flag: `${word.text} ${next.text}`,
            at: { start: word.span.start, end: next.span.end },
            to,
            operation: 'argument',
          }
        else yield* inWord(word, to, 'argument')
      }
    }
}

/** Macros that are given flags to try or to add. */
const flagMacro =
  /^(?:AX_(?:APPEND|CHECK|PREPEND)_(?:\w+_)?(?:COMPILE_|LINK_|PREPROC_|LINKER_)?FLAGS?|\w*WARN_ADD|\w*_(?:ADD|TRY|CHECK)_\w*(?:C|LD|CXX|CPP)FLAGS?\w*)$/

function* inM4(unit: CodeUnit): Iterable<FoundFlag> {
  const { text } = unit.body
  const file = readM4(text)
  for (const call of file.calls) {
    if (!flagMacro.test(call.name)) continue
    const variable = call.arguments.map(argument => argumentText(file, argument)).find(isFlagVariable)
    for (const { start, end } of call.arguments)
      for (const found of flagsIn(text.slice(start, end).replace(/[[\]]/g, ' ')))
        yield {
          flag: found.flag,
          at: unit.spanOf(start + found.start, start + found.end),
          to: variable ?? call.name,
          operation: 'append',
        }
  }
}

const flagCommand =
  /^(?:add_compile_options|add_link_options|add_definitions|target_compile_options|target_link_options|target_link_libraries|link_libraries|set_target_properties|set_property|set_source_files_properties)$/

function* inCMake(unit: CodeUnit): Iterable<FoundFlag> {
  for (const { name, arguments: all } of readCMake(unit.body.text).commands) {
    const words = all.map(argument => argument.body.text)
    const isList = (name === 'string' || name === 'list') && /^(?:APPEND|PREPEND)$/.test(words[0] ?? '')
    const variable = name === 'set' ? words[0] : isList ? words[1] : undefined
    if (variable === undefined ? !flagCommand.test(name) : !isFlagVariable(variable)) continue
    const isAppend = isList || words.slice(1).some(word => word.includes(`\${${variable}}`))
    const operation = variable === undefined ? 'argument' : isAppend ? 'append' : 'set'
    for (const { body } of all)
      for (const { flag, start, end } of flagsIn(body.text))
        yield { flag, at: unit.spanOf(body.outerStart(start), body.outerEnd(end)), to: variable ?? name, operation }
  }
}

const flagCall = /^(?:add_(?:project|global)_(?:link_)?arguments|(?:get|first)_supported_(?:link_)?arguments?)$/

function* inMeson(unit: CodeUnit): Iterable<FoundFlag> {
  for (const { name, operator, value } of readMeson(unit.body.text).statements) {
    const isFlags = name !== undefined && isFlagVariable(name)
    yield* inExpression(unit, value, isFlags ? name : undefined, operator === '+=' ? 'append' : 'set')
  }
}

/** @param to what gets the strings of the expression, if that holds flags */
function* inExpression(
  unit: CodeUnit,
  expression: MesonExpression,
  to: string | undefined,
  operation: Operation,
): Iterable<FoundFlag> {
  if (expression.kind === 'string') {
    const { body } = expression
    if (to === undefined) return
    for (const { flag, start, end } of flagsIn(body.text))
      yield { flag, at: unit.spanOf(body.outerStart(start), body.outerEnd(end)), to, operation }
  } else if (expression.kind === 'call') {
    if (expression.object !== undefined) yield* inExpression(unit, expression.object, undefined, operation)
    for (const { name, value } of expression.arguments) {
      const given = name !== undefined ? (isFlagVariable(name) ? name : undefined) : expression.name
      const isFlags = name !== undefined ? given !== undefined : flagCall.test(expression.name)
      yield* inExpression(unit, value, isFlags ? given : undefined, 'argument')
    }
  } else {
    const parts =
      expression.kind === 'array'
        ? expression.elements
        : expression.kind === 'joined'
          ? expression.operands
          : expression.kind === 'other'
            ? expression.parts
            : []
    for (const part of parts) yield* inExpression(unit, part, to, operation)
  }
}
