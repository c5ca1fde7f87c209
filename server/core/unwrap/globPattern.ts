import { RE2JS } from 're2js'

const LONGEST = 2000

/** A pattern of the shell (POSIX, Shell Command Language, 2.13) as an expression; undefined for what cannot be told. */
function sourceOf(pattern: string, isShortest: boolean): string | undefined {
  if (pattern.length > LONGEST) return undefined
  let source = ''
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string
    if (char === '*') source += isShortest ? '.*?' : '.*'
    else if (char === '?') source += '.'
    else if (char === '\\') source += RE2JS.quote(pattern[++at] ?? '\\')
    else if (char === '[') {
      const [set, negation, members] = /^\[([!^]?)(\]?(?:\[:\w+:\]|\\[\s\S]|[^\]\\])*)\]/.exec(pattern.slice(at)) ?? []
      if (set === undefined || members === undefined) source += '\\['
      else {
        const inner = members.replace(/\[(?!:)|&&|~~/g, found => [...found].map(one => `\\${one}`).join(''))
        source += `[${negation === '' ? '' : '^'}${inner.replace(/^\]/, '\\]')}]`
        at += set.length - 1
      }
    } else source += RE2JS.quote(char)
  }
  return source
}

/** The text behind the backslashes that protect it. */
export function plainOfPattern(pattern: string): string | undefined {
  return /^(?:[^*?[\\]|\\[\s\S])*$/.test(pattern) ? pattern.replace(/\\([\s\S])/g, '$1') : undefined
}

/** Protects every character that means something in a pattern. */
export function protectedPattern(text: string): string {
  return text.replace(/[*?[\]\\]/g, '\\$&')
}

export function matchesPattern(pattern: string, text: string): boolean | undefined {
  const plain = plainOfPattern(pattern)
  if (plain !== undefined) return plain === text
  return compiled(sourceOf(pattern, false), '^', '$')?.matcher(text).find()
}

/** How much of the text the pattern takes at its start or end: as little or as much as it can. */
export function cutOff(text: string, pattern: string, way: { isEnd: boolean; isLongest: boolean }): string | undefined {
  if (!way.isEnd) {
    const found = compiled(sourceOf(pattern, !way.isLongest), '^(?:', ')')?.matcher(text)
    return found === undefined ? undefined : found.find() ? text.slice(found.end()) : text
  }
  const before = way.isLongest ? '^(.*?)(?:' : '^(.*)(?:'
  const found = compiled(sourceOf(pattern, false), before, ')$')?.matcher(text)
  return found === undefined ? undefined : found.find() ? (found.group(1) ?? '') : text
}

export function replacedPattern(
  text: string,
  pattern: string,
  put: string,
  place: 'first' | 'all' | 'start' | 'end',
): string | undefined {
  const [before, after] = place === 'start' ? ['^(?:', ')'] : place === 'end' ? ['(?:', ')$'] : ['', '']
  const found = compiled(sourceOf(pattern, false), before, after)?.matcher(text)
  if (found === undefined) return undefined
  let result = ''
  let at = 0
  while (found.find()) {
    result += text.slice(at, found.start()) + put
    at = found.end()
    if (place !== 'all') break
  }
  return result + text.slice(at)
}

function compiled(source: string | undefined, before: string, after: string): RE2JS | undefined {
  if (source === undefined) return undefined
  try {
    return RE2JS.compile(`${before}${source}${after}`, RE2JS.DOTALL)
  } catch {
    return undefined
  }
}
