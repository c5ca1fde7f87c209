import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'build/probe-line-damaged',
  title: 'line of an embedded program damaged by a character or two',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024-landlock'],
  tags: ['CWE-693'],
  files: {
    paths: [
      '**/CMakeLists.txt',
      '**/*.cmake',
      '**/configure.{ac,in}',
      '**/*.m4',
      '**/meson.build',
      '**/{cmake,probes,checks,conftests,m4,config}/**/*.{c,cc,cpp,cxx}',
    ],
  },
  messages: {
    damaged: {
      message: 'A program that the build compiles as a check is changed by `{what}` and can no longer compile',
      why: 'A check that fails is no error: the build goes on without what was asked for.\n{protects}',
      benign: 'A slip of the editor, or the other half of the edit is out of sight of this patch.',
      question: 'Did the check succeed with this change? Which configure log shows it?',
      commands: ['git grep -n -e source_compiles -e COMPILE_IFELSE'],
    },
  },
  examine: { hunk: examine },
})

const C_LIKE =
  /^\s*#\s*(?:include|define|if|endif|ifdef)\b|[;{]\s*$|^\s*\}|^\s*(?:int|void|char|static|struct|return)\b/
const STRAY = /^\s*[.\x60'~:@?$%^,!]{1,2}\s*$/
const KEYWORDS = /\b(?:return|int|void|char|struct|include|define|main|static|const|sizeof|unsigned)\b/g
const PROTECTS = /landlock|seccomp|\bpledge|unveil|capsicum|cap_enter|sandbox|NO_NEW_PRIVS|cap_rights/i

function examine(hunk: Hunk, context: FileContext): void {
  // What is there as a whole is parsed by another rule; a parser reads more than this one can.
  const isPartial = context.side('new')?.complete === false
  const isRead = context.language === 'cmake' || context.language === 'm4'
  const rest = PROTECTS.test(hunk.lines.map(line => line.text).join('\n'))
  const report = (line: HunkLine, what: string) => {
    const number = line.kind === 'removed' ? line.old : line.new
    if (number === undefined) return
    const column = Math.max(0, line.text.search(/\S/))
    context.report({
      message: 'damaged',
      side: line.kind === 'removed' ? 'old' : 'new',
      at: spanOf(number, column, line.text.trim().length),
      severity: rest ? 'high' : 'medium',
      data: {
        what,
        protects: rest
          ? 'By the words around it, the check decides whether a sandbox is built in.'
          : 'What depends on the answer was not followed.',
      },
    })
  }
  for (const [removed, added] of pairs(hunk)) {
    const what = damage(removed.text, added.text)
    if (what === undefined || (isRead && !isPartial && what !== 'a blank that is none')) continue
    if (neighbours(hunk, added).some(text => C_LIKE.test(text))) report(added, what)
  }
  if (isRead && !isPartial) return
  for (const [at, line] of hunk.lines.entries()) {
    if (line.kind === 'added' && STRAY.test(line.text)) {
      const [before, after] = [hunk.lines.slice(0, at), hunk.lines.slice(at + 1)]
      const isInside = C_LIKE.test(before.findLast(isShown)?.text ?? '') && C_LIKE.test(after.find(isShown)?.text ?? '')
      if (isInside) report(line, line.text.trim())
    }
    if (line.kind === 'removed' && /^\s*[{}]\s*$/.test(line.text) && isLoneRemoval(hunk, at))
      report(line, `no ${line.text.trim()}`)
  }
}

function isShown(line: HunkLine): boolean {
  return line.kind !== 'removed' && line.text.trim() !== ''
}

/** Removed lines and the added ones that stand in their place, where a run has as many of either. */
function pairs(hunk: Hunk): readonly (readonly [HunkLine, HunkLine])[] {
  const found: (readonly [HunkLine, HunkLine])[] = []
  let removed: HunkLine[] = []
  let added: HunkLine[] = []
  const close = () => {
    if (removed.length === added.length)
      for (const [at, line] of removed.entries()) found.push([line, added[at] as HunkLine])
    removed = []
    added = []
  }
  for (const line of hunk.lines) {
    if (line.kind === 'context') close()
    else if (line.kind === 'removed') {
      if (added.length > 0) close()
      removed.push(line)
    } else added.push(line)
  }
  close()
  return found
}

function neighbours(hunk: Hunk, line: HunkLine): readonly string[] {
  const at = hunk.lines.indexOf(line)
  return hunk.lines
    .slice(Math.max(0, at - 6), at + 6)
    .flatMap(one => (one === line || one.kind === 'removed' ? [] : [one.text]))
}

/** What an edit of at most two characters broke in a line of C; undefined for any other edit. */
function damage(before: string, after: string): string | undefined {
  const [old, now] = [before.trim(), after.trim()]
  if (/[\u00a0\u2000-\u200f\u2028-\u202e\u2060\ufeff]/.test(now) && !/[^\x20-\x7e\t]/.test(old) && isClose(old, now, 2))
    return 'a blank that is none'
  if (!/[;{}]["']?$|^#/.test(old) || !isClose(old, now, 2)) return undefined
  for (const [open, shut] of ['()', '[]', '{}'])
    if (balance(old, open as string, shut as string) === 0 && balance(now, open as string, shut as string) !== 0)
      return `an unmatched ${balance(now, open as string, shut as string) > 0 ? open : shut}`
  if (old.endsWith(';') && !/[;{}\\,("']$/.test(now)) return 'a missing ;'
  if (/[,.:@$\x60]\s*;$/.test(now) && !/[,.:@$\x60]\s*;$/.test(old)) return 'a stray mark before ;'
  const words = new Set(now.match(/\w+/g))
  const lost = (old.match(KEYWORDS) ?? []).find(word => !words.has(word))
  return lost !== undefined && old.length === now.length ? `a misspelt ${lost}` : undefined
}

function isClose(old: string, now: string, most: number): boolean {
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start++
  let end = 0
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++
  return Math.max(old.length, now.length) - start - end <= most && old !== now
}

function balance(text: string, open: string, shut: string): number {
  return text.split(open).length - text.split(shut).length
}

/** A brace that goes alone, next to the end of the program. */
function isLoneRemoval(hunk: Hunk, at: number): boolean {
  const touched = hunk.lines.filter((line, index) => line.kind !== 'context' && Math.abs(index - at) <= 3)
  const next = hunk.lines.slice(at + 1).find(isShown)?.text ?? ''
  const before = hunk.lines.slice(0, at).findLast(isShown)?.text ?? ''
  return touched.length === 1 && C_LIKE.test(before) && /^\s*(?:"|\]\]|\]\)|\x27\x27\x27|\)|$)/.test(next)
}
