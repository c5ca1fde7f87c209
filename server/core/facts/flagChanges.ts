import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { withoutHash } from './buildDescription'
import type { FactDraft } from './fact'
import { type FlagEvent, type FlagStandings, readStandings, type Standing } from './flagStandings'
import type { Protection } from './kinds'

type Draft = FactDraft<'protection'>

/**
 * What a change does to the hardening flags of one file, seen from one of its sides: asked for there and not on the
 * other side, asked for more weakly, or taken back by a flag that the other side has not. Both sides are read as a
 * whole, so that what is only moved within its variable or call makes no fact.
 */
export function changedFlags(side: SideContext): readonly Draft[] {
  const read = /(?:^|\/)Kconfig[\w.-]*$/.test(side.path) ? onlyChecks : withoutHash
  const lines = side.text.lines.map(read)
  const others = (side.other?.lines ?? []).map(read)
  if (!side.budget.spend(lines.reduce((sum, line) => sum + line.length, 0))) return []
  const mine = readStandings(lines)
  const theirs = readStandings(others)
  const asked = asksByFamily(theirs)
  const always = unconditional(theirs)
  const isWhole = side.other === undefined || side.other.complete
  const isChanged = (event: FlagEvent | undefined): event is FlagEvent =>
    event !== undefined && side.isChanged(spanOf(event.line + 1, event.column, event.written.length))
  const draft = (standing: Standing, event: FlagEvent, change: Protection['change']): Draft => {
    const { family, kind } = standing
    return {
      subject: standing.subject,
      side: side.side,
      at: spanOf(event.line + 1, event.column, event.written.length),
      data: {
        form: 'flag',
        change,
        family: shownName(standing),
        written: event.written,
        ...(kind === 'try' ? { isTried: true } : {}),
        ...(family.area === undefined ? {} : { area: family.area }),
        ...(family.isMinor === true ? { isMinor: true } : {}),
        ...(isWhole ? { onOtherSide: asked.get(shownName(standing)) ?? 0 } : {}),
      },
    }
  }
  return side.side === 'old' ? losses() : gains()

  function losses(): readonly Draft[] {
    const drafts: Draft[] = []
    for (const [key, held] of byKey(mine.standings)) {
      const after = countsOf(byKey(theirs.standings).get(key))
      const before = countsOf(held)
      const standing = held.filter(one => one.level > 0 && isChanged(one.asked))
      const lost = before.asked - after.asked
      const change = lost > 0 ? 'removed' : lost === 0 && before.level > after.level ? 'lowered' : undefined
      for (const one of standing.slice(0, Math.max(lost, 1)))
        if (change !== undefined && one.asked !== undefined && !holdsAnyway(one, change))
          drafts.push(draft(one, one.asked, change))
      for (const one of held.filter(({ undone }) => isChanged(undone)).slice(0, before.undone - after.undone))
        if (one.undone !== undefined) drafts.push(draft(one, one.undone, 'restored'))
    }
    return drafts
  }

  function gains(): readonly Draft[] {
    const drafts: Draft[] = []
    const old = byKey(theirs.standings)
    const mineByKey = byKey(mine.standings)
    for (const [key, held] of mineByKey) {
      const before = countsOf(old.get(key))
      const after = countsOf(held)
      const asking = held.filter(one => one.level > 0 && isChanged(one.asked))
      for (const one of asking.slice(0, Math.max(0, after.asked - before.asked)))
        if (one.asked !== undefined) drafts.push(draft(one, one.asked, 'added'))
      for (const one of held
        .filter(({ undone }) => isChanged(undone))
        .slice(0, Math.max(0, after.undone - before.undone)))
        if (one.undone !== undefined) drafts.push(draft(one, one.undone, 'undone'))
    }
    return [...drafts, ...overwritten(mineByKey, old)]
  }

  /** A value that now replaces, further down, what a variable was given on lines that stay. */
  function overwritten(
    now: ReadonlyMap<string, readonly Standing[]>,
    before: ReadonlyMap<string, readonly Standing[]>,
  ): readonly Draft[] {
    const drafts: Draft[] = []
    const seen = new Set<FlagEvent>()
    const resets = new Map<string, FlagEvent>()
    for (const [statement, event] of mine.resets)
      if (!statement.isConditional && isChanged(event)) resets.set(statement.owner, event)
    if (resets.size === 0) return drafts
    for (const [key, held] of now) {
      const reset = resets.get(held[0]?.statement.owner ?? '')
      const lost = held.find(one => one.level === 0 && one.undone === undefined && one.asked !== undefined)
      if (reset === undefined || lost?.asked === undefined || seen.has(reset)) continue
      if (isChanged(lost.asked) || countsOf(before.get(key)).asked <= countsOf(held).asked) continue
      seen.add(reset)
      drafts.push(draft(lost, reset, 'undone'))
    }
    return drafts
  }

  /** The same variable is given it in every build, so one more time made no difference. */
  function holdsAnyway(standing: Standing, change: Protection['change']): boolean {
    return change === 'removed' && (always.get(standing.key) ?? 0) >= standing.level
  }
}

/** Kconfig asks the compiler in macros; the rest of it is names and prose. */
function onlyChecks(line: string): string {
  return /\$\((?:cc|ld|as)-option/.test(line) ? withoutHash(line) : ''
}

function unconditional({ standings }: FlagStandings): ReadonlyMap<string, number> {
  const levels = new Map<string, number>()
  for (const { key, statement, level } of standings)
    if (statement.isVariable && !statement.isConditional && level > 0)
      levels.set(key, Math.max(level, levels.get(key) ?? 0))
  return levels
}

function byKey(standings: readonly Standing[]): ReadonlyMap<string, readonly Standing[]> {
  const groups = new Map<string, Standing[]>()
  for (const standing of standings) {
    const group = groups.get(standing.key)
    if (group === undefined) groups.set(standing.key, [standing])
    else group.push(standing)
  }
  return groups
}

interface Counts {
  readonly asked: number
  readonly level: number
  readonly undone: number
}

function countsOf(standings: readonly Standing[] = []): Counts {
  let asked = 0
  let level = 0
  let undone = 0
  for (const standing of standings) {
    if (standing.level > 0) asked++
    level += standing.level
    if (standing.undone !== undefined) undone++
  }
  return { asked, level, undone }
}

function asksByFamily({ standings }: FlagStandings): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const standing of standings) {
    const name = shownName(standing)
    if (standing.level > 0 && standing.kind === 'ask') counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

function shownName({ family, subject }: Standing): string {
  return family.parts === undefined ? family.name : subject
}
