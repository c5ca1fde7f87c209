import type { Fact } from '../../../core/facts/fact'
import { generatedFile, type ResidueLine } from '../../../core/facts/generatedFile'
import { generatorSource } from '../../../core/facts/generatorSource'
import { vendoredMacro } from '../../../core/facts/vendoredMacro'
import { isWeakStep, type StepKind } from '../../../core/macros/generatedSteps'
import { isSourceOf, type MakerTool } from '../../../core/macros/maker'
import { spanOf } from '../../../core/model/location'
import { baseName, folderOf } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import { counted, shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

const question = 'Which source has these lines, and which command, in which version, wrote this file from it?'
const commands = ['git log --oneline -- {path}']
const counts = 'Of {added} added lines, {residue} have no like in its old text or in the sources at hand.{maker}'

export default defineRule({
  id: 'build/generated-beyond-source',
  title: 'committed generated file with lines that its sources do not explain',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024'],
  tags: ['CWE-506'],
  uses: [generatedFile, generatorSource, vendoredMacro],
  supersedes: [
    'build/decoder-feeds-interpreter',
    'build/download-runs',
    'build/eval-of-computed',
    'build/runs-new-code',
    'build/toolchain-diverted',
    'build/tree-search',
  ],
  wants: { when: context => open(context).some(asksForSources), paths: sourcesInTree },
  messages: {
    steps: {
      message: '`{name}` has lines that none of its sources has: {kinds}',
      why: `Nothing else writes such a line: it {steps}.\n{sources}\n${counts}`,
      benign: 'It was made with macros that were installed where it was made and are not kept here.',
      question,
      commands,
    },
    edited: {
      message: '`{name}` changed, and none of the files it is generated from did',
      why: `The next run of {tool} takes such an edit away again; until then it is what is built.\n${counts}{others}`,
      benign: 'It was generated late, after a commit that changed its sources, or on another machine.',
      question,
      commands,
    },
    residue: {
      message: '`{name}`: {residue} of its {added} added lines stand in none of its sources',
      why: 'The rest is as in its old text, or as in the sources of the change. None of these lines takes a step that {tool} never writes.{maker}{others}',
      benign: 'What a macro expands to, where the tool or a macro was updated.',
      question,
      commands,
    },
  },
  examine: { changeSet: examine },
})

/** A file with what is left of it once its sources are taken away. */
interface Open {
  readonly fact: Fact<'generated-file'>
  readonly residue: readonly ResidueLine[]
  readonly steps: readonly ResidueLine[]
  readonly hasChangedSource: boolean
}

/** Places shown beside the first. */
const LIMIT_RELATED = 10
const LIMIT_TEXT = 120

function open(context: ChangeSetContext): readonly Open[] {
  const facts = context.facts('generated-file')
  if (facts.length === 0) return []
  const sources = context.facts('generator-source')
  const shapes = new Set(sources.flatMap(({ data }) => data.shapes))
  const known = new Set(sources.flatMap(({ data }) => data.steps))
  const changed = context.files.map(({ path }) => path)
  return facts.map(fact => {
    // Of the macros of aclocal.m4 that are published with another body, another rule speaks.
    const told = new Set(
      context
        .facts('vendored-macro')
        .filter(({ location }) => location.file === fact.location.file && location.side === 'new')
        .flatMap(({ data }) => data.steps.map(({ line }) => line)),
    )
    const residue = fact.data.residue.filter(({ line, strict, shape }) =>
      strict === undefined ? !shapes.has(shape) : !known.has(strict) && !told.has(line),
    )
    return {
      fact,
      residue,
      steps: residue.filter(({ steps }) => steps.some(kind => !isWeakStep(kind))),
      hasChangedSource: changed.some(path => isSourceOf(fact.data.maker.tool, path)),
    }
  })
}

function isEdited({ fact: { data }, hasChangedSource, residue }: Open): boolean {
  return !data.isNew && data.before === undefined && !hasChangedSource && residue.length > 0
}

/**
 * Most of what a program writes anew has its like; most of what a hand writes has not. A header has no commands, and a
 * definition in it is read like code.
 */
function isByHand(files: readonly Open[]): boolean {
  const scripts = files.filter(file => !isHeader(file))
  const residue = scripts.reduce((sum, file) => sum + file.residue.length, 0)
  return 2 * residue > scripts.reduce((sum, file) => sum + file.fact.data.telling, 0)
}

function isHeader({ fact }: Open): boolean {
  return fact.data.maker.tool === 'autoheader'
}

function asksForSources(file: Open): boolean {
  return file.steps.length > 0 || isEdited(file)
}

/** Of macros that are kept in the tree, beside those of the nearest folders. */
const LIMIT_MACROS = 16

/** Only so many are read: the macros that all use, then the nearest. */
function sourcesInTree(context: ChangeSetContext, tree: readonly string[]): readonly string[] {
  const files = open(context).filter(asksForSources)
  const tools = new Set<MakerTool>(files.map(({ fact }) => fact.data.maker.tool))
  const folders = new Set(files.map(({ fact }) => folderOf(fact.subject)))
  const sources = tree.filter(path => [...tools].some(tool => isSourceOf(tool, path)))
  const macros = sources.filter(path => /^(?:\w+\/)?[\w-]+\.m4$/.test(path)).sort((a, b) => rank(a) - rank(b))
  const near = sources.filter(path => folders.has(folderOf(path)))
  return [...new Set([...macros.slice(0, LIMIT_MACROS), ...near, ...sources])]
}

/** What a project has of its own comes first. */
function rank(path: string): number {
  return /^(?:acinclude|aclocal)\.m4$/.test(path) ? 0 : 1
}

function examine(context: ChangeSetContext): void {
  const rest = new Map<string, Open[]>()
  for (const file of open(context)) {
    if (file.steps.length > 0) report(context, [file], 'steps', kindsOf(file.steps).length > 1 ? 'high' : 'medium')
    else if (!file.fact.data.isNew && file.residue.length > 0) {
      const message = isEdited(file) ? 'edited' : 'residue'
      // One run of a program writes many files.
      const key = message === 'edited' ? message : file.fact.data.maker.tool
      rest.set(key, [...(rest.get(key) ?? []), file])
    }
  }
  for (const [key, files] of rest) {
    files.sort((a, b) => Number(isHeader(a)) - Number(isHeader(b)) || b.residue.length - a.residue.length)
    if (key === 'edited') report(context, files, key, isByHand(files) ? 'medium' : 'low')
    else report(context, files, 'residue', 'info')
  }
}

/** On the first of the files, with places in the others. */
function report(
  context: ChangeSetContext,
  files: readonly Open[],
  message: 'steps' | 'edited' | 'residue',
  severity: Severity,
): void {
  const places = files.flatMap(({ fact, steps, residue }, index) =>
    (message === 'steps' ? steps : index === 0 ? residue : residue.slice(0, 1)).map(line => ({ ...line, fact })),
  )
  const [first, ...rest] = places
  const [file] = files
  if (first === undefined || file === undefined) return
  const { data, location, subject, digest } = file.fact
  const { tool, version } = data.maker
  const kinds = kindsOf(places)
  context.report({
    file: location.file,
    digest,
    side: 'new',
    at: spanOf(first.line, first.column, first.text.length),
    text: first.text,
    message,
    severity,
    data: {
      name: baseName(subject),
      path: shellWord(subject),
      kinds: counted(kinds.length, 'kind of step', 'kinds of steps'),
      steps: kinds.join(', '),
      sources: file.hasChangedSource
        ? 'Sources of it changed too; they have no such line.'
        : 'No source of it changed.',
      residue: file.residue.length + data.more,
      added: data.added,
      tool,
      maker: data.before === undefined ? '' : ` It was written by ${tool} ${data.before} before, now by ${version}.`,
      others: files.length > 1 ? ` So it is with ${counted(files.length - 1, 'other generated file')}.` : '',
    },
    related: rest.slice(0, LIMIT_RELATED).map(({ fact, line, column, text, steps }) => ({
      file: fact.location.file,
      side: 'new' as const,
      at: spanOf(line, column, text.length),
      label: steps.length > 0 ? steps.join(', ') : 'in no source',
      text: shorten(text, LIMIT_TEXT),
    })),
  })
}

function kindsOf(lines: readonly ResidueLine[]): readonly StepKind[] {
  return [...new Set(lines.flatMap(({ steps }) => steps))]
}
