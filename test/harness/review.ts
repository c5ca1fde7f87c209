import { PublishedMacros } from '../../server/core/macros/publishedMacros'
import type { ChangeSource } from '../../server/core/model/ports'
import type { Review } from '../../server/core/model/review'
import { type ReviewOptions, type ReviewPorts, review } from '../../server/core/review'
import { examineFile } from '../../server/core/rule/examine'
import { Registry } from '../../server/core/rule/registry'
import type { Rule, RuleDefinition } from '../../server/core/rule/rule'
import { GrammarStore } from '../../server/core/syntax/grammars'
import { hash } from '../../server/host/hash'
import { inflate } from '../../server/host/inflate'
import { loadMacroTable } from '../../server/host/macroTable'
import { loadWasm } from '../../server/host/wasm'

const grammars = new GrammarStore(loadWasm)
const published = new PublishedMacros(loadMacroTable, hash)

export const defaultOptions: ReviewOptions = {
  scope: 'review',
  mode: 'regular',
  rules: {},
  maxFileBytes: 10_000_000,
  decisions: [],
}

/** The façade with real ports, in this thread. */
export function reviewWith(
  rules: readonly (Rule | RuleDefinition)[],
  source: ChangeSource,
  options: Partial<ReviewOptions> = {},
  ports: Partial<ReviewPorts> = {},
): Promise<Review> {
  const registry = new Registry(rules.map(rule => ({ document: '', ...rule })))
  const all = { ...defaultOptions, ...options }
  return review(source, registry, all, {
    hash,
    examine: raw => examineFile(raw, registry, all, { hash, inflate, grammars, published }),
    ...ports,
  })
}
