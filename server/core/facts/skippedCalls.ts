import { type Branch, branchesOf, functionAround } from '../formats/branches'
import { liveText } from '../formats/liveText'
import { squeezed } from '../formats/removedText'
import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { LineTable } from '../syntax/lineTable'
import type { FactDraft } from './fact'
import { ownProtection, type ProtectiveCall } from './protectiveCalls'

type Draft = FactDraft<'protection'>

/** A part that decides alone and is never true. */
const never = /^[\s(]*(?:0|false|False|FALSE)\s*(?:&&|\)|and\b|$)|(?:&&|\band)\s*(?:0|false|False|FALSE)[\s)]*$/
/** Whoever starts the program decides. */
const environment =
  /\b(?:secure_)?getenv\s*\(|\bos\.(?:Getenv|LookupEnv|environ)\b|\benv::var(?:_os)?\b|\bENV\[|\$ENV\{/
const own = new RegExp(`^${ownProtection}$`)
/** A `return` with a statement at its own depth right behind it. */
const deadEnd =
  /^([ \t]+)return\b(?:[^\n]*[;)\w"'\]}])?[ \t]*\n(?:[ \t]*\n)*(?=\1(?!\}|[&|+?:.]|case\b|default\b|else\b|end\b|except\b|rescue\b|\w+:\s)\S)/gm
/** UTF-16 units of a function that are looked at behind a way out of it. */
const LIMIT_REST = 6_000

/**
 * Calls that give up rights and stay in the text, but that a line of the change keeps from being made: a `return` before
 * them that nothing decides about, or a condition that never holds or that the environment decides.
 */
export function skippedCalls(side: SideContext, calls: readonly ProtectiveCall[]): readonly Draft[] {
  if (side.side !== 'new' || side.other === undefined) return []
  const asking = calls.filter(({ isUndoing }) => !isUndoing)
  if (asking.length === 0 && !/sandbox|landlock|seccomp|pledge|unveil|capsicum|privs?\b/i.test(side.text.text))
    return []
  const { text } = side.text
  const live = liveText(side.path, text)
  if (live === undefined || !side.budget.spend(text.length)) return []
  const lines = new LineTable(text)
  const known = new Set(side.other.lines.map(squeezed))
  const isNew = (from: number, to: number): boolean => {
    const span = lines.span(from, to)
    return side.isChanged(span) && !known.has(squeezed(side.text.lines[span.start.line - 1] ?? ''))
  }
  /** What of it stands behind a place, up to the end of the function around. */
  const lostBehind = (at: number): string | undefined => {
    const rest = live.names.slice(at, at + LIMIT_REST)
    const end = at + (/\n(?=[^\s#)])/.exec(rest)?.index ?? rest.length)
    const name = functionAround(live.names, at)
    return asking.find(({ start }) => start > at && start < end)?.written ?? (own.test(name) ? name : undefined)
  }
  const make = (from: number, to: number, by: string, written: string): Draft => ({
    subject: `skipped ${written}`,
    side: 'new',
    at: lines.span(from, to),
    data: { form: 'call', change: 'skipped', written, by },
  })
  return [...returns(), ...conditions()]

  function* returns(): Iterable<Draft> {
    for (const { 0: whole, index } of live?.names.matchAll(deadEnd) ?? []) {
      const from = index + whole.search(/\S/)
      const to = from + (whole.trim().length || 1)
      const next = text.indexOf('\n', index + whole.length)
      // Moved with what follows, it keeps nothing from being reached that was reached before.
      if (!side.isChanged(lines.span(from, to)) || side.other?.text.includes(text.slice(index, next)) === true) continue
      const written = lostBehind(to)
      if (written !== undefined) yield make(from, to, text.slice(from, to), written)
    }
  }

  function* conditions(): Iterable<Draft> {
    for (const { condition, body } of live === undefined ? [] : branchesOf(live)) {
      const asked = live?.code.slice(condition.from, condition.to) ?? ''
      const by = never.test(asked) ? 'never' : environment.test(asked) ? 'environment' : undefined
      if (by === undefined || !isNew(condition.from, condition.to)) continue
      const written = lostIn({ condition, body }, by === 'never')
      const from = condition.from + (/^\s*/.exec(asked)?.[0].length ?? 0)
      const head = text.slice(from, condition.to).split('\n', 1)[0]?.trim() ?? ''
      if (written !== undefined) yield make(from, from + head.length, `if ${head}`, written)
    }
  }

  function lostIn({ body }: Branch, isNever: boolean): string | undefined {
    const inside = asking.find(({ start }) => start >= body.from && start < body.to)
    // A call that is new as a whole takes nothing away by having a condition.
    if (inside !== undefined)
      return side.isChanged(spanOf(inside.line, inside.column, inside.length)) && !wasThere(inside)
        ? undefined
        : inside.written
    if (isNever || !/^\s*(?:return|goto)\b[^;\n]*;?\s*(?:\}|$)/.test(live?.names.slice(body.from, body.to) ?? ''))
      return undefined
    return lostBehind(body.to)
  }

  function wasThere({ written }: ProtectiveCall): boolean {
    return side.other?.text.includes(written) === true
  }
}
