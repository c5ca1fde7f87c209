import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'review/revert-of-revert',
  title: 'change that was taken back and comes again',
  severity: 'info',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['php-2021'],
  tags: ['CWE-1116'],
  messages: {
    again: {
      message: 'What was taken back before comes again; the message gives {reason}',
      why: 'The message reads: {subject}\nReaders take such a change for one that they have read, and what was wrong with it may be in it still.',
      benign: 'The change was right, and what made it fail elsewhere has been mended.',
      question: 'Why was it taken back, and what is different this time?',
      commands: ['git log --oneline --grep=Revert -- {path}', 'git range-diff <first>^! <this>^!'],
    },
  },
  examine: { changeSet: examine },
})

/** As git words them, and as people do. */
const again =
  /^(?:\[re-?land\]|(?:\[[^\]]{1,30}\]\s*)?(?:\w[\w/.-]*(?:\([^)]{1,30}\))?!?:\s*)?(?:Re-?apply\s+["“'«]|Revert\s+["“'«]+\s*(?:\w[\w/.-]*:\s*)?(?:Revert|Back(?:ed)? ?out)\b|(?:Revert|Undo|Back(?:ed)? ?out)\s+(?:of\s+)?(?:the\s+|my\s+|a\s+|commit\s+\W?)?revert\b|(?:Un|Re)-?revert\b|(?:\[\w+\]\s*)?Re-?land\b|Roll[ -]?forward\b|(?:Restore|Re-?apply|Re-?introduce|Bring back)\b.{0,80}\brever(?:t|ted)\b))/i

function examine(context: ChangeSetContext): void {
  const [message] = context.messages
  if (message === undefined || context.messages.length > 1) return
  const [subject = '', ...body] = message.trim().split('\n')
  if (!again.test(subject)) return
  const file = context.files.find(
    ({ area }) => area === 'source' || area === 'build' || area === 'ci' || area === 'dependencies',
  )
  if (file === undefined) return
  const isExplained = body.some(
    line =>
      line.trim() !== '' &&
      !/^\s*(?:This reverts commit|Signed-off-by|Co-authored-by|\(cherry picked|Change-Id|Reviewed-)/i.test(line),
  )
  context.report({
    file: file.index,
    digest: `e1:${file.newId ?? file.path}`,
    at: 'file',
    text: subject.slice(0, 200),
    message: 'again',
    severity: isExplained ? 'info' : 'low',
    data: {
      subject: subject.slice(0, 100),
      reason: isExplained ? 'a reason' : 'no reason',
      path: shellWord(file.path),
    },
  })
}
