import { buildMoment } from '../../../core/facts/buildMoment'
import { commandReadings, pipelinePlace } from '../../../core/facts/commandReadings'
import { fetchOf } from '../../../core/facts/fetchRole'
import { type RanOutput, ranOutputs } from '../../../core/facts/ranOutput'
import { decoderOf, programOf } from '../../../core/facts/shellRoles'
import { takenFile, takesSettings, takesText } from '../../../core/facts/takenText'
import { vendoredMacro } from '../../../core/facts/vendoredMacro'
import { isDocument } from '../../../core/formats/document'
import { ebuildPhase } from '../../../core/formats/packageScript'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import type { ShellPipeline } from '../../../core/syntax/shell'
import { cmakeComputed } from './cmakeComputed'
import type { ComputedStep } from './computed'
import { importedProjects } from './importedProject'
import { makeComputed } from './makeComputed'
import { mesonComputed } from './mesonComputed'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\nNothing was run here.`,
    benign: 'Settings that are kept as assignments in a file, or commands that a program writes for a shell.',
    question: 'What does the text say in an ordinary build, and why can it not stand in the build file?',
    commands: ["git grep -n -w -e eval -e '$SHELL'"],
  }
}

function computedText(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\nNothing was run here.`,
    benign: 'Settings of one machine, or modules that a tool says the place of.',
    question: 'Which file or text is it in an ordinary build, and could the build file name it?',
    commands: ['git log --oneline -S{word} -- {path}'],
  }
}

export default defineRule({
  id: 'build/eval-of-computed',
  title: 'build that runs text taken from a file',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024', 'openssh-2002'],
  tags: ['CWE-95', 'CWE-506'],
  triggers: [
    'eval',
    'SHELL',
    '| sh',
    '|sh',
    '| bash',
    '|bash',
    '-c ',
    "'-c'",
    'source',
    '`',
    'include',
    'cmake_language',
    'run_command',
    '<Import',
  ],
  uses: [vendoredMacro],
  readsCode: true,
  needsCode: ({ path, language, text }) =>
    buildMoment(path, language, undefined, '', false) !== undefined && evaluating.test(text),
  messages: {
    file: text(
      '`{where}` now runs text that `{maker}` takes from `{file}`',
      'The commands are in that file, or made of it, and not where the build reads as if they were. Run by {runner}.',
    ),
    output: text(
      '`{where}` now runs what `{maker}` puts out',
      'Which commands these are is known only while the build runs. Run by {runner}.',
    ),
    program: text(
      '`{where}` now runs what a program puts out that only a variable names: `{maker}`',
      'Neither the program nor the commands it gives stand in the build file. Run by {runner}.',
    ),
    included: computedText(
      '`{where}` now loads `{code}`: {origin}',
      'It is read as part of the build, and which file it is stands nowhere in the change.',
    ),
    evaluated: computedText(
      '`{where}` now runs `{code}`: {origin}',
      'It is run as part of the build, and what it says stands nowhere in the change.',
    ),
  },
  examine: { file: examine },
})

/** What hands text to a shell; most build files have none of it, and their commands need not be read. */
const evaluating = /\beval\b|SHELL|\bsh\b|\bbash\b/

/** The text of a script that thousands of projects carry, as it was published. */
function isPublished(context: FileContext): boolean {
  const standing = context.facts(vendoredMacro, 'new')[0]?.data.standing
  return standing === 'verified' || standing === 'same-code'
}

function examine(context: FileContext): void {
  if (isDocument(context.path) || isPublished(context)) return
  examineComputed(context)
  if (!evaluating.test(context.side('new')?.text ?? '')) return
  const lines = context.side('new')?.lines ?? []
  const reported = new Set<number>()
  const isChanged = ({ span }: ShellPipeline) => context.isChanged('new', span)
  for (const one of commandReadings(context, 'new').filter(
    ({ reading, later }) => reading.pipelines.some(isChanged) || later.some(isChanged),
  ))
    for (const ran of ranOutputs(one.reading, one.later)) {
      const phase = ebuildPhase(context.path, lines, ran.span.start.line - 1)
      const moment = buildMoment(context.path, context.language, one.unit, phase ?? ran.context, false)
      if (moment === undefined || moment === 'check') continue
      const place = [ran.span, ...ran.parts].find(span => context.isChanged('new', span))
      const maker = makerOf(ran)
      if (place === undefined || maker === undefined || reported.has(place.start.line)) continue
      if (wasRemovedPlace(context.content.hunks, lines, place)) continue
      reported.add(place.start.line)
      const isEveryday = moment === 'maintain' || moment === 'package' || maker.isSettings
      context.report({
        message: maker.message,
        at: place,
        severity: isEveryday || maker.message === 'output' ? 'low' : isByHand(lines, maker) ? 'high' : 'medium',
        data: {
          where: pipelinePlace(one, ran.context),
          maker: maker.name,
          file: maker.file,
          runner: `\`${ran.runner}\``,
        },
        related: ran.parts
          .filter(part => part.start.line !== place.start.line)
          .slice(0, 4)
          .map(at => ({ side: 'new' as const, at, label: 'takes part in it' })),
      })
    }
}

