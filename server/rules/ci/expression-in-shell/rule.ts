import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'ci/expression-in-shell',
  title: 'text that strangers can write becomes part of a shell script',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['ultralytics-2024'],
  tags: ['CWE-94'],
  files: { paths: ['**/.github/workflows/*.{yml,yaml}', '**/action.{yml,yaml}'] },
  triggers: ['${{'],
  messages: {
    pasted: {
      message: '`{expression}` is now pasted into a shell script of this workflow',
      why: 'The value is put in before the shell reads the line, so what it holds is read as commands.\n{who}',
      benign: 'The value looks harmless in every run so far.',
      question: 'Could the value be passed through an environment variable instead?',
      commands: ["git grep -n -F -e '{name}' -- .github"],
    },
  },
  examine: { file: examine },
})

/** Free text and names that anybody who can open an issue or a pull request chooses. */
const FREE =
  /\bgithub\.event\.(?:issue|pull_request|discussion|comment|review|review_comment|head_commit|workflow_run|pages|commits)\b[\w.*[\]'-]*\.(?:title|body|message|name|email|label|ref|head_branch|display_title|default_branch|page_name)\b|\bgithub\.head_ref\b/
const NAMED_OUTPUT = /\b(?:steps|needs)\.[\w-]+\.outputs\.\w*(?:ref|branch|title|body|message|comment)\w*\b/

function examine(context: FileContext): void {
  const lines = context.side('new')?.lines ?? []
  let scriptIndent: number | undefined
  for (const [index, line] of lines.entries()) {
    const indent = line.search(/\S/)
    if (scriptIndent !== undefined && indent !== -1 && indent <= scriptIndent) scriptIndent = undefined
    const run = /^(\s*(?:-\s+)?)(?:run|script)\s*:\s*(.*)$/.exec(line)
    if (run !== null) scriptIndent = (run[1] ?? '').length
    if ((scriptIndent === undefined && run === null) || !context.isChanged('new', spanOf(index + 1, 0, 1))) continue
    for (const found of line.matchAll(/\$\{\{(.*?)\}\}/g)) report(context, index + 1, found.index, found[0])
  }
}

function report(context: FileContext, line: number, column: number, text: string): void {
  const isFree = FREE.test(text)
  if (!isFree && !NAMED_OUTPUT.test(text)) return
  if (context.content.hunks.some(hunk => hunk.lines.some(one => one.kind === 'removed' && one.text.includes(text))))
    return
  const name = /[\w.-]+/.exec(text.slice(3).trim())?.[0] ?? ''
  context.report({
    message: 'pasted',
    at: spanOf(line, column, text.length),
    severity: 'medium',
    confidence: isFree ? 'high' : 'medium',
    data: {
      expression: name,
      name,
      who: isFree
        ? 'Anybody who can open an issue or a pull request chooses the value.'
        : 'Where the earlier step took the value from was not followed.',
    },
  })
}
