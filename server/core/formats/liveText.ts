import { extensionOf } from '../model/path'

/** A text in two forms of its own length, so that offsets and columns stay those of the file. */
export interface LiveText {
  /** Comments blanked, and what the C preprocessor leaves out whatever is defined (`#if 0`). */
  readonly code: string
  /** The same with the insides of string constants blanked: a word in it is a name. */
  readonly names: string
}

interface Marks {
  readonly line: readonly string[]
  readonly block: readonly (readonly [open: string, close: string])[]
  /** Quotes of strings that may go over lines. */
  readonly long: readonly string[]
  /** Quotes of strings that end with their line at the latest. */
  readonly short: readonly string[]
  readonly hasConditionals?: boolean
}

const slashes: Marks = { line: ['//'], block: [['/*', '*/']], long: ['`'], short: ['"', "'"] }
const c: Marks = { ...slashes, long: [], hasConditionals: true }
const rust: Marks = { ...slashes }
const hashes: Marks = { line: ['#'], block: [], long: [], short: ['"', "'", '`'] }
const python: Marks = { line: ['#'], block: [], long: ['"""', "'''"], short: ['"', "'"] }
const php: Marks = { line: ['//', '#'], block: [['/*', '*/']], long: [], short: ['"', "'"] }

const byExtension: ReadonlyMap<string, Marks> = new Map(
  (
    [
      [c, 'c cc cpp cxx c++ h hh hpp hxx m mm inc inl'],
      [slashes, 'js mjs cjs jsx ts mts cts tsx go java kt kts scala cs swift dart groovy zig'],
      [rust, 'rs'],
      [hashes, 'rb rake gemspec pl pm cgi t sh bash zsh ksh ex exs'],
      [python, 'py pyi pyx'],
      [php, 'php phtml php5'],
    ] as const
  ).flatMap(([marks, names]) => names.split(' ').map(name => [name, marks] as const)),
)

/** What was read last: several rules ask for both sides of one file. */
const recent: { readonly marks: Marks; readonly text: string; readonly live: LiveText }[] = []
const MOST_RECENT = 2

/**
 * What of a program's text can run, by the marks of its language alone, so that halves of constructs in a partial text
 * matter little. Total, and linear in the text.
 * @returns undefined for an extension that is none of a program's
 */
export function liveText(path: string, text: string): LiveText | undefined {
  const marks = byExtension.get(extensionOf(path))
  if (marks === undefined) return undefined
  const known = recent.find(one => one.marks === marks && one.text === text)
  if (known !== undefined) return known.live
  const live = readLiveText(marks, text)
  recent.unshift({ marks, text, live })
  recent.length = Math.min(recent.length, MOST_RECENT)
  return live
}

function readLiveText(marks: Marks, text: string): LiveText {
  const code: string[] = []
  const names: string[] = []
  let at = 0
  const keep = (to: number): void => {
    code.push(text.slice(at, to))
    names.push(text.slice(at, to))
    at = to
  }
  const drop = (to: number): void => {
    const blanked = blank(text.slice(at, to))
    code.push(blanked)
    names.push(blanked)
    at = to
  }
  const string = (open: string, to: number): void => {
    const inside = text.slice(at + open.length, to - (text.startsWith(open, to - open.length) ? open.length : 0))
    code.push(text.slice(at, to))
    names.push(open, blank(inside), text.slice(at + open.length + inside.length, to))
    at = to
  }
  const special = specials(marks)
  while (at < text.length) {
    special.lastIndex = at
    const next = special.exec(text)
    if (next === null) {
      keep(text.length)
      break
    }
    const mark = next[0]
    keep(next.index)
    const block = marks.block.find(([open]) => open === mark)
    if (block !== undefined) {
      const end = text.indexOf(block[1], at + 2)
      drop(end < 0 ? text.length : end + block[1].length)
    } else if (marks.line.includes(mark)) {
      // `$#`, `${#…}` and `a#b` of shells and Perl are no comments.
      if (mark === '#' && at > 0 && !/[\s;{}(),]/.test(text[at - 1] ?? '')) keep(at + 1)
      else drop(lineEnd(text, at))
    } else if (marks.long.includes(mark)) {
      string(mark, stringEnd(text, at, mark, true))
    } else if (marks === rust && mark === "'" && !/^'(?:\\[^']{1,10}|[^'\\])'/.test(text.slice(at, at + 13))) {
      keep(at + 1)
    } else string(mark, stringEnd(text, at, mark, false))
  }
  const live = { code: code.join(''), names: names.join('') }
  return marks.hasConditionals === true ? withoutDeadBranches(live) : live
}

function specials({ line, block, long, short }: Marks): RegExp {
  const all = [...long, ...block.map(([open]) => open), ...line, ...short]
  return new RegExp(all.map(mark => mark.replace(/[/*#"'`]/g, '\\$&')).join('|'), 'g')
}

function stringEnd(text: string, start: number, quote: string, isLong: boolean): number {
  for (let at = start + quote.length; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text.startsWith(quote, at)) return at + quote.length
    else if (!isLong && text[at] === '\n') return at
  }
  return text.length
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function blank(text: string): string {
  return text.replace(/[^\n\r]+/g, line => ' '.repeat(line.length))
}

/** `#if 0` up to its `#else` or `#endif`. */
function withoutDeadBranches({ code, names }: LiveText): LiveText {
  if (!/^[ \t]*#[ \t]*if[ \t]+0\b/m.test(code)) return { code, names }
  const codeLines = code.split('\n')
  const nameLines = names.split('\n')
  /** For each open conditional, whether what stands there now is left out. */
  const open: boolean[] = []
  for (const [index, line] of codeLines.entries()) {
    const [, word = '', rest = ''] = /^\s*#\s*(if(?:n?def)?|elif\w*|else|endif)\b(.*)/.exec(line) ?? []
    if (word.startsWith('if')) open.push(word === 'if' && /^\s*0\s*$/.test(rest))
    else if (word === 'endif') open.pop()
    else if (word !== '' && open.length > 0) open[open.length - 1] = false
    else if (open.includes(true)) {
      codeLines[index] = blank(line)
      nameLines[index] = blank(nameLines[index] ?? '')
    }
  }
  return { code: codeLines.join('\n'), names: nameLines.join('\n') }
}
