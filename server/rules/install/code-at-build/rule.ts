import type { CodeUnit } from '../../../core/embedded/code'
import { deedOf } from '../../../core/facts/deed'
import { programOf } from '../../../core/facts/shellRoles'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { TextSpan } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const text = (message: string): MessageText => ({
  message,
  why: '{note}\nNobody has to ask for it: it takes place on the machine of whoever builds or opens the project.',
  benign: 'A version that is read from the repository, or files that are generated.',
  question: 'What is it for, and could it be a step that somebody starts by name?',
  commands: ['git log --oneline -3 -- {path}'],
})

export default defineRule({
  id: 'install/code-at-build',
  title: 'project that runs a program by being built, described or imported',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['install-scripts-2025', 'boltdb-2025'],
  tags: ['CWE-506', 'CWE-829'],
  files: {
    paths: [
      '**/pom.xml',
      '**/*.{gradle,gradle.kts,gemspec,rs,go}',
      '**/*.{targets,props,csproj,fsproj,vbproj,vcxproj,proj}',
    ],
  },
  readsCode: true,
  needsCode: ({ path, text, changed }) => {
    if (path.endsWith('.rs')) return text.includes('#[proc_macro') && rustRuns.test(changed)
    if (path.endsWith('.go'))
      return (text.includes('func init()') && goRuns.test(changed)) || changed.includes('go:generate')
    return true
  },
  supersedes: ['build/project-event-runs-command'],
  messages: {
    command: text('`{file}` now runs `{what}` whenever the project is built or read'),
    inline: text('`{file}` now holds a program that the build compiles and runs'),
    macro: text('A macro now calls `{what}` while programs that use it are compiled'),
    init: text('`init` now calls `{what}`, in every program that imports the package'),
    generate: text('`go generate` now runs `{what}`'),
  },
  examine: { file: examine },
})

const rustRuns = /Command::new|TcpStream|UdpSocket|reqwest|ureq|hyper|curl/
const goRuns = /exec\.Command|http\.|net\.Dial|syscall\.|StartProcess|plugin\.Open/
/** Calls that start a program, reach another machine or load code. */
const rustCall =
  /(?:process::|^)Command::new$|(?:^|::)(?:TcpStream|UdpSocket)::|^(?:reqwest|ureq|attohttpc|isahc|hyper)::/
const goCall =
  /^os\/exec\.Command|^net\/http\.(?:Get|Post|Head|DefaultClient)|^net\.Dial|^syscall\.(?:Exec|ForkExec)|^os\.StartProcess|^plugin\.Open/

/** Programs that can do anything, unlike a compiler or git. */
const anything =
  /^(?:(?:ba|z|da|k)?sh|cmd(?:\.exe)?|powershell|pwsh|curl|wget|nc|ncat|python[\d.]*|perl|ruby|node|php|osascript|base64|ssh|scp|certutil|mshta|rundll32|eval)$/

function examine(context: FileContext): void {
  if (isTestFolder(context.path) || /_test\.go$/.test(context.path)) return
  const tell = (
    message: 'command' | 'inline' | 'macro' | 'init' | 'generate',
    at: TextSpan,
    what: string,
    more: More,
  ) =>
    context.report({
      message,
      at,
      severity: more.severity,
      data: { file: baseName(context.path), path: context.path, what, note: more.note },
    })
  if (/\.(?:rs|go)$/.test(context.path)) tellCalls(context, tell)
  else tellCommands(context, tell)
}

interface More {
  readonly severity: Severity
  readonly note: string
}
type Tell = (
  message: 'command' | 'inline' | 'macro' | 'init' | 'generate',
  at: TextSpan,
  what: string,
  more: More,
) => void

