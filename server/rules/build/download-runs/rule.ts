import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'build/download-runs',
  title: 'downloaded text is run as a program',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['hackerbot-2026', 'contagious-2025'],
  tags: ['CWE-494'],
  triggers: ['curl', 'wget', 'iwr', 'irm', 'Invoke-WebRequest', 'Invoke-RestMethod', 'DownloadString'],
  readsLongLines: true,
  messages: {
    runs: {
      message: '`{name}` now runs what `{host}` answers, without looking at it',
      why: 'What runs is decided by the host at that moment, and can differ from one download to the next.\n{note}',
      benign: 'The usual way to install a tool chain in a build.',
      question: 'Could the script be kept in the tree, or be checked against a known digest before it runs?',
      commands: ['git log --oneline -S{word}'],
    },
  },
  examine: { line: examine },
})

const FETCH = String.raw`\b(?:curl|wget)\b[^|;&\n]{0,300}?`
const SHELL = String.raw`(?:sudo\s+(?:-\w+\s+)*)?(?:/(?:usr/)?bin/)?(?:env\s+)?(?:ba|da|z|k)?sh\b|(?:sudo\s+)?(?:python[\d.]*|perl|ruby|node|php)\s*(?:-\s|$|["'\x60&;)])|cmd\b`
const SHAPES: readonly RegExp[] = [
  new RegExp(String.raw`${FETCH}\|\s*(?:[\w.]+=\S+\s+)*(?:${SHELL})`),
  new RegExp(String.raw`\b(?:ba|z|k)?sh\s+(?:-\w+\s+)*<\(\s*${FETCH}\)|\b(?:source|\.)\s+<\(\s*${FETCH}\)`),
  new RegExp(String.raw`\b(?:eval|(?:ba|da|z|k)?sh\s+-c)\s+\\?["']?(?:\$\(|\x60)\s*${FETCH}`),
  /\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b[^|\n]{0,300}\|\s*(?:iex|Invoke-Expression)\b/i,
  /\b(?:iex|Invoke-Expression)\b[^\n]{0,80}(?:DownloadString|iwr|irm|Invoke-WebRequest)/i,
]

function examine(line: HunkLine, context: FileContext): void {
  const { path } = context
  if (
    line.new === undefined ||
    /\.(md|mdx|markdown|rst|txt|adoc|html?|po|texi|tex|[1-9])$|(^|\/)(docs?|README)[/.]/i.test(path)
  )
    return
  const text = line.text.slice(0, 5000)
  // Rather than run, a script often tells people what they could run.
  if (/^\s*(#|\/\/|\*|dnl\b|rem\b|(echo|printf|log|warn|die|print)\b)/i.test(text)) return
  for (const shape of SHAPES) {
    const found = shape.exec(text)
    if (found === null) continue
    const host = hostOf(text)
    if (stoodBefore(context, host)) return
    const isPlain = /http:\/\//i.test(found[0])
    context.report({
      message: 'runs',
      at: spanOf(line.new, found.index, found[0].length),
      severity: isTestFolder(path) ? 'low' : 'medium',
      data: {
        name: baseName(path),
        host,
        word: /^[\w.-]+$/.test(host) ? host : '<host>',
        note: isPlain
          ? 'The connection is not protected either.'
          : 'A broken connection can also leave half of it run.',
      },
    })
    return
  }
}

function hostOf(text: string): string {
  return /https?:\/\/([^/\s"'`)\\]+)/i.exec(text)?.[1] ?? 'a host named elsewhere'
}

/** The same host was asked before; only a version or an option is different. */
function stoodBefore(context: FileContext, host: string): boolean {
  return context.content.hunks.some(hunk =>
    hunk.lines.some(
      one =>
        one.kind === 'removed' && one.text.includes(host) && SHAPES.some(shape => shape.test(one.text.slice(0, 5000))),
    ),
  )
}
