import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import { m4Flows, plainMacros } from './m4Flow'
import {
  appendUnquoted,
  argumentText,
  isMacroName,
  type M4Argument,
  type M4Call,
  type M4File,
  readM4,
} from './m4Reader'
import type { ShellReading } from './shell'
import { ShellCollector } from './shellCollector'

/** Macros whose arguments are texts for people: the shell prints them between double quotes. */
const messages =
  /^(?:AC_MSG_\w+|AS_HELP_STRING|AC_HELP_STRING|AS_MESSAGE\w*|AS_ECHO\w*|AS_WARN|AS_ERROR|m4_warn|m4_fatal)$/
/** Macros whose arguments are names, templates or programs in another language. */
const inert =
  /^(?:AC_LANG\w*|AH_\w+|AC_DEFINE(?:_UNQUOTED)?|AC_INIT|AC_PREREQ|AC_COPYRIGHT|AC_REVISION|AC_CONFIG_(?:HEADERS|SRCDIR|AUX_DIR|MACRO_DIRS?|SUBDIRS)|AM_INIT_AUTOMAKE|AC_REQUIRE\w*|AC_BEFORE|AC_PROVIDE\w*|AC_TRY_CPP|m4_pattern_\w+|m4_include|m4_sinclude|LT_INIT|AC_ARG_VAR|AM_SUBST_NOTMAKE)$/
/** Arguments (from 0) that hold a program or includes, by macro. */
const programs: ReadonlyMap<string, ReadonlySet<number>> = new Map([
  ['AC_TRY_COMPILE', new Set([0, 1])],
  ['AC_TRY_LINK', new Set([0, 1])],
  ['AC_TRY_RUN', new Set([0])],
  ['AC_PREPROC_IFELSE', new Set([0])],
  ['AC_COMPILE_IFELSE', new Set([0])],
  ['AC_LINK_IFELSE', new Set([0])],
  ['AC_RUN_IFELSE', new Set([0])],
  ['AC_COMPUTE_INT', new Set([0, 1, 2])],
  ['AC_EGREP_CPP', new Set([0, 1])],
  ['AC_CHECK_HEADER', new Set([0, 3])],
  ['AC_CHECK_HEADERS', new Set([0, 3])],
  ['AC_CHECK_DECL', new Set([0, 3])],
  ['AC_CHECK_DECLS', new Set([0, 3])],
  ['AC_CHECK_TYPE', new Set([0, 3])],
  ['AC_CHECK_TYPES', new Set([0, 3])],
  ['AC_CHECK_MEMBER', new Set([0, 3])],
  ['AC_CHECK_MEMBERS', new Set([0, 3])],
  ['AC_CHECK_SIZEOF', new Set([0, 1, 2])],
])
/** Macros whose very first argument is shell; elsewhere it is a name, unless it looks like nothing but commands. */
const firstIsShell =
  /^(?:AS_IF|AC_CONFIG_COMMANDS_(?:PRE|POST)|m4_e?syscmd\w*|e?syscmd|AM_RUN_LOG|AC_TRY_EVAL|AC_TRY_COMMAND|AC_DIVERT\w*|AS_VAR_IF|AC_PRESERVE_HELP_ORDER|m4_ifval|m4_append)$/
const looksLikeShell = /[|;`]|\$\(|&&/

/** Shell between macros at top level, and in every argument that may hold some, each read as m4 leaves it. */
export function m4Shell(text: string): ShellReading {
  const file = readM4(text)
  const collector = new ShellCollector(text)
  const children = new Map<M4Call | undefined, M4Call[]>()
  for (const call of file.calls) {
    const siblings = children.get(call.parent)
    if (siblings === undefined) children.set(call.parent, [call])
    else siblings.push(call)
  }
  const bodyOf = (range: M4Argument, levels: number, holes: readonly M4Call[]): EmbeddedText => {
    const builder = new EmbeddedTextBuilder(text, file.lines)
    appendUnquoted(builder, file, range, levels, { holes })
    return builder.build().withText(joinMacroParameters)
  }

  const names = contexts(file)
  const flows = m4Flows(file)
  collector.macros(plainMacros(file))
  collector.script(bodyOf({ start: 0, end: text.length }, 1, children.get(undefined) ?? []), '')
  for (const call of file.calls) {
    if (inert.test(call.name)) continue
    const inside = children.get(call) ?? []
    let next = 0
    call.arguments.forEach((argument, index) => {
      const from = next
      while (next < inside.length && (inside[next]?.start ?? 0) < argument.end) next++
      const holes = inside.slice(from, next)
      if (programs.get(call.name)?.has(index) === true) return
      // m4 takes one level of brackets when it collects an argument and one when it rescans the expansion.
      const body = bodyOf(argument, 2, holes)
      const flow = flows.get(call)?.[index]
      if (messages.test(call.name)) collector.quotedText(body, call.name, flow)
      else if (index > 0 || firstIsShell.test(call.name) || looksLikeShell.test(body.text))
        collector.script(body, names.get(call) ?? '', 'script', undefined, { flow })
    })
  }
  const reading = collector.finish()
  return { ...reading, pipelines: reading.pipelines.filter(({ commands }) => !commands.every(isMacro)) }
}

/** `gl_[$1]_config` is one name, whose middle the macro's caller fills in. Keeps the length. */
function joinMacroParameters(text: string): string {
  return text.replace(/(?<=\w)\$(?=[1-9])|\$(?=[1-9][A-Za-z_])/g, '_')
}

function isMacro({ name }: { readonly name: string }): boolean {
  return isMacroName(name)
}

/** Names each call for people: `AC_CONFIG_COMMANDS in gl_BUILD_TO_HOST`, or the macro a body belongs to. */
function contexts(file: M4File): ReadonlyMap<M4Call, string> {
  const definitions = new Map<M4Call, string>()
  const names = new Map<M4Call, string>()
  for (const call of file.calls) {
    const around = call.parent === undefined ? undefined : definitions.get(call.parent)
    const own = defining.test(call.name) ? argumentText(file, call.arguments[0]).slice(0, 200) : ''
    const definition = own === '' ? around : own
    if (definition !== undefined) definitions.set(call, definition)
    names.set(call, own !== '' ? own : around === undefined ? call.name : `${call.name} in ${around}`)
  }
  return names
}

const defining = /^(?:A[CU]_DEFUN\w*|m4_define|m4_defun\w*|define)$/
