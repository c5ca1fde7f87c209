import { type FeatureAnswer, formOf, headSpan, squeezedCheck, type When, whenWithin } from './featureAnswers'
import { argumentText, type M4Argument, type M4Call, type M4File, readM4 } from './m4Reader'

/** Places of the action-if-true among a check's arguments; the action-if-false is next. */
const actions: ReadonlyMap<string, number> = new Map([
  ...placed(
    1,
    'AC_PREPROC_IFELSE AC_COMPILE_IFELSE AC_LINK_IFELSE AC_RUN_IFELSE AC_TRY_CPP AC_TRY_RUN AC_CHECK_FUNC AC_CHECK_FUNCS',
  ),
  ...placed(
    1,
    'AC_CHECK_HEADER AC_CHECK_HEADERS AC_CHECK_DECL AC_CHECK_DECLS AC_CHECK_TYPE AC_CHECK_TYPES AC_CHECK_MEMBER',
  ),
  ...placed(1, 'AC_CHECK_MEMBERS AX_CHECK_COMPILE_FLAG AX_CHECK_LINK_FLAG PKG_CHECK_EXISTS'),
  ...placed(2, 'AC_CHECK_LIB AC_SEARCH_LIBS AC_TRY_COMPILE AC_TRY_LINK PKG_CHECK_MODULES AC_EGREP_HEADER AC_EGREP_CPP'),
])

function placed(at: number, names: string): readonly (readonly [string, number])[] {
  return names.split(' ').map(name => [name, at] as const)
}

/** Checks that set a define for each word of their first argument (Autoconf manual, "Existing Tests"). */
const naming: ReadonlyMap<string, (word: string) => string> = new Map([
  ['AC_CHECK_FUNCS', word => `HAVE_${capitals(word)}`],
  ['AC_CHECK_FUNCS_ONCE', word => `HAVE_${capitals(word)}`],
  ['AC_REPLACE_FUNCS', word => `HAVE_${capitals(word)}`],
  ['AC_CHECK_HEADERS', word => `HAVE_${capitals(word)}`],
  ['AC_CHECK_HEADERS_ONCE', word => `HAVE_${capitals(word)}`],
  ['AC_CHECK_DECLS', word => `HAVE_DECL_${capitals(word)}`],
  ['AC_CHECK_DECLS_ONCE', word => `HAVE_DECL_${capitals(word)}`],
  ['AC_CHECK_TYPES', word => `HAVE_${capitals(word)}`],
  ['AC_CHECK_MEMBERS', word => `HAVE_${capitals(word)}`],
])

function capitals(word: string): string {
  return word
    .trim()
    .toUpperCase()
    .replace(/\*/g, 'P')
    .replace(/[^A-Z0-9]/g, '_')
}

