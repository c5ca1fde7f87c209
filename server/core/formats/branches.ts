import type { LiveText } from './liveText'

/** Offsets in the text, half open. */
export interface BranchStretch {
  readonly from: number
  readonly to: number
}

/** A condition, and what runs when it holds. */
export interface Branch {
  readonly condition: BranchStretch
  readonly body: BranchStretch
}

/** Longer conditions and bodies are cut here. */
const LONGEST_CONDITION = 1500
const LONGEST_BODY = 4000
const MOST_BRANCHES = 5000

/**
 * The conditions of a program by the marks and the indentation of its text: with or without parentheses and braces, and
 * after the statement as Ruby and Perl have it. No grammar is asked, so halves of a file are read as well. Each branch
 * costs at most its longest size.
 */
export function branchesOf({ names }: LiveText): readonly Branch[] {
  const found: Branch[] = []
  for (const { 0: word, index } of names.matchAll(/(?<![\w.$@#:-])(?:if|elsif|elif|unless)\b(?!\s*[:=.])/g)) {
    if (found.length >= MOST_BRANCHES) break
    const lineStart = names.lastIndexOf('\n', index - 1) + 1
    const before = names.slice(Math.max(lineStart, index - 400), index)
    const from = index + word.length
    const to = conditionEnd(names, from)
    if (to === from) continue
    const isAfter = /[\w)\]"'`]\s+$/.test(before) && !/(?:^|[\s}])(?:else|do|then|and|or|return)\s+$/.test(before)
    found.push({
      condition: { from, to },
      body: isAfter ? { from: Math.max(lineStart, index - 400), to: index } : bodyAfter(names, to, lineStart),
    })
  }
  return found
}

/** The end of a condition: past its parentheses, or where a block or the line begins or ends. */
function conditionEnd(names: string, from: number): number {
  const last = Math.min(names.length, from + LONGEST_CONDITION)
  let depth = 0
  for (let at = from; at < last; at++) {
    const char = names[at] as string
    if ('([{'.includes(char)) {
      if (char === '{' && depth === 0) return at
      depth++
    } else if (')]}'.includes(char)) {
      depth--
      if (depth < 0) return at
      if (depth === 0 && char === ')' && isWhole(names, from, at + 1)) return at + 1
    } else if (depth === 0) {
      if ((char === ';' && !opensLater(names, at)) || (char === ':' && /^:\s/.test(names.slice(at, at + 2)))) return at
      if (char === '\n' && !/(?:[&|,\\(]|\band|\bor)\s*$/.test(names.slice(Math.max(from, at - 12), at))) return at
      if (char === 't' && /^\bthen\b/.test(names.slice(at, at + 5)) && /\s/.test(names[at - 1] ?? '')) return at
    }
  }
  return last
}

/** In Go a statement may stand before the condition: the block is still to come on the line. */
function opensLater(names: string, at: number): boolean {
  return /\{\s*$/.test(names.slice(at, Math.min(endOfLine(names, at), at + 300)))
}

/** Whether a condition began with its parenthesis and nothing carries it on behind. */
function isWhole(names: string, from: number, to: number): boolean {
  if (!/^\s*\(/.test(names.slice(from, from + 20))) return false
  return !/^\s*(?:&&|\|\||[=!]==?|[<>+*/%|&^?.[-]|and\b|or\b|is\b|in\b|not\b|eq\b|ne\b|then\b)/.test(
    names.slice(to, to + 12),
  )
}

/** Between braces, or the rest of the line with all that stands deeper under it. */
function bodyAfter(names: string, from: number, lineStart: number): BranchStretch {
  const last = Math.min(names.length, from + LONGEST_BODY)
  const open = /^[\s)]*\{/.exec(names.slice(from, from + 200))
  if (open !== null) {
    const start = from + open[0].length
    let depth = 1
    for (let at = start; at < last; at++) {
      if (names[at] === '{') depth++
      else if (names[at] === '}' && --depth === 0) return { from: start, to: at }
    }
    return { from: start, to: last }
  }
  const own = indentAt(names, lineStart)
  const start = from + (/^[ \t]*(?:;[ \t]*)?(?:then\b|:)/.exec(names.slice(from, from + 40))?.[0].length ?? 0)
  let at = endOfLine(names, start)
  while (at < last) {
    const next = at + 1
    const end = endOfLine(names, next)
    if (names.slice(next, end).trim() !== '' && indentAt(names, next) <= own) break
    at = end
  }
  return { from: start, to: Math.max(start, Math.min(at, last)) }
}

function indentAt(names: string, lineStart: number): number {
  let columns = 0
  for (let at = lineStart; at < names.length; at++) {
    if (names[at] === '\t') columns += 8 - (columns % 8)
    else if (names[at] === ' ') columns++
    else break
  }
  return columns
}

function endOfLine(names: string, from: number): number {
  const end = names.indexOf('\n', from)
  return end < 0 ? names.length : end
}

const heads =
  /(?:\b(?:func|function|def|fn|sub)\s+(?:\([^)\n]*\)\s*)?([\w.!?]+))|^[ \t]*(?:[\w<>[\],*&:]+[ \t]+){1,6}\*{0,2}(\w+)\s*\([^;{}]{0,600}\)\s*(?:throws[\w\s,.]{0,200})?\{|(\w+)\s*[:=]\s*(?:async\s*)?(?:function|\([^)\n]*\)\s*=>)/gm
/** What opens a block like a function and is none. */
const noFunctions = /^(?:if|for|while|switch|catch|else|return|do|foreach|using|lock|elif|elsif|unless|match)$/

/** The name of the nearest function that begins above a place, by the way functions are introduced; empty without one. */
export function functionAround(names: string, at: number): string {
  let found = ''
  for (const [, word, typed, assigned] of names.slice(Math.max(0, at - 3000), at).matchAll(heads)) {
    const name = word ?? typed ?? assigned ?? ''
    if (!noFunctions.test(name)) found = name
  }
  return found
}
