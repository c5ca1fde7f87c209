import type { HistoryPort } from '../model/ports'
import type { RuleFailure } from '../model/review'
import { visible } from '../model/visible'
import { createBudget } from './budget'
import type { ChangeSetContext } from './context'
import type { Rule } from './rule'

type Context = Omit<ChangeSetContext, 'report' | 'budget'>

/** What the rules ask of the past, each read once and only for a rule that wants it. A failure is that rule's own. */
export async function wantedHistory(
  history: HistoryPort | undefined,
  rules: readonly Rule[],
  context: Context,
  failures: RuleFailure[],
): Promise<Pick<Context, 'past' | 'authors' | 'merges'>> {
  if (history === undefined) return {}
  const full: ChangeSetContext = { ...context, budget: createBudget(), report: () => {} }
  const ask = async <T>(
    wants: (rule: Rule) => ((context: ChangeSetContext) => boolean) | undefined,
    read: (() => Promise<T>) | undefined,
  ): Promise<T | undefined> => {
    if (read === undefined) return undefined
    for (const rule of rules)
      try {
        if (wants(rule)?.(full)) return await read()
      } catch (error) {
        failures.push({ rule: rule.id, reason: visible(String(error)).slice(0, 200) })
      }
    return undefined
  }
  const past = await ask(
    rule => rule.needsPast,
    () => history.past(),
  )
  const authors = await ask(rule => rule.needsAuthors, history.authors?.bind(history))
  const merges = await ask(rule => rule.needsMerges, history.merges?.bind(history))
  return { ...(past && { past }), ...(authors && { authors }), ...(merges && { merges }) }
}
