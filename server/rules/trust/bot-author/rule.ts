import { tokenChange } from '../../../core/facts/tokenChange'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { CommitInfo } from '../../../core/model/changeSet'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { type BotName, botOf } from './bots'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\nA commit can have any name; the address of this one is {email}, it was recorded by {recorded}.`,
    benign: 'A maintainer who put something right in the change of a bot, or a bot that the project runs itself.',
    question: 'Who made this part of the change, and by which run of the bot?',
    commands: ['git log -1 --format=fuller --stat {commit}'],
  }
}

export default defineRule({
  id: 'trust/bot-author',
  title: 'commit under the name of a bot, with what that bot does not do',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: ['CWE-345'],
  uses: [tokenChange],
  messages: {
    look: text(
      'The commit is under the name `{written}`, a letter away from `{bot}`; `{name}` is code',
      'A change of a bot is read with less care, or merged by a rule.',
    ),
    code: text(
      'Under the name of `{bot}`, which raises versions, `{name}` changes as code',
      'Such a change is read with less care, or merged by a rule.',
    ),
    address: text(
      'Under the name of `{bot}`, with an address that it is not known to use; `{name}` is code',
      'A change of a bot is read with less care, or merged by a rule.',
    ),
  },
  examine: { changeSet: examine },
})

function examine(context: ChangeSetContext): void {
  const [commit, ...more] = context.commits
  // Which commit of a range touches a file is not known here.
  if (commit === undefined || more.some(({ author }) => author.email !== commit.author.email)) return
  const named = botOf(commit.author)
  if (named === undefined) return
  const file = context.files.find(one => isCode(one) && !isVersionOnly(context, one))
  if (file === undefined) return
  const message = messageOf(commit, named)
  if (message === undefined) return
  context.report({
    file: file.index,
    digest: `e1:${file.newId ?? file.path}`,
    at: 'file',
    text: file.path,
    message,
    severity: message === 'address' ? 'info' : 'low',
    data: {
      written: commit.author.name.slice(0, 40),
      bot: named.bot?.name ?? commit.author.name.slice(0, 40),
      email: commit.author.email.slice(0, 80) || 'not given',
      recorded: commit.committer.name.slice(0, 40),
      name: file.path,
      commit: commit.id === '' ? 'HEAD' : shellWord(commit.id),
    },
  })
}

function messageOf({ author }: CommitInfo, { bot, isLookAlike }: BotName): 'look' | 'code' | 'address' | undefined {
  if (isLookAlike) return 'look'
  if (bot?.isUpdater === true) return 'code'
  const isUsual = bot === undefined ? /bot\b|noreply/i.test(author.email) : bot.address.test(author.email)
  return isUsual ? undefined : 'address'
}

/** What a new version of a dependency brings along is no code of the project. */
const brought = /(?:^|\/)(?:dist|vendor|third[-_]party|node_modules|\.yarn|generated)\/|\.(?:lock|snap|min\.js)$/i

function isCode({ area, kind, path, language, added }: FileSummary): boolean {
  if (kind === 'deleted' || added === 0 || brought.test(path) || isTestFolder(path)) return false
  return area === 'source' && language !== undefined
}

/** Versions and digests that stand in a source are raised there as well. */
function isVersionOnly(context: ChangeSetContext, { index }: FileSummary): boolean {
  const fact = context.facts('token-change').find(({ location }) => location.file === index)
  if (fact === undefined) return false
  const { places, placeCount } = fact.data
  return placeCount <= places.length && places.every(place => [place.old, place.new].every(isVersion))
}

function isVersion(said: string): boolean {
  return /\d/.test(said) && /^["'`]?[\w.+:@/^~-]{1,120}["'`]?$/.test(said)
}