function tellCalls(context: FileContext, tell: Tell): void {
  const isGo = context.path.endsWith('.go')
  const text = context.side('new')?.text ?? ''
  const before = context.side('old')?.text ?? ''
  if (isGo) tellGenerate(context, tell, before)
  if (!isGo && !text.includes('#[proc_macro')) return
  for (const call of context.code('new')[0]?.program()?.calls ?? []) {
    const isTold = isGo ? goCall.test(call.target) && call.within === 'init' : rustCall.test(call.target)
    if (!isTold || !context.isChanged('new', call.span)) continue
    const first = call.arguments[0]?.raw.slice(0, 40) ?? ''
    const what = /^["'`]/.test(first) ? `${call.callee}(${first})` : call.callee
    const note = isGo
      ? 'Functions of that name run before `main`, in the order in which packages are imported.'
      : 'A procedural macro is a program that the compiler runs.'
    tell(isGo ? 'init' : 'macro', call.span, what, { severity: 'medium', note })
    return
  }
}

/** `//go:generate command`, a line each (the go command's documentation, "Generate Go files"). */
function tellGenerate(context: FileContext, tell: Tell, before: string): void {
  for (const line of context.content.hunks.flatMap(hunk => hunk.lines)) {
    const found = line.kind === 'added' ? /^\/\/go:generate\s+(\S+)(.*)$/.exec(line.text.slice(0, 2000)) : null
    if (found === null || line.new === undefined || before.includes(found[0])) continue
    const [whole, program = '', rest = ''] = found
    const isFetch = /\b(?:curl|wget)\b|https?:\/\//.test(rest) || /^(?:curl|wget)$/.test(program)
    if (!anything.test(program)) continue
    const at = { start: { line: line.new, column: 0 }, end: { line: line.new, column: whole.length } }
    const note = isFetch ? 'It asks another machine.' : 'What it does is in the words behind it.'
    tell('generate', at, `${program}${rest}`.slice(0, 60), { severity: isFetch ? 'medium' : 'low', note })
  }
}

function tellCommands(context: FileContext, tell: Tell): void {
  const old = new Set(context.code('old').map(({ body }) => body.text.replace(/\s+/g, ' ')))
  for (const unit of context.code('new')) {
    if (unit.host === undefined || !context.isChanged('new', unit.span) || unit.role === 'decoded') continue
    if (old.has(unit.body.text.replace(/\s+/g, ' '))) continue
    const deed = deedOf(unit)
    const isGrave = deed !== undefined && deed.kind !== 'starts' && deed.kind !== 'runs-text'
    if (unit.context === 'Code') {
      const starts = /\bProcess\s*\.\s*Start\b|\bWebClient\b|\bHttpClient\b|\bAssembly\s*\.\s*Load|\bDllImport\b/.test(
        unit.body.text,
      )
      const note = starts
        ? 'It starts programs, loads code or asks other machines.'
        : 'It is compiled anew by every build.'
      tell('inline', placeOf(unit), '', { severity: isGrave || starts ? 'high' : 'medium', note })
      continue
    }
    if (!isUnasked(context.path, unit)) continue
    const name = commandOf(unit)
    if (name === undefined) continue
    const note =
      deed === undefined ? 'What it does is in the words behind it, or in the file they name.' : `It ${deed.says}.`
    const what = unit.body.text.trim().replace(/\s+/g, ' ').slice(0, 60)
    tell('command', placeOf(unit), what, { severity: isGrave ? 'high' : 'medium', note })
  }
}

/** The first line of it, as far as that stands on one line of the file. */
function placeOf(unit: CodeUnit): TextSpan {
  const { text } = unit.body
  const start = Math.max(0, text.search(/\S/))
  const feed = text.indexOf('\n', start)
  const line = unit.spanOf(start, feed === -1 ? text.trimEnd().length : feed)
  if (line.start.line === line.end.line) return line
  return unit.spanOf(start, start + Math.max(1, text.slice(start).search(/\s|$/)))
}

function commandOf(unit: CodeUnit): string | undefined {
  const commands = unit.shell().pipelines.flatMap(pipeline => pipeline.commands)
  return commands.map(command => programOf(command).name).find(name => anything.test(name))
}

/** A task of Gradle runs when it is asked for; what stands in a script, when the script is read. */
function isUnasked(path: string, unit: CodeUnit): boolean {
  if (/\.gradle(?:\.kts)?$/.test(path)) return /execut|getRuntime|providers/.test(unit.context)
  // Exec and the events of MSBuild are told by a rule of their own.
  return /pom\.xml$|\.gemspec$/.test(path)
}
