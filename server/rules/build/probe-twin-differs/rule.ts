import type { Fact } from '../../../core/facts/fact'
import {
  buildPaths,
  buildSystemNames,
  consequenceOf,
  lineOf,
  protectionIn,
  usePaths,
  usesByName,
} from '../../../core/facts/featureConsequence'
import { featureProbe } from '../../../core/facts/featureProbe'
import { featureUse } from '../../../core/facts/featureUse'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { isMisspelt } from '../../../core/syntax/probeNames'
import type { BuildSystem } from '../../../core/syntax/probes'

type ProbeFact = Fact<'feature-probe'>

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\n{uses}`,
    benign: 'A slip that was put right, or a name that really has both spellings.',
    question: 'Which of the two spellings does the system have? Which configure log shows the check succeeding?',
    commands: ['git grep -n -w -e {word}'],
  }
}

export default defineRule({
  id: 'build/probe-twin-differs',
  title: 'feature check a letter away from its twin or from what it was',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024-landlock'],
  tags: ['CWE-693'],
  uses: [featureProbe, featureUse],
  wants: {
    when: context => context.facts('feature-probe').some(isTouched),
    paths: (context, tree) => {
      const touched = context.facts('feature-probe').filter(isTouched)
      const own = new Set(touched.map(({ data }) => data.buildSystem))
      const systems = (['autoconf', 'cmake', 'meson', 'scons', 'waf'] as const).filter(
        (one: BuildSystem) => !own.has(one) || own.size > 1,
      )
      return [
        ...buildPaths(systems, tree),
        ...usePaths(touched.flatMap(({ data }) => data.features).slice(0, 20), tree),
      ]
    },
  },
  messages: {
    was: text(
      '`{word}` in the check for `{name}` was `{meant}` before',
      'Nothing else of that name changed in the program. A name that is nowhere declared makes the answer no everywhere.',
    ),
    twin: text(
      '`{word}` in the {system} check for `{name}` is `{meant}` in its twin',
      'The twin is at line {line} of `{twin}`. One of the two cannot be right; the answer of a check with a name that is nowhere declared is always no.',
    ),
    parted: {
      message: 'The {system} check for `{name}` no longer asks what its twin asks: {difference}',
      why: 'Before the change both held the same program; the twin is at line {line} of `{twin}` and stays as it was. Where the answers part, one build leaves out what the other compiles.\n{uses}',
      benign: 'A check that was corrected in one place and forgotten in the other.',
      question: 'Should the other check change in the same way? On which system do the two answers differ?',
      commands: ['git grep -n -w -e {word}'],
    },
  },
  examine: { changeSet: examine },
})

function isTouched({ location, isChanged, data }: ProbeFact): boolean {
  return location.file >= 0 && isChanged && data.newErrors.length === 0
}

function examine(context: ChangeSetContext): void {
  const probes = context.facts('feature-probe')
  const touched = probes.filter(isTouched)
  if (touched.length === 0) return
  const index = usesByName(context)
  const paths = new Map(context.files.map(file => [file.index, file.path]))
  for (const fact of touched) {
    const before = fact.data.before === undefined ? undefined : slipIn(fact.data.program, fact.data.before)
    const twin = before === undefined ? twinWithSlip(fact, probes) : undefined
    const slip = before ?? twin?.slip
    if (slip === undefined) {
      const parted = twinLeftBehind(fact, probes)
      if (parted !== undefined) reportParted(context, fact, parted, index, paths)
      continue
    }
    const name = fact.data.features[0] ?? fact.data.check
    const { sentence, uses } = consequenceOf(context, index, name)
    const protection = protectionIn(`${fact.data.features.join(' ')} ${fact.data.program.join(' ')}`)
    const other = twin === undefined ? undefined : (paths.get(twin.fact.location.file) ?? '')
    const path = paths.get(fact.location.file) ?? ''
    context.report({
      file: fact.location.file,
      digest: fact.digest,
      side: 'new',
      at: spanOf(lineOf(fact), columnOf(fact), fact.data.check.length),
      text: fact.text,
      message: twin === undefined ? 'was' : 'twin',
      severity: isTestFolder(path) ? 'low' : protection === undefined ? 'medium' : 'high',
      data: {
        name: name.slice(0, 24),
        word: shellWord(slip.word.slice(0, 24)),
        meant: slip.meant.slice(0, 24),
        system: buildSystemNames[fact.data.buildSystem],
        twin: baseName(other ?? ''),
        line: lineOf(twin?.fact),
        uses: uses.length === 0 ? 'What asks for the answer was not seen.' : sentence,
      },
      related:
        twin === undefined
          ? []
          : [
              {
                file: twin.fact.location.file,
                side: 'new',
                at: twin.fact.location.at,
                label: `the same check with \`${slip.meant}\``,
                text: twin.fact.text,
              },
            ],
    })
  }
}

