import type { Fact } from '../../../core/facts/fact'
import { featureAnswer } from '../../../core/facts/featureAnswer'
import {
  buildPaths,
  buildSystemNames,
  consequenceOf,
  filesByIndex,
  protectionIn,
  publishedFiles,
  usePaths,
  usesByName,
} from '../../../core/facts/featureConsequence'
import { featureUse } from '../../../core/facts/featureUse'
import { vendoredMacro } from '../../../core/facts/vendoredMacro'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

type Answer = Fact<'feature-answer'>
type Use = Fact<'feature-use'>

/** Names lost at once beyond which a build is being rewritten, and one finding for each would tell nothing. */
const MOST_LOST = 12

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\n{uses}`,
    benign: 'The feature is taken for granted now, or the code for it goes in another change.',
    question: 'What sets `{name}` from now on?',
    commands: ['git grep -n -w -e {word}'],
  }
}

export default defineRule({
  id: 'build/probe-answer-lost',
  title: 'define that code asks for and no check sets any more',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024-landlock'],
  tags: ['CWE-693'],
  supersedes: ['build/sandbox-not-compiled'],
  uses: [featureAnswer, featureUse, vendoredMacro],
  wants: {
    when: context => lostIn(context).length > 0 || renamedUses(context).length > 0,
    paths: (context, tree) => {
      const lost = lostIn(context)
      const renamed = renamedUses(context)
      const systems = new Set(lost.map(({ data }) => data.buildSystem))
      const names = [...lost.map(({ subject }) => subject), ...renamed.map(({ subject }) => subject)]
      return [
        ...usePaths([...new Set(names)], tree),
        ...buildPaths(renamed.length > 0 ? ['autoconf', 'cmake', 'meson'] : systems, tree),
      ]
    },
  },
  messages: {
    dropped: text(
      '`{name}` is no longer set under {system}, though its check is still made',
      'The answer of the check leads to nothing: the code for the feature is left out on every system.',
    ),
    removed: text(
      '`{name}` is no longer set under {system}, and code still asks for it',
      'The code for the feature is left out without a word, as if no system had it.',
    ),
    renamed: text(
      '{system} now sets `{other}`, while code still asks for `{name}`',
      'One side of the name changed: the code for the feature is left out on every system.',
    ),
    asked: text(
      'Code now asks for `{other}`, while builds set `{name}`',
      'One side of the name changed: the code for the feature is left out on every system.',
    ),
  },
  examine: { changeSet: examine },
})

function lostIn(context: ChangeSetContext): readonly Answer[] {
  const facts = context.facts('feature-answer')
  const stays = new Set(
    facts.filter(({ data, location }) => data.change !== 'removed' && location.side === 'new').map(keyOf),
  )
  const lost = facts.filter(
    fact =>
      fact.location.file >= 0 &&
      fact.data.change === 'removed' &&
      isName(fact) &&
      (!stays.has(keyOf(fact)) || isRenamedDefine(fact, facts)),
  )
  return new Set(lost.map(({ subject }) => subject)).size > MOST_LOST
    ? lost.filter(({ subject }) => protectionIn(subject) !== undefined)
    : lost
}

/** In CMake a variable may stay that has the name of a define, which the compiler is no longer told. */
function isRenamedDefine({ subject, data }: Answer, facts: readonly Answer[]): boolean {
  if (data.buildSystem !== 'cmake' || data.sets !== 'define') return false
  const defined = facts.filter(fact => fact.location.side === 'new' && fact.data.sets === 'define')
  return (
    !defined.some(fact => fact.subject === subject) &&
    defined.some(fact => fact.isChanged && isVariant(subject, fact.subject))
  )
}

function keyOf({ subject, data }: Answer): string {
  return `${data.buildSystem} ${subject}`
}

/** Code can only ask for names in capitals, and in Rust for those that the build hands to the compiler. */
function isName({ subject, data }: Answer): boolean {
  return data.buildSystem === 'cargo' ? data.sets === 'define' : /^[A-Z][A-Z0-9_]*_[A-Z0-9_]+$/.test(subject)
}

/** Names that a file asked for and asks for no more, where it asks for a longer or shorter form of it instead. */
function renamedUses(context: ChangeSetContext): readonly (Use & { readonly instead: Use })[] {
  const changed = context.facts('feature-use').filter(({ location, isChanged }) => location.file >= 0 && isChanged)
  const sides = new Map<number, { readonly old: Use[]; readonly new: Use[] }>()
  const all = new Map<number, { readonly old: Set<string>; readonly new: Set<string> }>()
  for (const fact of context.facts('feature-use')) {
    const known = all.get(fact.location.file) ?? { old: new Set(), new: new Set() }
    all.set(fact.location.file, known)
    known[fact.location.side].add(fact.subject)
  }
  for (const fact of changed) {
    const known = sides.get(fact.location.file) ?? { old: [], new: [] }
    sides.set(fact.location.file, known)
    known[fact.location.side].push(fact)
  }
  return [...sides].flatMap(([file, side]) => {
    const names = all.get(file)
    const gone = side.old.filter(({ subject }) => names?.new.has(subject) === false).slice(0, MOST_LOST)
    const come = side.new.filter(({ subject }) => names?.old.has(subject) === false).slice(0, MOST_LOST)
    return gone.flatMap(old => {
      const isAlone = gone.length === 1 && come.length === 1
      const instead = come.find(
        ({ subject }) => isVariant(old.subject, subject) || (isAlone && isSameProtection(old.subject, subject)),
      )
      return instead === undefined ? [] : [{ ...old, instead }]
    })
  })
}

/** Names of checks, which only builds set, about the same protection. */
function isSameProtection(a: string, b: string): boolean {
  const protection = protectionIn(a)
  return protection !== undefined && protection === protectionIn(b) && a.startsWith('HAVE_') && b.startsWith('HAVE_')
}

/** The same words but for one or some between, or a letter or two apart: `HAVE_LANDLOCK`, `HAVE_LINUX_LANDLOCK`. */
function isVariant(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a.split('_'), b.split('_')] : [b.split('_'), a.split('_')]
  if (short.length > 1 && short.length < long.length && short.every(word => long.includes(word))) return true
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const rest = Math.max(a.length, b.length) - start - end
  return rest <= 2 && !/\d/.test(`${a.slice(start, a.length - end)}${b.slice(start, b.length - end)}`)
}

function examine(context: ChangeSetContext): void {
  const lost = lostIn(context)
  const renamed = renamedUses(context)
  if (lost.length + renamed.length === 0) return
  const files = filesByIndex(context)
  const uses = usesByName(context)
  const published = publishedFiles(context)
  const answers = context.facts('feature-answer')
  const setNow = new Map(answers.filter(({ location }) => location.side === 'new').map(fact => [fact.subject, fact]))
  const setBefore = new Set(answers.filter(({ data }) => data.change !== 'removed').map(({ subject }) => subject))
  const seen = new Set<string>()
  for (const fact of lost) {
    if (seen.has(keyOf(fact))) continue
    seen.add(keyOf(fact))
    const consequence = consequenceOf(context, uses, fact.subject)
    const file = files.get(fact.location.file)
    if (file === undefined || consequence.uses.length === 0) continue
    const other = [...setNow.values()].find(
      ({ subject, isChanged, data }) =>
        isChanged && data.buildSystem === fact.data.buildSystem && isVariant(fact.subject, subject),
    )
    const isUnasked = other !== undefined && !uses.has(other.subject)
    const isDropped = fact.data.checkStays
    context.report({
      file: fact.location.file,
      digest: fact.digest,
      side: 'old',
      at: fact.location.at,
      message: isUnasked ? 'renamed' : isDropped ? 'dropped' : 'removed',
      severity: published.has(file.index)
        ? 'low'
        : severityOf(file.path, consequence.protection, isUnasked || isDropped, file.kind === 'deleted'),
      data: {
        name: fact.subject.slice(0, 32),
        other: other?.subject.slice(0, 32) ?? '',
        system: buildSystemNames[fact.data.buildSystem],
        uses: consequence.sentence,
        word: shellWord(fact.subject),
      },
      related: consequence.uses.slice(0, 3).map(use => ({
        file: use.location.file,
        side: 'new',
        at: use.location.at,
        label: 'still asks for it',
        text: use.text,
      })),
    })
  }
  for (const { subject, instead } of renamed) {
    if (!setBefore.has(subject) || setNow.has(instead.subject)) continue
    const path = files.get(instead.location.file)?.path ?? ''
    context.report({
      file: instead.location.file,
      digest: instead.digest,
      side: 'new',
      at: instead.location.at,
      message: 'asked',
      severity: severityOf(path, protectionIn(`${subject} ${path}`), true, false),
      data: {
        name: subject.slice(0, 32),
        other: instead.subject.slice(0, 32),
        uses: 'Names that other tools or headers define were not looked for.',
        word: shellWord(instead.subject),
      },
    })
  }
}

function severityOf(path: string, protection: string | undefined, isPlain: boolean, isGone: boolean): Severity {
  if (isTestFolder(path)) return 'low'
  if (protection !== undefined) return isPlain ? 'high' : 'medium'
  return isPlain && !isGone ? 'medium' : 'low'
}
