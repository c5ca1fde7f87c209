import { type EmbeddedText, EmbeddedTextBuilder } from './embeddedText'
import { appendUnquoted, argumentText, type M4Argument, type M4Call, type M4File, readM4 } from './m4Reader'
import { limitProbeUnits, type Probe, type ProbeKind, type ProbeLanguage } from './probes'

const noArgument: M4Argument = { start: 0, end: 0 }

const modern: ReadonlyMap<string, ProbeKind> = new Map<string, ProbeKind>([
  ['AC_PREPROC_IFELSE', 'preprocess'],
  ['AC_COMPILE_IFELSE', 'compile'],
  ['AC_LINK_IFELSE', 'link'],
  ['AC_RUN_IFELSE', 'run'],
])
/** Obsolete forms: AC_TRY_COMPILE and AC_TRY_LINK take prologue and body, the others a whole program. */
const obsolete: ReadonlyMap<string, ProbeKind> = new Map<string, ProbeKind>([
  ['AC_TRY_COMPILE', 'compile'],
  ['AC_TRY_LINK', 'link'],
  ['AC_TRY_RUN', 'run'],
  ['AC_TRY_CPP', 'preprocess'],
])

const takesTwo = /^AC_TRY_(?:COMPILE|LINK)$/
/** Macros around a check that are looked at for the program's place and the result's name. */
const furthestParent = 50

/**
 * Checks in the program of a check: no file has any, so text made to be slow has them. One nested deeper is given the
 * program around it, of which its own is a part, instead of another copy.
 */
const deepestCheck = 8

/** Programs in the arguments of autoconf's own checks, at any depth of macros and quotes. */
export function findAutoconfProbes(text: string): readonly Probe[] {
  const file = readM4(text)
  const languages: ProbeLanguage[] = ['c']
  const sources = sourcesByCheck(file)
  const probes: Probe[] = []
  // The programs around, outermost first.
  const open: { readonly program: Program; readonly end: number }[] = []
  for (const call of file.calls) {
    while ((open.at(-1)?.end ?? call.start) < call.start) open.pop()
    trackLanguage(file, call, languages)
    const old = obsolete.get(call.name)
    const kind = old ?? modern.get(call.name)
    if (kind === undefined) continue
    const around = open.length < deepestCheck ? undefined : open.at(-1)?.program
    const program =
      around ?? (old === undefined ? modernProgram(file, call, sources.get(call)) : obsoleteProgram(file, call))
    if (program === undefined) continue
    const last = (takesTwo.test(call.name) ? call.arguments[1] : undefined) ?? call.arguments[0]
    if (around === undefined) open.push({ program, end: last?.end ?? call.start })
    const results = resultVariables(file, call, call.arguments[takesTwo.test(call.name) ? 2 : 1])
    probes.push({
      buildSystem: 'autoconf',
      kind,
      language: isOtherLanguage(file, call, program) ? 'unknown' : (languages[languages.length - 1] ?? 'c'),
      check: call.name,
      resultVariable: results[0],
      resultVariables: results,
      ...program,
      span: file.lines.span(call.start, call.end),
    })
  }
  return probes
}

/** AC_LANG_PROGRAM or AC_LANG_SOURCE in the first argument of a check. */
function sourcesByCheck(file: M4File): ReadonlyMap<M4Call, M4Call> {
  const sources = new Map<M4Call, M4Call>()
  for (const call of file.calls) {
    if (call.name !== 'AC_LANG_PROGRAM' && call.name !== 'AC_LANG_SOURCE') continue
    // Not only the direct parent: the program may come through a macro such as m4_if or AC_LANG_DEFINES_PROVIDED.
    let check = call.parent
    for (let left = furthestParent; left > 0 && check !== undefined && !modern.has(check.name); left--)
      check = check.parent
    const program = check?.arguments[0]
    if (check === undefined || !modern.has(check.name) || program === undefined || sources.has(check)) continue
    if (call.start >= program.start && call.start < program.end) sources.set(check, call)
  }
  return sources
}

/** A program, and the macros in it that m4 expands before the compiler sees it. */
type Program = Pick<Probe, 'body' | 'placeholders'>

