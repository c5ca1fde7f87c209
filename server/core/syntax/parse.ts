import { Edit, Parser, type Tree } from 'web-tree-sitter'
import type { GrammarStore } from './grammars'
import type { GrammarId } from './language'
import { LineTable } from './lineTable'

/**
 * What one parse may cost. Both are work units, never time, so that the same input always gives the same answer.
 * `limitUnits`: UTF-16 units of text. `limitSteps`: calls of the parser's progress callback.
 */
export interface ParseBudget {
  readonly limitUnits: number
  readonly limitSteps: number
}

/** A million units of C or shell take 13,000 to 17,000 steps, so real text meets the size limit first. */
export const defaultParseBudget: ParseBudget = { limitUnits: 4_000_000, limitSteps: 100_000 }

/** `no-grammar`: the grammar could not be loaded. */
export type ParseFailure = 'too-large' | 'too-costly' | 'no-grammar'

export type ParseResult =
  | { readonly ok: true; readonly tree: Tree; readonly steps: number }
  | { readonly ok: false; readonly reason: ParseFailure }

/** A text that was parsed before and its tree, which stays as it is. */
export interface ParsedText {
  readonly text: string
  readonly tree: Tree
}

/**
 * Never throws on input. The caller owns the tree and must delete it.
 * @param similar a text of the same language, such as the other side of the file: what the two have in common at both
 * ends is not parsed again. The tree is the same with and without it.
 */
export function parse(
  grammars: GrammarStore,
  language: GrammarId,
  text: string,
  budget: ParseBudget = defaultParseBudget,
  similar?: ParsedText,
): ParseResult {
  if (text.length > budget.limitUnits) return { ok: false, reason: 'too-large' }
  if (grammars.isBroken(language)) return { ok: false, reason: 'no-grammar' }
  const parser = new Parser()
  try {
    parser.setLanguage(grammars.language(language))
    if (similar !== undefined && !similar.tree.rootNode.hasError) {
      const result = parseEdited(parser, text, budget, similar)
      // How the parser gets over an error depends on where it began, so only a clean tree is sure to be the same.
      if (result.ok && !result.tree.rootNode.hasError) return result
      if (result.ok) result.tree.delete()
    }
    return run(parser, text, budget, null)
  } finally {
    parser.delete()
  }
}

function run(parser: Parser, text: string, budget: ParseBudget, edited: Tree | null): ParseResult {
  let steps = 0
  // Returning true cancels the parse, which then gives null; the declared type of the callback (void) hides that.
  const progressCallback = (): boolean => ++steps > budget.limitSteps
  const tree = parser.parse(text, edited, { progressCallback })
  if (tree !== null) return { ok: true, tree, steps }
  // A parser that was cancelled would go on with that text.
  parser.reset()
  return { ok: false, reason: 'too-costly' }
}

function parseEdited(parser: Parser, text: string, budget: ParseBudget, similar: ParsedText): ParseResult {
  const edited = similar.tree.copy()
  try {
    edited.edit(editBetween(similar.text, text))
    return run(parser, text, budget, edited)
  } finally {
    edited.delete()
  }
}

/** The one stretch in which two texts differ. */
function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  let same = 0
  while (
    same < shorter - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  )
    same++
  // Half a surrogate pair is no character to begin or end with.
  if (isLowSurrogate(after, start) || isLowSurrogate(before, start)) start = Math.max(0, start - 1)
  if (isLowSurrogate(before, before.length - same)) same = Math.max(0, same - 1)
  const [oldEnd, newEnd] = [before.length - same, after.length - same]
  const point = (text: string, offset: number) => {
    const { line, column } = new LineTable(text.slice(0, offset)).position(offset)
    return { row: line - 1, column }
  }
  return new Edit({
    startIndex: start,
    oldEndIndex: oldEnd,
    newEndIndex: newEnd,
    startPosition: point(before, start),
    oldEndPosition: point(before, oldEnd),
    newEndPosition: point(after, newEnd),
  })
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00
}