function columnOf({ location: { at } }: ProbeFact): number {
  return typeof at === 'object' && 'start' in at && typeof at.start === 'object' ? at.start.column : 0
}

interface Slip {
  readonly word: string
  readonly meant: string
}

/** One name that is another's with a slip, in programs that are otherwise much the same. */
function slipIn(program: readonly string[], other: readonly string[]): Slip | undefined {
  const [ours, theirs] = [new Set(program), new Set(other)]
  const added = [...ours].filter(word => isName(word) && !theirs.has(word))
  const gone = [...theirs].filter(word => isName(word) && !ours.has(word))
  // A variable of the program itself can be called anything.
  if (added.length === 0 || added.length > 3 || gone.length > 6) return undefined
  for (const word of added) {
    const meant = gone.find(one => isMisspelt(word, one))
    const isOwn = program.some(
      (one, at) => one === word && /^(?:int|char|void|long|struct|double)$/.test(program[at - 1] ?? ''),
    )
    if (meant !== undefined && !isOwn) return { word, meant }
  }
  return undefined
}

function isName(word: string): boolean {
  return /^[A-Za-z_]\w{4,}$/.test(word)
}

function twinWithSlip(fact: ProbeFact, probes: readonly ProbeFact[]): { fact: ProbeFact; slip: Slip } | undefined {
  for (const other of probes) {
    if (other.data.buildSystem === fact.data.buildSystem || other.data.hasErrors) continue
    if (!other.data.features.some(name => fact.data.features.includes(name))) continue
    const slip = slipIn(fact.data.program, other.data.program)
    if (slip !== undefined) return { fact: other, slip }
  }
  return undefined
}

/** A twin that held the same program before the change and holds another one now. */
function twinLeftBehind({ data }: ProbeFact, probes: readonly ProbeFact[]): ProbeFact | undefined {
  const before = data.before?.join(' ')
  const now = data.program.join(' ')
  if (before === undefined || before === now || data.program.length === 0) return undefined
  const twins = probes.filter(
    other =>
      other.data.buildSystem !== data.buildSystem && other.data.features.some(name => data.features.includes(name)),
  )
  if (twins.some(other => other.data.program.join(' ') === now)) return undefined
  return twins.find(other => other.data.program.join(' ') === before)
}

const TYPE = /^(?:int|char|void|long|short|unsigned|signed|float|double|static|const|struct)$/

/** Whether the program names anything else, apart from what it is made of: types, and functions of its own. */
function asksOther(gone: readonly string[], added: readonly string[], words: readonly string[]): boolean {
  const own = new Set(words.filter((_, at) => TYPE.test(words[at - 1] ?? '') && words[at + 1] === '('))
  return [...gone, ...added].some(
    word => !TYPE.test(word) && !/^(?:return|main|0|[(){};,])$/.test(word) && !own.has(word),
  )
}

function reportParted(
  context: ChangeSetContext,
  fact: ProbeFact,
  twin: ProbeFact,
  index: ReturnType<typeof usesByName>,
  paths: ReadonlyMap<number, string>,
): void {
  const { features, check, program, before = [], buildSystem } = fact.data
  const name = features[0] ?? check
  const gone = before.filter(word => !program.includes(word))
  const added = program.filter(word => !before.includes(word))
  const word = [...gone, ...added].find(isName) ?? name
  const { sentence, uses } = consequenceOf(context, index, name)
  const isProtective = protectionIn(`${features.join(' ')} ${program.join(' ')} ${before.join(' ')}`) !== undefined
  context.report({
    file: fact.location.file,
    digest: fact.digest,
    side: 'new',
    at: spanOf(lineOf(fact), columnOf(fact), check.length),
    text: fact.text,
    message: 'parted',
    severity:
      isProtective &&
      asksOther(gone, added, [...before, ...program]) &&
      !isTestFolder(paths.get(fact.location.file) ?? '')
        ? 'medium'
        : 'low',
    data: {
      name: name.slice(0, 24),
      system: buildSystemNames[buildSystem],
      word: shellWord(word.slice(0, 24)),
      difference: differenceOf(gone, added),
      twin: baseName(paths.get(twin.location.file) ?? ''),
      line: lineOf(twin),
      uses: uses.length === 0 ? 'What asks for the answer was not seen.' : sentence,
    },
  })
}

function differenceOf(gone: readonly string[], added: readonly string[]): string {
  const [was, is] = [gone.find(isName) ?? gone[0], added.find(isName) ?? added[0]]
  if (is !== undefined) return `\`${is.slice(0, 24)}\` is new`
  return was === undefined ? 'the order is another' : `\`${was.slice(0, 24)}\` is gone`
}
