import { isMisspelt } from '../../../core/syntax/probeNames'
import type { Grammar, Term } from './conditions'

/**
 * What became of a condition. `never`: it cannot hold. `slip`: it asks for a name or value a letter away from the one it
 * asked for. `unset`: nothing in the file gives what it asks for. `asked`: it held unless the builder said otherwise, and
 * holds now only when the builder says so. `flags`: it also asks how the program is hardened. `more`: it asks for more.
 */
export type Verdict = 'never' | 'slip' | 'unset' | 'asked' | 'flags' | 'more'

export interface Judged {
  readonly verdict: Verdict
  readonly term: Term
}

/** How systems are called where builds ask for them (manuals of CMake, Meson, Python and uname). */
const systems: readonly (readonly [asks: RegExp, names: readonly string[]])[] = [
  [
    /(?:host|build|target)_machine\.system\(\)/,
    'linux darwin windows freebsd netbsd openbsd dragonfly cygwin android gnu haiku sunos emscripten none'.split(' '),
  ],
  [
    /^CMAKE_(?:HOST_)?SYSTEM_NAME$|platform\.system\(\)|uname -s\b/,
    'Linux Darwin Windows FreeBSD NetBSD OpenBSD DragonFly Android GNU SunOS Haiku AIX iOS CYGWIN MSYS Generic'.split(
      ' ',
    ),
  ],
  [/^sys\.platform$/, 'linux linux2 linux3 darwin win32 cygwin aix freebsd emscripten wasi'.split(' ')],
]
const hardening =
  /relro|-z[,\s]+(?:now|lazy)|bindnow|-f(?:PIC|PIE|pic|pie)\b|-pie\b|fortify|stack-protector|cf-protection/i
const flagVariables = /(?:LD|C|CXX|CPP)FLAGS|LINK_FLAGS|LINKER_FLAGS/
const answer = /^(?:HAVE|HAS|have|has|ac_cv|gl_cv)_\w+$|^\w+_(?:works|ok|available|found|FOUND)$/

/** Compares what a condition asked for with what it asks for now; `lines` is the file as it is now. */
export function judge(
  grammar: Grammar,
  olds: readonly Term[],
  news: readonly Term[],
  lines: readonly string[],
): Judged | undefined {
  const gone = olds.filter(old => !news.some(now => isSame(old, now)))
  const come = news.filter(now => !olds.some(old => isSame(old, now)))
  if (come.length === 0) return undefined
  const exchanged = gone.length === 1 && (come.length === 1 || come.length > gone.length)
  if (gone.length > 0 && !exchanged) return undefined
  const impossible = come.find(term => isImpossible(term, news))
  if (impossible !== undefined) return { verdict: 'never', term: impossible }
  const [old] = gone
  if (old !== undefined) {
    const now = come.find(({ name }) => name === old.name) ?? come[0]
    if (now === undefined) return undefined
    if (old.name === now.name) {
      if (come.length === 1 && isUngiven(old, now, lines)) return { verdict: 'never', term: now }
      return come.length === 1 && turnsOff(grammar, old, now, lines) ? { verdict: 'asked', term: now } : undefined
    }
    return isSlip(old.name, now.name, lines) ? { verdict: 'slip', term: now } : undefined
  }
  const onFlags = come.find(({ text }) => flagVariables.test(text) && hardening.test(text))
  if (onFlags !== undefined) return { verdict: 'flags', term: onFlags }
  const unset = come.find(({ name, isNegated }) => !isNegated && answer.test(name) && occurrences(name, lines) < 2)
  const [first] = come
  if (unset !== undefined && grammar !== 'meson') return { verdict: 'unset', term: unset }
  return first === undefined ? undefined : { verdict: 'more', term: first }
}

function isSame(a: Term, b: Term): boolean {
  return a.name === b.name && a.value === b.value && a.isNegated === b.isNegated
}

/** A constant that is no, what contradicts another term, a system of a name that none has. */
function isImpossible(term: Term, all: readonly Term[]): boolean {
  const { name, value, isNegated } = term
  if (value === undefined && /^(?:false|False|FALSE|0|OFF|NO|n)$/.test(name)) return !isNegated
  if (value !== undefined && /^[\w.-]+$/.test(name) && /^\d+$/.test(name) && /^\d+$/.test(value))
    return (name === value) === isNegated
  const against = all.some(
    other =>
      other !== term &&
      other.name === name &&
      (other.value === value
        ? other.isNegated !== isNegated
        : !other.isNegated && !isNegated && value !== undefined && other.value !== undefined),
  )
  if (against) return true
  const names = systems.find(([asks]) => asks.test(name))?.[1]
  if (value === undefined || isNegated || names === undefined || names.includes(value)) return false
  return names.some(known => known.toLowerCase() === value.toLowerCase() || isLetterAway(known, value))
}

function isLetterAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a.length < 4) return false
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return Math.max(a.length, b.length) - start - end <= 1
}

/** The file gives the name the value that was asked for, and never the one that is asked for now. */
function isUngiven(old: Term, now: Term, lines: readonly string[]): boolean {
  if (old.value === undefined || now.value === undefined || old.isNegated || now.isNegated) return false
  const given = givenTo(old.name, lines)
  return given.some(one => hasWord(one, old.value ?? '')) && !given.some(one => hasWord(one, now.value ?? ''))
}

/** What a name is given on the lines of a file. */
export function givenTo(name: string, lines: readonly string[]): readonly string[] {
  if (!/^\w+$/.test(name)) return []
  const gives = new RegExp(
    String.raw`(?:^|[\s;[(])(?:export\s+)?(?:set\s*\(\s*)?${name}(?:\s*[:?+]?=(?!=)\s*|\s+)(.*)$`,
    'i',
  )
  return lines.flatMap(line => {
    if (line.length > longest || !line.includes(name) || /^\s*(?:else)?\s*(?:el)?if/.test(line)) return []
    const found = gives.exec(line)?.[1]
    return found === undefined ? [] : [found]
  })
}

const longest = 2_000

export function hasWord(text: string, word: string): boolean {
  const at = word === '' ? -1 : text.search(new RegExp(String.raw`(?<!\w)${word.replace(/\W/g, '\\$&')}(?!\w)`))
  return at !== -1
}

/** Unless the builder says something, it held before and does not now. */
function turnsOff(grammar: Grammar, old: Term, now: Term, lines: readonly string[]): boolean {
  if (grammar !== 'make' && grammar !== 'shell' && grammar !== 'cmake') return false
  return holdsUnset(old) && !holdsUnset(now) && givenTo(old.name, lines).length === 0
}

function holdsUnset({ value, isNegated }: Term): boolean {
  return (value === '' || value === '0') !== isNegated && (value !== '0' || isNegated)
}

/** Another name, a letter away, that the file has nowhere else, while it has the one that was asked for. */
function isSlip(old: string, now: string, lines: readonly string[]): boolean {
  return (
    /^[\w.]+$/.test(old) &&
    isMisspelt(now, old) &&
    occurrences(now, lines) < 2 &&
    (occurrences(old, lines) > 0 || answer.test(old))
  )
}

export function occurrences(name: string, lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + (line.includes(name) && hasWord(line, name) ? 1 : 0), 0)
}
