import { startupBinary, startupText } from '../../../core/facts/startupFile'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string, benign: string): MessageText {
  return {
    message,
    why,
    benign,
    question: 'Who needs this to happen by itself, and could it be started by hand?',
    commands: ['git log --stat --oneline -- {path}'],
  }
}

export default defineRule({
  id: 'install/startup-file',
  title: 'file that a program reads and acts on by itself',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['litellm-2026', 'contagious-2025'],
  tags: ['CWE-829', 'CWE-427'],
  uses: [startupText, startupBinary],
  messages: {
    line: text(
      'Takes effect when {when}: `{line}`',
      'Nobody starts `{name}`: the program looks for a file of this name and does what it says.',
      'Settings of a team, or a disc that was always made this way.',
    ),
    binary: text(
      '`{name}` is in the change; it takes effect when {when}',
      'Nobody starts it: a program looks for it, and a diff shows nothing of what it says.',
      "A file of one person's own settings that was added with all others.",
    ),
  },
  examine: { changeSet: examine },
})

function examine(context: ChangeSetContext): void {
  for (const fact of context.facts('startup-file')) {
    const { file, side, at } = fact.location
    if (!fact.isChanged || file < 0) continue
    context.report({
      file,
      digest: fact.digest,
      side,
      at,
      text: fact.text,
      message: at === 'file' ? 'binary' : 'line',
      severity: fact.data.severity,
      data: {
        name: baseName(fact.subject),
        path: shellWord(fact.subject),
        when: fact.data.when,
        line: fact.text.trim(),
      },
    })
  }
}
