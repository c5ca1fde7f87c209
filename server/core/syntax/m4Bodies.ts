import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import { appendUnquoted, argumentText, type M4Argument, type M4Call, type M4File } from './m4Reader'

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

/** A stretch of a macro file that may hold shell, as m4 leaves it. */
export interface M4Body {
  readonly body: EmbeddedText
  /** Undefined for what stands between macros at top level. */
  readonly call: M4Call | undefined
  /** Which argument of the call it is, from 0. */
  readonly index: number
  /** Text for people, which the shell prints between double quotes. */
  readonly isMessage: boolean
}

/** The text between macros at top level, then every argument that may hold shell, in the order of the text. */
export function* m4Bodies(file: M4File): Generator<M4Body> {
  const { text, lines, calls } = file
  const children = new Map<M4Call | undefined, M4Call[]>()
  for (const call of calls) {
    const siblings = children.get(call.parent)
    if (siblings === undefined) children.set(call.parent, [call])
    else siblings.push(call)
  }
  const bodyOf = (range: M4Argument, levels: number, holes: readonly M4Call[]): EmbeddedText => {
    const builder = new EmbeddedTextBuilder(text, lines)
    appendUnquoted(builder, file, range, levels, { holes })
    return builder.build().withText(joinMacroParameters)
  }
  const top = bodyOf({ start: 0, end: text.length }, 1, children.get(undefined) ?? [])
  yield { body: top, call: undefined, index: 0, isMessage: false }
  for (const call of calls) {
    if (inert.test(call.name)) continue
    const inside = children.get(call) ?? []
    let next = 0
    for (const [index, argument] of call.arguments.entries()) {
      const from = next
      while (next < inside.length && (inside[next]?.start ?? 0) < argument.end) next++
      const holes = inside.slice(from, next)
      if (programs.get(call.name)?.has(index) === true) continue
      // m4 takes one level of brackets when it collects an argument and one when it rescans the expansion.
      const body = bodyOf(argument, 2, holes)
      const isMessage = messages.test(call.name)
      if (isMessage || index > 0 || firstIsShell.test(call.name) || looksLikeShell.test(body.text))
        yield { body, call, index, isMessage }
    }
  }
}

/** `gl_[$1]_config` is one name, whose middle the macro's caller fills in. Keeps the length. */
function joinMacroParameters(text: string): string {
  return text.replace(/(?<=\w)\$(?=[1-9])|\$(?=[1-9][A-Za-z_])/g, '_')
}

/**
 * A macro file as one script, in the order in which configure runs it: a macro after those of the file that it requires
 * or calls, and what AC_CONFIG_COMMANDS says comes first in config.status before its commands (Autoconf manual,
 * "Prerequisite Macros" and "Running Arbitrary Configuration Commands").
 */
export function m4Script(file: M4File): string {
  const byRoot = new Map<M4Call | undefined, M4Body[]>()
  for (const one of m4Bodies(file)) {
    if (one.isMessage) continue
    const root = one.call && rootOf(one.call)
    const group = byRoot.get(root)
    if (group === undefined) byRoot.set(root, [one])
    else group.push(one)
  }
  const needs = neededBy(file)
  const parts: string[] = []
  const seen = new Set<M4Call | undefined>()
  const add = (root: M4Call | undefined, depth: number): void => {
    if (seen.has(root) || depth > DEEPEST) return
    seen.add(root)
    for (const needed of needs.get(root) ?? []) add(needed, depth + 1)
    parts.push(...inOrder(byRoot.get(root) ?? []))
  }
  for (const root of byRoot.keys()) add(root, 0)
  return parts.join('\n')
}

const DEEPEST = 20

function rootOf(call: M4Call): M4Call {
  let root = call
  while (root.parent !== undefined) root = root.parent
  return root
}

/** Definitions of the file that each stretch of it requires or calls. */
function neededBy(file: M4File): ReadonlyMap<M4Call | undefined, readonly M4Call[]> {
  const definitions = new Map<string, M4Call>()
  for (const call of file.calls)
    if (call.parent === undefined && /^(?:A[CU]_DEFUN\w*|m4_define|define)$/.test(call.name))
      definitions.set(argumentText(file, call.arguments[0]), call)
  const needs = new Map<M4Call | undefined, M4Call[]>()
  for (const call of file.calls) {
    const name = call.name === 'AC_REQUIRE' ? argumentText(file, call.arguments[0]) : call.name
    const needed = definitions.get(name)
    const root = rootOf(call)
    if (needed === undefined || needed === root) continue
    const known = needs.get(root)
    if (known === undefined) needs.set(root, [needed])
    else known.push(needed)
  }
  return needs
}

function inOrder(bodies: readonly M4Body[]): readonly string[] {
  const isFirst = ({ call, index }: M4Body) => call?.name === 'AC_CONFIG_COMMANDS' && index === 2
  return bodies.flatMap(one => {
    if (isFirst(one)) return []
    const before = one.index === 1 ? bodies.filter(other => other.call === one.call && isFirst(other)) : []
    return [...before.map(({ body }) => asWritten(body.text)), one.body.text]
  })
}

/** Those first commands go through a here-document of configure, which puts in what its variables hold, quotes or none. */
function asWritten(text: string): string {
  return text.replace(/'([^'"`\\]*\$[^'"`\\]*)'/g, '"$1"')
}
