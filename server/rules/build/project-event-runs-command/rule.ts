import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
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
  triggers: ['Command', 'shellScript', 'PreBuildEvent', 'PreLinkEvent', 'PostBuildEvent', 'CodeTaskFactory'],
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
  examine: { line: examine },
})

/** MSBuild's build events and Exec task, the older events of Visual Studio, and Xcode's Run Script phase. */
const PLACES: readonly RegExp[] = [
  /<Command>\s*([^<]+)/,
  /<Exec\b[^>]*\bCommand\s*=\s*"([^"]+)"/,
  /<(?:Pre|Post)(?:Build|Link)Event>\s*([^<\s][^<]*)/,
  /\bshellScript\s*=\s*"((?:[^"\\]|\\.)+)"/,
  /<UsingTask\b[^>]*TaskFactory\s*=\s*"((?:Roslyn)?CodeTaskFactory)"/,
]

/** Fetching, decoding and keeping out of sight: what an ordinary build step has no need of. */
const CONSPICUOUS =
  /\b(powershell|pwsh)\b[^"]*?(-e(nc|ncodedcommand|xecutionpolicy|p)?\b|-w(indowstyle)?\s+hidden|hidden|iex|downloadstring)|\b(rundll32|regsvr32|mshta|certutil|bitsadmin|wscript|cscript)\b|\b(curl|wget|iwr|irm)\b|\b(base64|xxd)\b|\beval\b|>\s*\/dev\/null\s+2>&1\s*&/i

function examine(line: HunkLine, context: FileContext): void {
  if (line.new === undefined) return
  for (const place of PLACES) {
    const found = place.exec(line.text.slice(0, 5000))
    if (found === null || stoodBefore(context, found[0])) continue
    const command = (found[1] ?? '').trim()
    const isConspicuous = CONSPICUOUS.test(command)
    context.report({
      message: 'runs',
      at: spanOf(line.new, found.index, found[0].length),
      severity: isConspicuous ? 'high' : 'low',
      data: {
        name: baseName(context.path),
        path: /^[\w./-]{1,120}$/.test(context.path) ? context.path : '<path>',
        command,
        note: isConspicuous
          ? 'It fetches or decodes something, loads a library by name, or keeps out of sight.'
          : 'The project file is seldom read line by line.',
      },
    })
    return
  }
}

function stoodBefore(context: FileContext, text: string): boolean {
  const wanted = text.replace(/\s+/g, '')
  return context.content.hunks.some(hunk =>
    hunk.lines.some(one => one.kind === 'removed' && one.text.replace(/\s+/g, '').includes(wanted)),
  )
}
