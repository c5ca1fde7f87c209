import { editorDeed } from '../../../core/facts/editor/deed'
import type { Fact } from '../../../core/facts/fact'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A team that was asked the same question too often.',
    question: 'Who is asked less now, and could each person answer that in their own settings?',
    commands: ['git log -p --follow -- {path}'],
  }
}

export default defineRule({
  id: 'editor/consent-given',
  title: 'setting that answers in advance what an editor or a coding agent would ask',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['contagious-2025', 'amazon-q-2025'],
  tags: ['CWE-862'],
  uses: [editorDeed],
  messages: {
    consent: text(
      'The folder now answers a question in advance: `{key}` is `{value}`',
      'What stands between opening a folder and running what it says is answered here, for everybody who opens it.',
    ),
    guard: text(
      'A coding agent is no longer kept from `{value}`: it is gone from `{key}`',
      'The list said what the agent may not do, or must ask for first.',
    ),
    redirect: text(
      'A coding agent of whoever works here now goes through `{value}` (`{key}`)',
      'What it is told, with keys and code among it, passes the address that is named here.',
    ),
  },
  examine: { changeSet: examine },
})

/** Everything is allowed, with nobody asked again. */
const ALL =
  /^(?:task\.allowAutomaticTasks|chat\.tools\.(?:global\.)?autoApprove|chat\.tools\.terminal\.autoApprove|defaultMode|defaultApprovalMode|approvalMode|approval_policy|permissionMode|sandbox_mode|enableAllProjectMcpServers|trustAllTools|yolo|dangerouslySkipPermissions)$/i

function examine(context: ChangeSetContext): void {
  for (const fact of context.facts('editor-deed')) {
    const { file, side, at } = fact.location
    const { what, key, value } = fact.data
    if (file < 0 || (what !== 'consent' && what !== 'guard' && what !== 'redirect')) continue
    const path = context.files.find(({ index }) => index === file)?.path ?? ''
    context.report({
      file,
      side,
      at,
      text: fact.text,
      digest: fact.digest,
      message: what,
      severity: isTestFolder(path) ? 'low' : severityOf(fact.data),
      data: { key, value, path: shellWord(path) },
    })
  }
}

function severityOf({ what, key, value, isBroad }: Fact<'editor-deed'>['data']): Severity {
  if (what === 'guard') return 'low'
  if (what === 'redirect') return /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])/.test(value) ? 'low' : 'medium'
  if (key === 'allow') return isBroad === true ? 'medium' : 'low'
  if (key === 'http.proxyStrictSSL' || key === 'sandbox' || key === 'autoAccept') return 'low'
  return ALL.test(key) ? 'high' : 'medium'
}
