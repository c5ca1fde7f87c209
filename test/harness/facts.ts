import type { Fact, FactKind } from '../../server/core/facts/fact'
import { PublishedMacros } from '../../server/core/macros/publishedMacros'
import type { Place, TextSpan } from '../../server/core/model/location'
import type { ChangeSource } from '../../server/core/model/ports'
import { examineFile } from '../../server/core/rule/examine'
import { Registry } from '../../server/core/rule/registry'
import type { Collector, RuleDefinition } from '../../server/core/rule/rule'
import { GrammarStore } from '../../server/core/syntax/grammars'
import { hash } from '../../server/host/hash'
import { inflate } from '../../server/host/inflate'
import { loadMacroTable } from '../../server/host/macroTable'
import { loadWasm } from '../../server/host/wasm'
import { type MemoryFile, memorySource } from './memory'
import { defaultOptions } from './review'

const grammars = new GrammarStore(loadWasm)
const published = new PublishedMacros(loadMacroTable, hash)

/** A rule that does nothing but ask for a collector, so that facts come through the engine as they do in a review. */
function asking(uses: readonly Collector[]): RuleDefinition {
  return {
    id: 'test/asks' as RuleDefinition['id'],
    title: 'asks for facts',
    severity: 'info',
    confidence: 'low',
    mode: 'regular',
    scope: ['review', 'scan'],
    precedents: [],
    tags: [],
    uses,
    messages: {},
    examine: { changeSet: () => {} },
  }
}

/** The facts that a collector gathers from one changed file, in the order of the text of each side. */
export function factsOf<K extends FactKind>(collector: Collector<K>, file: MemoryFile): Promise<readonly Fact<K>[]> {
  return factsIn(collector, memorySource([file]))
}

/** {@link factsOf} the first file of any source: a bare patch, say. */
export async function factsIn<K extends FactKind>(
  collector: Collector<K>,
  { changeSet, content }: ChangeSource,
): Promise<readonly Fact<K>[]> {
  const [change] = changeSet.files
  if (change === undefined) throw new Error('no file')
  const registry = new Registry([{ document: '', ...asking([collector as unknown as Collector]) }])
  const raw = { change, old: await content.read(0, 'old'), new: await content.read(0, 'new') }
  const review = await examineFile(raw, registry, defaultOptions, { hash, inflate, grammars, published })
  if (review.failures.length > 0) throw new Error(review.failures.map(({ reason }) => reason).join('; '))
  return review.facts.filter(fact => fact.kind === collector.kind) as unknown as readonly Fact<K>[]
}

/** The text of a file at a place: what a test compares with what it expects to be pointed at. */
export function textAt(text: string, place: Place): string {
  if (typeof place === 'string' || !('start' in place)) throw new Error('not a place in text')
  const { start, end }: TextSpan = place
  const lines = text.split('\n').slice(start.line - 1, end.line)
  const last = lines.length - 1
  if (lines[last] !== undefined) lines[last] = lines[last].slice(0, end.column)
  return lines.join('\n').slice(start.column)
}
