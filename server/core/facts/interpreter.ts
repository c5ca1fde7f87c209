import type { CodeUnit } from '../embedded/code'
import type { Side } from '../model/location'
import { defineCollector } from '../rule/rule'
import type { ShellCommand, ShellPipeline, ShellRedirect, ShellWord } from '../syntax/shell'
import type { InterpreterSource } from './commandData'
import { commandPlace, pipelinesOf, shortened, shownWord } from './commandFacts'
import type { FactDraft } from './fact'
import { PipelineSteps } from './pipelineSteps'
import { possibleCommands } from './possibleCommands'
import { interpreterOf, programOf, runsFile, runsItsWords } from './shellRoles'
import { factsOfUnits } from './unitFacts'

const LIMIT_FROM = 20

/** Programs that run a program they are given: shells and languages, by a pipe, as words, from a file. */
export const interpreter = defineCollector({
  kind: 'interpreter',
  parses: true,
  readsCode: true,
  collect: context => factsOfUnits(context, inUnit),
})

interface Fed {
  readonly fedBy: InterpreterSource
  readonly subject: string
  readonly from: readonly string[]
  readonly isResolved: boolean
}

function* inUnit(unit: CodeUnit, side: Side): Iterable<FactDraft<'interpreter'>> {
  const reading = unit.shell()
  const steps = new PipelineSteps(reading)
  for (const pipeline of pipelinesOf(reading))
    for (const [at, command] of pipeline.commands.entries()) {
      const fed = fedIn(pipeline, at, command, steps)
      if (fed === undefined) continue
      const { subject, fedBy, from, isResolved } = fed
      yield {
        subject: shortened(subject),
        side,
        at: command.span,
        data: { ...commandPlace(unit, pipeline), fedBy, from: from.slice(0, LIMIT_FROM).map(shortened), isResolved },
      }
    }
}

function fedIn(pipeline: ShellPipeline, at: number, command: ShellCommand, steps: PipelineSteps): Fed | undefined {
  for (const form of possibleCommands(command)) {
    const fed = fromInput(pipeline, at, form, steps) ?? fromWords(form, steps) ?? fromFile(form)
    if (fed !== undefined) return fed
  }
  return undefined
}

function fromInput(pipeline: ShellPipeline, at: number, form: ShellCommand, steps: PipelineSteps): Fed | undefined {
  const subject = interpreterOf(form)
  if (subject === undefined) return undefined
  const redirect = form.redirects.findLast(one => /^<(?:<|<<|<-)?$/.test(one.operator))
  if (redirect !== undefined) return { subject, ...fromRedirect(redirect, form, steps) }
  if (at === 0) return undefined
  const before = steps.of(pipeline.commands.slice(0, at))
  return { subject, fedBy: 'pipe', from: names(before), isResolved: before.every(isPlainText) }
}

function fromRedirect(
  { operator, target, document }: ShellRedirect,
  form: ShellCommand,
  steps: PipelineSteps,
): Omit<Fed, 'subject'> {
  const isResolved = target.value.kind !== 'unresolved'
  if (operator === '<') return { fedBy: 'file', from: [shownWord(target)], isResolved }
  const from = names(steps.substitutedIn(operator === '<<<' ? target.span : form.span))
  if (operator === '<<<') return { fedBy: from.length > 0 ? 'substitution' : 'here-document', from, isResolved }
  const isQuoted = /['"\\]/.test(target.raw)
  return { fedBy: 'here-document', from, isResolved: isQuoted || !/[$`]/.test(document?.().text ?? '$') }
}

function fromWords(form: ShellCommand, steps: PipelineSteps): Fed | undefined {
  if (!runsItsWords(form)) return undefined
  const { name, words } = programOf(form)
  const given = words.slice(1)
  const isResolved = given.length > 0 && given.every(isFixed)
  if (name === 'eval') {
    const evaluated = steps.of([form]).filter(one => one !== form)
    const from = names([...evaluated, ...steps.substitutedIn(form.span)])
    return { subject: name, fedBy: 'eval', from: [...new Set(from)], isResolved }
  }
  const isSubstituted = given.some(word => /^<\(|\$\(|`/.test(word.raw))
  if (name === 'source' || name === '.') {
    if (!isSubstituted) return undefined
    return { subject: name, fedBy: 'substitution', from: names(steps.substitutedIn(form.span)), isResolved: false }
  }
  const from = isSubstituted ? names(steps.substitutedIn(form.span)) : []
  return { subject: name, fedBy: from.length > 0 ? 'substitution' : 'argument', from, isResolved }
}

function fromFile(form: ShellCommand): Fed | undefined {
  const { name, words } = programOf(form)
  const file = runsFile(form)
  // A program named by its own path is no interpreter of another.
  if (file === undefined || name === 'chmod' || words.length < 2 || (words[0]?.resolved ?? words[0]?.text) === file)
    return undefined
  const word = words.find(one => (one.resolved ?? one.text) === file)
  return { subject: name, fedBy: 'file', from: [file], isResolved: word !== undefined && isFixed(word) }
}

function names(commands: readonly ShellCommand[]): readonly string[] {
  return commands.map(command => programOf(possibleCommands(command)[0] ?? command).name)
}

function isFixed(word: ShellWord): boolean {
  return word.value.kind !== 'unresolved'
}

function isPlainText(command: ShellCommand): boolean {
  return /^(?:echo|printf)$/.test(command.name) && command.words.every(isFixed)
}
