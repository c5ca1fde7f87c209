import { codeChange } from '../../../core/facts/codeChange'
import type { Fact } from '../../../core/facts/fact'
import { fixtureName } from '../../../core/facts/fixtureName'
import type { OpaqueFile } from '../../../core/facts/kinds'
import { opaqueFile } from '../../../core/facts/opaqueFile'
import { startedPath } from '../../../core/facts/startedPath'
import { shownSize } from '../../../core/formats/measure'
import { formatsOfExtension, isMedia } from '../../../core/formats/signature'
import type { StructureSign } from '../../../core/formats/structure/signs'
import { grouped } from '../../../core/formats/structure/structure'
import { buildWrapperAt } from '../../../core/manifests/buildWrapper'
import { type ByteSpan, isTextSpan } from '../../../core/model/location'
import { baseName, extensionOf, folderOf } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten, visible } from '../../../core/model/visible'
import { counted, shellWord } from '../../../core/rule/commands'
import { isCompanion } from '../../../core/rule/company'
import type { ChangeSetContext, ChangeSetReport, FileSummary, RelatedPlace } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { capitalised, insideClause, withArticle } from './clauses'
import { type Habit, Habits } from './habit'
import { type Recipe, Recipes, recipePaths } from './recipe'
import { seriesDigest, seriesOf, seriesPlaces, seriesSizes } from './series'

const LIMIT_LABEL = 120

const labels: Readonly<Record<StructureSign['kind'], string>> = {
  tail: 'bytes after the end',
  inner: 'start of another format',
  load: 'runs when it is loaded',
  path: 'folder of libraries',
  calls: 'name that reading it looks up',
  disguise: 'another format than the name says',
}

const question = 'How was this file made, and which test or build step needs it? Could the command be committed?'
const commands = ['git log --stat --oneline -- {path}', 'git grep -n -F -e {word}'] as const
const known = 'Established: {established}; not established: {open}.'
const inside = 'Inside: {inside}.'
const company = '{others} changed with it.'

function text(message: string, why: string, benign: string): MessageText {
  return { message, why, benign, question, commands }
}

export default defineRule({
  id: 'binary/opaque-file-changed',
  title: 'file that a diff cannot show was added or replaced',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024', 'scorecard-test-data'],
  tags: ['CWE-506'],
  uses: [opaqueFile, fixtureName, startedPath, codeChange],
  wants: {
    when: context => addedAlone(context).length > 0,
    paths: (context, tree) => addedAlone(context).flatMap(path => recipePaths(tree, path)),
  },
  messages: {
    addedAlone: text(
      '`{name}` added ({size}); no code, test or generator changed with it',
      `${known}\nA test may reach it by a pattern; readers were not searched for.\n{habit}`,
      'Test data is often committed apart from the test that reads it.',
    ),
    series: text(
      '`{name}` and {count} of its kind added beside it ({sizes}), with {others}',
      `Of the first: ${known}\n{habit}`,
      'Samples for a test or the start of a fuzzing corpus.',
    ),
    addedUnnamed: text(
      '`{name}` added ({size}) alone; `{recipe}` names {named} and not this one',
      `${known}\nWhoever keeps that list says there how such files were made, or what they are for.\n{habit}`,
      'The list was not brought up to date.',
    ),
    replacedAlone: text(
      '`{name}` replaced ({sizes}); no code, test or generator changed with it',
      `${known}\n${inside} {share} of the bytes stay where they were.\nNothing in this change says why the content had to differ.\n{habit}`,
      'A fixture regenerated with a newer tool, or one that was wrong from the start.',
    ),
    addedWith: text('`{name}` added ({size}) together with {others}', known, 'A new test and its data in one commit.'),
    addedStarted: text(
      '`{name}` added ({size}), and `{recipe}` of the same change starts or loads it',
      `${known}\nWhat it does stands nowhere in this change; whoever builds or runs the code runs it.\n{habit}`,
      'A tool that was built elsewhere to save time.',
    ),
    replacedWith: text(
      '`{name}` replaced ({sizes}) together with {others}',
      `${known}\n${inside} {share} of the bytes stay where they were.`,
      'Data brought up to date with the code that reads it.',
    ),
    media: text(
      '`{name}` {verb} ({size}): {format} with an ordinary header',
      `${known}\nIts picture, glyphs or sound were not looked at.`,
      'A picture, font or sound of the project.',
    ),
    tail: text(
      '`{name}` {verb}: {count} after the end of its {format}',
      `${known}\n${inside}\nViewers stop at the end and show nothing of what follows.\n${company}`,
      'A preview, an index or padding that the tool which wrote the file leaves behind.',
    ),
    inner: text(
      '`{name}` {verb}: {what} begins inside its {format}',
      `${known}\n${inside}\nOne file that two programs read in two ways; a viewer shows one of them.\n${company}`,
      'A test of readers that must refuse such files.',
    ),
    load: text(
      '`{name}` {verb}: more code runs when it is loaded, {what}',
      `${known}\n${inside}\nIt runs in every process that loads the file, before any of its functions is called.\n${company}`,
      'CPU dispatch, static objects of C++, or another toolchain.',
    ),
    path: text(
      '`{name}` {verb}: libraries are now also sought by {what}',
      `${known}\n${inside}\nWho can write to that folder chooses the code that is loaded.\n${company}`,
      'A build made for its own folder and committed as it was.',
    ),
    calls: text(
      '`{name}` {verb}: reading it looks up {what}',
      `${known}\n${inside}\nReading a pickle runs what it names; nothing of it was run here.\n${company}`,
      'A test of a reader that must refuse such pickles.',
    ),
    disguise: text(
      '`{name}` {verb}: content is {format}, name promises {what}',
      `${known}\n${inside}\nReviewers and tools pass over such names; a loader goes by the content.\n${company}`,
      'A test of tools that go by content and not by name.',
    ),
    unseen: text(
      '`{name}` {verb}, but its bytes are not at hand',
      'Size, format and content could not be looked at: {reason}.\n{others} changed with it.',
      'A patch made without binary content, or a clone without this object.',
    ),
  },
  needsPast,
  examine: { changeSet: examine },
})

