import { commandReadings } from '../../../core/facts/commandReadings'
import { expressionsIn } from '../../../core/manifests/workflow/expressions'
import { originOf, strangersVariables, type ValueOrigin } from '../../../core/manifests/workflow/origins'
import { pastedElsewhere, strangersNames } from '../../../core/manifests/workflow/otherPipelines'
import {
  privilegedEvents,
  readWorkflow,
  type StepScript,
  type Workflow,
  workflowPaths,
} from '../../../core/manifests/workflow/workflow'
import { isInside, type TextSpan } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import type { ShellCommand, ShellWord } from '../../../core/syntax/shell'

const pasted = (message: string, why: string): MessageText => ({
  message,
  why: `${why}\n{who}`,
  benign: 'The value looks harmless in every run so far.',
  question: 'Could the value be passed through an environment variable and quoted there?',
  commands: ["git grep -n -F -e '{name}' -- {path}"],
})

export default defineRule({
  id: 'ci/expression-in-shell',
  title: 'text that strangers can write becomes part of a script of a pipeline',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['ultralytics-2024', 'nx-2025', 'hackerbot-2026'],
  tags: ['CWE-94'],
  files: {
    paths: [
      ...workflowPaths,
      '**/*gitlab-ci*.{yml,yaml}',
      '**/.{circleci,gitlab,buildkite}/**/*.{yml,yaml}',
      '**/{,.}{azure,bitbucket}-pipelines*.{yml,yaml}',
      '**/.azure*/**/*.{yml,yaml}',
      '**/{.,}{travis,drone,buildkite,cirrus}.{yml,yaml}',
      '**/[Jj]enkinsfile*',
    ],
  },
  triggers: ['$', '<<'],
  readsCode: true,
  needsCode: ({ changed }) => /\beval\b|\s-\w*[ce]\b|GITHUB_(?:ENV|PATH)/.test(changed),
  messages: {
    pasted: pasted(
      '`{expression}` is now pasted into a script of this pipeline',
      'The value is put in before the script is read, so what it holds is read as commands.',
    ),
    evaluated: pasted(
      '`{expression}` is now read as commands once more, by `{program}`',
      'A variable keeps text apart from commands until something reads it as a script.',
    ),
    environment: pasted(
      '`{expression}` is now written to `{program}`, which later steps take their variables from',
      'A line break in the value starts another variable, and some variables make programs load code.',
    ),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const told = new Set<string>()
  const workflow = readWorkflow(context.path, context.side('new')?.text)
  if (workflow === undefined) tellElsewhere(context, told)
  else {
    const before = new Set(pastedIn(readWorkflow(context.path, context.side('old')?.text)).map(({ text }) => text))
    for (const one of pastedIn(workflow)) {
      if (before.has(one.text) || !context.isChanged('new', one.at)) continue
      const isRegress = one.origin.kind === 'input' && wasQuoted(context, one.text)
      tell(context, told, 'pasted', one.at, one.origin, severityOf(workflow, one.origin, isRegress))
    }
  }
  tellCommands(context, workflow, told)
}

interface Pasted {
  readonly at: TextSpan
  readonly text: string
  readonly origin: ValueOrigin
}

function pastedIn(workflow: Workflow | undefined): readonly Pasted[] {
  return (workflow?.scripts() ?? []).flatMap(({ step, text }) => {
    const body = text.text().text
    return expressionsIn(body).flatMap(({ start, end, plain }) => {
      const origin = workflow === undefined ? undefined : originOf(workflow, step, plain)
      return workflow === undefined || origin === undefined
        ? []
        : [{ at: workflow.spanIn(text, start, end), text: plain, origin }]
    })
  })
}

/** It came through a variable before, which somebody must have meant. */
function wasQuoted(context: FileContext, plain: string): boolean {
  const hunks = context.content.hunks.flatMap(hunk => hunk.lines)
  return hunks.some(line => line.kind === 'removed' && expressionsIn(line.text).some(one => one.plain === plain))
}

function severityOf(workflow: Workflow, { kind }: ValueOrigin, isRegress: boolean): Severity {
  if (kind === 'input') return isRegress ? 'medium' : 'low'
  return kind === 'stranger' && workflow.startsOn(privilegedEvents) ? 'high' : 'medium'
}

const who: Readonly<Record<ValueOrigin['kind'], string>> = {
  stranger: 'Anybody who can open an issue or a pull request chooses the value.',
  derived: 'An earlier step takes the value from what a pull request or an issue holds.',
  named: 'Where the earlier step took the value from was not followed.',
  input: 'Whoever uses the action chooses the value, and may pass on what others wrote.',
}

function tell(
  context: FileContext,
  told: Set<string>,
  message: 'pasted' | 'evaluated' | 'environment',
  at: TextSpan,
  { kind, name }: ValueOrigin,
  severity: Severity,
  program = '',
): void {
  const key = `${at.start.line}:${at.start.column}`
  if (told.has(key)) return
  told.add(key)
  const confidence = kind === 'stranger' ? 'high' : 'medium'
  const data = { expression: name, name, who: who[kind], program, path: context.path }
  context.report({ message, at, severity, confidence, data })
}

const interpreters = /^(?:(?:ba|z|da|k)?sh|python[\d.]*|node|perl|ruby|php|pwsh|powershell|ssh|su)$/
const takesCode = /^-[a-z]*[ce]$|^-(?:Command|c|e|r)$|^--(?:eval|command)$/i

/** Variables with such text that a command reads as code, or that go where later steps take their variables from. */
function tellCommands(context: FileContext, workflow: Workflow | undefined, told: Set<string>): void {
  const scripts = workflow?.scripts().map(script => ({ script, span: workflow.span(script.text) })) ?? []
  for (const { reading, unit } of commandReadings(context, 'new')) {
    const own = unit === undefined ? undefined : scripts.find(({ span }) => isInside(unit.span, span))?.script
    const names = new Map<string, ValueOrigin>()
    if (own !== undefined && workflow !== undefined)
      for (const [name, origin] of strangersVariables(workflow, own.step)) names.set(name, origin)
    const isKnown = (name: string) => names.get(name) ?? strangersNames.get(name)
    for (const { name, value } of reading.assignments) {
      const from = value.variables.map(isKnown).find(one => one !== undefined)
      if (from !== undefined) names.set(name, from)
    }
    const severity = severityIn(workflow, own)
    for (const command of reading.pipelines.flatMap(pipeline => pipeline.commands)) {
      for (const word of codeWords(command)) {
        const origin = word.variables.map(isKnown).find(one => one !== undefined)
        if (origin !== undefined && !word.raw.startsWith("'") && context.isChanged('new', word.span))
          tell(context, told, 'evaluated', word.span, origin, severity, command.name)
      }
      const file = command.redirects.map(({ target }) => /GITHUB_(?:ENV|PATH)\b/.exec(target.text)?.[0]).find(Boolean)
      for (const word of file === undefined ? [] : command.words.slice(1)) {
        const origin = word.variables.map(isKnown).find(one => one !== undefined)
        if (origin !== undefined && file !== undefined && context.isChanged('new', word.span))
          tell(context, told, 'environment', word.span, origin, hasLines(origin) ? severity : 'low', file)
      }
    }
  }
}

/** Of the texts of strangers only some can hold a line break: no title and no name of a branch does. */
function hasLines({ name, kind }: ValueOrigin): boolean {
  return kind !== 'stranger' || /body|message|description|tojson/.test(name)
}

function severityIn(workflow: Workflow | undefined, script: StepScript | undefined): Severity {
  return script !== undefined && workflow?.startsOn(privilegedEvents) === true ? 'high' : 'medium'
}

/** Words of a command that are read as a script. */
function codeWords({ name, words }: ShellCommand): readonly ShellWord[] {
  if (name === 'eval' || /^(?:iex|Invoke-Expression)$/i.test(name)) return words.slice(1)
  const at = words.findIndex(word => interpreters.test(word.text.slice(word.text.lastIndexOf('/') + 1)))
  if (at === -1) return []
  return words.slice(at + 1).filter((_, index) => takesCode.test(words[at + index]?.text ?? ''))
}

/** Services that put values of a pull request into a script before it is read. */
function tellElsewhere(context: FileContext, told: Set<string>): void {
  const before = context.side('old')?.text ?? ''
  for (const [index, line] of (context.side('new')?.lines ?? []).entries())
    for (const { at, text, name } of pastedElsewhere(context.path, line, index + 1))
      if (context.isChanged('new', at) && !before.includes(text))
        tell(context, told, 'pasted', at, { kind: 'stranger', name }, 'medium')
}
