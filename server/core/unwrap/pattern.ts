import { RE2JS } from 're2js'

const LONGEST = 2000
/** Classes of POSIX that RE2 writes alike are passed on; these stand alone in GNU's dialect. */
const GNU: Readonly<Record<string, string>> = {
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_]',
  s: '[\\s]',
  S: '[^\\s]',
  b: '\\b',
  B: '\\B',
  '<': '\\b',
  '>': '\\b',
}

export interface PatternOptions {
  readonly isExtended: boolean
  readonly isFixed?: boolean
  readonly ignoresCase?: boolean
}

/**
 * A regular expression of POSIX (Base Definitions, 9) in an engine that takes time linear in the text. Undefined for
 * what the engine does not have, such as references back.
 */
export function compilePattern(
  written: string,
  { isExtended, isFixed, ignoresCase }: PatternOptions,
): RE2JS | undefined {
  if (written.length > LONGEST) return undefined
  const source = isFixed ? RE2JS.quote(written) : translated(written, isExtended)
  if (source === undefined) return undefined
  try {
    return RE2JS.compile(source, flagsOf(ignoresCase === true))
  } catch {
    return undefined
  }
}

function flagsOf(ignoresCase: boolean): number {
  // Of several ways to match, POSIX takes the longest.
  return (ignoresCase ? RE2JS.CASE_INSENSITIVE : 0) | RE2JS.DOTALL | RE2JS.LONGEST_MATCH
}

/** Basic expressions write `\(`, `\{`, `\|` for what extended ones write bare. */
function translated(written: string, isExtended: boolean): string | undefined {
  let source = ''
  for (let at = 0; at < written.length; at++) {
    const char = written[at] as string
    if (char === '[') {
      const set = /^\[\^?\]?(?:\[[:.=][^\]]*[:.=]\]|[^\]])*\]/.exec(written.slice(at))?.[0]
      if (set === undefined) return undefined
      source += setOf(set)
      at += set.length - 1
      continue
    }
    if (char === '\\') {
      const next = written[++at]
      if (next === undefined) return undefined
      if (/[1-9]/.test(next)) return undefined
      const isBare = '(){}|+?'.includes(next)
      if (isBare) source += isExtended ? `\\${next}` : next
      else if (next === 'n' || next === 't') source += next === 'n' ? '\n' : '\t'
      else source += GNU[next] ?? quoted(next)
      continue
    }
    const isFirst = at === 0 || /(?:\\\(|\\\||\^)$/.test(written.slice(0, at))
    if (char === '*') source += isFirst && !isExtended ? '\\*' : '*'
    else if ('(){}|+?'.includes(char)) source += isExtended ? char : `\\${char}`
    else if (char === '^') source += isExtended || isFirst ? '^' : '\\^'
    else if (char === '$')
      source += isExtended || at === written.length - 1 || /^\\[)|]/.test(written.slice(at + 1)) ? '$' : '\\$'
    else if (char === '.') source += '.'
    else source += quoted(char)
  }
  return source
}

/** In a set a backslash is a character like any other. */
function setOf(set: string): string {
  // grep refuses a class without the second brackets, which m4 takes off: it can only have been meant.
  return (/^\[:[a-z]+:\]$/.test(set) ? `[${set}]` : set)
    .replace(/\\/g, '\\\\')
    .replace(/^(\[\^?)\]/, '$1\\]')
    .replace(/(?<=.)\[(?![:.=])/g, '\\[')
}

function quoted(char: string): string {
  return /[\w\s,]/.test(char) ? char : `\\${char}`
}