/** Folders near whose added files a recipe is looked for. */
const LIMIT_FOLDERS = 4

/** One added file for each folder and extension, where nothing came with it that could have made it. */
function addedAlone(context: ChangeSetContext): readonly string[] {
  if (companionsOf(context).length > 0) return []
  const added = context.facts('opaque-file').filter(({ data }) => data.change === 'added' && !data.isOrdinaryMedia)
  const byKind = new Map(added.map(({ subject }) => [`${folderOf(subject)}/*.${extensionOf(subject)}`, subject]))
  return [...byKind.values()].slice(0, LIMIT_FOLDERS)
}

/** The past says something of files that came without company, which are few. */
function needsPast(context: ChangeSetContext): boolean {
  return companionsOf(context).length === 0 && context.facts('opaque-file').some(({ data }) => !data.isOrdinaryMedia)
}

function examine(context: ChangeSetContext): void {
  const companions = companionsOf(context).length
  const others =
    companions === 0 ? 'no code, test or generator' : `${counted(companions, 'file')} of code, tests or build`
  const files = new Map(context.files.map(file => [file.index, file]))
  const facts = context.facts('opaque-file').filter(fact => files.has(fact.location.file))
  const gone = new Set(facts.flatMap(fact => (fact.data.change === 'deleted' ? [fact.data.oldHash] : [])))
  const recipes = new Recipes(context.facts('fixture-name'))
  const keys = new Set(context.facts('key-change').map(fact => fact.location.file))
  const starts = context.facts('started-path')
  const habits = context.past === undefined ? undefined : new Habits(context.past)
  const seen: Seen[] = []
  for (const fact of facts) {
    const { change, oldHash, newHash } = fact.data
    if (change === 'deleted' || oldHash === newHash || (change === 'added' && gone.has(newHash))) continue
    const file = files.get(fact.location.file)
    const path = file?.path ?? fact.subject
    // Rules of their own speak of these.
    if (buildWrapperAt(path) !== undefined) continue
    if (keys.has(fact.location.file) && fact.data.signs.length === 0) continue
    const habit = habits?.of(file?.oldPath ?? path, change)
    const recipe = change === 'added' ? recipes.for(path) : undefined
    const start = change === 'added' ? startOf(starts, path, fact.data) : undefined
    const company = { isAccompanied: companions > 0, others, habit, recipe, start }
    seen.push({ fact, path, company, verdict: judge(path, fact.data, company) })
  }
  const series = seriesOf(
    seen.flatMap(({ fact, verdict: { message, severity } }) =>
      message === 'addedWith' || message === 'addedAlone' ? [{ fact, words: `${message} ${severity}` }] : [],
    ),
  )
  for (const one of seen) reportSeen(context, one, series.get(one.fact))
  for (const file of context.files)
    if (file.content === 'missing' && file.area === 'binaries') reportUnseen(context, file, companions > 0, others)
}

