import type { CodeUnit } from '../../../core/embedded/code'
import { looksMeaningless } from '../../../core/formats/meaningless'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { TextSpan } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { textsOf } from '../../../core/syntax/value'

export default defineRule({
  id: 'source/hidden-switch',
  title: 'variable of the environment with a meaningless value, or name, that decides what runs',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024'],
  tags: ['CWE-912'],
  triggers: ['env', 'Env', 'ENV', '[ ', '[[', 'test ', 'case '],
  parses: true,
  readsCode: true,
  // In a scan nothing is changed and everything counts.
  needsCode: ({ changed, text: whole }) => wordsIn(changed === '' ? whole : changed).some(looksMeaningless),
  messages: {
    both: {
      message: 'What runs now depends on `{name}` being `{value}`, neither of which says anything',
      why: 'Name and value look made by chance, so nobody sets them who was not told.\nWho knows them gets another behaviour than everybody who tests and reviews.',
      benign: 'A guard against running twice, made by a tool.',
      question: 'What are this name and this value, and where are they written down?',
      commands: ['git grep -n -F -e {word}'],
    },
    value: {
      message: 'What runs now depends on `{name}` of the environment being `{value}`',
      why: 'The value looks made by chance, so nobody sets it who was not told.\nWho knows it gets another behaviour than everybody who tests and reviews.',
      benign: 'A value for tests, or a guard against running twice.',
      question: 'Where is this value written down, and who sets it?',
      commands: ['git grep -n -F -e {word}'],
    },
    name: {
      message: 'A variable of the environment is now asked for whose name says nothing: `{name}`',
      why: 'The name looks made by chance, so nobody sets it who was not told.',
      benign: 'An abbreviation of the project.',
      question: 'What does `{name}` stand for, and where is it written down?',
      commands: ['git grep -n -w -e {word}'],
    },
  },
  examine: { file: examine },
})

/** A variable of the environment that is asked for, with the fixed text it is compared with, if any. */
interface Asked {
  readonly name: string
  readonly value: string
  readonly span: TextSpan
}

/** Lines between reading a variable and comparing it. */
const REACH = 20

function examine(context: FileContext): void {
  const seen = new Set<string>()
  for (const unit of context.code('new')) {
    if (!context.budget.spend(unit.body.text.length)) return
    for (const { name, value, span } of [...inProgram(unit), ...inCommands(unit)]) {
      const isName = looksMeaningless(name)
      const isValue = looksMeaningless(value)
      if ((!isName && !isValue) || seen.has(name) || !context.isChanged('new', span)) continue
      seen.add(name)
      const message = isName && isValue ? 'both' : isName ? 'name' : 'value'
      context.report({
        message,
        at: span,
        severity: severityOf(context.path, message),
        data: { name, value, word: shellWord(isName ? name : value) },
      })
    }
  }
}

function inProgram(unit: CodeUnit): readonly Asked[] {
  const reading = unit.program()
  if (reading === undefined) return []
  const reads = reading.environment.filter(({ name, access }) => access === 'read' && /^\w+$/.test(name))
  if (reads.length === 0) return []
  const compared = reading.comparisons.flatMap(({ value, constant, span }): readonly Asked[] => {
    const texts = [...textsOf(value), constant.replace(/^\W+|\W+$/g, '')]
    const random = texts.find(looksMeaningless)
    const read = reads.findLast(
      one => one.span.start.line <= span.end.line && span.start.line - one.span.start.line <= REACH,
    )
    return random === undefined || read === undefined ? [] : [{ name: read.name, value: random, span }]
  })
  return [...compared, ...reads.map(({ name, span }) => ({ name, value: '', span }))]
}

/** Tests of a shell: `[`, `[[`, `test`; and `case`, which is no command and is read by its words. */
function inCommands(unit: CodeUnit): readonly Asked[] {
  const { pipelines, assignments } = unit.shell()
  const own = new Set(assignments.map(({ name }) => name))
  return pipelines.flatMap(({ commands }) =>
    commands.flatMap(({ name: program, words, span }): readonly Asked[] => {
      if (program !== '[' && program !== '[[' && program !== 'test') return []
      const name = words.flatMap(({ variables }) => variables).find(one => !own.has(one))
      if (name === undefined) return []
      const fixed = words
        .filter(({ variables }) => variables.length === 0)
        .map(({ text }) => text.replace(/^[xX](?=\w{8})/, ''))
      return [{ name, value: fixed.find(looksMeaningless) ?? '', span }]
    }),
  )
}

/** Words of a text that are long enough to be judged. */
function wordsIn(text: string): readonly string[] {
  return text.match(/(?<![A-Za-z0-9])[A-Za-z0-9]{8,80}(?![A-Za-z0-9])/g) ?? []
}

function severityOf(path: string, message: 'both' | 'value' | 'name'): Severity {
  if (message === 'name') return 'info'
  return message === 'value' || isTestFolder(path) ? 'low' : 'medium'
}
