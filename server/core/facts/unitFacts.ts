import type { CodeUnit } from '../embedded/code'
import type { Side } from '../model/location'
import type { SideContext } from '../rule/context'
import type { FactDraft, FactKind } from './fact'

/** Facts of one kind on one side beyond which a file is not followed: a generated file must not flood a join. */
const LIMIT_FACTS = 2_000

/** Asks every stretch of code in a file in turn, outer ones first, until the limits. */
export function factsOfUnits<K extends FactKind>(
  side: SideContext,
  read: (unit: CodeUnit, side: Side) => Iterable<FactDraft<K>>,
): readonly FactDraft<K>[] {
  const drafts: FactDraft<K>[] = []
  for (const unit of side.code()) {
    if (!side.budget.spend(unit.body.text.length)) break
    for (const draft of read(unit, side.side)) {
      if (drafts.length >= LIMIT_FACTS) return drafts
      drafts.push(draft)
    }
  }
  return drafts
}
