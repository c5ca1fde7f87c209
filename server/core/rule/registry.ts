import { Minimatch } from 'minimatch'
import type { RuleId } from '../model/finding'
import type { Severity } from '../model/severity'
import type { LanguageId } from '../syntax/language'
import type { Collector, FileFilter, Rule, Scope } from './rule'
import { TriggerMatcher } from './triggers'

/** What decides which rules take part in a review. */
export interface RuleSelection {
  readonly scope: Scope
  readonly mode: 'regular' | 'thorough'
  /** From the user, never from the new side: a rule switched off, or given another severity. */
  readonly rules: Readonly<Record<string, 'off' | Severity>>
}

/** Every rule there is, and the index that says which of them a file can concern. */
export class Registry {
  readonly rules: readonly Rule[]
  readonly #byId: ReadonlyMap<RuleId, Rule>
  #matcher: TriggerMatcher | undefined

  constructor(rules: readonly Rule[]) {
    this.rules = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1))
    this.#byId = new Map(this.rules.map(rule => [rule.id, rule]))
  }

  get(id: string): Rule | undefined {
    return this.#byId.get(id as RuleId)
  }

  active(selection: RuleSelection): readonly Rule[] {
    return this.rules.filter(rule => {
      const setting = selection.rules[rule.id]
      if (setting === 'off' || !rule.scope.includes(selection.scope)) return false
      // Asking for a rule by name brings a thorough one in.
      return setting !== undefined || rule.mode === 'regular' || selection.mode === 'thorough'
    })
  }

  /** Which triggers of any rule or collector occur in the text. */
  triggersIn(text: string): ReadonlySet<string> {
    this.#matcher ??= new TriggerMatcher(
      this.rules.flatMap(rule => [
        ...(rule.triggers ?? []),
        ...(rule.uses ?? []).flatMap(collector => collector.triggers ?? []),
      ]),
    )
    return this.#matcher.find(text)
  }
}

export function passesFilter(filter: FileFilter | undefined, path: string, language: LanguageId | undefined): boolean {
  if (filter === undefined) return true
  if (filter.languages !== undefined && (language === undefined || !filter.languages.includes(language))) return false
  return filter.paths === undefined || filter.paths.some(glob => matches(glob, path))
}

interface Glob {
  readonly matcher: Minimatch
  /** How the name of every match ends, in lower case: what follows the last special character or slash. */
  readonly ending: string
}

const globs = new Map<string, Glob>()

/** Rules are few and files are many, so a glob is read once; most paths are told apart by how they end. */
function matches(glob: string, path: string): boolean {
  let known = globs.get(glob)
  if (known === undefined) {
    const ending = /[^/*?[\]{}()!@+|\\]*$/.exec(glob)?.[0] ?? ''
    known = { matcher: new Minimatch(glob, { dot: true, nocase: true }), ending: ending.toLowerCase() }
    globs.set(glob, known)
  }
  return path.slice(-known.ending.length).toLowerCase().endsWith(known.ending) && known.matcher.match(path)
}

export function hasTrigger(triggers: readonly string[] | undefined, found: ReadonlySet<string>): boolean {
  return triggers === undefined || triggers.some(trigger => found.has(trigger))
}

export function collectorsOf(rules: readonly Rule[]): readonly Collector[] {
  return [...new Set(rules.flatMap(rule => rule.uses ?? []))]
}