/** What changed with the file, and whether earlier commits did the same. */
interface Company {
  readonly isAccompanied: boolean
  /** In words. */
  readonly others: string
  /** Undefined where nothing is known of earlier commits. */
  readonly habit: Habit | undefined
  /** Of an added file: what names others like it. */
  readonly recipe: Recipe | undefined
  /** Of an added program or archive: where the change starts or loads it. */
  readonly start: Fact<'started-path'> | undefined
}

/** The place of the change that names the file beside what starts programs: with a folder, or by a name of its own. */
function startOf(
  starts: readonly Fact<'started-path'>[],
  path: string,
  { category, format }: OpaqueFile,
): Fact<'started-path'> | undefined {
  if ((category !== 'executable' && category !== 'archive') || isTestPath(path)) return undefined
  return starts.find(({ subject, data }) => {
    const isNamed = path === subject || path.endsWith(`/${subject}`) || subject.endsWith(`/${path}`)
    // Archives are unpacked every day; a zip that Java or Python is given is a program.
    const isStarted =
      category === 'executable' ||
      (format === 'zip' && /^(?:java\w*|jvmarg|exec\w*|spawn\w*|Command|require|subprocess)$/.test(data.by))
    return isNamed && isStarted && !isTestPath(data.from)
  })
}

interface Seen {
  readonly fact: Fact<'opaque-file'>
  readonly path: string
  readonly company: Company
  readonly verdict: Verdict
}

/** Of a series, the first member speaks for all. */
function reportSeen(
  context: ChangeSetContext,
  { fact, path, company, verdict }: Seen,
  series: readonly Fact<'opaque-file'>[] | undefined,
): void {
  if (series?.length === 0) return
  const { data } = fact
  const { others, habit, recipe, start } = company
  const message = series === undefined ? verdict.message : 'series'
  const [sign] = data.signs
  context.report({
    file: fact.location.file,
    digest: series === undefined ? fact.digest : seriesDigest(series),
    side: 'new',
    at: 'file',
    text: baseName(path),
    message,
    severity: verdict.severity,
    related: [
      ...(series === undefined ? [] : seriesPlaces(series)),
      ...(start === undefined || !isTextSpan(start.location.at)
        ? []
        : [{ file: start.location.file, side: 'new' as const, at: start.location.at, label: 'starts or loads it' }]),
      ...placesInside(fact),
    ],
    data: {
      name: baseName(path),
      path: shellWord(path),
      word: shellWord(baseName(path)),
      verb: data.change,
      size: shownSize(data.newSize ?? 0),
      sizes: series === undefined ? `${data.oldSize ?? 0} → ${data.newSize ?? 0} bytes` : seriesSizes(series),
      share: `${Math.round((data.sameShare ?? 0) * 100)} %`,
      format: data.format,
      others: data.signs.length === 0 ? others : capitalised(others),
      what: sign?.kind === 'inner' ? withArticle(sign.what) : (sign?.what ?? ''),
      count: series === undefined ? counted(Number(sign?.kind === 'tail' ? sign.what : 0), 'byte') : series.length - 1,
      inside: insideClause(data),
      established: data.established.join('; '),
      open: data.notEstablished.join(', '),
      recipe: baseName((message === 'addedStarted' ? start?.data.from : recipe?.path) ?? ''),
      named: counted(recipe?.others ?? 0, `other .${extensionOf(path)} file`),
      habit: habit?.clause ?? 'Earlier commits were not at hand to compare with.',
    },
  })
}

/** A binary file in the form of text is no company of itself, whatever folder it lies in. */
function companionsOf(context: ChangeSetContext): readonly FileSummary[] {
  const subjects = new Set(context.facts('opaque-file').map(fact => fact.location.file))
  const wordsOnly = onlyWords(context)
  return context.files.filter(file => !subjects.has(file.index) && !wordsOnly.has(file.index) && isCompanion(file))
}

