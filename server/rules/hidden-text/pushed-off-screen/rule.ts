import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'hidden-text/pushed-off-screen',
  title: 'code behind so much blank space that it is off the screen',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: ['CWE-1007'],
  files: {
    paths: [
      '**/*.{c,cc,cpp,cxx,h,hpp,m,go,rs,java,kt,cs,js,mjs,cjs,jsx,ts,mts,cts,tsx,vue,py,rb,php,pl,pm,lua,sh,bash,m4,ac,cmake,mk,am,ps1,yml,yaml,json,toml,gradle,swift}',
      '**/{Makefile,CMakeLists.txt,Dockerfile,configure}',
    ],
  },
  triggers: ['                                                            ', '\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t'],
  readsLongLines: true,
  messages: {
    pushed: {
      message: 'Code stands {count} columns to the right, behind blank space: `{text}`',
      why: 'Most screens end before that, and a reviewer sees the first half of the line only.\nWhat is behind runs like any other code.',
      benign: 'A comment or a continuation mark that a tool lined up far to the right.',
      question: 'Is this part of the line intended? Could it stand on a line of its own?',
      commands: ["git grep -n -E -e '[^ ] {120,}[^ ]'"],
    },
  },
  examine: { line: examine },
})

const MANY_BLANKS = 120
const GAP = /[ \t\u00a0]{60,}/g

function examine(line: HunkLine, context: FileContext): void {
  if (line.new === undefined || isDocument(context.path)) return
  for (const gap of line.text.matchAll(GAP)) {
    const columns = gap[0].length + 7 * (gap[0].match(/\t/g)?.length ?? 0)
    const after = line.text.slice(gap.index + gap[0].length)
    const isCode = /[\w$]\s*[(=.[]|\b(?:import|require|eval|exec|return)\b/.test(after.slice(0, 2000))
    const before = line.text.slice(0, gap.index)
    if (columns < MANY_BLANKS || !isCode || /^\s*(\/\/|\/\*|\*|#|--|\\$)/.test(after)) continue
    // Data in columns, and strings that hold a table, have gaps on every line.
    if (isInString(before) || (before.trim() === '' && columns < 2 * MANY_BLANKS)) continue
    const text = after.slice(0, 200)
    context.report({
      message: 'pushed',
      at: spanOf(line.new, gap.index + gap[0].length, after.trimEnd().length),
      severity: isTestFolder(context.path) ? 'low' : 'high',
      data: { count: columns, text: text.slice(0, 40) },
    })
    return
  }
}

function isInString(before: string): boolean {
  return ['"', "'", '\x60'].some(quote => (before.split(quote).length - 1) % 2 === 1)
}
