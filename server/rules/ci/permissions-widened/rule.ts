import { permissionsOf, writesOf } from '../../../core/manifests/workflow/permissions'
import { publicEvents, readWorkflow, type Workflow } from '../../../core/manifests/workflow/workflow'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const text = (message: string): MessageText => ({
  message,
  why: '{note}\nEvery program and action of {where} gets a token with these rights.',
  benign: 'A step that publishes, comments or signs was added and needs the right.',
  question: 'Which step needs this, and could the right be given to its job alone?',
  commands: ['git grep -n -A6 -e permissions: -- {path}'],
})

export default defineRule({
  id: 'ci/permissions-widened',
  title: 'token of a workflow that may do more than before',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['tj-actions-2025'],
  tags: ['CWE-250', 'CWE-732'],
  files: { paths: ['**/.{github,gitea,forgejo}/workflows/*.{yml,yaml}'] },
  triggers: ['permissions', 'write'],
  messages: {
    all: text('The token of {where} may now write to everything'),
    added: text('The token of {where} may now write to {what}'),
    gone: text('The permissions of {where} are gone, so that its token may do what the settings say'),
  },
  examine: { file: examine },
})

/** What lets a program change the code, what is published, or who it is to others. */
const grave = /^(?:contents|packages|id-token|actions|deployments|attestations)$/

function examine(context: FileContext): void {
  const now = readWorkflow(context.path, context.side('new')?.text)
  if (now === undefined) return
  const before = readWorkflow(context.path, context.side('old')?.text)
  const old = before === undefined ? [] : permissionsOf(before)
  const own = permissionsOf(now)
  for (const { job, writes, at } of own) {
    if (!context.isChanged('new', at)) continue
    // A job that is new, or a workflow, asks for what it needs; only everything at once stands out.
    const had = before === undefined || (job !== undefined && isNewJob(before, job)) ? undefined : writesOf(old, job)
    const isAll = writes.has('*') && had?.has('*') !== true
    const isFirst = had === undefined && !isAll
    if (isFirst || had?.has('*') === true) continue
    const added = [...writes.keys()].filter(name => had?.has(name) !== true)
    // A right that moves between the workflow and its jobs is no new one.
    const news = added.filter(name => !old.some(one => one.writes.has(name) || one.writes.has('*')))
    if (news.length === 0) continue
    const place = writes.get(news[0] ?? '') ?? at
    context.report({
      message: isAll ? 'all' : 'added',
      at: context.isChanged('new', place) ? place : at,
      severity: severityOf(now, before, job, news),
      data: { where: whereOf(job), what: news.join(', '), path: context.path, note: noteOn(now) },
    })
  }
  if (before === undefined) return
  const gone = old.find(({ job }) => job === undefined)
  const isOpen = own.length === 0 && gone !== undefined && !gone.writes.has('*')
  const first = now.documents[0]
  if (isOpen && first !== undefined)
    context.report({
      message: 'gone',
      side: 'old',
      at: gone.at,
      data: { where: whereOf(undefined), path: context.path, note: noteOn(now) },
    })
}

function isNewJob(before: Workflow, job: string): boolean {
  return before.jobs.every(({ key }) => key !== job)
}

function whereOf(job: string | undefined): string {
  return job === undefined ? 'this workflow' : `job \`${job}\``
}

function severityOf(
  now: Workflow,
  before: Workflow | undefined,
  job: string | undefined,
  news: readonly string[],
): Severity {
  if (news.includes('*')) return before === undefined && !now.startsOn(publicEvents) ? 'low' : 'medium'
  const isMuch = job === undefined && news.filter(name => grave.test(name)).length >= 2
  return isMuch && now.startsOn(publicEvents) ? 'medium' : 'low'
}

function noteOn(workflow: Workflow): string {
  const names = workflow.events.flatMap(({ name }) => (publicEvents.has(name) ? [name] : []))
  return names.length === 0
    ? 'It is started by people of the project alone, as far as its events say.'
    : `It is started by \`${names.slice(0, 3).join('`, `')}\` among others, which anybody can cause.`
}
