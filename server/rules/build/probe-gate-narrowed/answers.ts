import type { TextSide } from '../../../core/model/content'
import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { isMisspelt } from '../../../core/syntax/probeNames'
import { termsOf } from './conditions'
import { hasWord, occurrences } from './verdicts'

export interface LostAnswer {
  readonly line: HunkLine
  readonly term: string
  readonly verdict: 'answer' | 'slip' | 'never' | 'undefined'
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
export function slipsInTry(hunk: Hunk, { lines, complete: isWhole }: TextSide): readonly LostAnswer[] {
  const found: LostAnswer[] = []
  const removed = hunk.lines.filter(({ kind }) => kind === 'removed').map(({ text }) => text)
  for (const line of hunk.lines) {
    if (line.kind !== 'added' || line.new === undefined) continue
    const body = tryAround(lines, line.new - 1)
    if (body === undefined) continue
    const isAsking = asksCompiler.test(body) || removed.some(one => asksCompiler.test(one))
    const about = lines.slice(Math.max(0, line.new - 20), line.new + 12).join(' ')
    const slip = isAsking ? slipOf(line.text, removed, lines) : undefined
    const unknown = isWhole ? undefinedIn(line.text, lines) : undefined
    if (slip !== undefined) found.push({ line, term: slip, verdict: 'slip', about })
    else if (unknown !== undefined) found.push({ line, term: unknown, verdict: 'undefined', about })
    else if (isAsking && fails.test(line.text) && !isGuardedBy(lines, line.new - 1))
      found.push({ line, term: line.text.trim(), verdict: 'never', about })
  }
  return found
}

const fails = /^\s*(?:raise\b|assert\s+(?:False|0)\b|return\s+False\b|sys\.exit\b)/

function slipOf(line: string, removed: readonly string[], lines: readonly string[]): string | undefined {
  const before = removed.flatMap(one => one.match(/[A-Za-z_]\w{4,}/g) ?? [])
  return (line.match(/[A-Za-z_]\w{4,}/g) ?? []).find(
    word => !before.includes(word) && before.some(one => isMisspelt(word, one)) && occurrences(word, lines) < 2,
  )
}

const yes = /(?<![\w.-])([A-Za-z_]\w*)=["']?(?:yes|true|1|ok)["']?(?=[\s;\]),]|$)/g

/** Variables of a check that were `yes` on a line that goes, and are nowhere any more, while a condition asks for it. */
export function emptiedAnswers(hunk: Hunk, { lines, complete }: TextSide): readonly LostAnswer[] {
  const line = hunk.lines.find(({ kind }) => kind === 'added')
  if (line === undefined || !complete) return []
  const gone = hunk.lines.flatMap(one =>
    one.kind === 'removed' && one.text.length < 2_000 ? [...one.text.matchAll(yes)].map(([, name = '']) => name) : [],
  )
  return [...new Set(gone)].slice(0, 4).flatMap((name): readonly LostAnswer[] => {
    const asks = new RegExp(String.raw`\$\{?${name}\}?["']?\s*==?\s*["']?x?(?:yes|true|1|ok)\b`)
    // By a word that is not `no`, or by another variable.
    const gives = new RegExp(String.raw`(?<![\w$.{-])${name}=(?!["']?(?:no|false|0)?["']?(?:[\s;\]),]|$))`)
    const naming = lines.filter(one => one.includes(name) && one.length < 2_000)
    const condition = naming.find(one => asks.test(one))
    if (condition === undefined || naming.some(one => gives.test(one))) return []
    const at = lines.indexOf(condition)
    const about = `${name} ${lines.slice(at, at + 4).join(' ')}`
    return [{ line, term: line.text.trim(), verdict: 'answer', about }]
  })
}

const builtins = new Set(
  (
    'abs all any bool bytes callable chr classmethod dict dir enumerate eval exec filter float format frozenset getattr ' +
    'globals hasattr hash hex id input int isinstance issubclass iter len list locals map max min next object open ord ' +
    'pow print property range repr reversed round set setattr sorted staticmethod str sum super tuple type vars zip ' +
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield self cls exit quit'
  ).split(' '),
)

/** A call, or something asked of a name, that the file has nowhere else. */
function undefinedIn(line: string, lines: readonly string[]): string | undefined {
  if (lines.some(one => /\bimport\s+\*/.test(one))) return undefined
  const code = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""').replace(/#.*$/, '')
  if (/^\s*(?:import|from|def|class|for|with|@)\b/.test(code)) return undefined
  return [...code.matchAll(/(?<![\w.])([a-z_]\w*)\s*[.(]/g)]
    .map(([, name = '']) => name)
    .find(name => !builtins.has(name) && occurrences(name, lines) < 2)
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
