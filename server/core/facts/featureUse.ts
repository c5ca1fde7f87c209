import { withoutComments } from '../formats/codeText'
import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** Where code asks for what a build found out. */
export interface FeatureUse {
  /** Conditionals of the file that name it. */
  readonly count: number
}

/** Names of one file beyond which no more are told. */
const LIMIT_NAMES = 400
const directive = /^\s*#\s*(?:ifn?def|if|elif)\b([^\n]{0,400})/
/** Names that builds set by habit; others are the program's own. */
const feature =
  /\b(?:(?:HAVE|HAS|USE|WITH|ENABLE|SUPPORT|NO)_\w+|[A-Z][A-Z0-9_]*_?(?:SANDBOX|LANDLOCK|SECCOMP|CAPSICUM|PLEDGE|SELINUX|APPARMOR|HARDENING|SUPPORT|ENABLED)\w*)\b/g

const cfg = /\bcfg(?:_attr)?!?\s*\(([^\n]{0,400})/
/** What Cargo and the compiler set themselves (The Rust Reference, "Conditional compilation"). */
const cfgName =
  /(?<!["\w])(?!(?:not|all|any|test|unix|windows|feature|doc|docsrs|doctest|miri|debug_assertions|proc_macro|panic|target_\w+|cfg|cfg_attr|derive|path|allow|deny|warn|expect)\b)[a-z]\w*_\w+(?!["\w])(?!\s*[(=!:])/g

/** Defines that the conditionals of a file in C or Rust ask for: one fact for each name. */
export const featureUse = defineCollector({
  kind: 'feature-use',
  files: { languages: ['c', 'cpp', 'rust'] },
  triggers: [
    'HAVE_',
    'HAS_',
    'USE_',
    'WITH_',
    'ENABLE_',
    'SUPPORT',
    'SANDBOX',
    'LANDLOCK',
    'SECCOMP',
    'PLEDGE',
    'ENABLED',
    'cfg',
  ],
  collect,
})

function collect(side: SideContext): readonly FactDraft<'feature-use'>[] {
  if (!side.budget.spend(side.text.text.length)) return []
  const names = new Map<string, { readonly line: number; readonly column: number; count: number }>()
  const [asks, name] = side.language === 'rust' ? [cfg, cfgName] : [directive, feature]
  for (const [index, line] of withoutComments(side.text.lines).entries()) {
    if (!asks.test(line)) continue
    for (const found of line.matchAll(name)) {
      const known = names.get(found[0])
      if (known !== undefined) known.count++
      else if (names.size < LIMIT_NAMES) names.set(found[0], { line: index + 1, column: found.index, count: 1 })
    }
  }
  return [...names].map(([name, { line, column, count }]) => ({
    subject: name,
    side: side.side,
    at: spanOf(line, column, name.length),
    text: name,
    data: { count },
  }))
}
