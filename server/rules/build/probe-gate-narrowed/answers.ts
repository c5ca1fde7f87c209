import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { isMisspelt } from '../../../core/syntax/probeNames'
import { termsOf } from './conditions'
import { hasWord, occurrences } from './verdicts'

export interface LostAnswer {
  readonly line: HunkLine
  readonly term: string
  readonly verdict: 'answer' | 'slip' | 'never'
  /** The text that says what depends on it. */
  readonly about: string
}

const given = /^\s*(?:export\s+|override\s+)?([A-Za-z_]\w*)\s*(?:::?:?|\?)?=\s*(.*)$/

/** Variables of make that no longer hold what a condition further down asks for, and checks of flags that give none. */
export function lostAnswers(hunk: Hunk, lines: readonly string[]): readonly LostAnswer[] {
  const found: LostAnswer[] = []
  const removed = hunk.lines.filter(({ kind }) => kind === 'removed').map(({ text }) => text)
  for (const line of hunk.lines) {
    if (line.kind !== 'added' || line.new === undefined || line.text.length > 2_000) continue
    const slip = tried(line.text, removed)
    if (slip !== undefined) found.push({ line, term: slip, verdict: 'slip', about: [line.text, ...removed].join(' ') })
    const [, name, value = ''] = given.exec(line.text) ?? []
    if (name === undefined) continue
    const condition = conditionOn(name, lines, line.new)
    if (condition === undefined) continue
    const wants = condition.value
    const was = removed.some(one => given.exec(one)?.[1] === name && hasWord(one, wants))
    const isPlain = !value.includes('$')
    if (hasWord(value, wants) || !(was || (isPlain && isConditionalBefore(name, lines, line.new)))) continue
    const about = lines.slice(condition.at, condition.at + 4).join(' ')
    found.push({ line, term: `${name} = ${value}`, verdict: 'answer', about: `${name} ${about}` })
  }
  return found
}

/** The first `ifeq ($(NAME),value)` below a line, unless the name is given something else in between. */
function conditionOn(
  name: string,
  lines: readonly string[],
  from: number,
): { readonly at: number; readonly value: string } | undefined {
  for (let at = from; at < Math.min(lines.length, from + 200); at++) {
    const line = lines[at] ?? ''
    if (given.exec(line)?.[1] === name) return undefined
    const term = line.includes(name) ? termsOf('make', line)?.[0] : undefined
    if (term?.name === name && !term.isNegated && term.value !== undefined && term.value !== '')
      return { at, value: term.value }
  }
  return undefined
}

/** A check stands above that gave the name its value. */
function isConditionalBefore(name: string, lines: readonly string[], until: number): boolean {
  return lines.slice(0, until - 1).some(line => given.exec(line)?.[1] === name && /\$\((?:shell|call)\b/.test(line))
}

/** `$(call try-run,…,yes,no)` and `$(call cc-option,…)` with a flag a letter away from one the lines before had. */
function tried(line: string, removed: readonly string[]): string | undefined {
  if (!/\b(?:try-run|(?:cc|ld|as|cxx|rustc)-option(?:-yn)?|check[-_]flag|cc-disable-warning)\b/.test(line))
    return undefined
  const flags = line.match(/(?<=[\s,(])-[A-Za-z][\w-]+/g) ?? []
  const before = removed.flatMap(one => one.match(/(?<=[\s,(])-[A-Za-z][\w-]+/g) ?? [])
  return flags.find(flag => !before.includes(flag) && before.some(one => isMisspelt(flag, one)))
}

const asksCompiler = /\.compile|\.link_\w+|\.try_\w+|\bTry(?:Compile|Link|Run)|check_call|\.run\s*\(|\.has_function/

/** In a `try` whose failures are swallowed: a name that is a slip of the one before, or a failure of its own. */
export function slipsInTry(hunk: Hunk, lines: readonly string[]): readonly LostAnswer[] {
  const found: LostAnswer[] = []
  const removed = hunk.lines.filter(({ kind }) => kind === 'removed').map(({ text }) => text)
  for (const line of hunk.lines) {
    if (line.kind !== 'added' || line.new === undefined) continue
    const body = tryAround(lines, line.new - 1)
    if (body === undefined || !(asksCompiler.test(body) || removed.some(one => asksCompiler.test(one)))) continue
    const about = lines.slice(Math.max(0, line.new - 20), line.new + 12).join(' ')
    if (
      /^\s*(?:raise\b|assert\s+(?:False|0)\b|return\s+False\b|sys\.exit\b)/.test(line.text) &&
      !isGuardedBy(lines, line.new - 1)
    )
      found.push({ line, term: line.text.trim(), verdict: 'never', about })
    const words = line.text.match(/[A-Za-z_]\w{4,}/g) ?? []
    const before = removed.flatMap(one => one.match(/[A-Za-z_]\w{4,}/g) ?? [])
    const slip = words.find(
      word => !before.includes(word) && before.some(one => isMisspelt(word, one)) && occurrences(word, lines) < 2,
    )
    if (slip !== undefined) found.push({ line, term: slip, verdict: 'slip', about })
  }
  return found
}

function indentOf(line: string): number {
  return line.search(/\S/)
}

/** The text of the `try` that a line stands in directly, where an `except` answers for all failures. */
function tryAround(lines: readonly string[], at: number): string | undefined {
  const indent = indentOf(lines[at] ?? '')
  let head = at - 1
  while (head >= 0 && at - head < 40 && (indentOf(lines[head] ?? '') >= indent || (lines[head] ?? '').trim() === ''))
    head--
  if (!/^\s*try\s*:/.test(lines[head] ?? '')) return undefined
  const outer = indentOf(lines[head] ?? '')
  const rest = lines.slice(head + 1, head + 60)
  const end = rest.findIndex(line => line.trim() !== '' && indentOf(line) <= outer)
  if (end === -1 || !/^\s*except\s*(?::|(?:Base)?Exception\b|\(.*\bException\b)/.test(rest[end] ?? '')) return undefined
  return rest.slice(0, end).join('\n')
}

/** Under an `if` of the same `try` it is a verdict of the check. */
function isGuardedBy(lines: readonly string[], at: number): boolean {
  return (
    /^\s*(?:if|elif|else|for|while)\b/.test(lines[at - 1] ?? '') &&
    indentOf(lines[at - 1] ?? '') < indentOf(lines[at] ?? '')
  )
}
