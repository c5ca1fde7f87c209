import { type BuildMoment, buildMoment, holdsSteps } from '../../../core/facts/buildMoment'
import { type CommandReading, commandReadings, pipelinePlace } from '../../../core/facts/commandReadings'
import { deedOf } from '../../../core/facts/deed'
import { type FetchRole, fetchOf, ownerOf } from '../../../core/facts/fetchRole'
import { outsideWrite } from '../../../core/facts/outsideWrite'
import { type RanOutput, ranOutputs } from '../../../core/facts/ranOutput'
import { runsFile } from '../../../core/facts/shellRoles'
import { isDocument } from '../../../core/formats/document'
import { ebuildPhase } from '../../../core/formats/packageScript'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isInside, type Side, type TextSpan } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import type { ShellCommand, ShellPipeline } from '../../../core/syntax/shell'
import { declaredSteps } from './declaredSteps'
import { rightsGiven } from './rights'

function text(message: string, why: string, benign: string): MessageText {
  return {
    message,
    why: `It takes place {moment}.\n${why}`,
    benign,
    question: 'Why does the build need this, and what does it do where that is not possible?',
    commands: ['git log --oneline -- {path}'],
  }
}

export default defineRule({
  id: 'build/runs-new-code',
  title: 'step of a build that reaches out, runs data, or writes outside the tree',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024', 'openssh-2002'],
  tags: ['CWE-829', 'CWE-506'],
  readsCode: true,
  needsCode: ({ path, language, text }) => {
    const moment = buildMoment(path, language, undefined, '', false)
    return (moment !== undefined && moment !== 'check' && text !== '') || holdsSteps(path)
  },
  messages: {
    fetches: text(
      '`{where}` now asks `{host}` by `{program}`',
      'What comes back is in no review, and can differ from one build to the next.',
      'Data or sources that are too large for the tree.',
    ),
    program: text(
      '`{where}` now holds a program that {says}',
      'It stands inside the build file, where few look for a program.',
      'A short script that a generator needs.',
    ),
    data: text(
      '`{where}` now runs `{file}`, which is test data by its place and name',
      'Nobody reads such a file as a program.',
      'A script that was given an unusual name.',
    ),
    background: text(
      '`{where}` now writes `{file}` and leaves it running in the background',
      'The build goes on and does not wait for what was started.',
      'A server that the next step talks to.',
    ),
    writes: text(
      '`{where}` now writes outside the tree: {what}',
      'Building is not installing: who builds does not expect lasting changes elsewhere.',
      'A cache, or an old way to install without a staging folder.',
    ),
    rights: text(
      '`{where}` now gives rights that stay: `{what}`',
      'They stay after the package was put on, and hold for whatever runs that program.',
      'The program needs them for one thing it does, and drops them.',
    ),
    script: text(
      '`{where}` now runs `{file}`',
      'What it does is in that file.',
      'A generator of code, or a step that checks the tree.',
    ),
  },
  examine: { file: examine },
})

type Message = 'rights' | 'fetches' | 'program' | 'data' | 'background' | 'writes' | 'script'

interface Step {
  readonly message: Message
  readonly severity: Severity
  readonly span: TextSpan
  readonly where: string
  readonly moment: BuildMoment
  readonly data: Readonly<Record<string, string>>
}

const shownMoment: Readonly<Record<BuildMoment, string>> = {
  configure: 'whenever the build is configured',
  build: 'in every build',
  install: 'when the build is installed',
  check: 'in the tests',
  maintain: 'when somebody asks for it',
  package: 'when a package is made',
  deploy: 'on every machine that the package is put on or taken off',
}

function examine(context: FileContext): void {
  if (isDocument(context.path)) return
  const lines = context.side('new')?.lines ?? []
  // Most steps ask nobody, and the other side need not be read for them.
  let hosts: ReadonlySet<string> | undefined
  const isKnown = (owner: string) => {
    hosts ??= new Set(hostsOn(context, 'old'))
    return hosts.has(owner)
  }
  const reported = new Set<number>()
  for (const step of stepsOn(context)) {
    const { span, data, message, severity } = step
    if (!context.isChanged('new', span) || reported.has(span.start.line)) continue
    if ((message === 'fetches' && isKnown(data.owner ?? '')) || wasRemovedPlace(context.content.hunks, lines, span))
      continue
    reported.add(span.start.line)
    const path = shellWord(context.path)
    context.report({
      message,
      at: span,
      severity,
      data: { ...data, where: step.where, moment: shownMoment[step.moment], path },
    })
  }
}

