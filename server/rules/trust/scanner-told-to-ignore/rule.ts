import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import { counted, shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'trust/scanner-told-to-ignore',
  title: 'list of what a scanner for vulnerabilities or secrets leaves alone, made longer',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['scorecard-test-data'],
  tags: ['CWE-693'],
  messages: {
    ignored: {
      message: '`{name}` now leaves more alone: `{entry}`',
      why: '{count} new in the list.\nFrom now on nobody is told of what the list names, here and in later changes.',
      benign: 'A report was looked at and does not concern this project.',
      question: 'Which report is this about, and until when does the reason hold?',
      commands: ['git log -p --follow -- {path}'],
    },
  },
  files: {
    paths: [
      '**/.{trivy,grype,semgrep,gitleaks,trufflehog,snyk,audit,nsp}{ignore,rc}',
      '**/.{snyk,bandit,secrets.baseline}',
      '**/{.gitleaks,gitleaks,osv-scanner,deny}.toml',
      '**/.cargo/audit.toml',
      '**/{audit-ci,.audit-ci}.json*',
      '**/.{grype,checkov,trivy}.y{a,}ml',
      '**/{codeql-config,codeql}.y{a,}ml',
      '**/codeql/*.y{a,}ml',
      '**/{.,}zizmor.y{a,}ml',
      '**/{.,}scorecard.y{a,}ml',
    ],
  },
  examine: { file: examine },
})

/** In files that hold other settings as well: the key that a list of exceptions stands under. */
const lists =
  /^\s*(?:\[*\s*)?["']?(?:ignore\w*|\w*allow-?list\w*|paths-ignore|skip[\w-]*|exclude\w*|exceptions?|unmaintained|IgnoredVulns)\b/i
const isListFile = /(?:ignore|rc|\.snyk|\.baseline)$|(?:^|\/)\.?scorecard\.ya?ml$/

function examine(context: FileContext): void {
  const { lines } = context.side('new') ?? { lines: [] }
  const known = new Set(context.side('old')?.lines.map(line => line.trim()))
  const found: number[] = []
  for (const [index, line] of lines.entries()) {
    const text = line.trim()
    if (text === '' || /^(?:#|\/\/|version:|"version")/.test(text) || known.has(text)) continue
    if (!context.isChanged('new', spanOf(index + 1, 0, 1))) continue
    // The headings above what a file of annotations says.
    if (/scorecard\.ya?ml$/.test(context.path) && text.endsWith(':')) continue
    if (isListFile.test(context.path) || isInList(lines, index)) found.push(index)
  }
  const [first] = found.filter(index => !/^[\]})],?$/.test((lines[index] ?? '').trim()))
  if (first === undefined) return
  const line = lines[first] ?? ''
  const column = line.search(/\S/)
  context.report({
    message: 'ignored',
    at: spanOf(first + 1, column, line.trim().length),
    data: {
      name: baseName(context.path),
      entry: line.trim(),
      count: counted(found.length, 'line is', 'lines are'),
      path: shellWord(context.path),
    },
  })
}

/** Below the nearest line with less indentation, or above the nearest bracket, that opens a list of exceptions. */
function isInList(lines: readonly string[], index: number): boolean {
  const line = lines[index] ?? ''
  if (lists.test(line)) return true
  const indent = line.search(/\S/)
  for (let at = index - 1; at >= 0 && index - at < 200; at--) {
    const above = lines[at] ?? ''
    if (above.trim() === '' || /^\s*#/.test(above)) continue
    if (lists.test(above)) return true
    const opens = above.search(/\S/) < indent && !/^\s*[-{"']/.test(above)
    if (opens || /^\s*\[/.test(above)) return false
  }
  return false
}
