import { publishedAddress } from '../../../core/facts/publishedAddress'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'Downloads moved to another service, or a key was made anew.',
    question: 'Who holds the new place or key, and what becomes of programs that still ask the old one?',
    commands: ['git log -p --follow -- {path}'],
  }
}

export default defineRule({
  id: 'trust/update-channel-changed',
  title: 'place from which installed programs take updates, or the key they check them with',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['great-suspender-2020'],
  tags: ['CWE-494'],
  uses: [publishedAddress],
  supersedes: ['trust/host-replaced'],
  messages: {
    place: text(
      'Installed programs will ask `{now}` for updates (`{key}`)',
      'Before: {before}.\nWhat that place answers is installed on the machines of all users.\n{both}',
    ),
    key: text(
      'Updates are checked with another key now (`{key}`)',
      'Now `{now}`, before {before}.\nWhoever has the new key can sign what all users install.\n{both}',
    ),
  },
  examine: { changeSet: examine },
})

function examine(context: ChangeSetContext): void {
  const facts = context
    .facts('published-address')
    .filter(({ data, location }) => data.role !== 'home' && location.file >= 0)
  const isReplaced = (role: string) => facts.some(({ data }) => data.role === role && data.before !== undefined)
  const both = isReplaced('updates') && isReplaced('key')
  for (const fact of facts) {
    const { file, side, at } = fact.location
    const { role, key, now, before } = fact.data
    const path = context.files.find(({ index }) => index === file)?.path ?? ''
    const severity = before === undefined ? 'low' : both ? 'high' : 'medium'
    context.report({
      file,
      side,
      at,
      text: fact.text,
      digest: fact.digest,
      message: role === 'key' ? 'key' : 'place',
      severity: isTestFolder(path) ? 'info' : severity,
      data: {
        key,
        now,
        before: before === undefined ? 'none was named' : `\`${before}\``,
        both: both
          ? 'Place and key change together.'
          : 'The other of place and key stays as it was, or is named elsewhere.',
        path: shellWord(path),
      },
    })
  }
}
