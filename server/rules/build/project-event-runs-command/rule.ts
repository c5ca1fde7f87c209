import type { CodeUnit } from '../../../core/embedded/code'
import { deedOf } from '../../../core/facts/deed'
import { outsideWrite } from '../../../core/facts/outsideWrite'
import { squeezed, wasRemoved } from '../../../core/formats/removedText'
import { isInside, spanOf, type TextSpan } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'build/project-event-runs-command',
  title: 'project file that runs a command during the build',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xcodespy-2021'],
  tags: ['CWE-829'],
  files: {
    paths: ['**/*.{vcxproj,csproj,vbproj,fsproj,props,targets,proj}', '**/*.{vcproj,dsp}', '**/project.pbxproj'],
  },
  triggers: [
    'Command',
    'shellScript',
    'PreBuildEvent',
    'PreLinkEvent',
    'PostBuildEvent',
    'CodeTaskFactory',
    'UsingTask',
    'DownloadFile',
    'script',
    'curl',
    'wget',
    'base64',
    'powershell',
  ],
  readsCode: true,
  readsLongLines: true,
  messages: {
    runs: {
      message: '`{name}` now runs a command when the project is built: `{command}`',
      why: 'It runs on the machine of everybody who opens and builds the project.\n{note}',
      benign: 'Copying files, stamping a version or generating code.',
      question: 'What is this step for, and does the build fail visibly when it does not work?',
      commands: ['git log --oneline -- {path}'],
    },
    loads: {
      message: '`{name}` now loads a library into the build: `{command}`',
      why: 'Its tasks run on the machine of everybody who opens and builds the project.\n{note}',
      benign: 'Tasks of a package that the project refers to.',
      question: 'Who made the library, and where is its source?',
      commands: ['git log --oneline -- {path}'],
    },
    fetches: {
      message: '`{name}` now fetches `{command}` when the project is built',
      why: 'What comes back is in no review, and can differ from one build to the next.\n{note}',
      benign: 'Data or tools that are too large for the tree.',
      question: 'Is what comes back compared with a hash, and what is done with it?',
      commands: ['git log --oneline -- {path}'],
    },
  },
  examine: { file: examine },
})

/** MSBuild's build events and Exec task, the older events of Visual Studio, and Xcode's Run Script phase. */
const PLACES: readonly RegExp[] = [
  /<Command>\s*([^<]+)/,
  /<Exec\b[^>]*\bCommand\s*=\s*"([^"]+)"/,
  /<(?:Pre|Post)(?:Build|Link)Event>\s*([^<\s][^<]*)/,
  /\b(?:shellScript|script)\s*=\s*"((?:[^"\\]|\\.)+)"/,
  /<UsingTask\b[^>]*TaskFactory\s*=\s*"((?:Roslyn)?CodeTaskFactory)"/,
  // A task is code of a library; those of the tools themselves stand where a property says.
  /<UsingTask\b[^>]*AssemblyFile\s*=\s*"((?!\$\(MSBuild(?!This|Project))[^"]+)"/,
  /<DownloadFile\b[^>]*SourceUrl\s*=\s*"([^"]+)"/,
]

/** Files of shells, keys, schedules and places of things that start by themselves. */
const STARTED =
  /\breg(?:\.exe)?\s+add\b|\bschtasks\b|[\\/]Startup[\\/]|\bLaunch(?:Agents|Daemons)\b|(?:~|\$\{?HOME\}?)\/\.(?:zsh|bash|profile|ssh)|\bcrontab\b|\blaunchctl\b|\/etc\/(?:cron|profile|sudoers)/i

/** Windows' programs that load by name, fetch or decode, and keeping out of sight: no ordinary build step needs them. */
const CONSPICUOUS =
  /\b(powershell|pwsh)\b[^"]*?(-e(nc|ncodedcommand|xecutionpolicy|p)?\b|-w(indowstyle)?\s+hidden|hidden|iex|downloadstring)|\b(rundll32|regsvr32|mshta|certutil|bitsadmin|wscript|cscript)\b|\b(iwr|irm)\b|>\s*\/dev\/null\s+2>&1\s*&/i

function examine(context: FileContext): void {
  const units = context.code('new').filter(unit => unit.host !== undefined)
  const before = new Set(context.code('old').map(unit => squeezed(unit.body.text)))
  const reported = new Set<number>()
  for (const line of context.content.hunks.flatMap(hunk => hunk.lines)) {
    if (line.kind !== 'added' || line.new === undefined) continue
    const found = PLACES.map(place => place.exec(line.text.slice(0, 5000))).find(match => match !== null)
    if (found === undefined || found === null) continue
    reported.add(line.new)
    if (!wasRemoved(context.content.hunks, found[0]))
      report(
        context,
        spanOf(line.new, found.index, found[0].length),
        (found[1] ?? '').trim(),
        units,
        messageOf(found[0]),
      )
  }
  // Over several lines, or in an element that the lines do not name.
  for (const unit of units) {
    const { start, end } = unit.span
    if (unit.role !== 'script' || unit.host?.host !== undefined || !context.isChanged('new', unit.span)) continue
    const isKnown = [...reported].some(line => start.line <= line && line <= end.line)
    if (!isKnown && !before.has(squeezed(unit.body.text)))
      report(context, unit.span, unit.body.text.trim().replace(/\s+/g, ' '), units)
  }
}

function messageOf(written: string): 'runs' | 'loads' | 'fetches' {
  if (written.startsWith('<DownloadFile')) return 'fetches'
  return /^<UsingTask/.test(written) && !written.includes('CodeTaskFactory') ? 'loads' : 'runs'
}

function report(
  context: FileContext,
  at: TextSpan,
  command: string,
  units: readonly CodeUnit[],
  message: 'runs' | 'loads' | 'fetches' = 'runs',
): void {
  const held = units.filter(({ span }) => isInside(span, at) || isInside(at, span))
  const deed = held.map(deedOf).find(one => one !== undefined && one.kind !== 'starts')
  const isStarted =
    STARTED.test(command) ||
    held.some(unit =>
      unit.shell().pipelines.some(({ commands }) => commands.some(one => outsideWrite(one)?.isStarted === true)),
    )
  const isConspicuous = deed !== undefined || isStarted || CONSPICUOUS.test(command)
  context.report({
    message,
    at,
    severity: isConspicuous ? 'high' : 'low',
    data: {
      name: baseName(context.path),
      path: shellWord(context.path),
      command,
      note:
        deed !== undefined
          ? `It ${deed.says}.`
          : isStarted
            ? 'It sets up something that starts by itself, outside the tree.'
            : isConspicuous
              ? 'It fetches or decodes something, loads a library by name, or keeps out of sight.'
              : 'The project file is seldom read line by line.',
    },
  })
}