/** Files in which the change touches comments and sentences alone: they neither make nor read anything anew. */
function onlyWords(context: ChangeSetContext): ReadonlySet<number> {
  const code = new Map<number, string[]>()
  for (const { location, data } of context.facts('code-change'))
    code.set(location.file, [...(code.get(location.file) ?? []), data.code])
  return new Set([...code].flatMap(([file, sides]) => (sides.length === 2 && sides[0] === sides[1] ? [file] : [])))
}

/** Where in the bytes the differences stand; of an added file, what stands out in it. */
function placesInside({ data, location }: Fact<'opaque-file'>): NonNullable<ChangeSetReport['related']> {
  const file = location.file
  const place = (at: ByteSpan): Pick<RelatedPlace, 'at' | 'inside'> =>
    data.armour === undefined ? { at } : { at: 'file', inside: { name: `decoded ${data.armour}`, at } }
  if (data.change === 'added')
    return data.signs
      .filter(sign => sign.kind !== 'disguise')
      .map(({ at, what, kind }) => ({ file, side: 'new', ...place(at), label: labelAt(labels[kind], at), text: what }))
  return data.differences.map(({ at, side, text, note }) => ({
    file,
    side,
    ...place(at),
    label: labelAt(text, at),
    text: note ?? '',
  }))
}

function labelAt(text: string, { offset }: ByteSpan): string {
  return `${shorten(visible(text), LIMIT_LABEL)}, at byte ${grouped(offset)}`
}

interface Verdict {
  readonly severity: Severity
  readonly message: string
}

const GRADES: readonly Severity[] = ['info', 'low', 'medium', 'high']

/** What is seen inside is said first, and weighs at least as much as the company the file has. */
function judge(path: string, data: OpaqueFile, company: Company): Verdict {
  const verdict = judgeByCompany(path, data, company)
  const [sign] = data.signs
  if (sign === undefined) return verdict
  const isGraver = GRADES.indexOf(sign.severity) > GRADES.indexOf(verdict.severity)
  return { severity: isGraver ? sign.severity : verdict.severity, message: sign.kind }
}

function judgeByCompany(path: string, data: OpaqueFile, { isAccompanied, habit, recipe, start }: Company): Verdict {
  if (data.isOrdinaryMedia) return { severity: 'info', message: 'media' }
  if (start !== undefined) return { severity: 'high', message: 'addedStarted' }
  const isAdded = data.change === 'added'
  const message = `${data.change}${isAccompanied ? 'With' : 'Alone'}`
  if (isRoutine(path, data)) return { severity: isAccompanied ? 'info' : 'low', message }
  if (!isAccompanied && isAdded && recipe?.namesIt === false) return { severity: 'medium', message: 'addedUnnamed' }
  if (!isAccompanied && habit?.isOrdinary) return { severity: isAdded ? 'low' : 'medium', message }
  // What differs can be read, in the explanation at least.
  if (!isAccompanied && data.changedText !== undefined) return { severity: 'medium', message }
  if (!isAccompanied) return { severity: isAdded ? 'medium' : 'high', message }
  return { severity: isAdded && data.category !== 'executable' ? 'info' : 'low', message }
}

/** Documents, catalogues and pictures in odd formats: rebuilt now and then, and nothing builds or runs from them. */
function isRoutine(path: string, data: OpaqueFile): boolean {
  if (isTestPath(path)) return false
  return data.category === 'document' || data.format === 'gettext catalogue' || data.category === 'image'
}

function isTestPath(path: string): boolean {
  return /(^|\/)(tests?|testing|fixtures?|testdata|test[-_]?files|corpus|fuzz\w*)\//i.test(path)
}

/** All there is to go by when the bytes are not at hand. */
function isNamedAsMedia(path: string): boolean {
  return formatsOfExtension(extensionOf(path)).some(isMedia)
}

function reportUnseen(context: ChangeSetContext, file: FileSummary, isAccompanied: boolean, others: string): void {
  if (file.kind === 'deleted') return
  context.report({
    file: file.index,
    digest: `missing:${file.oldId ?? ''}:${file.newId ?? ''}`,
    side: 'new',
    at: 'file',
    text: baseName(file.path),
    message: 'unseen',
    severity: isAccompanied || isNamedAsMedia(file.path) ? 'low' : 'medium',
    data: {
      name: baseName(file.path),
      path: shellWord(file.path),
      word: shellWord(baseName(file.path)),
      verb: file.kind === 'added' ? 'added' : 'changed',
      reason: 'the patch or clone does not hold them',
      others: capitalised(others),
    },
  })
}
