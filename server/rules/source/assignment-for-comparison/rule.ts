import type { Node } from 'web-tree-sitter'
import { wasRemoved, wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf, type TextSpan } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'source/assignment-for-comparison',
  title: 'condition that assigns a constant, outside C',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['linux-2003'],
  tags: ['CWE-481'],
  files: {
    paths: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,vue,php,inc,java,kt,cs,pl,pm,cgi,awk,lua,swift,groovy,dart,scala}'],
  },
  triggers: ['='],
  parses: true,
  messages: {
    assigns: {
      message: '`{target}` is set to `{value}` inside a condition; a comparison is one character away',
      why: 'The assignment takes place whenever the condition is reached this far.\nIts value is the constant, so this part of the condition is always the same.',
      benign: 'A slip of the keyboard that a linter would report.',
      question: 'Is a comparison meant? If the assignment is, could it stand on its own line?',
      commands: ['git grep -n -w -e {word}'],
    },
  },
  examine: { file: examine },
})

const ASSIGNS =
  /(?:\b(?:if|while|elseif|elsif|else if|unless)\s*\(|&&|\|\|)\s*!?\(?\s*([$@A-Za-z_][\w.$>[\]'"-]{0,80}?)\s*=\s*(true|false|null|undefined|None|\d{1,12}|"[^"]{0,80}"|'[^']{0,80}'|[A-Z]\w{0,40}(?:\.|::)[A-Z]\w{0,40})\s*(?:\)|&&|\|\|)/
const CONDITION = /\b(?:if|while|elseif|elsif|unless)\s*\(/
const PRIVILEGED = /(^|[_>.$@])(e|s|fs)?(uid|gid)\b|root|admin|priv|capab|auth|trusted|allow|permit|valid|verif|role/i

/** Languages in which an assignment is an expression, and their grammars call it by the same name. */
const READ = new Set(['javascript', 'typescript', 'tsx', 'php', 'java', 'csharp'])
const CONSTANTS =
  /^(?:true|false|null|undefined|number|string|boolean|integer|float|encapsed_string|\w*_literal|template_string)$/
const CONDITIONS = new Set([
  'if_statement',
  'else_if_clause',
  'while_statement',
  'do_statement',
  'ternary_expression',
  'conditional_expression',
])

/** A constant given to something in the middle of a line, or on a line that does not end the statement. */
const WORTH =
  /[(&|!][ \t]*[$\w.[\]'">-]{1,80}\s*=(?![=>])\s*(?:true|false|null|undefined|\d|["'\x60])|^[ \t]*[$\w.[\]'">-]{1,80}\s*=(?![=>])\s*(?:true|false|null|undefined|\d|["'\x60])[^;]*$/i

function examine(context: FileContext): void {
  const told = new Set<number>()
  const onPurpose = new Set<number>()
  const found = assignments(context)
  for (const node of found) if (isCompared(node)) onPurpose.add(node.startPosition.row + 1)
  for (const hunk of context.content.hunks)
    for (const line of hunk.lines)
      if (line.kind === 'added' && !onPurpose.has(line.new ?? 0)) examineLine(line, context, told)
  for (const node of found) {
    const at: TextSpan = {
      start: { line: node.startPosition.row + 1, column: node.startPosition.column },
      end: { line: node.endPosition.row + 1, column: node.endPosition.column },
    }
    if (told.has(at.start.line) || !context.isChanged('new', at) || !isCondition(node)) continue
    if (wasRemovedPlace(context.content.hunks, context.side('new')?.lines ?? [], at)) continue
    told.add(at.start.line)
    const [target, value] = [node.childForFieldName('left'), node.childForFieldName('right')]
    report(context, at, (target?.text ?? '').replace(/\s+/g, ' '), value?.text ?? '')
  }
}

/** Assignments of a constant that touch a changed line. */
function assignments(context: FileContext): readonly Node[] {
  if (!READ.has(context.language ?? '')) return []
  const isWorth = context.content.hunks.some(hunk =>
    hunk.lines.some(line => line.kind === 'added' && line.text.length <= 2000 && WORTH.test(line.text)),
  )
  if (!isWorth || !/\b(?:if|while|elseif)\b|\?/.test(context.side('new')?.text ?? '')) return []
  return (context.tree('new')?.changedNodes(['assignment_expression']) ?? []).filter(node => {
    const value = node.childForFieldName('right')
    if (value === null || !CONSTANTS.test(value.type) || value.text.length > 80) return false
    if (value.type === 'template_string' && value.text.includes('${')) return false
    return node.childForFieldName('operator')?.text.length !== 2
  })
}

/** What is compared with something, or stands before a comma, is assigned on purpose. */
function isCompared(node: Node): boolean {
  let at = node.parent
  while (at !== null && at.type === 'parenthesized_expression') at = at.parent
  return at?.type === 'sequence_expression' || (at?.type === 'binary_expression' && !isLogic(at))
}

function isLogic(node: Node): boolean {
  return /^(?:&&|\|\||and|or)$/.test(node.childForFieldName('operator')?.text ?? '')
}

/** The value itself decides: bare, or as one side of && or ||. Compared, or followed by a comma, it is on purpose. */
function isCondition(node: Node): boolean {
  let child = node
  for (let at = node.parent; at !== null; child = at, at = at.parent) {
    if (at.type === 'parenthesized_expression') continue
    if (at.type === 'binary_expression') {
      if (isLogic(at)) continue
      return false
    }
    if (/^(?:unary_expression|unary_op_expression|prefix_unary_expression)$/.test(at.type) && at.text.startsWith('!'))
      continue
    return CONDITIONS.has(at.type) && at.childForFieldName('condition')?.id === child.id
  }
  return false
}

function examineLine(line: HunkLine, context: FileContext, told: Set<number>): void {
  if (line.new === undefined || line.text.length > 2000 || /^\s*(\/\/|\*|#)/.test(line.text)) return
  const found = CONDITION.test(line.text) ? ASSIGNS.exec(line.text) : null
  if (found === null || wasRemoved(context.content.hunks, found[0])) return
  const [, target = '', value = ''] = found
  told.add(line.new)
  report(context, spanOf(line.new, found.index, found[0].length), target, value)
}

function report(context: FileContext, at: TextSpan, target: string, value: string): void {
  context.report({
    message: 'assigns',
    at,
    severity: isTestFolder(context.path) ? 'low' : PRIVILEGED.test(target) ? 'high' : 'medium',
    data: { target, value, word: /\w+$/.exec(target)?.[0] ?? '<name>' },
  })
}
