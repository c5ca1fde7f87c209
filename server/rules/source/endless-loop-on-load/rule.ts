import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'source/endless-loop-on-load',
  title: 'endless loop at the top level of a module',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['colors-2022'],
  tags: ['CWE-835'],
  files: { paths: ['**/*.{js,mjs,cjs,ts,mts,cts}'] },
  triggers: ['for', 'while'],
  readsLongLines: true,
  messages: {
    loops: {
      message: 'A loop without an end now stands at the top level: whoever loads the module never gets past it',
      why: 'Top level code runs when the module is loaded, before any of it is called.\nA way out inside the loop was not looked for.',
      benign: 'A script that is meant to run until it is stopped.',
      question: 'Is this file ever loaded by other code, and where does the loop end?',
      commands: ['git log --oneline -- {path}'],
    },
  },
  examine: { line: examine },
})

/** In column 0: what stands inside a function or block is indented wherever people read the file. */
const ENDLESS =
  /^(?:for\s*\([^;)]*;\s*[\w.$]+\s*<=?\s*Infinity\s*;[^)]*\)|for\s*\(\s*;\s*;\s*\)|while\s*\(\s*(?:true|1|!0|!!\[\])\s*\))/

function examine(line: HunkLine, context: FileContext): void {
  const found = ENDLESS.exec(line.text)
  if (found === null || line.new === undefined || isScript(context)) return
  context.report({
    message: 'loops',
    at: spanOf(line.new, 0, found[0].length),
    severity: isTestFolder(context.path) ? 'low' : 'medium',
    data: { path: /^[\w./-]{1,120}$/.test(context.path) ? context.path : '<path>' },
  })
}

/** A program of its own says so in its first line or by its folder. */
function isScript(context: FileContext): boolean {
  return (
    context.side('new')?.lines[0]?.startsWith('#!') === true ||
    /(^|\/)(bin|scripts?|examples?|bench\w*)\//.test(context.path)
  )
}
