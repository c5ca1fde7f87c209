import type { Hunk } from '../model/hunk'
import type { Rule } from './rule'

/** UTF-16 units. People write no such line; what a rule may do again and again on one is dear there. */
export const LIMIT_LINE = 20_000

/** Keeps very long lines from rules that look at lines, hunks and nodes, and remembers which were kept from how many. */
export class LineGuard {
  readonly #kept = new Map<number, { readonly units: number; readonly rules: Set<Rule> }>()

  /** `line` counts from 1 on the side the rule looks at. */
  isShown(rule: Rule, text: string, line: number): boolean {
    if (text.length <= LIMIT_LINE || rule.readsLongLines === true) return true
    const entry = this.#kept.get(line) ?? { units: text.length, rules: new Set() }
    entry.rules.add(rule)
    this.#kept.set(line, entry)
    return false
  }

  /** The hunk without the lines that are too long for the rule. */
  shown(rule: Rule, hunk: Hunk): Hunk {
    const lines = hunk.lines.filter(line => this.isShown(rule, line.text, line.new ?? line.old ?? 0))
    return lines.length === hunk.lines.length ? hunk : { ...hunk, lines }
  }

  /** For the coverage ledger. */
  notes(): readonly string[] {
    const [first, ...more] = [...this.#kept].sort(([a], [b]) => a - b)
    if (first === undefined) return []
    const [line, { units, rules }] = first
    const count = `${rules.size} ${rules.size === 1 ? 'rule' : 'rules'}`
    const rest = more.length === 0 ? '' : `, and ${more.length} more such ${more.length === 1 ? 'line' : 'lines'}`
    return [`line ${line} has ${units} characters and was not shown to ${count}${rest}`]
  }
}
