import { namesCommand } from '../../../core/facts/gitSetting'
import { operands, programOf } from '../../../core/facts/shellRoles'
import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'editor/git-told-to-run',
  title: 'script that sets git up to run a command or hooks of the tree from then on',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: ['CWE-829'],
  readsCode: true,
  needsCode: ({ text }) => /\bgit\b[^\n]{0,200}\bconfig\b/.test(text),
  triggers: ['config'],
  messages: {
    set: {
      message: '`git config {key}` is set here: git runs `{value}` by itself afterwards',
      why: 'The setting stays in the clone of whoever ran the script, and works with every later change of the tree.\nA checkout, a status or a fetch is enough to start it.',
      benign: 'Hooks or filters that a team shares.',
      question: 'Who runs this script, and do they know what stays behind?',
      commands: ['git config --list --show-origin'],
    },
  },
  examine: { file: examine },
})

/** Shared by teams as a matter of course. */
const usual =
  /^(?:core\.(?:hookspath|editor|pager)|merge\..+\.driver|diff\..+\.textconv|credential\.(?:.+\.)?helper|include(?:if\..+)?\.path|sequence\.editor|gpg\..*)$/i
const known =
  /^(?:git[- ](?:lfs|crypt|annex)\b|git-lfs\b|nbstripout|jupyter|nbdime|git-nbdime\w*|.*nbstripout|cat$|less\b|true$|false$|vim?$|nano$|:$|!?gh auth|store$|cache$|osxkeychain$|manager\w*$)|^$/

function examine(context: FileContext): void {
  if (isDocument(context.path)) return
  for (const unit of context.code('new'))
    for (const { commands } of unit.shell().pipelines)
      for (const command of commands) {
        const words = operands(command)
        if (!/^git(?:\.exe)?$/.test(programOf(command).name) || !context.isChanged('new', command.span)) continue
        const at = words.indexOf('config')
        const given = at === -1 ? [] : words.slice(at + 1).filter(word => !/^-/.test(word) && word !== 'set')
        const [key = '', value = ''] = given
        if (!namesCommand(key) || known.test(value) || /--(?:get|unset|list|remove)/.test(words.join(' '))) continue
        context.report({
          message: 'set',
          at: command.span,
          severity: severityOf(key, words, context.path),
          data: { key, value },
        })
      }
}

function severityOf(key: string, words: readonly string[], path: string): Severity {
  if (isTestFolder(path) || /(?:^|\/)t\/|test/i.test(path)) return 'info'
  const isForAll = words.includes('--global') || words.includes('--system')
  if (!usual.test(key)) return 'medium'
  return isForAll && /hookspath/i.test(key) ? 'medium' : 'low'
}
