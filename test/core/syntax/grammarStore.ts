import { GrammarStore } from '../../../server/core/syntax/grammars'
import { type GrammarId, grammarIds } from '../../../server/core/syntax/language'
import { parseSource, type SourceInput, type SourceTree } from '../../../server/core/syntax/sourceTree'
import { loadWasm } from '../../../server/host/wasm'

/** One store for all tests of the folder, with every grammar. */
const store = new GrammarStore(loadWasm)

export async function allGrammars(): Promise<GrammarStore> {
  await store.ensure(grammarIds)
  return store
}

/** Parses, hands the tree over, and deletes it whatever happens. */
export function withTree<T>(
  grammars: GrammarStore,
  language: GrammarId,
  text: string,
  use: (tree: SourceTree) => T,
  more: Partial<SourceInput> = {},
): T {
  const result = parseSource(grammars, { language, path: 'file', text, side: 'new', ...more })
  if (!result.ok) throw new Error(`not parsed: ${result.reason}`)
  try {
    return use(result.tree)
  } finally {
    result.tree.delete()
  }
}

/** What a span covers. */
export function textAt(
  text: string,
  { start, end }: { start: { line: number; column: number }; end: { line: number; column: number } },
): string {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const offset = (line: number, column: number): number => (starts[line - 1] ?? text.length) + column
  return text.slice(offset(start.line, start.column), offset(end.line, end.column))
}
