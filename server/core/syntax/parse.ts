import { Parser, type Tree } from 'web-tree-sitter'
import type { GrammarStore } from './grammars'
import type { GrammarId } from './language'

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

export type ParseFailure = 'too-large' | 'too-costly'

export type ParseResult =
  | { readonly ok: true; readonly tree: Tree; readonly steps: number }
  | { readonly ok: false; readonly reason: ParseFailure }

/** Never throws on input. The caller owns the tree and must delete it. */
export function parse(
  grammars: GrammarStore,
  language: GrammarId,
  text: string,
  budget: ParseBudget = defaultParseBudget,
): ParseResult {
  if (text.length > budget.limitUnits) return { ok: false, reason: 'too-large' }
  const parser = new Parser()
  try {
    parser.setLanguage(grammars.language(language))
    let steps = 0
    // Returning true cancels the parse, which then gives null; the declared type of the callback (void) hides that.
    const progressCallback = (): boolean => ++steps > budget.limitSteps
    const tree = parser.parse(text, null, { progressCallback })
    return tree === null ? { ok: false, reason: 'too-costly' } : { ok: true, tree, steps }
  } finally {
    parser.delete()
  }
}