/** The gravest first, since one line gets one finding. */
function stepsOn(context: FileContext): readonly Step[] {
  const readings = commandReadings(context, 'new')
  const steps = [...readings.flatMap(one => stepsIn(context, one)), ...declaredSteps(context)]
  const order: readonly Message[] = ['rights', 'writes', 'background', 'data', 'program', 'fetches', 'script']
  return order.flatMap(message => steps.filter(step => step.message === message))
}

function stepsIn(context: FileContext, one: CommandReading): readonly Step[] {
  if (one.decodings.length > 0) return []
  const { pipelines } = one.reading
  const isList = isFileList(pipelines)
  if (!pipelines.some(({ span }) => context.isChanged('new', span))) return []
  const ran = ranOutputs(one.reading, one.later)
  const lines = context.side('new')?.lines ?? []
  const downloads = ran.filter(({ makers }) => makers.some(isFetch)).map(({ span }) => span)
  const left = new Map(ran.flatMap(made => leftRunning(made, lines)))
  const programs = programsIn(context)
  return pipelines.flatMap((pipeline): Step[] => {
    if (pipeline.form === 'stored' || !(context.isChanged('new', pipeline.span) || left.has(pipeline.span))) return []
    const moment = momentOf(context, one, pipeline)
    if (moment === undefined || moment === 'check' || moment === 'maintain') return []
    const isRunDownload = downloads.some(span => isInside(pipeline.span, span))
    const make = (
      message: Message,
      severity: Severity,
      span: TextSpan,
      data: Readonly<Record<string, string>>,
    ): Step => {
      return { message, severity, span, data, moment, where: pipelinePlace(one, pipeline.context) }
    }
    const found = pipeline.commands.flatMap((command): Step[] => {
      const outside = writeSeverity(command, moment)
      const fetched = isRunDownload ? undefined : fetchOf(command)
      const file = runsFile(command)
      const rights = moment === 'deploy' || moment === 'package' ? rightsGiven(command) : undefined
      return [
        ...(rights === undefined ? [] : [make('rights', 'medium', command.span, { what: rights })]),
        ...(outside === undefined ? [] : [make('writes', outside.severity, command.span, { what: outside.what })]),
        ...(fetched === undefined
          ? []
          : [
              make(
                'fetches',
                isCheckedLater(pipeline, pipelines) ? 'low' : fetchSeverity(fetched, moment),
                command.span,
                fetchData(fetched),
              ),
            ]),
        ...(file !== undefined && !isList && data.test(file) ? [make('data', 'medium', command.span, { file })] : []),
        ...(file !== undefined && isHook(pipeline.context) && ownScript.test(file) && !data.test(file)
          ? [make('script', 'info', command.span, { file })]
          : []),
      ]
    })
    const background = left.get(pipeline.span)
    const program = programs.find(({ span }) => isInside(span, pipeline.span))
    return [
      ...found,
      ...(background === undefined
        ? []
        : [make('background', background.isMade ? 'high' : 'medium', background.at, { file: background.file })]),
      ...(program === undefined ? [] : [make('program', 'medium', program.span, { says: program.says })]),
    ]
  })
}

/** A macro that holds names of files and no commands, as gnulib writes one for each project. */
function isFileList(pipelines: readonly ShellPipeline[]): boolean {
  const names = pipelines.filter(({ commands }) =>
    commands.every(({ words }) => words.length === 1 && /\/[\w.-]+\.[chm]\d?$/.test(words[0]?.text ?? '')),
  )
  return names.length >= 8 && 2 * names.length > pipelines.length
}

function momentOf(context: FileContext, { unit }: CommandReading, pipeline: ShellPipeline): BuildMoment | undefined {
  const isParsed = pipeline.form === 'substitution' && pipeline.assignedTo === pipeline.context
  const phase = ebuildPhase(context.path, context.side('new')?.lines ?? [], pipeline.span.start.line - 1)
  return buildMoment(context.path, context.language, unit, phase ?? pipeline.context, isParsed)
}

function isFetch(command: ShellCommand): boolean {
  return fetchOf(command) !== undefined
}

/** Whoever builds a package has its sources declared; where nothing says which host, less is known. */
function fetchSeverity({ host }: FetchRole, moment: BuildMoment): Severity {
  return host === '' || moment === 'package' ? 'low' : 'medium'
}

