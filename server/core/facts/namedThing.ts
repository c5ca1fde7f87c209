import type { CodeUnit } from '../embedded/code'
import type { Side, TextSpan } from '../model/location'
import { defineCollector } from '../rule/rule'
import { readCMake } from '../syntax/cmakeReader'
import { argumentText, isMacroName, type M4File, readM4 } from '../syntax/m4Reader'
import type { FactDraft } from './fact'
import type { NamedThing } from './programData'
import { factsOfUnits } from './unitFacts'

type Draft = FactDraft<'name'>

/** Names of macros, functions and switches where they are defined and where they are used. */
export const namedThing = defineCollector({
  kind: 'name',
  parses: true,
  readsCode: true,
  collect: context => factsOfUnits(context, read),
})

function read(unit: CodeUnit, side: Side): Iterable<Draft> {
  switch (unit.language) {
    case 'm4':
      return inM4(unit, side)
    case 'cmake':
      return inCMake(unit, side)
    case 'c':
    case 'cpp':
      return inC(unit, side)
    case 'make':
    case 'bash':
    case 'zsh':
      return inShell(unit, side)
    default:
      return inProgram(unit, side)
  }
}

const defining = /^(?:A[CU]_DEFUN(?:_ONCE)?|m4_define|m4_defun(?:_once)?|m4_copy|m4_rename|define)$/
const switching = /^(?:AC_DEFINE(?:_UNQUOTED)?|AH_TEMPLATE|AH_VERBATIM|AM_CONDITIONAL|AC_SUBST)$/

function* inM4(unit: CodeUnit, side: Side): Iterable<Draft> {
  const file = readM4(unit.body.text)
  for (const call of file.calls) {
    const at = unit.spanOf(call.start, call.start + call.name.length)
    const name = argumentText(file, call.arguments[0]).slice(0, 200)
    if (name !== '' && defining.test(call.name))
      yield draft(unit, side, at, name, { role: 'defines', of: 'macro', body: argumentText(file, call.arguments[1]) })
    else if (name !== '' && switching.test(call.name))
      yield draft(unit, side, at, name, { role: 'defines', of: 'switch', body: argumentText(file, call.arguments[1]) })
    else if (isMacroName(call.name)) yield draft(unit, side, at, call.name, { role: 'uses', of: 'macro' })
  }
  yield* bareMacros(unit, side, file)
}

/** Of the usual macro collections: such a name without arguments is a macro too, any other may be a variable. */
const reserved = /^_?(?:AC|AM|AS|AX|AH|AU|LT|PKG|gl|IT|AT|m4)_\w+$/

