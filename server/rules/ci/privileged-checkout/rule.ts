import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'ci/privileged-checkout',
  title: 'workflow with the rights of the repository checks out code of a stranger',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['nx-2025'],
  tags: ['CWE-829'],
  files: { paths: ['**/.github/workflows/*.{yml,yaml}'] },
  triggers: [
    'pull_request_target',
    'workflow_run',
    'issue_comment',
    'head.',
    'head_',
    'refs/pull',
    'ref:',
    'pr checkout',
    'git ',
  ],
  messages: {
    checkout: {
      message: 'Code of a pull request is now checked out in a workflow that runs on `{event}`',
      why: 'That event gives the workflow the secrets and rights of the repository, whoever opened the pull request.\n{runs}',
      benign: 'The files are only read, for a label or a comment.',
      question: 'Does anything from the checked-out tree run, its build files and install scripts included?',
      commands: ['git grep -n -e pull_request_target -e workflow_run -- .github'],
    },
  },
  examine: { file: examine },
})

const EVENT = /^\s*(?:on\s*:.*?)?\b(pull_request_target|workflow_run|issue_comment)\b/
const FOREIGN =
  /\b(?:ref|repository)\s*:.*(?:github\.event\.pull_request\.head\.(?:sha|ref|repo)|github\.head_ref|github\.event\.workflow_run\.head_(?:sha|branch|repository)|refs\/pull\/)|\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|checkout|pull)\b.*(?:pull_request\.head|head_ref|refs\/pull\/|\bpull\/\$)/
const RUNS =
  /^\s*(?:-\s+)?run\s*:.*\b(?:npm|yarn|pnpm|bun|make|pip|python\d?|node|cargo|go|mvn|gradlew?|bundle|composer|sh|bash|cmake|tox|pytest)\b|^\s{4,}(?:npm|yarn|pnpm|make|pip|python\d?|cargo|bash|sh)\s|\.\/[\w.-]+/

function examine(context: FileContext): void {
  const lines = (context.side('new')?.lines ?? []).map(line => (/^\s*#/.test(line) ? '' : line))
  const event = lines.findIndex(line => EVENT.test(line))
  const foreign = lines.findIndex(line => FOREIGN.test(line))
  if (event === -1 || foreign === -1) return
  const isChanged = (at: number) => context.isChanged('new', spanOf(at + 1, 0, 1))
  const at = isChanged(foreign) ? foreign : isChanged(event) ? event : -1
  if (at === -1) return
  const line = lines[at] ?? ''
  const runs = lines.slice(foreign + 1).some(one => RUNS.test(one))
  const name = EVENT.exec(lines[event] ?? '')?.[1] ?? ''
  const column = line.search(/\S/)
  context.report({
    message: 'checkout',
    at: spanOf(at + 1, column, line.trim().length),
    severity: runs && name !== 'issue_comment' ? 'high' : 'medium',
    data: {
      event: name,
      runs: runs
        ? 'A later step runs programs in the checked-out tree.'
        : 'Whether anything of the checked-out tree runs was not seen.',
    },
  })
}