/** The same recipe compares what came with a digest or a signature. */
function isCheckedLater({ context, span }: ShellPipeline, pipelines: readonly ShellPipeline[]): boolean {
  return pipelines.some(
    other =>
      other.context === context &&
      other.span.start.line >= span.start.line &&
      other.commands.some(({ name, words }) => {
        const given = words.map(({ text }) => text)
        return (
          (/^(?:sha\d*sum|shasum|b2sum)$/.test(name) && given.some(one => /^(?:-\w*c\w*|--check)$/.test(one))) ||
          name === 'gpgv' ||
          (/^gpg2?$/.test(name) && given.includes('--verify'))
        )
      }),
  )
}

function fetchData(fetched: FetchRole): Readonly<Record<string, string>> {
  const host = fetched.host === '' ? 'a host named elsewhere' : fetched.host
  return { host, program: fetched.program, owner: fetched.host === '' ? fetched.program : ownerOf(fetched) }
}

function hostsOn(context: FileContext, side: Side): readonly string[] {
  return commandReadings(context, side).flatMap(({ reading }) =>
    reading.pipelines.flatMap(({ commands }) =>
      commands.flatMap(command => {
        const fetched = fetchOf(command)
        return fetched === undefined ? [] : (fetchData(fetched).owner ?? [])
      }),
    ),
  )
}

function writeSeverity(
  command: ShellCommand,
  moment: BuildMoment,
): { readonly severity: Severity; readonly what: string } | undefined {
  const write = outsideWrite(command)
  if (write === undefined) return undefined
  const what = write.what.startsWith('the ') ? write.what : `\`${write.what}\``
  switch (moment) {
    case 'configure':
    case 'build':
      return { severity: write.isStarted ? 'high' : 'low', what }
    case 'deploy':
      // To set up services and files in /etc is what scripts of packages are for.
      return /\.ssh|sudoers|ld\.so|crontab|\/root\/|^~|HOME/.test(write.what) ? { severity: 'medium', what } : undefined
    default:
      return write.isStarted ? { severity: 'low', what } : undefined
  }
}

/** Under a folder of tests, with a name that no script has. */
const data =
  /(?:^|\/)(?:tests?|fixtures?|testdata|test[-_]files|corpus|samples?)\/(?:[^\s/]+\/)*[^\s/]+\.(?:bin|dat|data|xz|gz|bz2|lzma|zst|zip|tar|raw|img|png|jpe?g|gif|pdf|o|so|txt|csv|der|pem|wav|mp3|in)$/i
const ownScript = /[\w)}]\/[\w.@-]+$|^\.?\/?[\w.@-]+\.(?:sh|py|pl|rb|js|cmake|lua)$/

/** Places that automake, CMake and Meson run without a file of their own to make. */
function isHook(place: string): boolean {
  return /^(?:all|(?:un)?install\w*(?:-\w+)?)-(?:hook|local)$|AC_CONFIG_COMMANDS|^execute_process$|^(?:externalproject|fetchcontent)_|run_command|(?:install|postconf|dist)_script|^(?:Execute|AddP(?:ost|re)Action|exec_command|cmd_and_log|genrule|commandLine|execute|Exec|install\(CODE\)|cmake_language)$/.test(
    place,
  )
}

interface Left {
  readonly at: TextSpan
  readonly file: string
  /** A program of the build put it out: what runs stands nowhere as text. */
  readonly isMade: boolean
}

/** What is written and then left to run, by the pipe that writes it. */
function leftRunning(
  { way, span, parts, file, makers }: RanOutput,
  lines: readonly string[],
): readonly (readonly [TextSpan, Left])[] {
  const at = way === 'file' ? parts.find(part => isLeft(lines, part)) : undefined
  return at === undefined
    ? []
    : [[span, { at, file, isMade: makers.some(({ words }) => /^\.{1,2}\/./.test(words[0]?.text ?? '')) }]]
}

/** `command &`, which the reader of commands leaves out of the command. */
function isLeft(lines: readonly string[], { end }: TextSpan): boolean {
  return /^\s*&(?![&>])/.test((lines[end.line - 1] ?? '').slice(end.column))
}

/** Programs of other languages that commands are given as words, where they reach out or run text. */
function programsIn(context: FileContext): readonly { readonly says: string; readonly span: TextSpan }[] {
  return context.code('new').flatMap(unit => {
    if (unit.host === undefined || unit.role !== 'argument' || unit.program() === undefined) return []
    const deed = context.isChanged('new', unit.span) ? deedOf(unit) : undefined
    return deed !== undefined && /^(?:fetches|runs-)/.test(deed.kind) ? [{ says: deed.says, span: unit.span }] : []
  })
}