/** `MY_CHECK` by itself, without parentheses: m4 expands it all the same. */
function* bareMacros(unit: CodeUnit, side: Side, file: M4File): Iterable<Draft> {
  const own = new Set(
    file.calls.filter(({ name }) => defining.test(name)).map(call => argumentText(file, call.arguments[0])),
  )
  for (const match of unit.body.text.matchAll(/\bdnl\b[^\n]*|(?<![\w$])[A-Za-z_]\w*(?![\w(])/g)) {
    const [name] = match
    // What stands in brackets right away is named, not used: `AC_DEFUN([NAME]`.
    if (unit.body.text[match.index - 1] === '[' && unit.body.text[match.index + name.length] === ']') continue
    if (!reserved.test(name) && !own.has(name)) continue
    yield draft(unit, side, unit.spanOf(match.index, match.index + name.length), name, { role: 'uses', of: 'macro' })
  }
}

function* inCMake(unit: CodeUnit, side: Side): Iterable<Draft> {
  for (const command of readCMake(unit.body.text).commands) {
    const at = unit.spanOf(command.start, command.start + command.name.length)
    const words = command.arguments.map(({ body }) => body.text)
    const [first = '', second = ''] = words
    if (command.name === 'function' || command.name === 'macro')
      yield draft(unit, side, at, first, { role: 'defines', of: 'macro' })
    else if (command.name === 'option' || command.name === 'set')
      yield draft(unit, side, at, first, { role: 'defines', of: 'variable', body: words.slice(1).join(' ') })
    else if (command.name === 'unset') yield draft(unit, side, at, first, { role: 'undefines', of: 'variable' })
    else if (/^check_\w+_(?:compiles|runs)$/.test(command.name))
      yield draft(unit, side, at, second, { role: 'defines', of: 'switch' })
    else if (/^(?:add_compile_definitions|target_compile_definitions|add_definitions)$/.test(command.name))
      for (const word of words) {
        const [, name, body] = /^(?:-D)?([A-Za-z_]\w*)(?:=(.*))?$/s.exec(word) ?? []
        if (name !== undefined && !/^(?:PUBLIC|PRIVATE|INTERFACE)$/.test(name))
          yield draft(unit, side, at, name, { role: 'defines', of: 'switch', ...(body === undefined ? {} : { body }) })
      }
    else if (/^(?:if|elseif)$/.test(command.name))
      for (const { body } of command.arguments)
        if (/^[A-Z][A-Z0-9_]{2,}$/.test(body.text) && !cmakeWords.has(body.text))
          yield draft(unit, side, body.span(0, body.text.length), body.text, { role: 'uses', of: 'switch' })
  }
}

/** Operators of cmake-language(7) conditions. */
const cmakeWords = new Set(
  'NOT AND OR DEFINED TARGET TEST EXISTS COMMAND POLICY MATCHES LESS GREATER EQUAL STREQUAL STRLESS STRGREATER IN_LIST IS_DIRECTORY IS_ABSOLUTE VERSION_LESS VERSION_GREATER VERSION_EQUAL VERSION_LESS_EQUAL VERSION_GREATER_EQUAL TRUE FALSE'.split(
    ' ',
  ),
)

/** `#cmakedefine` and `#mesondefine` stand in templates of headers. */
const directive = /^[ \t]*#[ \t]*(ifn?def|if|elif|define|undef|cmakedefine(?:01)?|mesondefine)\b([^\n]{0,2000})/gm

function* inC(unit: CodeUnit, side: Side): Iterable<Draft> {
  for (const match of unit.body.text.matchAll(directive)) {
    const [whole, kind = '', rest = ''] = match
    const base = match.index + whole.length - rest.length
    const names =
      kind === 'if' || kind === 'elif'
        ? rest.matchAll(/\b[A-Za-z_]\w*\b(?!\s*\()|\bdefined\s*\(\s*([A-Za-z_]\w*)/g)
        : [/[A-Za-z_]\w*/.exec(rest)].filter(found => found !== null)
    for (const found of names) {
      const name = found[1] ?? found[0]
      if (name === 'defined' || name === '') continue
      const start = base + found.index + found[0].length - name.length
      const at = unit.spanOf(start, start + name.length)
      const after = rest.slice(found.index + found[0].length).trim()
      if (kind === 'undef') yield draft(unit, side, at, name, { role: 'undefines', of: 'switch' })
      else if (/^(?:ifn?def|if|elif)$/.test(kind)) yield draft(unit, side, at, name, { role: 'uses', of: 'switch' })
      else if (kind === 'define') yield draft(unit, side, at, name, { role: 'defines', of: 'macro', body: after })
      else yield draft(unit, side, at, name, { role: 'defines', of: 'switch' })
    }
  }
  for (const { name, kind, span } of unit.program()?.definitions ?? [])
    if (kind === 'function' || kind === 'class') yield draft(unit, side, span, name, { role: 'defines', of: kind })
  yield* usedFunctions(unit, side)
}

function* inProgram(unit: CodeUnit, side: Side): Iterable<Draft> {
  for (const { name, kind, body, span } of unit.program()?.definitions ?? [])
    yield draft(unit, side, span, name, {
      role: kind === 'undef' ? 'undefines' : 'defines',
      of: kind === 'undef' ? 'macro' : kind,
      ...(body === undefined ? {} : { body }),
    })
  yield* usedFunctions(unit, side)
}

function* usedFunctions(unit: CodeUnit, side: Side): Iterable<Draft> {
  for (const { target, form, span } of unit.program()?.calls ?? [])
    yield draft(unit, side, span, target, { role: 'uses', of: form === 'macro' ? 'macro' : 'function' })
}

function* inShell(unit: CodeUnit, side: Side): Iterable<Draft> {
  const { assignments, pipelines } = unit.shell()
  for (const { name, value, span } of assignments)
    yield draft(unit, side, span, name, { role: 'defines', of: 'variable', body: value.text })
  for (const { commands } of pipelines)
    for (const { words } of commands)
      for (const { variables, span } of words)
        for (const name of variables) yield draft(unit, side, span, name, { role: 'uses', of: 'variable' })
}

function draft(
  unit: CodeUnit,
  side: Side,
  at: TextSpan,
  subject: string,
  data: Omit<NamedThing, 'context' | 'decodings'>,
): Draft {
  const { body, ...rest } = data
  return {
    subject: subject.slice(0, 200),
    side,
    at,
    data: {
      ...rest,
      ...(body === undefined ? {} : { body: body.slice(0, 200) }),
      context: unit.context,
      decodings: unit.decodings,
    },
  }
}
