import { type Family, families, inputs } from '../../../core/facts/requestInput'
import { wasRemoved, wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf, type TextSpan } from '../../../core/model/location'
import { extensionOf } from '../../../core/model/path'
import type { FileContext, Report } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { loaders, runners } from './families'
import { namesInput, runsOfInput } from './programs'

/** Without one of these no reading is worth its time. */
const MAY_RUN =
  /\beval\b|_eval|\bexec\w*\s*[(\s]|\.exec|\bexec\b|\bsystem\b|passthru|popen|Popen|\bspawn|\bFunction\b|runIn|vm\.|subprocess|assert\s*\(|create_function|%x[({[]|pty\.|\$\w+\s*\(|getoutput|Command|ProcessBuilder|Process\.Start|PyRun_|lua\w*_(?:do|load)|Tcl_\w*Eval|JS_Eval|mrb_load/
const MAY_TAKE =
  /\breq(?:uest)?\b[.:)]|\bctx\b|\bparams\b|\$_(?:GET|POST|REQUEST|COOKIE|SERVER)|php:\/\/input|filter_input|rfile|get_argument|HTTP_|cookies|searchParams|\bparam\(|getParameter|getHeader|QUERY_STRING|FormValue|FieldStorage|getfirst|getvalue|[hH]eader\(|Header\.Get|\bRequest\./

export default defineRule({
  id: 'source/input-runs-as-code',
  title: 'input of a request is run as a command or as code',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['webmin-2018', 'wordpress-2007'],
  tags: ['CWE-78', 'CWE-95'],
  triggers: [
    'qx',
    '`',
    'eval',
    'Function(',
    'system',
    'exec',
    'passthru',
    'assert',
    'popen',
    'proc_open',
    'create_function',
    'Command',
    'ProcessBuilder',
    'Process.',
    'subprocess',
    '$_',
    'PyRun',
    'Eval',
    'loadstring',
    'loadbuffer',
    'mrb_load',
    'dostring',
    'spawn',
    'vm.',
    'runIn',
    '__import__',
    'load(',
    'os.execute',
    'evaluate(',
    'Execute',
    'binary_to_term',
    'include',
    'require',
    'oad',
    'erializ',
    'ObjectInputStream',
    'XMLDecoder',
    'thaw',
  ],
  parses: true,
  readsCode: true,
  needsCode: ({ text, changed }) =>
    MAY_RUN.test(text) && MAY_TAKE.test(text) && (MAY_RUN.test(changed) || MAY_TAKE.test(changed)),
  messages: {
    direct: {
      message: '`{input}`, which a request chooses, is now run by `{runner}`',
      why: 'Whoever sends the request chooses what runs on the server.\nNo quoting makes that safe.',
      benign: 'A tool for administrators that runs commands on purpose, behind a login.',
      question: 'Who can reach this line, and why does it run what they send?',
      commands: ['git grep -n -F -e {word}'],
    },
    loaded: {
      message: '`{input}`, which a request chooses, is now made into objects by `{runner}`',
      why: 'The bytes say which classes are made, and some of those run code as they are.\nA reader of plain data would give the same values without that.',
      benign: 'The bytes are signed by the program itself, and the signature was checked before.',
      question: 'Who can send these bytes, and why is a format of plain data not enough?',
      commands: ['git grep -n -F -e {word}'],
    },
    passed: {
      message: '`{input}`, which a request chooses, now reaches `{runner}` through `{function}`',
      why: 'The function runs what it is given; this call gives it what the request holds.\nWhoever sends the request chooses what runs on the server.',
      benign: 'A tool for administrators that runs commands on purpose, behind a login.',
      question: 'Who can reach this line, and why does it run what they send?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const told = new Set<number>()
  const noting: FileContext = {
    ...context,
    report: item => {
      told.add(lineOf(item))
      context.report(item)
    },
  }
  examineLines(noting)
  examinePrograms(context, told)
}

function lineOf({ at }: Report): number {
  return typeof at === 'object' && 'start' in at ? at.start.line : 0
}

/** Programs with a reading: through variables, in strings put together, and through functions of the file. */
function examinePrograms(context: FileContext, told: ReadonlySet<number>): void {
  const side = context.side('new')
  if (side === undefined) return
  for (const unit of context.code('new')) {
    const reading = unit.decodings.length > 0 || !namesInput(unit) ? undefined : unit.program()
    if (reading === undefined || !context.budget.spend(unit.body.text.length)) continue
    for (const { call, carried } of runsOfInput(unit, reading, side.text)) {
      const { source, through } = carried
      const isNew = context.isChanged('new', call.span)
      if (!isNew && !context.isChanged('new', source.span)) continue
      const span = isNew ? call.span : source.span
      if (told.has(call.span.start.line) || told.has(source.span.start.line)) continue
      if (wasRemovedPlace(context.content.hunks, side.lines, span)) continue
      report(context, through === undefined ? 'direct' : 'passed', firstLine(span, call.callee), {
        input: source.name,
        runner: bare(call.callee),
        function: through ?? '',
      })
    }
  }
}

function firstLine(span: TextSpan, callee: string): TextSpan {
  return span.end.line === span.start.line ? span : spanOf(span.start.line, span.start.column, callee.length)
}

function examineLines(context: FileContext): void {
  const family = families[extensionOf(context.path)]
  if (family === undefined) return
  const direct = new RegExp(
    `(${runners[family]})(?:(?!escapeshell|quotemeta|shlex|quote|filter_var|intval|htmlspecialchars)[^;\\n]){0,160}?(${inputs[family]})`,
  )
  const loads = loaders[family]
  const loader = loads === undefined ? undefined : new RegExp(`(${loads})[^;\\n]{0,160}?(${inputs[family]})`)
  const lines = context.side('new')?.lines ?? []
  for (const [index, line] of lines.entries()) {
    if (line.length > 4000 || /^\s*(#|\/\/|\*)/.test(line) || !context.isChanged('new', spanOf(index + 1, 0, 1)))
      continue
    const found = direct.exec(line)
    const loaded = found === null ? (loader?.exec(line) ?? null) : null
    const shown = found ?? loaded
    if (shown === null || wasRemoved(context.content.hunks, shown[0])) continue
    const at = spanOf(index + 1, shown.index, shown[0].length)
    const message = found === null ? 'loaded' : 'direct'
    report(context, message, at, { input: shown[2] ?? '', runner: bare(shown[1] ?? ''), function: '' })
  }
  examineStored(context, family, lines)
  if (family === 'php') examineNamed(context, lines)
  if (family === 'php' || family === 'javascript') examinePassed(context, family, lines)
}

/** Lines after an input is stored within which it must be run. */
const NEAR = 30

/** One step through a variable; what was turned into a number or quoted on the way is another matter. */
function examineStored(context: FileContext, family: Family, lines: readonly string[]): void {
  const source = new RegExp(
    // Elixir takes a value apart where it stores it: `["v1" <> rest] <- …`.
    `([$@]?\\w{1,60})${family === 'elixir' ? '[\\]}]{0,3}\\s*(?:=|<-)' : '\\s*:?='}(?!=)[^;\\n]{0,120}?(${inputs[family]})`,
  )
  const stored = new Map<string, { readonly input: string; readonly line: number }>()
  const runner = new RegExp(`(${runners[family]})([^;\\n]{0,160})`, 'g')
  for (const [index, line] of lines.entries()) {
    if (line.length > 4000 || /^\s*(#|\/\/|\*)/.test(line)) continue
    const isChanged = context.isChanged('new', spanOf(index + 1, 0, 1))
    if (stored.size > 0 && isChanged)
      for (const found of line.matchAll(runner)) {
        // The text of a function stands behind the names of its parameters.
        const argument =
          family === 'csharp' || /\bFunction\s*\($|^(?:lua|Tcl_|JS_|duk_|mrb_|Jim_)/.test(found[1] ?? '')
            ? (found[2] ?? '')
            : ((found[2] ?? '').split(family === 'go' ? ')' : ',', 1)[0] ?? '')
        const name = (argument.match(/[$@]?\w+/g) ?? []).find(word => stored.has(word))
        const from = name === undefined ? undefined : stored.get(name)
        if (name === undefined || from === undefined || index - from.line > NEAR || index === from.line) continue
        // A list of words, or a program with fixed name, is not a command line.
        if (/^\s*\[/.test(argument) || (family === 'go' && !/["'/](?:ba|z|da)?sh["']|^\s*\w+\s*$/.test(argument)))
          continue
        if (QUOTED.test(line) || wasRemoved(context.content.hunks, found[0])) continue
        const at = spanOf(index + 1, found.index, found[0].trimEnd().length)
        report(context, 'direct', at, { input: from.input, runner: bare(found[1] ?? ''), function: '' })
      }
    const taken = source.exec(line)
    // What is looked up in a table of the program is a value of the table.
    const isKey = taken !== null && /[\w\])]\[\s*$/.test(taken[0].slice(0, taken[0].length - (taken[2]?.length ?? 0)))
    if (taken !== null && !isKey && !QUOTED.test(line))
      stored.set(taken[1] ?? '', { input: taken[2] ?? '', line: index })
  }
}

const QUOTED =
  /escapeshell|quotemeta|shlex|quote|filter_var|intval|parseInt|Number\(|\bint\(|htmlspecialchars|Atoi|parseLong/

/** PHP calls the function whose name a variable holds. */
function examineNamed(context: FileContext, lines: readonly string[]): void {
  const direct = new RegExp(`(?<!isset)\\(?(${inputs.php})\\)?\\s*\\((?!\\s*\\))`)
  const taken = new Map<string, string>()
  for (const [index, line] of lines.entries()) {
    if (line.length > 4000 || /^\s*(#|\/\/|\*)/.test(line)) continue
    const stored = new RegExp(`(\\$\\w{1,60})\\s*=(?!=)\\s*@?(${inputs.php})\\s*;`).exec(line)
    if (stored !== null) taken.set(stored[1] ?? '', stored[2] ?? '')
    if (!context.isChanged('new', spanOf(index + 1, 0, 1))) continue
    const called = [...line.matchAll(/(?<![\w>:])(\$\w{1,60})\s*\(/g)].find(found => taken.has(found[1] ?? ''))
    const found = called ?? direct.exec(line)
    if (found === null || wasRemoved(context.content.hunks, found[0])) continue
    const input = called === undefined ? (found[1] ?? '') : (taken.get(found[1] ?? '') ?? '')
    report(context, 'direct', spanOf(index + 1, found.index, found[0].length), {
      input,
      runner: 'a call by name',
      function: '',
    })
  }
}

/** One step: a function of this file that runs its own parameter, called with the input. */
function examinePassed(context: FileContext, family: Family, lines: readonly string[]): void {
  const text = lines.join('\n')
  if (!context.budget.spend(text.length)) return
  const runsParameter = new Map<string, string>()
  for (const found of text.matchAll(/\bfunction\s+(\w+)\s*\(([^)]{1,200})\)[^{;]{0,80}\{([^}]{0,2000})\}/g)) {
    const [, name = '', parameters = '', body = ''] = found
    for (const parameter of parameters.match(/\$?\w+/g) ?? []) {
      const runs = new RegExp(`(${runners[family]})\\s*${parameter.replace('$', '\\$')}\\b`).exec(body)
      if (runs !== null) runsParameter.set(name, bare(runs[1] ?? ''))
    }
  }
  if (runsParameter.size === 0) return
  const call = new RegExp(`\\b(${[...runsParameter.keys()].join('|')})\\s*\\([^;\\n]{0,160}?(${inputs[family]})`)
  for (const [index, line] of lines.entries()) {
    const found = line.length > 4000 ? null : call.exec(line)
    if (
      found === null ||
      !context.isChanged('new', spanOf(index + 1, 0, 1)) ||
      wasRemoved(context.content.hunks, found[0])
    )
      continue
    const name = found[1] as string
    const at = spanOf(index + 1, found.index, found[0].length)
    report(context, 'passed', at, { input: found[2] ?? '', runner: runsParameter.get(name) ?? '', function: name })
  }
}

function report(
  context: FileContext,
  message: 'direct' | 'loaded' | 'passed',
  at: ReturnType<typeof spanOf>,
  data: { readonly input: string; readonly runner: string; readonly function: string },
): void {
  const word = /^\w+$/.test(data.runner) ? data.runner : '<word>'
  context.report({ message, at, severity: isTestFolder(context.path) ? 'low' : 'high', data: { ...data, word } })
}

function bare(runner: string): string {
  return runner.replace(/[\s(/{|!#[]+$/, '').replace(/^\x60$/, 'backticks')
}
