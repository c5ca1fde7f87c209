import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { extensionOf } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'source/input-runs-as-code',
  title: 'input of a request is run as a command or as code',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['webmin-2018', 'wordpress-2007'],
  tags: ['CWE-78', 'CWE-95'],
  triggers: ['qx', '`', 'eval', 'system', 'exec', 'passthru', 'assert', 'popen', 'proc_open', 'create_function'],
  messages: {
    direct: {
      message: '`{input}`, which a request chooses, is now run by `{runner}`',
      why: 'Whoever sends the request chooses what runs on the server.\nNo quoting makes that safe.',
      benign: 'A tool for administrators that runs commands on purpose, behind a login.',
      question: 'Who can reach this line, and why does it run what they send?',
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

type Family = 'perl' | 'php' | 'javascript' | 'python' | 'ruby'

const families: Readonly<Record<string, Family>> = {
  pl: 'perl',
  pm: 'perl',
  cgi: 'perl',
  php: 'php',
  inc: 'php',
  phtml: 'php',
  php5: 'php',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'javascript',
  tsx: 'javascript',
  py: 'python',
  rb: 'ruby',
  erb: 'ruby',
}

/** What the usual frameworks of a language call the input of a request. */
const inputs: Readonly<Record<Family, string>> = {
  perl: String.raw`\$(?:main::)?in\{[^}]*\}|\$(?:q|cgi|query)->param\([^)]*\)|\bparam\([^)]*\)|\$ENV\{['"]?(?:QUERY_STRING|HTTP_\w+)['"]?\}`,
  php: String.raw`\$_(?:GET|POST|REQUEST|COOKIE)\s*\[[^\]]*\]|\$_SERVER\s*\[\s*['"](?:HTTP_\w+|QUERY_STRING)['"]\s*\]|getallheaders\(\)`,
  javascript: String.raw`\breq(?:uest)?\.(?:query|body|params|headers|cookies)\b[\w.[\]'"-]*`,
  python: String.raw`\brequest\.(?:args|form|values|json|GET|POST|headers|cookies)\b[\w.[\]'"()-]*`,
  ruby: String.raw`\bparams\[[^\]]*\]|\brequest\.(?:headers|cookies)\[[^\]]*\]|\bcookies\[[^\]]*\]`,
}

const runners: Readonly<Record<Family, string>> = {
  perl: String.raw`\b(?:eval|system|exec)\b\s*\(?|qx\s*[/({|!#]|\x60`,
  php: String.raw`\b(?:eval|assert|system|passthru|exec|shell_exec|popen|proc_open|create_function|call_user_func(?:_array)?)\s*\(|\x60`,
  javascript: String.raw`\b(?:eval|Function|execSync|exec|runInNewContext|runInThisContext)\s*\(`,
  python: String.raw`\b(?:eval|exec|os\.system|os\.popen|subprocess\.(?:run|call|Popen|check_output|getoutput))\s*\(`,
  ruby: String.raw`\b(?:eval|instance_eval|class_eval|system|exec)\b\s*\(?|\x60|%x[({\[]`,
}

function examine(context: FileContext): void {
  const family = families[extensionOf(context.path)]
  if (family === undefined) return
  const direct = new RegExp(
    `(${runners[family]})(?:(?!escapeshell|quotemeta|shlex|quote|filter_var|intval|htmlspecialchars)[^;\\n]){0,160}?(${inputs[family]})`,
  )
  const lines = context.side('new')?.lines ?? []
  for (const [index, line] of lines.entries()) {
    if (line.length > 4000 || /^\s*(#|\/\/|\*)/.test(line) || !context.isChanged('new', spanOf(index + 1, 0, 1)))
      continue
    const found = direct.exec(line)
    if (found !== null && !stoodBefore(context, found[0])) {
      const at = spanOf(index + 1, found.index, found[0].length)
      report(context, 'direct', at, { input: found[2] ?? '', runner: bare(found[1] ?? ''), function: '' })
    }
  }
  if (family === 'php' || family === 'javascript') examinePassed(context, family, lines)
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
    if (found === null || !context.isChanged('new', spanOf(index + 1, 0, 1)) || stoodBefore(context, found[0])) continue
    const name = found[1] as string
    const at = spanOf(index + 1, found.index, found[0].length)
    report(context, 'passed', at, { input: found[2] ?? '', runner: runsParameter.get(name) ?? '', function: name })
  }
}

function report(
  context: FileContext,
  message: 'direct' | 'passed',
  at: ReturnType<typeof spanOf>,
  data: { readonly input: string; readonly runner: string; readonly function: string },
): void {
  const word = /^\w+$/.test(data.runner) ? data.runner : '<word>'
  context.report({ message, at, severity: isTestFolder(context.path) ? 'low' : 'high', data: { ...data, word } })
}

function bare(runner: string): string {
  return runner.replace(/[\s(/{|!#[]+$/, '').replace(/^\x60$/, 'backticks')
}

function stoodBefore(context: FileContext, text: string): boolean {
  const wanted = text.replace(/\s+/g, '')
  return context.content.hunks.some(hunk =>
    hunk.lines.some(one => one.kind === 'removed' && one.text.replace(/\s+/g, '').includes(wanted)),
  )
}
