import { readCodeOwners } from '../../../core/manifests/codeOwners'
import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { baseName } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const benign = 'People change, and texts are tidied up.'

function text(message: string, why: string, question: string): MessageText {
  return { message, why, benign, question, commands: ['git log --oneline -- {path}'] }
}

export default defineRule({
  id: 'trust/report-channel-changed',
  title: 'who is told of a vulnerability, or who must approve a change, is different now',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['oss-fuzz-2023', 'xz-2024'],
  tags: [],
  files: {
    paths: ['**/SECURITY.md', '**/SECURITY.txt', '**/security.txt', '**/SECURITY', '**/CODEOWNERS', '**/project.yaml'],
  },
  messages: {
    policy: text(
      '{count} removed from `{name}`, which says how to report a vulnerability',
      'Reports follow this text: what it no longer asks for is often no longer told.',
      'Which part of the instructions is no longer wanted, and why?',
    ),
    contact: text(
      '`{key}` changed: other addresses now get the reports of the fuzzing service',
      'Whoever is listed here sees crashes and vulnerabilities before they are public.',
      'Do all people of the project know of the new list?',
    ),
    owners: text(
      '{count} removed from `{name}`, which says who must approve a change',
      'Paths without an owner can be changed without that approval.',
      'Which paths have no owner now, and is that intended?',
    ),
  },
  examine: { hunk: examine },
})

function examine(hunk: Hunk, context: FileContext): void {
  const name = baseName(context.path)
  const path = /^[\w./-]{1,120}$/.test(context.path) ? context.path : '<path>'
  if (name === 'project.yaml') {
    const contact = contactIn(hunk)
    if (contact === undefined) return
    const { line, key } = contact
    context.report({
      message: 'contact',
      side: line.new === undefined ? 'old' : 'new',
      at: placeOf([line]),
      data: { key, path },
    })
    return
  }
  if (name === 'CODEOWNERS') {
    examineOwners(hunk, context, path)
    return
  }
  const removed = hunk.lines.filter(line => line.kind === 'removed' && isSaid(line))
  const added = hunk.lines.filter(line => line.kind === 'added' && isSaid(line))
  const lost = removed.filter(line => !added.some(other => other.text.trim() === line.text.trim()))
  if (lost.length <= added.length) return
  context.report({ message: 'policy', side: 'old', at: placeOf(lost), data: { name, path, count: countOf(lost) } })
}

/** Lines whose paths the hunk leaves without somebody who must approve: taken out, or with no owner any more. */
function examineOwners(hunk: Hunk, context: FileContext, path: string): void {
  const owned = (line: HunkLine) =>
    readCodeOwners(line.text).lines.filter(({ owners }) => owners.length > 0)[0]?.pattern.text
  const kept = new Set(hunk.lines.filter(line => line.kind === 'added').map(owned))
  const lost = hunk.lines.filter(line => line.kind === 'removed' && owned(line) !== undefined && !kept.has(owned(line)))
  if (lost.length === 0) return
  context.report({
    message: 'owners',
    side: 'old',
    at: placeOf(lost),
    data: { name: baseName(context.path), path, count: countOf(lost) },
  })
}

function countOf(lines: readonly HunkLine[]): string {
  return `${lines.length} line${lines.length === 1 ? ' is' : 's are'}`
}

function isSaid(line: HunkLine): boolean {
  return line.text.trim() !== '' && !line.text.trim().startsWith('#')
}

/** Keys of a fuzzing service's project file that name people, with the list items below them. */
function contactIn(hunk: Hunk): { readonly line: HunkLine; readonly key: string } | undefined {
  let key: string | undefined
  for (const line of hunk.lines) {
    const top = /^(\w+)\s*:/.exec(line.text)
    if (top !== null) key = top[1]
    if (line.kind === 'context' || key === undefined || !/^(primary_contact|auto_ccs|vendor_ccs)$/.test(key)) continue
    if (/@|primary_contact/.test(line.text)) return { line, key }
  }
  return undefined
}

function placeOf(lines: readonly HunkLine[]) {
  const number = (line: HunkLine | undefined) => line?.new ?? line?.old ?? 1
  const last = lines.at(-1)
  return {
    start: { line: number(lines[0]), column: 0 },
    end: { line: number(last), column: last?.text.length ?? 0 },
  }
}
