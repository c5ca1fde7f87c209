import { isDocument } from '../../../core/formats/document'
import { type HostParts, hostLikeness, hostParts } from '../../../core/formats/hostLook'
import { isProse, placer } from '../../../core/formats/placement'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A typing error put right, or a service that moved to another address of its owner.',
    question: 'Who holds the new host, and where does the project say that it moved there?',
    commands: ['git grep -n -F -e {word}'],
  }
}

export default defineRule({
  id: 'trust/host-replaced',
  title: 'address in code whose host looks like the one that stood there, and is another',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['litellm-2026'],
  tags: ['CWE-494', 'CWE-1007'],
  triggers: ['://'],
  messages: {
    letter: text(
      'The address goes to `{now}` now, one letter from `{before}`',
      'Requests that went to the one host, with what they carry, go to the other.',
    ),
    install: text(
      'The command that readers are told to run fetches from `{now}` now, not from `{before}`',
      'People paste it into a shell as it stands: whoever holds the host decides what runs there.',
    ),
    ending: text(
      'The address goes to `{now}` now, not to `{before}`: same name, other ending',
      'Names under different endings can belong to different people.',
    ),
    longer: text(
      'The address goes to `{now}` now, a name made longer than `{before}`',
      'A name with a word added can belong to anybody, and reads as the project’s own.',
    ),
  },
  examine: { file: examine },
})

const address = /\b(?:https?|wss?|ftps?|git|ssh):\/\/(?:[^@/\s"'<>]{0,100}@)?([\w.-]{3,253})/gi

interface Named extends HostParts {
  readonly at: number
}

function hostsIn(line: string): readonly Named[] {
  return [...line.slice(0, 2_000).matchAll(address)].flatMap(match => {
    const host = (match[1] ?? '').replace(/[.-]+$/, '')
    const parts = hostParts(host)
    return parts === undefined ? [] : [{ ...parts, at: match.index + match[0].length - (match[1] ?? '').length }]
  })
}

function frame(line: string): string {
  return line.replace(address, '\0').trim()
}

function examine(context: FileContext): void {
  const { path, language } = context
  const old = context.side('old')
  const now = context.side('new')
  if (old === undefined || now === undefined || isTestFolder(path)) return
  if (isDocument(path) || isProse(path)) {
    examinePage(context)
    return
  }
  const placed = placer(now.lines, language, path)
  const stays = new Map<string, HostParts>()
  for (const [index, line] of old.lines.entries())
    if (line.includes('://') && !context.isChanged('old', spanOf(index + 1, 0, 1)))
      for (const host of hostsIn(line)) stays.set(host.host, host)
  const told = new Set<string>()
  for (const hunk of context.content.hunks) {
    const removed = hunk.lines.filter(line => line.kind === 'removed' && line.text.includes('://'))
    for (const line of hunk.lines) {
      if (line.kind !== 'added' || line.new === undefined || !line.text.includes('://')) continue
      const was =
        removed.find(one => frame(one.text) === frame(line.text)) ?? (removed.length === 1 ? removed[0] : undefined)
      if (was === undefined) continue
      const before = hostsIn(was.text)
      for (const [position, host] of hostsIn(line.text).entries()) {
        const one = before[position]
        if (one === undefined || one.host === host.host || stays.has(host.host) || told.has(host.host)) continue
        const like = likeness(host, one, [...stays.values()])
        if (like === undefined || placed(line.new, host.at) === 'comment') continue
        told.add(host.host)
        context.report({
          message: like.kind,
          at: spanOf(line.new, host.at, host.host.length),
          severity: like.severity,
          data: { now: host.host, before: like.of.host, word: host.host },
        })
      }
    }
  }
}

/** A fetched text goes straight to a program that runs it. */
const fetched =
  /\b(?:curl|wget|iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b.*(?:\|\s*(?:sudo\s+)?(?:(?:ba|z|da|k)?sh|iex|Invoke-Expression|python3?|node|perl|ruby)\b|\)["`]?\s*(?:\||$))|\b(?:ba|z)?sh\s+(?:-c\s+)?["<$(]{1,3}\s*(?:curl|wget)\b/i

/** Pages name hosts in passing; the one in a command to be pasted counts. */
function examinePage(context: FileContext): void {
  for (const hunk of context.content.hunks) {
    const removed = hunk.lines.filter(
      ({ kind, text }) => kind === 'removed' && text.includes('://') && fetched.test(text.slice(0, 500)),
    )
    if (removed.length === 0) continue
    const before = removed.flatMap(({ text }) => hostsIn(text))
    const known = new Set(
      (context.side('old')?.lines ?? []).flatMap(line => (line.includes('://') ? hostsIn(line).map(ownName) : [])),
    )
    for (const line of hunk.lines) {
      if (line.kind !== 'added' || line.new === undefined || !fetched.test(line.text.slice(0, 500))) continue
      const host = hostsIn(line.text).find(one => !known.has(ownName(one)))
      const [was] = before
      if (host === undefined || was === undefined) continue
      context.report({
        message: 'install',
        at: spanOf(line.new, host.at, host.host.length),
        severity: 'medium',
        data: { now: host.host, before: was.host, word: host.host },
      })
      return
    }
  }
}

/** What somebody registered, whatever stands before it. */
function ownName({ name, ending }: HostParts): string {
  return `${name}.${ending}`
}

interface Likeness {
  readonly kind: 'letter' | 'ending' | 'longer'
  readonly of: HostParts
  readonly severity: Severity
}

/** To a host that the file still names, else to the one that was replaced. */
function likeness(host: HostParts, was: HostParts, stays: readonly HostParts[]): Likeness | undefined {
  for (const other of stays) {
    const kind = hostLikeness(host, other)
    // Beside the real one, under the same first labels, it is there to be taken for it.
    if (kind === 'letter' || (kind !== undefined && host.below === other.below && host.below !== ''))
      return { kind, of: other, severity: 'medium' }
  }
  const own = hostLikeness(host, was)
  return own === undefined ? undefined : { kind: own, of: was, severity: own === 'letter' ? 'medium' : 'low' }
}
