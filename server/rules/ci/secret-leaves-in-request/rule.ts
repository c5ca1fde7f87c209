import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'ci/secret-leaves-in-request',
  title: 'workflow sends a secret as data, or takes all of them at once',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['ghostaction-2025'],
  tags: ['CWE-200', 'CWE-522'],
  files: { paths: ['**/.github/workflows/*.{yml,yaml}', '**/.github/actions/**/*.{yml,yaml}', '**/action.{yml,yaml}'] },
  triggers: ['secrets', 'curl', 'wget', 'Invoke-'],
  readsLongLines: true,
  messages: {
    sent: {
      message: 'Secret `{secret}` is now part of the data that `{program}` sends',
      why: 'Whoever runs the receiving host can then use it.\nA secret that proves who is asking belongs in a header of a request to a service it was made for.',
      benign: 'A service that takes its key in the body or the address of the request.',
      question: 'Which service receives this, and could the secret go into an authorisation header?',
      commands: ['git grep -n -F -e {secret} -- .github'],
    },
    all: {
      message: 'All secrets of the repository are now handed over at once',
      why: 'The step gets every secret there is, also those it has no use for.\nWhat it does with them is not visible in this expression.',
      benign: 'A deployment step that picks its own variables by name.',
      question: 'Which secrets does the step need? Could they be named one by one?',
      commands: ["git grep -n -F -e 'toJSON(secrets)' -- .github"],
    },
  },
  examine: { line: examine },
})

const EXPRESSION = /\$\{\{\s*secrets\.(\w+)\s*\}\}|\$\{\{\s*secrets\[\s*'(\w+)'\s*\]\s*\}\}/g
const ALL = /\$\{\{\s*to_?json\(\s*secrets\s*\)\s*\}\}/i
const PROGRAM = /\b(curl|wget|http|https|nc|ncat|Invoke-WebRequest|Invoke-RestMethod|iwr|irm)\b/
/** Where a program is told who is asking: a header or a user name. */
const TAKES = /^\s*(?:-\s+)?(?:env\s*:\s*\{\s*)?([A-Za-z_]\w*)\s*:\s*["']?\$\{\{\s*secrets\.(\w+)\s*\}\}/
/** Options whose value is the body of the request. */
const BODY = /(?:-d|--data(?:-\w+)?|-F|--form|--post-data|--body-data|-T|--upload-file|-Body)[= ]*[^|;&]{0,200}?$/

const PROVES = /(-H|--header|-u|--user|--oauth2-bearer|-A|--password|--http-password|-Headers)[= ]*(["']?[^"']*)?$/

function examine(line: HunkLine, context: FileContext): void {
  if (line.new === undefined || /^\s*#/.test(line.text)) return
  const all = ALL.exec(line.text)
  if (all !== null) context.report({ message: 'all', at: spanOf(line.new, all.index, all[0].length) })
  const program = PROGRAM.exec(line.text)
  if (program === null) return
  examineVariables(line, context, program)
  for (const found of line.text.matchAll(EXPRESSION)) {
    if (found.index < program.index || PROVES.test(line.text.slice(program.index, found.index))) continue
    const secret = found[1] ?? found[2] ?? ''
    context.report({
      message: 'sent',
      at: spanOf(line.new, found.index, found[0].length),
      severity: isNamedAfterHost(secret, line.text) ? 'medium' : 'high',
      data: { secret, program: program[0] },
    })
  }
}

/** A variable that the change sets from a secret, in the body of a request. */
function examineVariables(line: HunkLine, context: FileContext, program: RegExpExecArray): void {
  if (line.new === undefined) return
  const taken = new Map<string, string>()
  for (const one of context.content.hunks.flatMap(hunk => hunk.lines)) {
    const found = one.kind === 'removed' ? null : TAKES.exec(one.text)
    if (found !== null) taken.set(found[1] ?? '', found[2] ?? '')
  }
  for (const found of line.text.matchAll(/\$\{?(?:env:)?([A-Za-z_]\w*)\}?/g)) {
    const secret = taken.get(found[1] ?? '')
    const before = line.text.slice(program.index, found.index)
    if (secret === undefined || found.index < program.index || PROVES.test(before) || !BODY.test(before)) continue
    context.report({
      message: 'sent',
      at: spanOf(line.new, found.index, found[0].length),
      severity: isNamedAfterHost(secret, line.text) ? 'medium' : 'high',
      data: { secret, program: program[0] },
    })
  }
}

/** `COVERITY_TOKEN` sent to coverity.invalid: a service that wants its own key in the body. A name proves little. */
function isNamedAfterHost(secret: string, line: string): boolean {
  const host = /https?:\/\/([^/\s"']+)/i.exec(line)?.[1]?.toLowerCase() ?? ''
  return secret
    .toLowerCase()
    .split('_')
    .some(
      word => word.length >= 5 && !/^(token|secret|password|access|upload|deploy)$/.test(word) && host.includes(word),
    )
}
