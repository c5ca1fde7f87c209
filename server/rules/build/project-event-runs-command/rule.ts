import type { CodeUnit } from '../../../core/embedded/code'
import { deedOf } from '../../../core/facts/deed'
import { wasRemoved } from '../../../core/formats/removedText'
import { isInside, spanOf, type TextSpan } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
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
  },
  examine: { file: examine },
})

/** MSBuild's build events and Exec task, the older events of Visual Studio, and Xcode's Run Script phase. */
const PLACES: readonly RegExp[] = [
  /<Command>\s*([^<]+)/,
  /<Exec\b[^>]*\bCommand\s*=\s*"([^"]+)"/,
  /<(?:Pre|Post)(?:Build|Link)Event>\s*([^<\s][^<]*)/,
  /\bshellScript\s*=\s*"((?:[^"\\]|\\.)+)"/,
  /<UsingTask\b[^>]*TaskFactory\s*=\s*"((?:Roslyn)?CodeTaskFactory)"/,
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
      report(context, spanOf(line.new, found.index, found[0].length), (found[1] ?? '').trim(), units)
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

function squeezed(text: string): string {
  return text.replace(/\s+/g, '')
}

function report(context: FileContext, at: TextSpan, command: string, units: readonly CodeUnit[]): void {
  const deed = units
    .filter(({ span }) => isInside(span, at) || isInside(at, span))
    .map(deedOf)
    .find(one => one !== undefined && one.kind !== 'starts')
  const isStarted = STARTED.test(command)
  const isConspicuous = deed !== undefined || isStarted || CONSPICUOUS.test(command)
  context.report({
    message: 'runs',
    at,
    severity: isConspicuous ? 'high' : 'low',
    data: {
      name: baseName(context.path),
      path: /^[\w./-]{1,120}$/.test(context.path) ? context.path : '<path>',
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
