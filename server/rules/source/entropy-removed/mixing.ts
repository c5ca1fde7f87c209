import { functionAround } from '../../../core/formats/branches'
import type { LiveText } from '../../../core/formats/liveText'

/** A call that puts bytes into a pool, a state or a seed. */
export interface Mixing {
  readonly callee: string
  /** The call without white space. */
  readonly key: string
  /** Offsets in the text, half open. */
  readonly from: number
  readonly to: number
  /** Function around it; empty when none is known. */
  readonly within: string
}

const MIXES =
  /(?<![\w.>:])(?:[A-Za-z_]\w*(?:\.|->|::)){0,4}\w*?(?:[uU]pdate|UPDATE|[mM]ix(?:_\w+|In|Into|Bytes)?|[aA]bsorb|[sS]tir(?:_\w+)?|[rR]e[sS]eed|(?:set|add)_?[sS]eed\w*|[aA]dd_?(?:[eE]ntropy|[rR]andom\w*|[tT]imer_?\w*|[dD]evice_?\w*|[iI]nput_?\w*)|[iI]nject\w*|getrandom|getentropy|[gG]ather\w*|[cC]ollect_?[eE]ntropy|RAND_add|RAND_seed|RAND_poll)\s*(?=\()/g
const MOST_CALLS = 400
const LONGEST_CALL = 400

/** All of them that can run, in the order of the text. */
export function mixingsOf({ code, names }: LiveText): readonly Mixing[] {
  const found: Mixing[] = []
  for (const { 0: callee, index } of names.matchAll(MIXES)) {
    if (found.length >= MOST_CALLS) break
    const to = callEnd(names, index + callee.length)
    // A definition or a prototype has types among its parameters.
    if (
      to === undefined ||
      /^\s*\{/.test(names.slice(to, to + 20)) ||
      /\b(?:func|def|fn|function|sub)\s+$/.test(names.slice(Math.max(0, index - 20), index))
    )
      continue
    if (
      /[\w*]\s+\**$/.test(lineBefore(names, index)) &&
      !/\b(?:return|else|do|await|if)\s+$/.test(lineBefore(names, index))
    )
      continue
    found.push({
      callee: callee.trim(),
      key: code.slice(index, to).replace(/\s+/g, ''),
      from: index,
      to,
      within: functionAround(names, index),
    })
  }
  return found
}

function lineBefore(names: string, at: number): string {
  return names.slice(Math.max(names.lastIndexOf('\n', at - 1) + 1, at - 200), at)
}

function callEnd(names: string, open: number): number | undefined {
  let depth = 0
  for (let at = open; at < names.length && at - open < LONGEST_CALL; at++) {
    if (names[at] === '(') depth++
    else if (names[at] === ')' && --depth === 0) return at + 1
  }
  return undefined
}

/** Those of the old side that the new one no longer makes; none where as many others came. */
export function lostMixings(old: readonly Mixing[], now: readonly Mixing[]): readonly Mixing[] {
  const lost = without(old, now)
  return lost.length > without(now, old).length ? lost : []
}

function without(all: readonly Mixing[], others: readonly Mixing[]): readonly Mixing[] {
  const counts = new Map<string, number>()
  for (const { key } of others) counts.set(key, (counts.get(key) ?? 0) + 1)
  return all.filter(({ key }) => {
    const count = counts.get(key) ?? 0
    if (count > 0) counts.set(key, count - 1)
    return count === 0
  })
}
