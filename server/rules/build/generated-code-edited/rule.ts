import type { Fact } from '../../../core/facts/fact'
import { type GeneratedLine, generatedCode } from '../../../core/facts/generatedCode'
import { generatorInput } from '../../../core/facts/generatorInput'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName, folderOf } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import { counted, shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'build/generated-code-edited',
  title: 'code that a generator wrote, changed without what it is made of',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-506'],
  uses: [generatedCode, generatorInput],
  wants: { when: context => open(context).length > 0, paths: inputsInTree },
  messages: {
    edited: {
      message: '`{name}` changed, and nothing that {generator} made it of did',
      why: 'The next run takes such an edit away again; until then it is what is built.\n{marks}{others}',
      benign: 'A warning of a compiler put right by hand, or a run that came late.',
      question: 'Which source has these lines, and which command wrote this file from it?',
      commands: ['git log --oneline -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

interface Open {
  readonly fact: Fact<'generated-code'>
  readonly lines: readonly GeneratedLine[]
}

/** Places shown beside the first. */
const LIMIT_RELATED = 8
const LIMIT_TEXT = 120
/** Files changed beside it from which on one takes it for a change of the same kind everywhere. */
const LIMIT_SWEEP = 20
const LIMIT_INPUTS = 16

function open(context: ChangeSetContext): readonly Open[] {
  const facts = context.facts('generated-code')
  if (facts.length === 0) return []
  const generated = new Set(facts.map(({ subject }) => subject))
  const others = context.files.filter(({ path, kind }) => !generated.has(path) && kind !== 'modeOnly')
  const forms = new Set(context.facts('generator-input').flatMap(({ data }) => data.forms))
  return facts.flatMap(fact => {
    if (isTestFolder(fact.subject) || others.some(other => isInput(fact, other))) return []
    const lines = fact.data.lines.filter(({ form }) => !forms.has(form))
    return lines.length === 0 ? [] : [{ fact, lines }]
  })
}

/** Whether a changed file can be what the generated one is made of; of an unknown generator, any code can. */
function isInput({ subject, data }: Fact<'generated-code'>, { path, area }: FileSummary): boolean {
  if (data.input === '') return area !== 'docs' && area !== 'tests' && area !== 'ci'
  const pattern = new RegExp(data.input)
  if (!pattern.test(path)) return false
  const named = data.inputs.filter(name => pattern.test(name))
  return named.length === 0 || named.includes(baseName(path)) || stemOf(path) === stemOf(subject)
}

function stemOf(path: string): string {
  return /^[^.]*/.exec(baseName(path))?.[0].replace(/_pb2(?:_grpc)?$|_pb$|^moc_|^ui_/, '') ?? ''
}

/** Named ones, then those of the same folder. */
function inputsInTree(context: ChangeSetContext, tree: readonly string[]): readonly string[] {
  const wanted = new Set<string>()
  for (const { fact } of open(context)) {
    if (fact.data.input === '') continue
    const pattern = new RegExp(fact.data.input)
    const paths = tree.filter(path => pattern.test(path))
    const folder = folderOf(fact.subject)
    const near = paths.filter(path => folderOf(path) === folder || stemOf(path) === stemOf(fact.subject))
    const named = paths.filter(path => fact.data.inputs.includes(baseName(path)))
    for (const path of [...named, ...near].slice(0, LIMIT_INPUTS)) wanted.add(path)
  }
  return [...wanted].slice(0, LIMIT_INPUTS)
}

/** Of others' code in the tree another rule speaks. */
const vendored = /(?:^|\/)(?:vendor|third[-_]?party|node_modules|external|extern|deps|contrib)\//i

/** What no grammar and no table has a program do. */
const starts =
  /(?<![\w.>])(?:_?w?system|_?w?popen|exec[lv]p?e?|posix_spawnp?|dlopen)\s*\(|\b(?:eval|os\.system|exec\.Command|child_process)\b/

function severityOf({ files }: ChangeSetContext, { fact, lines }: Open): Severity {
  const { hasRunMarks, input } = fact.data
  const isDoubtful = hasRunMarks || input === '' || vendored.test(fact.subject)
  if (!isDoubtful && lines.some(({ side, text }) => side === 'new' && starts.test(text))) return 'high'
  return isDoubtful || files.length > LIMIT_SWEEP || !lines.some(({ isDoing }) => isDoing) ? 'low' : 'medium'
}

/** One run of a generator, or one hand, changes many files: one finding of each severity tells them. */
function examine(context: ChangeSetContext): void {
  const groups = new Map<Severity, Open[]>()
  for (const file of open(context)) {
    const severity = severityOf(context, file)
    groups.set(severity, [...(groups.get(severity) ?? []), file])
  }
  for (const [severity, files] of groups) report(context, files, severity)
}

/** What came tells more than what went. */
function weight({ side, isDoing }: GeneratedLine): number {
  return 2 * Number(isDoing) + Number(side === 'new')
}

function report(context: ChangeSetContext, files: readonly Open[], severity: Severity): void {
  const [file] = files
  const places = files.flatMap(({ fact, lines }, index) =>
    [...lines]
      .sort((a, b) => weight(b) - weight(a))
      .slice(0, index === 0 ? LIMIT_RELATED : 1)
      .map(line => ({ ...line, file: fact.location.file })),
  )
  const [first, ...rest] = places
  if (file === undefined || first === undefined) return
  const { subject, digest, data } = file.fact
  context.report({
    file: first.file,
    digest,
    side: first.side,
    at: spanOf(first.line, first.column, first.text.length),
    text: first.text,
    message: 'edited',
    severity,
    data: {
      name: baseName(subject),
      path: shellWord(subject),
      generator: data.generator,
      marks: data.hasRunMarks
        ? 'Tables, descriptors or numbers of lines changed with it, as in a new run.'
        : 'Nothing that each new run changes, such as tables or numbers of lines, changed with it.',
      others: files.length > 1 ? ` So it is with ${counted(files.length - 1, 'other generated file')}.` : '',
    },
    related: rest.slice(0, LIMIT_RELATED).map(({ side, line, column, text, file: index }) => ({
      file: index,
      side,
      at: spanOf(line, column, text.length),
      label: 'in no source',
      text: shorten(text, LIMIT_TEXT),
    })),
  })
}
