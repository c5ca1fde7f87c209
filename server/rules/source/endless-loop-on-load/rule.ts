import type { Node } from 'web-tree-sitter'
import { liveText } from '../../../core/formats/liveText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { LineTable } from '../../../core/syntax/lineTable'
import { loopsOnLoad } from './loading'

export default defineRule({
  id: 'source/endless-loop-on-load',
  title: 'endless loop at the top level of a module',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['colors-2022'],
  tags: ['CWE-835'],
  files: { paths: ['**/*.{js,mjs,cjs,ts,mts,cts,py,rb,go}'] },
  triggers: ['for', 'while', 'loop', 'until'],
  parses: true,
  messages: {
    loops: {
      message: 'A loop without an end now stands at the top level: whoever loads the module never gets past it',
      why: 'Top level code runs when the module is loaded, before any of it is called.\nNo way out was seen inside the loop.',
      benign: 'A script that is meant to run until it is stopped.',
      question: 'Is this file ever loaded by other code, and where does the loop end?',
      commands: ['git log --oneline -- {path}'],
    },
  },
  examine: { file: examine },
})

/** In column 0: what stands inside a function or block is indented wherever people read the file. */
const ENDLESS =
  /^(?:for\s*\([^;)]*;\s*[\w.$]+\s*<=?\s*Infinity\s*;[^)]*\)|for\s*\(\s*;\s*;\s*\)|while\s*\(\s*(?:true|1|!0|!!\[\])\s*\))/

const LOOPS = ['while_statement', 'for_statement', 'do_statement']
/** What a loop may stand in and still be at the top level: whatever runs when the module is loaded. */
const TOP_LEVEL = new Set([
  'statement_block',
  'block',
  'if_statement',
  'else_clause',
  'try_statement',
  'labeled_statement',
])
/** Ways out, and places where other code gets its turn. */
const WAYS_OUT = /\b(?:break|return|throw|raise|await|yield|exit|abort|kill|goto)\b/
const ALWAYS = /^\(?\s*(?:true|True|1|!0|!!\[\])\s*\)?$/

function examine(context: FileContext): void {
  if (isScript(context)) return
  const seen = new Set<number>()
  for (const node of context.tree('new')?.changedNodes(LOOPS) ?? []) {
    if (context.language === 'javascript' || context.language === 'typescript') seen.add(node.startPosition.row + 1)
    if (!isEndless(node, context) || !isAtTop(node)) continue
    seen.add(node.startPosition.row + 1)
    report(context, node.startPosition.row + 1, node.startPosition.column, headOf(node))
  }
  const side = context.side('new')
  const isRead = /\.(?:rb|go)$|(?:^|\/)__init__\.py$/.test(context.path)
  const live = side === undefined || !isRead ? undefined : liveText(context.path, side.text)
  if (side !== undefined && live !== undefined) {
    const table = new LineTable(side.text)
    for (const { from, to } of loopsOnLoad(context.path, live)) {
      const { line, column } = table.position(from)
      if (seen.has(line) || !context.isChanged('new', spanOf(line, column, to - from))) continue
      seen.add(line)
      report(context, line, column, to - from)
    }
  }
  // Where a patch shows half a loop there is no node for it.
  for (const hunk of /\.(?:rb|go|py)$/.test(context.path) ? [] : context.content.hunks)
    for (const line of hunk.lines) {
      const found = line.kind === 'added' ? ENDLESS.exec(line.text) : null
      if (found !== null && line.new !== undefined && !seen.has(line.new)) report(context, line.new, 0, found[0].length)
    }
}

function isEndless(node: Node, context: FileContext): boolean {
  const head = node.text.slice(0, headOf(node))
  const condition = node.childForFieldName('condition')
  const isFor = node.type === 'for_statement' && context.language !== 'python'
  const holds =
    condition === null || condition.text === ';'
      ? isFor && /^for\s*\(/.test(head)
      : ALWAYS.test(condition.text.replace(/;$/, ''))
  if (!holds && !ENDLESS.test(head)) return false
  if (WAYS_OUT.test(node.text)) return false
  // A script in Python often is a loop that waits for work.
  return context.language !== 'python' || !node.text.includes('(')
}

function isAtTop(node: Node): boolean {
  for (let at = node.parent; at !== null; at = at.parent)
    if (!TOP_LEVEL.has(at.type)) return at.type === 'program' || at.type === 'module'
  return true
}

/** Up to what the loop repeats. */
function headOf(node: Node): number {
  const body = node.childForFieldName('body')
  const whole = node.text.split('\n', 1)[0]?.length ?? 0
  if (body === null || node.type === 'do_statement') return whole
  const head = node.text.slice(0, body.startIndex - node.startIndex).trimEnd()
  return Math.max(1, Math.min(whole, head.length))
}

function report(context: FileContext, line: number, column: number, length: number): void {
  context.report({
    message: 'loops',
    at: spanOf(line, column, length),
    severity: severityOf(context),
    data: { path: shellWord(context.path) },
  })
}

/** What other code loads stops all of it; a page or a program stops by itself alone. */
function severityOf(context: FileContext): 'low' | 'medium' | 'high' {
  if (isTestFolder(context.path)) return 'low'
  const isLibrary = /(^|\/)(lib|dist|src|pkg|packages?|modules?|index\.[cm]?[jt]s|__init__\.py)(\/|$)/.test(
    context.path,
  )
  return isLibrary ? 'high' : 'medium'
}

/** A program of its own says so in its first line or by its folder; what gives something to others is loaded by them. */
function isScript(context: FileContext): boolean {
  const lines = context.side('new')?.lines ?? []
  const gives = lines.some(line => /^(?:export\b(?! type\b|\s*\{\s*\})|module\.exports\b|exports\.\w)/.test(line))
  return (
    (lines[0]?.startsWith('#!') === true && !gives) || /(^|\/)(bin|scripts?|examples?|bench\w*)\//.test(context.path)
  )
}
