import { deedOf } from '../../../core/facts/deed'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

/** The `site` module runs a line of a .pth file that starts with `import` and a blank or tab; all others are paths. */
const RUNS = /^import[ \t]/

export default defineRule({
  id: 'install/pth-runs-code',
  title: '.pth file that runs code at every start of Python',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['litellm-2026'],
  tags: ['CWE-506'],
  files: { paths: ['**/*.pth'] },
  triggers: ['import'],
  readsCode: true,
  readsLongLines: true,
  messages: {
    runs: {
      message: 'This line of `{name}` runs at every start of Python, before any program',
      why: 'A .pth file in the site folder lists paths; a line that starts with `import` is executed instead.\n{note}',
      benign: 'Namespace packages and coverage tools hook in this way.',
      question: 'Why must this run in every Python process, and not when the package is imported?',
      commands: ['python3 -S -c "import sys; print(sys.path)"'],
    },
  },
  examine: { line: examine },
})

function examine(line: HunkLine, context: FileContext): void {
  if (!RUNS.test(line.text) || line.new === undefined) return
  const deed = context
    .code('new')
    .filter(unit => unit.host !== undefined && unit.span.start.line === line.new)
    .map(deedOf)
    .find(one => one !== undefined)
  const isNamed = /\b(exec|eval|compile|subprocess|popen|system|base64|b64decode|urllib|requests|socket|http)\b/i.test(
    line.text,
  )
  const isActive = isNamed || deed !== undefined
  context.report({
    message: 'runs',
    at: spanOf(line.new, 0, line.text.trimEnd().length),
    severity: isActive ? 'high' : 'medium',
    data: {
      name: context.path.split('/').at(-1) ?? '',
      note:
        deed !== undefined
          ? `It ${deed.says}.`
          : isActive
            ? 'It starts programs, decodes or reaches out.'
            : 'It only imports, as far as the line shows.',
    },
  })
}
