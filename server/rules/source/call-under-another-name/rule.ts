import { isDocument } from '../../../core/formats/document'
import { type LiveText, liveText } from '../../../core/formats/liveText'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { LineTable } from '../../../core/syntax/lineTable'
import { pointersOf } from './pointers'

export default defineRule({
  id: 'source/call-under-another-name',
  title: 'name of a message or a trace that runs a command',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['unrealircd-2010'],
  tags: ['CWE-912', 'CWE-78'],
  files: { paths: ['**/*.{c,cc,cpp,cxx,h,hpp,hh,inc,py,js,mjs,cjs,ts,rb,php,pl,pm,go,rs,java,cs}'] },
  triggers: [
    'system',
    'popen',
    'exec',
    'eval',
    'subprocess',
    'spawn',
    'Command',
    'Process',
    'StartProcess',
    'define',
    'dlsym',
    'GetProcAddress',
  ],
  messages: {
    hides: {
      message: '`{name}` now stands for `{call}`: its name says something else',
      why: 'Where the name is used it reads as a message or a trace.\nWhat it is given is run as a command.',
      benign: 'A helper of a debugger that starts one on purpose.',
      question: 'Which texts reach this name, and why is it not called after what it does?',
      commands: ['git grep -n -w -e {name}'],
    },
  },
  examine: { file: examine },
})

const RUN = String.raw`(?:system|popen|execl[pe]?|execv[pe]{0,2}|os\.(?:system|popen)|subprocess\.(?:run|call|Popen|getoutput|check_output)|eval|exec|execSync|shell_exec|passthru)`
/** Ways of other languages to start a program, as they stand in what a macro or a short function stands for. */
const STARTS = String.raw`(?:(?:std::)?process::Command::new|Command::new|libc::system|(?:\w+\.)?getRuntime\(\)\.exec|new ProcessBuilder|(?:System\.Diagnostics\.)?Process\.Start|exec\.Command(?:Context)?|syscall\.(?:Exec|ForkExec)|os\.StartProcess|os\.(?:system|popen)|subprocess\.\w+|child_process\.\w+|(?:cp\.)?exec(?:Sync)?|popen|system|execl[pe]?|execv[pe]{0,2}|eval)`
const NAME = String.raw`\w+`
/** Names that promise words for people and nothing else. */
const SAYS = /log|debug|trace|note|print|warn|metric|stat|info|assert|report|msg|message|notify|audit|hint/i

/** `#define`, assignments, and what destructuring and imports rename. */
const forms: readonly RegExp[] = [
  new RegExp(
    String.raw`^[ \t]*#[ \t]*define[ \t]+(${NAME})[ \t]*\([^)\n]*\)(?:\\\n|[^\n]){0,200}?(?<![\w.>])(${RUN})[ \t]*\(`,
    'gim',
  ),
  new RegExp(String.raw`^[ \t]*#[ \t]*define[ \t]+(${NAME})[ \t]+(${RUN})[ \t]*$`, 'gim'),
  new RegExp(
    String.raw`^[ \t]*(?:const|let|var|\$|my[ \t]+\$?)?[ \t]*(${NAME})[ \t]*:?=[ \t]*(?:require\([^)\n]*\)\.|cp\.|child_process\.)?(${RUN})[ \t]*;?[ \t]*$`,
    'gim',
  ),
  new RegExp(String.raw`[{,][ \t]*(?<call>exec(?:Sync)?)[ \t]*(?::|as)[ \t]*(?<name>${NAME})[ \t]*[,}]`, 'gi'),
  new RegExp(
    String.raw`^[ \t]*from[ \t]+(?:os|subprocess)[ \t]+import[ \t]+(?<call>\w+)[ \t]+as[ \t]+(?<name>${NAME})[ \t]*$`,
    'gim',
  ),
  new RegExp(
    String.raw`^[ \t]*alias(?:_method)?[ \t]+:?(?<name>${NAME})[ \t,]+:?(?<call>system|exec|eval|instance_eval)[ \t]*$`,
    'gim',
  ),
  new RegExp(
    String.raw`^[ \t]*macro_rules![ \t]*(${NAME})[ \t]*[{(\[][^}]{0,400}?(?<![\w.])(${STARTS})[ \t]*\(`,
    'gim',
  ),
  new RegExp(
    String.raw`^[ \t]*(?:export[ \t]+)?(?:const|let|var|static|final|val)?[ \t]*(${NAME})[ \t]*:?=[ \t]*(?:lambda[ \t]+\w+[ \t]*:|\(?[\w: ]{0,30}\)?[ \t]*=>|->[ \t]*\(\w+\)[ \t]*\{|func\(\w+ string\)[^{\n]{0,30}\{(?:[ \t]*return)?|\|\w+(?::[^|\n]{0,20})?\|[ \t]*\{?)[ \t]*(${STARTS})[ \t]*\(`,
    'gim',
  ),
]
/** What evaluates, executes or logs by design, and says so. */
const HONEST =
  /exec|system|shell|spawn|cmd|command|run|eval|popen|call|statement|state|status|login|catalog|dialog|logic|logo|staging|static/i

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined || isDocument(context.path) || !context.budget.spend(side.text.length)) return
  const live = liveText(context.path, side.text)
  if (live === undefined) return
  const table = new LineTable(side.text)
  const told = new Set<number>()
  for (const { name, call, from, isVague } of [...aliases(live), ...pointers(context.path, live)]) {
    const span = table.span(from, from + name.length)
    if (!context.isChanged('new', span) || told.has(from)) continue
    const { line } = span.start
    if (wasRemovedPlace(context.content.hunks, side.lines, { start: { line, column: 0 }, end: { line, column: 2000 } }))
      continue
    told.add(from)
    context.report({
      message: 'hides',
      at: span,
      severity: isTestFolder(context.path) ? 'low' : isVague === true ? 'medium' : 'high',
      data: { name, call },
    })
  }
}

interface Alias {
  readonly name: string
  readonly call: string
  readonly from: number
  /** The name promises nothing else, and does not say what it runs. */
  readonly isVague?: boolean
}

function pointers(path: string, live: LiveText): readonly Alias[] {
  if (!/\.(?:c|cc|cpp|cxx|h|hpp|hh|inc)$/.test(path)) return []
  return pointersOf(live)
    .filter(({ name, isPieced }) => isPieced || !HONEST.test(name))
    .map(({ name, call, from, isPieced }) => ({ name, call, from, isVague: !isPieced && !SAYS.test(name) }))
}

function aliases({ names }: LiveText): readonly Alias[] {
  return forms.flatMap(form =>
    [...names.matchAll(form)].flatMap((found): readonly Alias[] => {
      const { name = found[1] ?? '', call = found[2] ?? '' } = found.groups ?? {}
      // Part of the precedent's name was the call itself; a word for a message in front still promises a message.
      const promised = /^_*(?:debug|log|trace|note|print|warn|msg)/i.test(name)
      return !SAYS.test(name) || (!promised && HONEST.test(name))
        ? []
        : [{ name, call, from: found.index + found[0].indexOf(name) }]
    }),
  )
}
