import { publicEvents, readWorkflow, type Workflow, type WorkflowJob } from '../../../core/manifests/workflow/workflow'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const text = (message: string): MessageText => ({
  message,
  why: '{note}\nA machine of that kind keeps what a run leaves on it, and stands where its owner put it.',
  benign: 'Hardware the service does not offer, or machines that are thrown away after each run.',
  question: 'Is the machine made anew for every run, and what else can it reach?',
  commands: ['git grep -n -e runs-on -- .github'],
})

export default defineRule({
  id: 'ci/self-hosted-runner',
  title: 'job that moves to a machine of the project',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['shai-hulud-2025'],
  tags: ['CWE-668'],
  files: { paths: ['**/.{github,gitea,forgejo}/workflows/*.{yml,yaml}'] },
  triggers: ['self-hosted', 'runs-on', 'pull_request', 'issue', 'discussion'],
  messages: {
    moved: text('Job `{job}` now runs on a machine of the project instead of one of the service'),
    added: text('New job `{job}` runs on a machine of the project'),
    opened: text('Job `{job}` runs on a machine of the project and is now started by `{event}`'),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const now = readWorkflow(context.path, context.side('new')?.text)
  if (now === undefined) return
  const before = readWorkflow(context.path, context.side('old')?.text)
  const usedBefore = before?.jobs.some(job => isSelfHosted(before, job)) === true
  const event = now.events.find(
    ({ name, span }) =>
      publicEvents.has(name) && context.isChanged('new', span) && !before?.events.some(one => one.name === name),
  )
  const open = now.events.find(({ name }) => publicEvents.has(name))
  for (const job of now.jobs) {
    if (!isSelfHosted(now, job)) continue
    const old = before?.jobs.find(({ key }) => key === job.key)
    const at = now.runner(job)?.at
    if (
      at !== undefined &&
      context.isChanged('new', at) &&
      (old === undefined || before === undefined || !isSelfHosted(before, old))
    )
      context.report({
        message: old === undefined ? 'added' : 'moved',
        at,
        severity: old !== undefined && open !== undefined && !usedBefore ? 'medium' : 'low',
        data: { job: job.key, note: noteOn(open?.name) },
      })
    else if (event !== undefined && old !== undefined) {
      const data = { job: job.key, event: event.name, note: noteOn(event.name) }
      context.report({ message: 'opened', at: event.span, severity: 'medium', data })
      return
    }
  }
}

/** The label that every such machine has unless somebody took it off (GitHub's documentation, "runs-on"). */
function isSelfHosted(workflow: Workflow, job: WorkflowJob): boolean {
  return workflow.runner(job)?.labels.some(label => /^self-hosted$/i.test(label)) === true
}

function noteOn(event: Workflow['events'][number]['name'] | undefined): string {
  return event === undefined
    ? 'Its events are caused by people of the project alone.'
    : `It is started by \`${event}\`, which anybody can cause.`
}
