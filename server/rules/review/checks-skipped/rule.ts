import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'review/checks-skipped',
  title: 'message that asks for no checks, on a change of code',
  severity: 'info',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['php-2021'],
  tags: ['CWE-693'],
  messages: {
    skipped: {
      message: 'The message says `{mark}`, and `{name}` is code or part of the build',
      why: 'Services that test each change leave this one out.\nThe message reads: {subject}',
      benign: 'A change of words only that happens to stand in a source file, or a release made by a script.',
      question: 'Which checks ran on this change, and where can they be seen?',
      commands: ['git show --stat HEAD -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

const marks =
  /[[(](?:skip[ _:-]+(?:all[ _-]+)?|no[ _-]+)(?:ci|cd|actions?|checks?|tests?|builds?|pipelines?|workflows?|travis|circle(?:ci)?|appveyor|azp|azurepipelines|drone|cirrus|buildkite|semaphore|netlify|vercel|woodpecker)[\])]|[[(](?:ci|cd|actions?|builds?|azp|drone|travis|vercel|netlify|tests?)[ _:-]+skip[\])]|\*{3}NO_CI\*{3}|^skip-checks:\s*true|^ci\.skip\b/im

function examine(context: ChangeSetContext): void {
  const message = context.messages.find(one => marks.test(one))
  const [mark] = marks.exec(message ?? '') ?? []
  if (message === undefined || mark === undefined) return
  const file = context.files.find(
    ({ area, added, removed }) => (area === 'source' || area === 'build' || area === 'ci') && added + removed > 0,
  )
  if (file === undefined) return
  context.report({
    file: file.index,
    digest: `e1:${file.newId ?? file.path}`,
    at: 'file',
    text: mark,
    message: 'skipped',
    data: {
      mark,
      name: file.path,
      path: shellWord(file.path),
      subject: message.trim().split('\n')[0]?.slice(0, 100) ?? '',
    },
  })
}