function modernProgram(file: M4File, check: M4Call, source: M4Call | undefined): Program | undefined {
  if (source?.name === 'AC_LANG_PROGRAM') return inMain(file, source, 2)
  const program = source === undefined ? check.arguments[0] : source.arguments[0]
  if (program === undefined) return undefined
  const bare = file.text.slice(program.start, program.end)
  // Without AC_LANG_*, only text that is plainly a program is taken; a macro call or variable stands for one elsewhere.
  if (source === undefined && !/[;{}]|#\s*include/.test(bare)) return undefined
  return whole(file, program, 2)
}

function obsoleteProgram(file: M4File, call: M4Call): Program | undefined {
  // These macros quote their arguments once more themselves, so one level is all that is taken.
  if (takesTwo.test(call.name)) return inMain(file, call, 1)
  const program = call.arguments[0]
  return program === undefined ? undefined : whole(file, program, 1)
}

function whole(file: M4File, argument: M4Argument, levels: number): Program {
  const program = clipped(argument)
  const builder = new EmbeddedTextBuilder(file.text, file.lines)
  const exposed: [number, number][] = []
  appendUnquoted(builder, file, program, levels, { exposed })
  return withPlaceholders(builder.build(), exposed)
}

/** What AC_LANG_PROGRAM(prologue, body) makes of its arguments: a `main` around the body. */
function inMain(file: M4File, call: M4Call, levels: number): Program {
  const [first = noArgument, second = { start: first.end, end: first.end }] = call.arguments
  const prologue = clipped(first)
  const body = clipped(second)
  const builder = new EmbeddedTextBuilder(file.text, file.lines)
  const exposed: [number, number][] = []
  appendUnquoted(builder, file, prologue, levels, { exposed })
  builder.put('\nint main (void)\n{\n', body.start, body.start)
  appendUnquoted(builder, file, body, levels, { exposed })
  builder.put('\n;\nreturn 0;\n}\n', body.end, body.end)
  return withPlaceholders(builder.build(), exposed)
}

/** Past the limit there is only enough to see that the program is over it: unclosed checks inside one another add up. */
function clipped({ start, end }: M4Argument): M4Argument {
  return { start, end: Math.min(end, start + limitProbeUnits + 1) }
}

/** Macros by the names they usually have. */
const macro = /\b(?:_?[A-Z][A-Z0-9]*_[A-Z0-9_]+|_?(?:A[CMSXHU]|LT|PKG|gl|gt|m4|ifelse)_?\w*|[a-z]{2,4}_[A-Z]\w*)\b/g

/** A call is taken with its arguments, quoted code among them: which of it the compiler sees is for m4 to say. */
function withPlaceholders(body: EmbeddedText, exposed: readonly (readonly [start: number, end: number])[]): Program {
  const placeholders: [number, number][] = []
  let taken = 0
  let isBalanced = true
  for (const [start, end] of exposed)
    for (const found of body.text.slice(start, end).matchAll(macro)) {
      const from = start + found.index
      if (from < taken) continue
      const nameEnd = from + found[0].length
      const callEnd: number | undefined =
        isBalanced && body.text[nameEnd] === '(' ? closingEnd(body.text, nameEnd) : nameEnd
      // Where one call does not end, those after it need not be looked at for their ends.
      isBalanced &&= callEnd !== undefined
      taken = callEnd ?? nameEnd
      placeholders.push([from, taken])
    }
  return { body, placeholders }
}

/** Behind the parenthesis that closes the one at `at`. */
function closingEnd(text: string, at: number): number | undefined {
  let open = 0
  for (let to = at; to < text.length; to++) {
    if (text[to] === '(') open++
    else if (text[to] === ')' && --open === 0) return to + 1
  }
  return undefined
}

/** AC_LANG and its stack, as far as the order of the text tells. */
function trackLanguage(file: M4File, call: M4Call, languages: ProbeLanguage[]): void {
  switch (call.name) {
    case 'AC_LANG':
      languages[languages.length - 1] = languageOf(nameIn(file, call.arguments[0]))
      break
    case 'AC_LANG_PUSH':
      languages.push(languageOf(nameIn(file, call.arguments[0])))
      break
    case 'AC_LANG_POP':
      if (languages.length > 1) languages.pop()
      break
  }
}

function languageOf(name: string): ProbeLanguage {
  if (name === 'C') return 'c'
  return name === 'C++' ? 'cpp' : 'unknown'
}

/** What only Objective-C has: its declarations, and frameworks by their own header. */
const objectiveC = /^[ \t]*(?:@(?:interface|implementation|protocol)\b|#[ \t]*import[ \t]*<(\w+)\/\1\.h>)/m
/** The compiler is exchanged right before a check, as libtool does for assembly. */
const otherCompiler =
  /\bac_ext=["']?(?!c\b|cc\b|cpp\b|cxx\b)\w+|\b(?:CC|CFLAGS)=["']?\$\{?(?!CC|C(?:XX|PP)?FLAGS)(?:ML64|AS|NASM|FC|OBJC|NVCC)/
const unitsBefore = 300

/** A check in a language that nothing has said by AC_LANG. */
function isOtherLanguage(file: M4File, call: M4Call, { body }: Program): boolean {
  if (objectiveC.test(body.text)) return true
  const before = file.text.slice(Math.max(0, call.start - unitsBefore), call.start)
  return otherCompiler.test(before) && !/\bac_ext=c(?:c|pp|xx)?\b/.test(before)
}

/** In UTF-16 units: an action is a few lines; more would only cost time on text made to be slow. */
const actionLength = 4000

/** In UTF-16 units, quotes included. */
const longestName = 500

/** An argument that is a name; undefined, empty and endless ones are none. */
function nameIn(file: M4File, argument: M4Argument | undefined): string {
  return argument === undefined || argument.end - argument.start > longestName ? '' : argumentText(file, argument)
}

function resultVariables(file: M4File, check: M4Call, action: M4Argument | undefined): readonly string[] {
  const names: string[] = []
  if (action !== undefined) {
    const text = file.text.slice(action.start, Math.min(action.end, action.start + actionLength))
    for (const found of text.matchAll(/\bAC_DEFINE(?:_UNQUOTED)?\(\s*\[*\s*(\w+)/g)) names.push(found[1] ?? '')
    for (const found of text.matchAll(/(?:^|[\s;[(])([A-Za-z_]\w*)=(?!=)/g)) names.push(found[1] ?? '')
  }
  let left = furthestParent
  for (let outer = check.parent; outer !== undefined && left > 0; outer = outer.parent) {
    left--
    if (outer.name !== 'AC_CACHE_CHECK' && outer.name !== 'AC_CACHE_VAL') continue
    names.push(nameIn(file, outer.arguments[outer.name === 'AC_CACHE_CHECK' ? 1 : 0]))
    break
  }
  return [...new Set(names.filter(name => name !== ''))]
}
