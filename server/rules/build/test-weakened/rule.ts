import { checkRun } from '../../../core/facts/checkRun'
import type { Fact } from '../../../core/facts/fact'
import { isTestFile, type Weakening, weakenedTest } from '../../../core/facts/weakenedTest'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\n{note}`,
    benign: 'The test fails on some systems, or tells of something that is no mistake.',
    question: 'What did the test say before, and what checks the same thing now?',
    commands: ['git log --oneline -- {path}'],
  }
}

export default defineRule({
  id: 'build/test-weakened',
  title: 'tests, fuzzing or sanitizers that find less than before',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['oss-fuzz-2023', 'xz-2024'],
  tags: ['CWE-1127'],
  uses: [weakenedTest, checkRun],
  messages: {
    skip: text('A test in `{name}` is now left out: `{what}`', 'It stands there as before and is not run.'),
    harmless: text('`{name}` no longer minds when this fails: `{what}`', 'The run counts as good either way.'),
    ends: text('`{name}` now ends well before its end: `{what}`', 'Nothing below that line is run any more.'),
    list: text('`{what}` is no longer among the tests that `{name}` runs', 'The test itself is not deleted here.'),
    coverage: text(
      'Fuzzing or a sanitizer now leaves something out in `{name}`: `{what}`',
      'What is left out there is looked at by nobody else.',
    ),
    watch: text(
      '`{name}` no longer runs {what} for every change, or no longer minds what it finds: `{mark}`',
      'What it would find in the next changes is looked at by nobody there.',
    ),
    recipe: text('`{name}` builds without the tests now: `{what}`', 'Who builds the package no longer sees them fail.'),
    folder: text(
      '`{name}` leaves the tests out of the build now: `{what}` is gone',
      'They stay in the tree and are not built.',
    ),
    run: text(
      'Nothing in `{name}` runs the tests any more: `{what}` is gone',
      'They stay in the tree and are not run there.',
    ),
    gone: text(
      'A {what} is deleted, and what `{name}` looked at stays',
      'Nothing in the change takes its place by name.',
    ),
    short: text(
      'A fuzz target in `{name}` now leaves when its input is long: `{what}`',
      'What only longer input reaches is looked at by nobody else.',
    ),
    verdict: text(
      'A check in `{name}` no longer fails where it finds something: `{what}`',
      'It looks as before, and says what it sees at most; nothing stops for it.',
    ),
    unseen: text(
      '`{name}` is no longer run for changes of `{what}`, which is what it looks at',
      'A change of that alone passes without it.',
    ),
    assertions: text(
      'A comparison is gone from `{name}`, and the test around it stays',
      'The test passes with less. It read: {what}',
    ),
  },
  examine: { changeSet: examine },
})

function examine(context: ChangeSetContext): void {
  examineRuns(context)
  const deleted = new Set(context.files.filter(({ kind }) => kind === 'deleted').map(({ path }) => stemOf(path)))
  for (const fact of context.facts('weakened-test')) {
    const { file, side, at } = fact.location
    const summary = context.files.find(({ index }) => index === file)
    const { form, what } = fact.data
    if (summary === undefined || (form === 'list' && deleted.has(stemOf(what)))) continue
    if (form === 'gone' && !isMissed(context, summary, what)) continue
    const company = form === 'gone' ? undefined : companyOf(context, summary, fact)
    context.report({
      file,
      message: form,
      digest: fact.digest,
      side,
      at,
      text: fact.text,
      severity:
        form === 'coverage' && summary.kind === 'added'
          ? 'info'
          : fact.data.isBroad === true
            ? 'medium'
            : severityOf(form, company !== undefined || (form === 'short' && isTiny(what))),
      data: {
        name: baseName(summary.path),
        what,
        path: shellWord(summary.path),
        note: company ?? 'Nothing else in the change stands out beside it.',
      },
    })
  }
}

/** Counted over all build services of the change: a job that moves to another file is not lost. */
function examineRuns(context: ChangeSetContext): void {
  const runs = context.facts('check-run')
  const told = new Set(context.facts('weakened-test').map(({ location }) => location.file))
  const lost = new Map<number, { readonly fact: Fact<'check-run'>; readonly tools: string[] }>()
  for (const tool of new Set(runs.map(({ subject }) => subject))) {
    const [old, left] = (['old', 'new'] as const).map(side =>
      runs.filter(({ subject, location }) => subject === tool && location.side === side),
    )
    if (old === undefined || left === undefined || left.length >= old.length) continue
    const kept = left.map(({ data }) => data.mark)
    const gone = old.find(({ data }) => !kept.includes(data.mark)) ?? old[0]
    if (gone === undefined || told.has(gone.location.file)) continue
    const known = lost.get(gone.location.file)
    if (known === undefined) lost.set(gone.location.file, { fact: gone, tools: [tool] })
    else known.tools.push(tool)
  }
  for (const [file, { fact, tools }] of lost) {
    const path = context.files.find(({ index }) => index === file)?.path ?? ''
    context.report({
      file,
      message: 'watch',
      digest: fact.digest,
      side: 'old',
      at: fact.location.at,
      text: fact.text,
      severity: 'low',
      data: {
        name: baseName(path),
        what: tools.length > 2 ? `${tools[0]} and ${tools.length - 1} more` : tools.join(' and '),
        mark: fact.data.mark,
        path: shellWord(path),
        note: 'Other services and files that this change leaves alone were not counted.',
      },
    })
  }
}

/** So little input reaches next to nothing of a parser. */
function isTiny(limit: string): boolean {
  const most = /[<>]=?\s*(0x[0-9a-f]+|\d+)/i.exec(limit)?.[1]
  return most !== undefined && Number(most) <= 32
}

function severityOf(form: Weakening, isInCompany: boolean): Severity {
  if (isInCompany && form !== 'assertions') return 'medium'
  return form === 'assertions' || form === 'coverage' ? (isInCompany || form === 'coverage' ? 'low' : 'info') : 'low'
}

const guarding =
  /auth|crypt|sign|verif|cert|tls|ssl|passw|login|permission|access|token|session|sandbox|escape|sanitiz/i

/** Whether what a deleted test looked at stays, going by names, and nothing takes the test's place. */
function isMissed({ files }: ChangeSetContext, test: FileSummary, what: string): boolean {
  const stem = stemOf(test.path)
  const others = files.filter(({ index }) => index !== test.index)
  // With its source, with others of its kind, or for a test that comes: a feature goes or is written anew.
  if (others.some(({ kind, area }) => kind === 'deleted' && area !== 'docs')) return false
  if (
    others.some(
      ({ kind, path }) => (kind === 'added' || kind === 'renamed') && (isTestFile(path) || /fuzz/i.test(path)),
    )
  )
    return false
  const stays = others.some(({ path, area }) => area === 'source' && stemOf(path) === stem)
  return what === 'fuzz target' || stays || guarding.test(stem)
}

/** What else the change does that gives the weaker test a meaning. */
function companyOf(
  { files }: ChangeSetContext,
  test: FileSummary,
  { data }: Fact<'weakened-test'>,
): string | undefined {
  const others = files.filter(({ index }) => index !== test.index)
  const isBinary = ({ content, area }: FileSummary) => content === 'binary' || area === 'binaries'
  const binary = others.find(one => isBinary(one) && one.kind !== 'deleted')
  if (binary !== undefined && others.every(one => isBinary(one) || isTestFile(one.path)))
    return `Besides tests the change holds \`${baseName(binary.path)}\`, which no diff shows.`
  const stem = stemOf(data.form === 'list' ? data.what : test.path)
  const code = others.find(
    ({ area, path, content }) => area === 'source' && content === 'text' && stemOf(path) === stem,
  )
  return code === undefined || stem === ''
    ? undefined
    : `The same change alters \`${baseName(code.path)}\`, which it tests by its name.`
}

/** `test_hash.c`, `hash-test.sh`, `HashTest.java`, `hash.spec.ts`: `hash`. */
function stemOf(path: string): string {
  return baseName(path)
    .replace(/\.\w+$/, '')
    .replace(/\.(?:test|spec)$/, '')
    .replace(/^(?:tests?|fuzz(?:er)?)[-_]|[-_](?:tests?|fuzz(?:er)?|unittest)$|Tests?$/g, '')
    .toLowerCase()
}
