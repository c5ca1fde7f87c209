import { cacheOf } from '../../../core/manifests/workflow/caches'
import { permissionsOf, writesOf } from '../../../core/manifests/workflow/permissions'
import { readWorkflow, type Workflow, type WorkflowStep } from '../../../core/manifests/workflow/workflow'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'ci/cache-in-release',
  title: 'job that publishes and takes files from a cache that other runs fill',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['tanstack-2026', 'ultralytics-2024'],
  tags: ['CWE-349', 'CWE-829'],
  files: { paths: ['**/.{github,gitea,forgejo}/workflows/*.{yml,yaml}'] },
  triggers: ['cache'],
  messages: {
    cache: {
      message: 'Job `{job}` publishes, and now takes `{what}` from a cache that other runs can fill',
      why: 'A cache is shared by the workflows of a branch, and what is in it is not compared with anything.\nThe job publishes by `{by}`.',
      benign: 'Releases were slow without it.',
      question: 'Which workflows write this cache, and can a release do without it?',
      commands: ['git grep -n -e cache -- .github'],
    },
  },
  examine: { file: examine },
})

const publishes =
  /\b(?:npm|pnpm|yarn(?:\s+npm)?|lerna|cargo|uv|poetry|flit|hatch|changeset|vsce|ovsx|dotnet nuget|helm)\s+(?:publish|push)\b|\btwine\s+upload\b|\bgem\s+push\b|\bgh\s+release\s+(?:create|upload)\b|\bdocker\s+push\b|\bgoreleaser\s+release\b|\bmvn\b[^\n]{0,200}\bdeploy\b|\bgradlew?\b[^\n]{0,200}\bpublish/
const publishers =
  /^(?:pypa\/gh-action-pypi-publish|softprops\/action-gh-release|goreleaser\/goreleaser-action|changesets\/action|JS-DevTools\/npm-publish|ncipollo\/release-action|actions\/attest[\w-]*|rubygems\/release-gem)@/i
function examine(context: FileContext): void {
  const workflow = readWorkflow(context.path, context.side('new')?.text)
  if (workflow === undefined) return
  const before = readWorkflow(context.path, context.side('old')?.text)
  for (const step of workflow.steps) {
    const cache = cacheOf(workflow, step)
    if (cache === undefined || !context.isChanged('new', cache.at)) continue
    const by = publishedBy(workflow, step)
    const had = before?.steps.some(
      old => old.job?.key === step.job?.key && before !== undefined && cacheOf(before, old) !== undefined,
    )
    if (by === undefined || had === true) continue
    // A workflow that comes whole is read whole.
    const isGrave = cache.isOwn && context.change.kind !== 'added'
    context.report({
      message: 'cache',
      at: cache.at,
      severity: isGrave ? 'medium' : 'low',
      data: { job: step.job?.key ?? '', what: cache.what, by },
    })
    return
  }
}

/** What the job of a step publishes with, after it. */
function publishedBy(workflow: Workflow, step: WorkflowStep): string | undefined {
  const scripts = workflow.scripts()
  for (const later of workflow.steps) {
    if (!workflow.isLater(later, step)) continue
    if (publishers.test(later.uses)) return later.uses.replace(/@.*$/, '')
    const script = scripts.find(one => one.step === later)
    const found = script === undefined ? null : publishes.exec(script.text.text().text)
    if (found !== null) return found[0].slice(0, 40)
  }
  const isSigned = writesOf(permissionsOf(workflow), step.job?.key)?.has('id-token') === true
  const isRelease = workflow.events.some(({ name }) => name === 'release')
  return isSigned && isRelease ? 'id-token: write' : undefined
}
