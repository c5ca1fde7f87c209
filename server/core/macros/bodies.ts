import { codeOf } from './normalise'

/** One macro that a file defines. */
export interface MacroBody {
  readonly name: string
  /** Lines from 1, both included. */
  readonly firstLine: number
  readonly lastLine: number
  /** Its lines of code, joined with line feeds. */
  readonly code: string
}

const DEFINITION =
  /^[ \t]*(?:m4_ifn?def\(\[[^[\]]*\],[ \t]*\[)?(?:A[CU]_DEFUN(?:_ONCE)?|m4_defun(?:_once)?|m4_define|define)\(\[([\w.]+)\]/
/** Lines of one macro; the longest published one is shorter. */
const LIMIT_LINES = 20_000

/**
 * Splits a file of macros (`aclocal.m4` above all) at its definitions. A body ends where the brackets and parentheses of
 * the definition do, or before the next definition at the start of a line when they never do.
 */
export function macroBodies(lines: readonly string[]): readonly MacroBody[] {
  const bodies: MacroBody[] = []
  let at = 0
  while (at < lines.length) {
    const name = DEFINITION.exec(lines[at] ?? '')?.[1]
    if (name === undefined) {
      at++
      continue
    }
    const last = endOf(lines, at)
    const code = lines.slice(at, last + 1).flatMap(line => codeOf('.m4', line) ?? [])
    bodies.push({ name, firstLine: at + 1, lastLine: last + 1, code: code.join('\n') })
    at = last + 1
  }
  return bodies
}

function endOf(lines: readonly string[], first: number): number {
  let brackets = 0
  let parentheses = 0
  const limit = Math.min(lines.length, first + LIMIT_LINES)
  for (let at = first; at < limit; at++) {
    const line = lines[at] ?? ''
    if (at > first && brackets <= 1 && DEFINITION.test(line)) return at - 1
    if (/^[ \t]*dnl\b/.test(line)) continue
    for (let column = 0; column < line.length; column++) {
      const char = line[column]
      if (char === '[') brackets++
      else if (char === ']') brackets--
      else if (brackets > 0) continue
      else if (char === '(') parentheses++
      else if (char === ')' && --parentheses <= 0) return at
    }
  }
  return limit - 1
}
