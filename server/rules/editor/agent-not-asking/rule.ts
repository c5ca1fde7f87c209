import { areaOf } from '../../../core/formats/area'
import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'editor/agent-not-asking',
  title: 'program that starts a coding agent which may do everything without asking',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['amazon-q-2025', 'nx-2025'],
  tags: ['CWE-862'],
  triggers: [
    '--dangerously',
    '--trust-all-tools',
    '--allow-all-tools',
    '--yolo',
    '--full-auto',
    'approval-mode',
    'bypassPermissions',
  ],
  messages: {
    flag: {
      message: 'A coding agent is started with `{flag}`: it asks nobody before it acts',
      why: 'The agent then has all rights of whoever runs this, and takes its orders from a text.\n{others}',
      benign: 'A job in a machine of its own that is thrown away afterwards.',
      question: 'On whose machine does this run, and what can it reach there?',
      commands: ['git grep -n -e {flag}'],
    },
  },
  examine: { line: examine },
})

/** Options of agents' command lines, by their manuals. */
const flag =
  /--(?:dangerously-(?:skip-permissions|bypass-approvals-and-sandbox|allow-all|skip-\w+)|trust-all-tools|allow-all-tools|yolo|full-auto|approval-mode[= ]["']?yolo|permission-mode[= ]["']?bypassPermissions)(?![\w-])/
const agents =
  /\b(?:claude|gemini|codex|q chat|q['"]|amazonq|copilot|cursor-agent|qwen|opencode|amp|aider|droid|crush|goose)\b/i
/** The order that goes with it: everything of the user is to be destroyed, or searched for what opens doors. */
const orders =
  /\b(?:delete|erase|wipe|destroy|remove|clean|terminate)\b[^\n]{0,120}\b(?:home (?:folder|directory)|file-?\s?systems?|cloud resources?|all (?:the )?(?:users?'? files|data|instances)|factory|everything on)\b|\b(?:search|look|find|scan|collect|list|inventory)\b[^\n]{0,160}\b(?:wallets?|keystores?|private keys?|id_rsa|credentials|seed phrases?|metamask)\b/i
const comment = /^\s*(?:\/\/|#|\*|\/\*|--\s|<!--|;)/

function examine(line: HunkLine, context: FileContext): void {
  if (line.new === undefined || isDocument(context.path) || comment.test(line.text)) return
  const found = flag.exec(line.text)
  if (found === null || stoodBefore(line, context)) return
  const lines = (context.side('new')?.lines ?? []).map(one => (comment.test(one) ? '' : one))
  // An agent, and not a compiler with an option of the same name, is named near by.
  const near = lines.slice(Math.max(0, line.new - 13), line.new + 4)
  if (!near.some(one => agents.test(one.slice(0, 2_000))) && !/--(?:dangerously|trust-all|allow-all)/.test(found[0]))
    return
  const kinds = new Set(lines.flatMap(one => (one.length < 2_000 ? (flag.exec(one)?.[0] ?? []) : [])))
  const area = areaOf(context.path, false)
  const isAway = area === 'ci' || /(?:^|\/)(?:Dockerfile|Containerfile|docker|\.devcontainer)/i.test(context.path)
  context.report({
    message: 'flag',
    at: spanOf(line.new, found.index, found[0].length),
    severity: isTestFolder(context.path)
      ? 'info'
      : (kinds.size > 1 && !isAway) || near.some(one => orders.test(one.slice(0, 4_000)))
        ? 'high'
        : isAway
          ? 'low'
          : 'medium',
    data: {
      flag: found[0],
      others:
        kinds.size > 1
          ? `The file knows ${kinds.size} such options, of different agents or of one.`
          : 'It is the only such option in the file.',
    },
  })
}

function stoodBefore(line: HunkLine, context: FileContext): boolean {
  return context.side('old')?.lines.some(one => one.trim() === line.text.trim()) === true
}
