import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { BASELINE_FILE, readAcceptComment } from '../../../core/rule/decisions'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'trust/suppression-added',
  title: 'the change asks for a finding to be accepted',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['scorecard-test-data'],
  tags: ['CWE-693'],
  triggers: ['plainsight:', 'Plainsight:', 'PLAINSIGHT:', '"fingerprint"'],
  messages: {
    comment: {
      message: 'A comment now accepts findings of {rules} at this place',
      why: 'It has no effect on this change, and takes effect on later ones once it is merged.\nGiven reason: {reason}.',
      benign: 'A finding was looked at, and the project wants to keep it quiet.',
      question: 'Which finding is this for, and who looked at it?',
      commands: ["git grep -n -e 'plainsight:'"],
    },
    baseline: {
      message: '{count} new in the baseline of accepted findings',
      why: 'Entries have no effect on this change, and silence the same evidence once merged.\nFirst new rule named here: {rules}.',
      benign: 'The baseline was written anew after a review.',
      question: 'Which findings do the new entries accept, and why?',
      commands: ['git log --oneline -- {path}'],
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  if (baseName(context.path) === BASELINE_FILE) examineBaseline(context)
  else examineComments(context)
}

function examineComments(context: FileContext): void {
  for (const { kind, text, new: line } of context.content.hunks.flatMap(hunk => hunk.lines)) {
    const accept = kind === 'added' ? readAcceptComment(text) : undefined
    if (accept === undefined || line === undefined || stoodBefore(context, text)) continue
    const at = spanOf(line, text.search(/plainsight:/i), text.trimEnd().length - text.search(/plainsight:/i))
    context.report({
      message: 'comment',
      at,
      data: { rules: accept.rules.join(', '), reason: accept.reason === '' ? 'none' : accept.reason },
    })
  }
}

/** The same comment was only moved or reindented. */
function stoodBefore(context: FileContext, text: string): boolean {
  const wanted = text.trim()
  return context.content.hunks.some(hunk =>
    hunk.lines.some(one => one.kind === 'removed' && one.text.trim() === wanted),
  )
}

function examineBaseline(context: FileContext): void {
  const added = context.content.hunks.flatMap(hunk => hunk.lines).filter(one => one.kind === 'added')
  const removed = new Set(
    context.content.hunks.flatMap(hunk => hunk.lines).flatMap(one => (one.kind === 'removed' ? [key(one.text)] : [])),
  )
  const entries = added.filter(one => /"fingerprint"\s*:/.test(one.text) && !removed.has(key(one.text)))
  const first = entries[0]
  if (first?.new === undefined) return
  const near = added.find(one => (one.new ?? 0) >= (first.new ?? 0) - 6 && /"rule"\s*:/.test(one.text))
  context.report({
    message: 'baseline',
    at: spanOf(first.new, 0, first.text.length),
    severity: 'low',
    data: {
      count: entries.length === 1 ? '1 entry is' : `${entries.length} entries are`,
      rules: /"rule"\s*:\s*"([^"]*)"/.exec(near?.text ?? '')?.[1] ?? 'not named',
      path: BASELINE_FILE,
    },
  })
}

function key(text: string): string {
  return text.replace(/[\s,]+/g, '')
}
