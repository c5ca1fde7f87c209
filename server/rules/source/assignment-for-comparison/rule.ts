import { wasRemoved } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
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
  triggers: ['if', 'while'],
  messages: {
    assigns: {
      message: '`{target}` is set to `{value}` inside a condition; a comparison is one character away',
      why: 'The assignment takes place whenever the condition is reached this far.\nIts value is the constant, so this part of the condition is always the same.',
      benign: 'A slip of the keyboard that a linter would report.',
      question: 'Is a comparison meant? If the assignment is, could it stand on its own line?',
      commands: ['git grep -n -w -e {word}'],
    },
  },
  examine: { line: examine },
})

const ASSIGNS =
  /(?:\b(?:if|while|elseif|elsif|else if|unless)\s*\(|&&|\|\|)\s*!?\(?\s*([$@A-Za-z_][\w.$>[\]'"-]{0,80}?)\s*=\s*(true|false|null|undefined|None|\d{1,12}|"[^"]{0,80}"|'[^']{0,80}'|[A-Z]\w{0,40}(?:\.|::)[A-Z]\w{0,40})\s*(?:\)|&&|\|\|)/
const CONDITION = /\b(?:if|while|elseif|elsif|unless)\s*\(/
const PRIVILEGED = /(^|[_>.$@])(e|s|fs)?(uid|gid)\b|root|admin|priv|capab|auth|trusted|allow|permit|valid|verif|role/i

function examine(line: HunkLine, context: FileContext): void {
  if (line.new === undefined || line.text.length > 2000 || /^\s*(\/\/|\*|#)/.test(line.text)) return
  const found = CONDITION.test(line.text) ? ASSIGNS.exec(line.text) : null
  if (found === null || wasRemoved(context.content.hunks, found[0])) return
  const [, target = '', value = ''] = found
  context.report({
    message: 'assigns',
    at: spanOf(line.new, found.index, found[0].length),
    severity: isTestFolder(context.path) ? 'low' : PRIVILEGED.test(target) ? 'high' : 'medium',
    data: { target, value, word: /\w+$/.exec(target)?.[0] ?? '<name>' },
  })
}
