import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { type Term, termsOf } from './conditions'

export interface NarrowedEntry {
  readonly line: HunkLine
  readonly term: string
  readonly verdict: 'never' | 'more' | 'asked'
  readonly about: string
  /** Of the entry. */
  readonly name: string
}

/** What nearly every kernel is built with: to depend on its absence is to be built nowhere. */
const common =
  /^(?:MODULES|MMU|SMP|X86(?:_64)?|ARM64|64BIT|NET|INET|BLOCK|PRINTK|SYSFS|PROC_FS|MULTIUSER|FUTEX|EPOLL|COMPAT|PREEMPT\w*|DEBUG_KERNEL|COMPILE_TEST|SECURITY|BPF|CGROUPS)$/
/** What nearly nobody turns on. */
const rare = /^(?:EXPERT|EMBEDDED|BROKEN|STAGING|COMPILE_TEST|EXPERIMENTAL|DEBUG_KERNEL|\w*_(?:DEBUG|TEST|EXPERT))$/

/** `config NAME` with what it depends on and is by default; all lines of an entry must hold (kconfig-language). */
export function inKconfig(hunk: Hunk, lines: readonly string[]): readonly NarrowedEntry[] {
  return hunk.lines.flatMap((line): readonly NarrowedEntry[] => {
    if (line.kind !== 'added' || line.new === undefined || line.text.length > 600) return []
    const head = lines.slice(0, line.new).findLastIndex(one => /^\s*(?:menu)?config\s/.test(one))
    // A new entry asks for what it needs.
    if (head === -1 || hunk.lines.some(one => one.kind === 'added' && one.new === head + 1)) return []
    const all = lines.slice(head + 1, head + 40)
    const end = all.findIndex(one => /^\S/.test(one))
    const entry = all.slice(0, end === -1 ? undefined : end)
    const name = /config\s+(\w+)/.exec(lines[head] ?? '')?.[1] ?? ''
    const found = needed(line, hunk, entry, head, name) ?? byDefault(line, hunk, entry)
    const about = [...lines.slice(head, line.new), ...entry.slice(line.new - head - 1, line.new - head + 7)]
    return found === undefined ? [] : [{ ...found, line, name, about: about.join(' ').slice(0, 1_000) }]
  })
}

type Found = Pick<NarrowedEntry, 'term' | 'verdict'>

function needed(line: HunkLine, hunk: Hunk, entry: readonly string[], head: number, name: string): Found | undefined {
  const news = termsOf('kconfig', line.text)
  if (news === undefined) return undefined
  const others = entry.flatMap((one, at) => (head + 2 + at === line.new ? [] : (termsOf('kconfig', one) ?? [])))
  const gone = hunk.lines.flatMap(one => (one.kind === 'removed' ? (termsOf('kconfig', one.text) ?? []) : []))
  const come = news.filter(term => !gone.some(old => old.text === term.text))
  const against = come.find(term => isAgainst(term, [...others, ...news], name))
  if (against !== undefined) return { verdict: 'never', term: `depends on ${against.text}` }
  const refused = come.find(({ isNegated, name: asked }) => isNegated && common.test(asked))
  if (refused !== undefined) return { verdict: 'more', term: `depends on ${refused.text}` }
  const seldom = come.find(({ isNegated, name: asked }) => !isNegated && rare.test(asked))
  return seldom === undefined ? undefined : { verdict: 'asked', term: `depends on ${seldom.text}` }
}

function isAgainst(term: Term, all: readonly Term[], name: string): boolean {
  return (
    all.some(other => other.name === term.name && other.isNegated !== term.isNegated) ||
    (term.isNegated && term.name === name)
  )
}

const plainDefault = /^\s*(?:default|def_bool|def_tristate)\s+[ym]\s*(?:#.*)?$/

/** `default y` that became `default y if …`, with no other `default y` left in the entry. */
function byDefault(line: HunkLine, hunk: Hunk, entry: readonly string[]): Found | undefined {
  const [, , condition = ''] =
    /^\s*(default|def_bool|def_tristate)\s+(?:[ym]\s+if\s+)?([!A-Z(][\w\s!&()]*?)\s*(?:#.*)?$/.exec(line.text) ?? []
  const was = hunk.lines.some(one => one.kind === 'removed' && plainDefault.test(one.text))
  if (condition === '' || !was || entry.some(one => plainDefault.test(one))) return undefined
  return { verdict: rare.test(condition) ? 'asked' : 'more', term: line.text.trim() }
}