/** A value that is plainly a yes or a no, quotes aside. */
const assignment = /(?<=^|[\s;[(])([A-Za-z_]\w*)=(?<quote>["']?)(yes|no|true|false|0|1)\k<quote>(?=[\s;\])]|$)/
const branch =
  /(?<=^|[\s;[])(?:(?:el)?if[ \t]+([^\n]{1,400}?)[ \t]*(?:;[ \t]*then\b|\n\s*then\b)|else(?=[ \t]*\n)|fi(?=[\s;\])]|$)|case[ \t][^\n]*\bin\b|esac\b)/
const events = new RegExp(`\\bdnl\\b[^\\n]*|^[ \\t]*#[^\\n]*|(?:${branch.source})|(?:${assignment.source})`, 'gm')

const longestArgument = 4_000
const mostWords = 200
/** Calls around a place, and shell conditions inside one another. */
const deepest = 50

/** Defines and shell variables that checks of autoconf set. */
export function findAutoconfAnswers(text: string): readonly FeatureAnswer[] {
  const file = readM4(text)
  const found: FeatureAnswer[] = []
  const shell = new ShellConditions()
  const open: M4Call[] = []
  const calls = file.calls.values()
  let next = calls.next()
  const reach = (offset: number): void => {
    while (!next.done && next.value.start <= offset) {
      const call = next.value
      close(open, call.start)
      open.push(call)
      found.push(...answersOfCall(file, call, shell.when()))
      next = calls.next()
    }
    close(open, offset)
  }
  for (const event of text.matchAll(events)) {
    reach(event.index)
    const [word, condition, name, , value] = event
    if (/^(?:dnl\b|\s*#)/.test(word) || open.some(isProgram)) continue
    if (name === undefined || value === undefined) shell.see(word, condition)
    else {
      const around = contextOf(file, open.at(-1), event.index)
      const when = innermost(around.when, shell.when())
      const isCached = /_cv_/.test(name)
      const inCache = open.some(({ name: macro }) => /^AC_CACHE_/.test(macro))
      found.push({
        buildSystem: 'autoconf',
        name: cachedName(name),
        sets: cachedName(name) === name ? 'variable' : 'define',
        form: formOf(/^(?:yes|true|1)$/.test(value), inCache && when === 'always' ? 'unknown' : when),
        check: around.check,
        prevails: isCached,
        start: event.index,
        span: headSpan(file.text, file.lines, event.index, event.index + word.length),
      })
    }
  }
  reach(text.length)
  return found.sort((a, b) => a.start - b.start)
}

function close(open: M4Call[], offset: number): void {
  while ((open.at(-1)?.end ?? offset + 1) <= offset) open.pop()
}

function isProgram(call: M4Call): boolean {
  return call.name === 'AC_LANG_PROGRAM' || call.name === 'AC_LANG_SOURCE' || call.name === 'AS_HELP_STRING'
}

/** `ac_cv_func_pledge` and `ac_cv_header_a_h` hold what AC_CHECK_FUNCS and AC_CHECK_HEADERS make a define of. */
function cachedName(name: string): string {
  const known = /^ac_cv_(?:func|header)_(\w+)$/.exec(name)
  return known === null ? name : `HAVE_${capitals(known[1] ?? '')}`
}

function answersOfCall(file: M4File, call: M4Call, shell: When): readonly FeatureAnswer[] {
  const first = call.arguments[0]
  if (first === undefined || first.end - first.start > longestArgument) return []
  const around = contextOf(file, call.parent, call.start)
  const answer = (name: string, when: When, isYes: boolean, check: string): FeatureAnswer => ({
    buildSystem: 'autoconf',
    name,
    sets: 'define',
    form: formOf(isYes, when),
    check,
    prevails: false,
    start: call.start,
    span: headSpan(file.text, file.lines, call.start, call.end),
  })
  if (call.name === 'AC_DEFINE' || call.name === 'AC_DEFINE_UNQUOTED') {
    const name = argumentText(file, first)
    const value = argumentText(file, call.arguments[1])
    if (!/^[A-Za-z_]\w*$/.test(name)) return []
    return [answer(name, innermost(around.when, shell), value !== '0', around.check)]
  }
  const nameOf = naming.get(call.name)
  if (nameOf === undefined) return []
  const isNever = innermost(around.when, shell) === 'never'
  const listed = argumentText(file, first).replace(/\bdnl\b[^\n]*|\\\n/g, ' ')
  const words = listed.split(/DECLS|TYPES|MEMBERS/.test(call.name) ? /,/ : /[\s,]+/).slice(0, mostWords)
  return words
    .filter(word => /^[\w./ *-]*\w[\w./ *-]*$/.test(word.trim()))
    .map(word => answer(nameOf(word), isNever ? 'never' : 'success', true, `${call.name}(${word.trim()})`))
}

interface Context {
  readonly when: When
  readonly check: string
}

/** Follows the calls around a place outwards up to the first that decides; one that never runs decides from anywhere. */
function contextOf(file: M4File, call: M4Call | undefined, offset: number): Context {
  let when: When = 'always'
  let check = ''
  let left = deepest
  for (let outer = call; outer !== undefined && left > 0; outer = outer.parent, left--) {
    const index = outer.arguments.findIndex(({ start, end }) => start <= offset && offset < Math.max(end, start + 1))
    const here = whenOf(file, outer, index)
    if (here === 'never') return { when: 'never', check }
    if (here === 'always') continue
    if (check === '') check = squeezedCheck(`${outer.name}(${textOf(file, outer.arguments[0])})`)
    if (when === 'always') when = here
  }
  return { when, check }
}

function whenOf(file: M4File, call: M4Call, index: number): When {
  const place = actions.get(call.name)
  if (place !== undefined) return index === place ? 'success' : index === place + 1 ? 'failure' : 'unknown'
  if (call.name === 'AS_IF') {
    // Condition, action, condition, action …, and what is left over at the end is the else.
    if (index % 2 === 1) return conditionHolds(textOf(file, call.arguments[index - 1]))
    return index === call.arguments.length - 1 && index === 2
      ? opposite(conditionHolds(textOf(file, call.arguments[0])))
      : 'unknown'
  }
  if (call.name === 'm4_if' && index >= 2) {
    const [a, b] = [textOf(file, call.arguments[0]), textOf(file, call.arguments[1])].map(text =>
      text.replace(/[[\]]/g, ''),
    )
    return a !== b && /^\w*$/.test(a ?? '') && /^\w*$/.test(b ?? '') && index === 2 ? 'never' : 'unknown'
  }
  return /^(?:A[CU]_DEFUN(?:_ONCE)?|m4_defun|m4_define|AC_CACHE_\w+|AC_CONFIG_COMMANDS_PRE|AC_MSG_\w+|m4_divert\w*|AS_VAR_\w+)$/.test(
    call.name,
  )
    ? 'always'
    : 'unknown'
}

function textOf(file: M4File, argument: M4Argument | undefined): string {
  return argument === undefined ? '' : file.text.slice(argument.start, Math.min(argument.end, argument.start + 1_000))
}

function innermost(macro: When, shell: When): When {
  if (macro === 'never' || shell === 'never') return 'never'
  return macro === 'always' ? shell : macro
}

function opposite(when: When): When {
  if (when === 'success') return 'failure'
  return when === 'failure' ? 'success' : when === 'never' ? 'always' : 'unknown'
}

/** What a condition of the shell says about a check before it: that it went well, or that it did not. */
function conditionHolds(condition: string): When {
  const text = condition
    .replace(/^\[+|\]+$/g, '')
    .replace(/["']/g, '')
    .trim()
  if (/^(?:false\b|:[ \t]*&&[ \t]*false\b)|&&[ \t]*false\b/.test(text)) return 'never'
  const literal = /^(?:test|\[)[ \t]+(\w+)[ \t]+(!?=)[ \t]+(\w+)(?:[ \t]*\])?$/.exec(text)
  if (literal !== null) return (literal[1] === literal[3]) === (literal[2] === '=') ? 'always' : 'never'
  if (/^(?:test|\[)[ \t]+-n[ \t]*\]?$|^(?:test|\[)[ \t]+-z[ \t]+\w+[ \t]*\]?$/.test(text)) return 'never'
  // `$not_found` being yes says the opposite of what a look at the value alone would.
  if (/\$\{?\w*(?:not?_|without|disable|missing|fail|broken)/i.test(text)) return 'unknown'
  const isFailure = /[ \t]!=[ \t]*x?(?:yes|1|true)\b|(?<!!)=[ \t]*x?(?:no|0|false)\b|-z[ \t]*x?\$/.test(text)
  const isSuccess = /(?<!!)=[ \t]*x?(?:yes|1|true)\b|!=[ \t]*x?(?:no|0|false)\b|-n[ \t]*x?\$/.test(text)
  if (isFailure !== isSuccess) return isFailure ? 'failure' : 'success'
  return 'unknown'
}

/** The `if` and `case` that are open in the shell text between the macros. */
class ShellConditions {
  readonly #open: { readonly word: string; when: When }[] = []

  see(text: string, condition: string | undefined): void {
    const word = /^\w+/.exec(text)?.[0]
    const top = this.#open.at(-1)
    if (word === 'if' && condition !== undefined) {
      if (this.#open.length < deepest) this.#open.push({ word: 'if', when: conditionHolds(condition) })
    } else if (word === 'elif' && condition !== undefined) {
      if (top?.word === 'if') top.when = conditionHolds(condition)
    } else if (word === 'else') {
      if (top?.word === 'if') top.when = opposite(top.when)
    } else if (word === 'case') {
      if (this.#open.length < deepest) this.#open.push({ word: 'case', when: 'unknown' })
    } else if ((word === 'fi' && top?.word === 'if') || (word === 'esac' && top?.word === 'case')) this.#open.pop()
  }

  when(): When {
    return whenWithin(this.#open.map(({ when }) => when))
  }
}
