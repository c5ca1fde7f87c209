import type { Node } from 'web-tree-sitter'
import { wasRemoved } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'source/assignment-in-condition',
  title: 'condition that assigns a constant',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['linux-2003'],
  tags: ['CWE-481'],
  files: { languages: ['c', 'cpp'] },
  triggers: ['='],
  messages: {
    assigns: {
      message: '`{target}` is set to `{value}` inside a condition; a comparison is one character away',
      why: 'The assignment takes place whenever the condition is reached this far.\nIts value is the constant, so this part of the condition is {always}.',
      benign: 'A slip of the keyboard that compilers warn about unless there are extra parentheses.',
      question: 'Is a comparison meant? If the assignment is, could it stand on its own line?',
      commands: ['git grep -n -w -e {word}'],
    },
  },
  examine: { nodes: { assignment_expression: examine } },
})

const CONSTANTS = new Set(['number_literal', 'true', 'false', 'null', 'char_literal'])
const CONDITIONS = new Set(['if_statement', 'while_statement', 'do_statement', 'conditional_expression'])
const PRIVILEGED = /(^|[_>.])(e|s|fs)?(uid|gid)\b|root|admin|priv|capab|auth|trusted|allow|permit|valid|verif|role/i

function examine(node: Node, context: FileContext): void {
  const [target, operator, value] = [
    node.childForFieldName('left'),
    node.childForFieldName('operator'),
    node.childForFieldName('right'),
  ]
  if (target === null || value === null || operator?.text !== '=' || !isConstant(value)) return
  const at = {
    start: { line: node.startPosition.row + 1, column: node.startPosition.column },
    end: { line: node.endPosition.row + 1, column: node.endPosition.column },
  }
  if (!context.isChanged('new', at) || !isPartOfCondition(node) || wasRemoved(context.content.hunks, node.text)) return
  const name = target.text.replace(/\s+/g, ' ')
  context.report({
    message: 'assigns',
    at,
    severity: severityOf(context, name),
    data: {
      target: name,
      value: value.text,
      always: /^(0[xX]?0*[uUlL]*|false|NULL|nullptr|'\\0')$/.test(value.text) ? 'never true' : 'always true',
      word: /\w+$/.exec(name)?.[0] ?? '<name>',
    },
  })
}

/** Enumerators and macros are constants by their writing. */
function isConstant(value: Node): boolean {
  if (CONSTANTS.has(value.type)) return true
  if (value.type === 'qualified_identifier') return /::[A-Z]\w*$/.test(value.text)
  return value.type === 'identifier' && /^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/.test(value.text)
}

/**
 * The value itself decides: bare, or as one side of && or ||. Where it is compared, or is followed by a comma, the
 * assignment is on purpose.
 */
function isPartOfCondition(node: Node): boolean {
  let child = node
  for (let at = node.parent; at !== null; child = at, at = at.parent) {
    if (at.type === 'parenthesized_expression' || at.type === 'condition_clause') continue
    if (at.type === 'binary_expression') {
      const operator = at.childForFieldName('operator')?.text
      if (operator === '&&' || operator === '||') continue
      return false
    }
    if (at.type === 'unary_expression' && at.childForFieldName('operator')?.text === '!') continue
    return CONDITIONS.has(at.type) && at.childForFieldName('condition')?.id === child.id
  }
  return false
}

function severityOf(context: FileContext, target: string): Severity {
  if (isTestFolder(context.path)) return 'low'
  return PRIVILEGED.test(target) ? 'high' : 'medium'
}
