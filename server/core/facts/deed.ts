import type { CodeUnit } from '../embedded/code'
import type { ShellReading } from '../syntax/shell'
import { dynamicUseOf } from './dynamicCall'
import { fetchesIn } from './fetchedProgram'
import { fetchOf } from './fetchRole'
import { ranOutputs } from './ranOutput'
import { decoderOf, interpreterOf, programOf, runsItsWords } from './shellRoles'

/** What code does that one would want to know before it runs unasked; of several the first in this order. */
export type DeedKind = 'runs-download' | 'runs-decoded' | 'fetches' | 'runs-text' | 'starts'

export interface Deed {
  readonly kind: DeedKind
  /** For people, as what "it" does: "asks example.invalid by curl". */
  readonly says: string
}

/** The gravest deed of a stretch of code by itself, without the code inside it; undefined for ordinary work. */
export function deedOf(unit: CodeUnit): Deed | undefined {
  const deeds = [...shellDeeds(unit.shell()), ...programDeeds(unit), ...powershellDeeds(unit)]
  return order.map(kind => deeds.find(deed => deed.kind === kind)).find(deed => deed !== undefined)
}

const order: readonly DeedKind[] = ['runs-download', 'runs-decoded', 'fetches', 'runs-text', 'starts']

/** The deeds of shell commands, in the order of the text. */
export function* shellDeeds(reading: ShellReading): Iterable<Deed> {
  for (const { makers, runner, way } of ranOutputs(reading)) {
    if (way === 'file' && runner === 'chmod') continue
    const download = makers.map(fetchOf).find(one => one !== undefined)
    if (download !== undefined) yield { kind: 'runs-download', says: `runs what ${hostOr(download.host)} answers` }
    if (makers.some(command => decoderOf(command) !== undefined))
      yield { kind: 'runs-decoded', says: `runs what it decodes by ${runner}` }
  }
  for (const { commands } of reading.pipelines)
    for (const [at, command] of commands.entries()) {
      const { name } = programOf(command)
      const download = fetchOf(command)
      if (download !== undefined && download.host !== '')
        yield { kind: 'fetches', says: `asks ${download.host} by ${download.program}` }
      // Text that is there to be read is read as commands of its own, and a file by itself.
      const isKnown = command.words.slice(1).every(({ value }) => value.kind !== 'unresolved')
      if (
        (runsItsWords(command) && !isKnown && name !== 'source' && name !== '.') ||
        (at > 0 && interpreterOf(command) !== undefined)
      )
        yield { kind: 'runs-text', says: `runs text by ${name}` }
      if (starters.test(name)) yield { kind: 'starts', says: `starts ${name}` }
    }
}

/** Programs that change the machine, stay behind, or reach others. */
const starters =
  /^(?:chmod|crontab|nohup|ssh|scp|systemctl|launchctl|osascript|powershell|pwsh|mkfifo|useradd|iptables|pkill|at|schtasks|reg|regsvr32|rundll32|mshta|certutil|bitsadmin|python[\d.]*|perl|ruby|php)$/

function* programDeeds(unit: CodeUnit): Iterable<Deed> {
  const program = unit.program()
  if (program === undefined) return
  for (const { target, host } of fetchesIn(program))
    yield { kind: 'fetches', says: `asks ${hostOr(host)} by ${target}` }
  for (const call of program.calls) {
    const use = dynamicUseOf(unit.language, call)
    if (use === 'eval') yield { kind: 'runs-text', says: `calls ${call.target}` }
    if (use === 'process') yield { kind: 'starts', says: `calls ${call.target}` }
  }
  const module = program.imports.find(one => modules.test(one.module))
  if (module !== undefined) yield { kind: 'starts', says: `loads ${module.module}` }
}

const modules =
  /^(?:node:)?(?:child_process|net|http|https|dgram|vm|subprocess|socket|ctypes|pty|urllib\.request|requests)$/

/** No reader of programs knows PowerShell. */
function* powershellDeeds(unit: CodeUnit): Iterable<Deed> {
  if (unit.language !== 'powershell') return
  const text = unit.body.text
  const called =
    /\b(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm|DownloadString|DownloadFile|New-Object\s+(?:System\.)?Net\.\w+)\b/i.exec(
      text,
    )
  const runs = /\b(?:IEX|Invoke-(?:Expression|Command)|Start-Process|Reflection\.Assembly)\b/i.exec(text)
  if (called !== null) yield { kind: 'fetches', says: `calls ${called[0].trim()}` }
  if (runs !== null) yield { kind: 'runs-text', says: `calls ${runs[0]}` }
}

function hostOr(host: string): string {
  return host === '' ? 'a host named elsewhere' : host
}