function examineComputed(context: FileContext): void {
  if (isTestFolder(context.path)) return
  const lines = context.side('new')?.lines ?? []
  for (const step of computedSteps(context)) {
    if (!context.isChanged('new', step.span) || wasRemovedPlace(context.content.hunks, lines, step.span)) continue
    const { message, severity, span, where, code, origin } = step
    context.report({
      message,
      at: span,
      severity,
      data: {
        where,
        code: shorten(code, 60),
        origin: origin.says,
        word: shellWord(code.slice(0, 40)),
        path: shellWord(context.path),
      },
      related: step.parts.map(at => ({ side: 'new' as const, at, label: 'it comes from here' })),
    })
  }
}

function computedSteps(context: FileContext): readonly ComputedStep[] {
  const side = context.side('new')
  if (side === undefined) return []
  switch (context.language) {
    case 'cmake':
      return /\binclude\b|cmake_language/i.test(side.text) && context.budget.spend(side.text.length)
        ? cmakeComputed(side.text)
        : []
    case 'make':
      return makeComputed(side.lines)
    case 'meson':
      return mesonComputed(side.text)
    case 'xml':
      return side.text.includes('<Import') ? importedProjects(side.lines, context.path) : []
    default:
      return []
  }
}

/** Autoconf and its kin write no such line, and what they wrote is read by nobody. */
function isByHand(lines: readonly string[], { message }: Maker): boolean {
  return (
    message === 'file' &&
    lines.slice(0, 8).some(line => /^# Generated by GNU Autoconf|generated by automake/.test(line))
  )
}

interface Maker {
  readonly message: 'file' | 'output' | 'program'
  readonly name: string
  readonly file: string
  /** Lines of the form `name=value` are picked out. */
  readonly isSettings: boolean
}

/** Variables of the tools themselves; what they hold is known. */
const toolVariable =
  /^\$[{(]?(?:[A-Z][A-Z0-9_]*|(?:ac|as|am|lt|_lt|LT|archive|old_archive|compile|link|host|build|func|cmd|install|opt|wl|nm|global|postinstall|finish|module|reload|no_builtin)_?\w*|x?[clf]xx?|cmds?|command|progname|[a-z]?prog|echo|show|run|mkdir|rm|mv|cp|cat|sed|grep|awk|export_symbols\w*|include_expsyms)[)}]?$/

/** What stands at the start of the text that is run; undefined where other rules tell it, or where it is everyday. */
function makerOf({ way, makers, runner, isWhole, isEvaluated }: RanOutput): Maker | undefined {
  if (way === 'file' || !isEvaluated || !isWhole || runner === 'xargs sh') return undefined
  if (makers.some(command => fetchOf(command) !== undefined || decoderOf(command) !== undefined)) return undefined
  const isSettings = makers.some(takesSettings)
  for (const command of makers) {
    const { name } = programOf(command)
    if (takesText(command)) {
      const file = takenFile(command)
      if (file !== undefined) return { message: 'file', name, file, isSettings }
    } else if ((/^\$[{(]?\w+[)}]?$/.test(name) && !toolVariable.test(name)) || command.words[0]?.variables[0] === name)
      return { message: 'program', name, file: '', isSettings }
    else if (/^\.\.?\/|\$[{(]?(?:top_)?(?:src|build)dir/.test(command.words[0]?.text ?? ''))
      return { message: 'output', name: command.words[0]?.text ?? name, file: '', isSettings }
  }
  return undefined
}
