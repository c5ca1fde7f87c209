/**
 * How two names of files in one folder can be taken for each other by who reads fast. `look`: letters and digits of
 * ASCII that look alike (`l` and `1`, `rn` and `m`). `typo`: a word of it has one letter more, or two of them swapped.
 */
export type NameLikeness = 'look' | 'typo'

/** Letters of a word from which on a slip is no other word. */
const LONG_WORD = 6

/** Names without their folders; undefined for names that a reader tells apart, and for equal ones. */
export function nearName(a: string, b: string): NameLikeness | undefined {
  if (Math.abs(a.length - b.length) > 2 || a.toLowerCase() === b.toLowerCase()) return undefined
  const [stem, ending] = partsOf(a)
  const [otherStem, otherEnding] = partsOf(b)
  if (ending !== otherEnding || stem.length < 4 || otherStem.length < 4) return undefined
  // Most pairs part at the first letters, and are done here.
  if (stem[0] !== otherStem[0] && stem.at(-1) !== otherStem.at(-1)) return undefined
  if (lookOfWord(stem) === lookOfWord(otherStem)) return 'look'
  return isSlip(stem, otherStem) ? 'typo' : undefined
}

function partsOf(name: string): readonly [string, string] {
  const dot = name.indexOf('.', 1)
  return dot === -1 ? [name, ''] : [name.slice(0, dot), name.slice(dot)]
}

/** Digits count between letters alone: `part1` and `partl` are read apart, `uti1s` is not. */
function lookOfWord(stem: string): string {
  return stem
    .replace(/(?<=[a-z])rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/cl(?=[aeiou])/g, 'd')
    .replace(/(?<=[A-Za-z])[1I|](?=[a-z])/g, 'l')
    .replace(/(?<=[A-Za-z])0(?=[A-Za-z])/g, 'o')
}

function wordsOf(stem: string): readonly string[] {
  return stem
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
}

function isSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a.replace(/[a-z]/gi, '') !== b.replace(/[a-z]/gi, '')) return false
  const words = wordsOf(a)
  const others = wordsOf(b)
  if (words.length !== others.length) return false
  const apart = words.flatMap((word, at) => (word === others[at] ? [] : [[word, others[at] ?? ''] as const]))
  const [pair, more] = apart
  return pair !== undefined && more === undefined && isSlipOfWord(pair[0], pair[1])
}

/** British and American ways to write one word, which some projects keep side by side. */
const SPELLINGS: ReadonlySet<string> = new Set(['sz', 'zs'])

/** Between the first and the last letter, where the eye skips. */
function isSlipOfWord(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length)
  if (shorter < LONG_WORD - 1 || Math.max(a.length, b.length) < LONG_WORD) return false
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  if (start === 0 || end === 0) return false
  const x = a.slice(start, a.length - end)
  const y = b.slice(start, b.length - end)
  if (x.length === 2 && y.length === 2) return x[0] === y[1] && x[1] === y[0]
  return x.length + y.length === 1 || SPELLINGS.has(x + y)
}
