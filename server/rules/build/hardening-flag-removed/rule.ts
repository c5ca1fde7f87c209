import type { Fact } from '../../../core/facts/fact'
import { protection } from '../../../core/facts/protection'
import { fortified, optimisation } from '../../../core/facts/protectionFamilies'
import { ownFamily } from '../../../core/facts/protectiveCalls'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { counted, shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

type ProtectionFact = Fact<'protection'>

export default defineRule({
  id: 'build/hardening-flag-removed',
  title: 'hardening flag or sandbox call removed',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024-landlock', 'debian-openssl-2006'],
  tags: ['CWE-693'],
  uses: [protection],
  messages: {
    flag: {
      message: '`{written}` removed from `{name}`: {family} no longer asked for here',
      why: '{rest}\nSome compilers and distributions add such a flag by default; that was not checked.',
      benign: 'One platform or compiler does not know the flag.',
      question: 'Which platform failed with it? Could the removal be limited to that one?',
      commands: ['git grep -n -F -e {word}'],
    },
    tried: {
      message: '`{written}` no longer tried in `{name}`: {family} may go unasked',
      why: '{rest}\nWhat rests on the outcome of the check is left out as if the compiler did not know the flag.',
      benign: 'Every compiler that is still supported knows the flag, and it is given without a check now.',
      question: 'Where is the flag given now?',
      commands: ['git grep -n -F -e {word}'],
    },
    lowered: {
      message: '`{written}` in `{name}` was stronger than what replaces it: {family} is asked for more weakly',
      why: '{rest}\nThe later of two such flags wins, so a weaker one behind a stronger one counts as well.',
      benign: 'A compiler or platform has trouble with the stronger form.',
      question: 'Which platform failed with the stronger form? Could the change be limited to that one?',
      commands: ['git grep -n -F -e {word}'],
    },
    undone: {
      message: '`{written}` added to `{name}`: it takes back {family}',
      why: '{rest}\nThe last such flag wins over those before it and over what the compiler does by default.',
      benign: 'Code that runs before or without a C library cannot use the protection.',
      question: 'What cannot be built with the protection? Could the flag be limited to those files?',
      commands: ['git grep -n -F -e {word}'],
    },
    call: {
      message: '`{written}` no longer called in `{name}`: the {family} restriction is dropped here',
      why: '{rest}\nThe process then keeps rights that an error in it could use.',
      benign: 'A new feature needs a right that the restriction takes away.',
      question: 'What failed under the restriction? Could it be relaxed for that alone?',
      commands: ['git grep -n -F -e {word}'],
    },
    skipped: {
      message: '`{written}` in `{name}` is no longer reached: `{by}` stands before it',
      why: 'The call stays in the text, so a search for it still finds it.\nThe process then keeps rights that an error in it could use.',
      benign: 'A way to run under a debugger, or code that was being tried out.',
      question: 'Who runs the program in this way, and how does anybody notice?',
      commands: ['git grep -n -F -e {word}'],
    },
    widened: {
      message: 'The restriction in `{name}` now leaves more: `{by}`',
      why: 'It reads `{written}` now.\nThe lines it replaces did not allow that.',
      benign: 'A new feature needs it.',
      question: 'Which code needs `{by}`, and could it run before the restriction?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { changeSet: examine },
})

interface Family {
  readonly lost: ProtectionFact[]
  readonly undone: ProtectionFact[]
  gained: number
  /** The same in tests. */
  gainedInTests: number
  tried: number
  restored: number
}

function examine(context: ChangeSetContext): void {
  const files = new Map(context.files.map(file => [file.index, file]))
  const families = new Map<string, Family>()
  const passed = new Set<string>()
  for (const fact of context.facts('protection')) {
    const file = files.get(fact.location.file)
    if (!fact.isChanged || file === undefined || fact.data.area !== undefined) continue
    const { change, isTried } = fact.data
    if (change === 'skipped' || change === 'widened') {
      const key = `${file.index} ${fact.subject}`
      if (!passed.has(key)) report(context, fact, file.path, severityOf(fact, file.path, false, 0))
      passed.add(key)
      continue
    }
    const family = families.get(fact.subject) ?? {
      lost: [],
      undone: [],
      gained: 0,
      gainedInTests: 0,
      tried: 0,
      restored: 0,
    }
    families.set(fact.subject, family)
    if (change === 'removed' || change === 'lowered') family.lost.push(fact)
    else if (change === 'undone') family.undone.push(fact)
    else if (change === 'restored') family.restored++
    else if (isTried === true) family.tried++
    // What only the tests are built with stands in for nothing else.
    else if (isTestFolder(file.path)) family.gainedInTests++
    else family.gained++
  }
  const bare = new Set((families.get(fortified)?.lost ?? []).map(fact => fact.location.file))
  const places = new Set<string>()
  const withCalls = new Set(
    [...families].flatMap(([name, { lost, gained }]) =>
      name !== ownFamily && lost.length > gained
        ? lost.filter(({ data }) => data.form === 'call').map(({ location }) => location.file)
        : [],
    ),
  )
  const weaker = [...families].filter(
    ([name, family]) =>
      name !== ownFamily &&
      name !== optimisation &&
      toldOf(family, () => false).some(
        ({ data, location }) =>
          data.form === 'flag' &&
          data.isMinor !== true &&
          files.get(location.file)?.kind !== 'deleted' &&
          !isTestFolder(files.get(location.file)?.path ?? ''),
      ),
  ).length
  for (const [name, family] of families) {
    const told = toldOf(family, index => isTestFolder(files.get(index)?.path ?? '')).filter(
      fact =>
        (name !== optimisation || !bare.has(fact.location.file)) &&
        // A function of the project goes together with what it calls.
        (name !== ownFamily || !withCalls.has(fact.location.file)),
    )
    const seen = new Set<string>()
    for (const fact of told) {
      const file = files.get(fact.location.file)
      const key = `${fact.location.file} ${fact.data.change === 'undone' ? 'undone' : 'lost'}`
      // One flag of many parts, or one variable that held many flags, is one cause.
      const place = `${fact.location.file} ${JSON.stringify(fact.location.at)} ${fact.data.written}`
      if (file === undefined || seen.has(key) || places.has(place)) continue
      seen.add(key)
      places.add(place)
      report(
        context,
        fact,
        file.oldPath ?? file.path,
        weaker >= mostWeaker && fact.data.form === 'flag' && isExecutable.test(fact.data.written)
          ? 'high'
          : severityOf(fact, file.path, file.kind === 'deleted', family.gained),
      )
    }
  }
}

/** Protections of different kinds; whom one of them troubles has no trouble with as many. */
const mostWeaker = 3
/** What an intruder writes into memory can then be run. */
const isExecutable = /execstack|norelro|-no-?pie\b|no-stack-protector|nxcompat:no/i

/** Moved or written anew elsewhere in the same change, as often as before: nothing is lost. */
function toldOf(
  { lost, undone, gained: outside, gainedInTests, tried, restored }: Family,
  isTest: (file: number) => boolean,
): readonly ProtectionFact[] {
  const gained = outside + (lost.every(fact => isTest(fact.location.file)) ? gainedInTests : 0)
  const asks = lost.filter(fact => fact.data.isTried !== true)
  const tries = lost.filter(fact => fact.data.isTried === true)
  const told: ProtectionFact[] = []
  if (gained < asks.length) told.push(...asks)
  else if (gained + tried < lost.length) told.push(...tries)
  const files = new Set(told.map(fact => fact.location.file))
  if (undone.length > restored) told.push(...undone.filter(fact => !files.has(fact.location.file)))
  return told
}

/** Lower where the protection is still asked for nearby, where the whole file went, and where only tests are built. */
function severityOf(fact: ProtectionFact, path: string, isGone: boolean, gained: number): Severity {
  const { change, isMinor, onOtherSide } = fact.data
  if (isMinor === true || isGone || gained > 0 || isTestFolder(path)) return 'low'
  if (change === 'lowered') return 'low'
  if (change === 'skipped' || change === 'widened') return 'medium'
  // A flag that takes back what this very file asks for is more telling than one where nothing was asked for.
  if (change === 'undone') return (onOtherSide ?? 1) > 0 ? 'medium' : 'low'
  return (onOtherSide ?? 0) > 0 ? 'low' : 'medium'
}

function report(context: ChangeSetContext, fact: ProtectionFact, path: string, severity: Severity): void {
  const { change, form, written, onOtherSide, isTried } = fact.data
  const word = shellWord(written)
  context.report({
    file: fact.location.file,
    digest: fact.digest,
    side: fact.location.side,
    at: fact.location.at,
    text: fact.text,
    message:
      change === 'added' || change === 'removed' || change === 'restored'
        ? isTried === true
          ? 'tried'
          : form
        : change,
    severity,
    data: {
      written: written.length > 40 ? `${written.slice(0, 40)}…` : written,
      family: fact.data.family ?? fact.subject,
      name: baseName(path),
      word: word.startsWith('<') ? '<flag>' : word,
      rest: restOf(change, onOtherSide),
      by: (fact.data.by ?? '').slice(0, 40),
    },
  })
}

function restOf(change: ProtectionFact['data']['change'], onOtherSide: number | undefined): string {
  if (onOtherSide === undefined) return 'Only parts of the file are known, so other uses could not be counted.'
  const places = counted(onOtherSide, 'place')
  if (change === 'undone')
    return onOtherSide === 0 ? 'Nothing in the file asked for it before.' : `${places} in the file asked for it before.`
  return onOtherSide === 0
    ? 'Nothing else in this file asks for it.'
    : `${onOtherSide} other place${onOtherSide === 1 ? '' : 's'} in this file still ask${onOtherSide === 1 ? 's' : ''} for it.`
}
