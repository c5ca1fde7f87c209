import { unresolved, type Value } from './value'
import { mapValues } from './valueAlgebra'

type Texts = readonly string[]

/** GNU make's functions on text (its manual, "Functions for Transforming Text"). What looks at files is not fixed. */
const functions: Readonly<Record<string, (args: Texts) => string | undefined>> = {
  subst: ([from = '', to = '', text = '']) => (from === '' ? text + to : text.split(from).join(to)),
  patsubst: ([pattern = '', to = '', text = '']) =>
    eachWord(text, word => substituted(word, pattern.trim(), to.trim())),
  strip: ([text = '']) => words(text).join(' '),
  addprefix: ([prefix = '', text = '']) => eachWord(text, word => prefix + word),
  addsuffix: ([suffix = '', text = '']) => eachWord(text, word => word + suffix),
  firstword: ([text = '']) => words(text)[0] ?? '',
  lastword: ([text = '']) => words(text).at(-1) ?? '',
  word: ([at = '', text = '']) => (/^\s*[1-9]\d{0,5}\s*$/.test(at) ? (words(text)[Number(at) - 1] ?? '') : undefined),
  words: ([text = '']) => String(words(text).length),
  dir: ([text = '']) => eachWord(text, word => (word.includes('/') ? word.slice(0, word.lastIndexOf('/') + 1) : './')),
  notdir: ([text = '']) => eachWord(text, word => word.slice(word.lastIndexOf('/') + 1)),
  basename: ([text = '']) => eachWord(text, word => word.slice(0, word.length - suffixOf(word).length)),
  suffix: ([text = '']) =>
    words(text)
      .map(suffixOf)
      .filter(suffix => suffix !== '')
      .join(' '),
  filter: ([patterns = '', text = '']) => filtered(patterns, text, true),
  'filter-out': ([patterns = '', text = '']) => filtered(patterns, text, false),
  sort: ([text = '']) => [...new Set(words(text))].sort().join(' '),
  join: ([left = '', right = '']) => joined(words(left), words(right)),
}

export function makeFunction(name: string, args: readonly Value[]): Value {
  const run = functions[name]
  return run === undefined ? unresolved : mapValues(args, run)
}

/** How many arguments a function takes: commas beyond belong to the last one. Undefined for functions not known here. */
export function makeArity(name: string): number | undefined {
  if (functions[name] === undefined) return undefined
  if (name === 'subst' || name === 'patsubst') return 3
  return /^(?:addprefix|addsuffix|word|filter|filter-out|join)$/.test(name) ? 2 : 1
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter(word => word !== '')
}

function eachWord(text: string, change: (word: string) => string): string {
  return words(text).map(change).join(' ')
}

function suffixOf(word: string): string {
  const dot = word.lastIndexOf('.')
  return dot > word.lastIndexOf('/') ? word.slice(dot) : ''
}

/** What `%` stands for in a word, if the pattern fits it. */
function stem(word: string, pattern: string): string | undefined {
  const percent = pattern.indexOf('%')
  if (percent === -1) return undefined
  const before = pattern.slice(0, percent)
  const after = pattern.slice(percent + 1)
  const fits = word.length >= before.length + after.length && word.startsWith(before) && word.endsWith(after)
  return fits ? word.slice(before.length, word.length - after.length) : undefined
}

function substituted(word: string, pattern: string, to: string): string {
  if (!pattern.includes('%')) return word === pattern ? to : word
  const middle = stem(word, pattern)
  return middle === undefined ? word : to.replace('%', () => middle)
}

function filtered(patterns: string, text: string, keeps: boolean): string | undefined {
  const wanted = words(patterns)
  const all = words(text)
  if (wanted.length * all.length > 10_000) return undefined
  return all
    .filter(word => wanted.some(pattern => word === pattern || stem(word, pattern) !== undefined) === keeps)
    .join(' ')
}

function joined(left: readonly string[], right: readonly string[]): string {
  return Array.from(
    { length: Math.max(left.length, right.length) },
    (_, at) => (left[at] ?? '') + (right[at] ?? ''),
  ).join(' ')
}
