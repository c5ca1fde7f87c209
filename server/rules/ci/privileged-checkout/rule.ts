import { type ForeignCode, foreignCode, runsForeign } from '../../../core/manifests/workflow/foreignCode'
import { asksWho } from '../../../core/manifests/workflow/origins'
import { readWorkflow, type Workflow } from '../../../core/manifests/workflow/workflow'
import type { TextSpan } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const text = (message: string): MessageText => ({
  message,
  why: 'That event gives the workflow the secrets and rights of the repository, whoever opened the pull request.\n{runs}',
  benign: 'The files are only read, for a label or a comment.',
  question: 'Does anything of these files run, build files and install scripts included?',
  commands: ['git grep -n -e pull_request_target -e workflow_run -- .github'],
})

export default defineRule({
  id: 'ci/privileged-checkout',
  title: 'workflow with the rights of the repository takes in files of a stranger',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['nx-2025'],
  tags: ['CWE-829'],
  files: { paths: ['**/.{github,gitea,forgejo}/workflows/*.{yml,yaml}'] },
  messages: {
    checkout: text('Code of a pull request is now checked out in a workflow that runs on `{event}`'),
    artifact: text('Files that another run left are now taken into a workflow that runs on `{event}`'),
    runs: text('Code of a pull request is now run in a workflow that runs on `{event}`'),
  },
  examine: { file: examine },
})

const events: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run', 'issue_comment'])

function examine(context: FileContext): void {
  const workflow = readWorkflow(context.path, context.side('new')?.text)
  const event = workflow?.events.find(({ name }) => events.has(name))
  if (workflow === undefined || event === undefined) return
  const isChanged = (at: TextSpan | undefined) => at !== undefined && context.isChanged('new', at)
  for (const code of foreignCode(workflow)) {
    const runs = runsForeign(workflow, code)
    // Reading what a run left is what the event is for.
    if (code.kind === 'artifact' && runs === undefined) continue
    const message = isChanged(code.at) || isChanged(event.span) ? code.kind : isChanged(runs) ? 'runs' : undefined
    if (message === undefined) continue
    const place = isChanged(code.at) ? code.at : isChanged(event.span) ? event.span : runs
    if (place === undefined || stoodBefore(context, message, code)) continue
    context.report({
      message,
      at: place,
      severity: severityOf(workflow, code, runs),
      data: { event: event.name, runs: note(code, runs) },
    })
    return
  }
}

/** The old side ran such files as well: only what they are called changed. */
function stoodBefore(context: FileContext, message: string, code: ForeignCode): boolean {
  const old = readWorkflow(context.path, context.side('old')?.text)
  if (old === undefined) return false
  if (!old.events.some(({ name }) => events.has(name))) return false
  return foreignCode(old).some(
    one =>
      one.kind === code.kind &&
      one.step.job?.key === code.step.job?.key &&
      (message !== 'runs' || runsForeign(old, one) !== undefined),
  )
}

function severityOf(workflow: Workflow, code: ForeignCode, runs: TextSpan | undefined): Severity {
  const isAsked = asksWho(code.step) || workflow.jobs.some(job => job === code.step.job && isEnvironment(job))
  if (runs === undefined) return isAsked || code.folder !== '' ? 'low' : 'medium'
  return isAsked ? 'medium' : 'high'
}

/** A job in an environment may wait until somebody of the project says yes. */
function isEnvironment({ node }: Workflow['jobs'][number]): boolean {
  return node.entries.some(({ key }) => key === 'environment')
}

function note({ folder }: ForeignCode, runs: TextSpan | undefined): string {
  if (runs !== undefined) return `Line ${runs.start.line} runs programs among these files.`
  return folder === ''
    ? 'Whether anything of these files runs was not seen.'
    : `They are put in a folder of their own, \`${folder}\`, and nothing there was seen to run.`
}
