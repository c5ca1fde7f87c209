import { dayOf } from '../../../core/formats/day'
import type { CommitInfo } from '../../../core/model/changeSet'
import { counted, shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { mainFile } from '../../../core/rule/mainFile'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string, benign: string): MessageText {
  return {
    message,
    why,
    benign,
    question: 'How did the dates of this commit come about?',
    commands: ['git log -1 --format=fuller {commit}'],
  }
}

export default defineRule({
  id: 'trust/commit-dates',
  title: 'dates of a commit that do not go together',
  severity: 'info',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['glassworm-2025'],
  tags: ['CWE-345'],
  messages: {
    future: text(
      'Commit {short} is dated {date}, after the day of this review',
      'Lists by date show it first until then; the other date is {other}.',
      'A computer with a wrong clock.',
    ),
    before: text(
      'Commit {short} was recorded on {committed}, {days} before it was written',
      'It is written last and recorded first: {date} after {committed}.',
      'A computer with a wrong clock, or a date set by a script.',
    ),
    apart: text(
      'Commit {short} is dated {date} and was recorded {years} later, on {committed}',
      'Lists go by the first date and place it among changes of that time.\nThe content is what was recorded on {committed}.',
      'An old patch that was taken up again, or a commit amended or moved with its first date kept.',
    ),
    zone: text(
      'Commit {short} has the time zone `{zone}`, which no place has',
      'Git writes the zone of the computer; this one was set or made by a program.',
      'A history converted from another system.',
    ),
    zones: text(
      'Two commits of one name, {minutes} apart, are from time zones `{zone}` and `{other}`',
      'Commits {short} and {second}; git writes the zone of the computer on which a commit is made.',
      'Two computers, or one whose clock is set to another zone; a commit made on a web page.',
    ),
  },
  examine: { changeSet: examine },
})

const DAY = 86_400
const YEAR = 365.25 * DAY
/** Clocks and zones that are a little off are no news. */
const SLACK = 2 * DAY
/** Nobody changes continents in an hour. */
const TOGETHER = 3600
const ZONES_APART = 4 * 60

interface Oddity {
  readonly message: string
  readonly commit: CommitInfo
  readonly data: Readonly<Record<string, string>>
}

function examine(context: ChangeSetContext): void {
  const file = mainFile(context.files)
  const commits = context.commits.filter(({ author }) => author.time > 0)
  const found =
    first(commits, commit => ofDates(commit, context.today)) ?? first(commits, ofZone) ?? zonesApart(context, commits)
  if (file === undefined || found === undefined) return
  const { commit, message, data } = found
  context.report({
    file: file.index,
    digest: `e1:${commit.id || file.newId || file.path}`,
    at: 'file',
    text: file.path,
    message,
    data: {
      short: commit.id.slice(0, 10) || 'of this patch',
      commit: commit.id === '' ? 'HEAD' : shellWord(commit.id),
      date: dayOf(commit.author.time),
      committed: dayOf(commit.committer.time),
      zone: commit.author.zone,
      ...data,
    },
  })
}

function first(commits: readonly CommitInfo[], look: (commit: CommitInfo) => Oddity | undefined): Oddity | undefined {
  for (const commit of commits) {
    const found = look(commit)
    if (found !== undefined) return found
  }
  return undefined
}

function ofDates(commit: CommitInfo, today: string | undefined): Oddity | undefined {
  const { author, committer } = commit
  const [written, recorded] = [author.time, committer.time]
  if (today !== undefined && dayOf(Math.max(written, recorded) - SLACK) > today) {
    const [late, other] = written > recorded ? [written, recorded] : [recorded, written]
    return { message: 'future', commit, data: { date: dayOf(late), other: dayOf(other) } }
  }
  if (recorded <= 0) return undefined
  if (written - recorded > SLACK)
    return { message: 'before', commit, data: { days: counted(Math.floor((written - recorded) / DAY), 'day') } }
  if (recorded - written < YEAR) return undefined
  return { message: 'apart', commit, data: { years: counted(Math.floor((recorded - written) / YEAR), 'year') } }
}

function ofZone(commit: CommitInfo): Oddity | undefined {
  const wrong = [commit.author, commit.committer].find(({ zone }) => {
    const minutes = minutesOf(zone)
    return minutes !== undefined && (minutes < -12 * 60 || minutes > 14 * 60 || minutes % 15 !== 0)
  })
  return wrong && { message: 'zone', commit, data: { zone: wrong.zone } }
}

function minutesOf(zone: string): number | undefined {
  const found = /^([+-])(\d\d)(\d\d)$/.exec(zone)
  if (found === null) return undefined
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * 60 + Number(found[3]))
}

/** Programs and web pages write UTC for anybody. */
function zonesApart({ budget }: ChangeSetContext, commits: readonly CommitInfo[]): Oddity | undefined {
  const last = new Map<string, CommitInfo>()
  for (const commit of [...commits].sort((a, b) => a.author.time - b.author.time)) {
    if (!budget.spend(1)) return undefined
    const { email, zone, time } = commit.author
    const minutes = minutesOf(zone)
    if (minutes === undefined || minutes === 0 || email === '') continue
    const before = last.get(email.toLowerCase())
    last.set(email.toLowerCase(), commit)
    if (before === undefined || time - before.author.time > TOGETHER) continue
    if (Math.abs(minutes - (minutesOf(before.author.zone) ?? 0)) < ZONES_APART) continue
    return {
      message: 'zones',
      commit,
      data: {
        minutes: counted(Math.round((time - before.author.time) / 60), 'minute'),
        other: before.author.zone,
        second: before.id.slice(0, 10),
      },
    }
  }
  return undefined
}
