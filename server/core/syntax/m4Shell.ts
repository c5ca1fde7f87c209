import { m4Bodies } from './m4Bodies'
import { m4Flows, plainMacros } from './m4Flow'
import { argumentText, isMacroName, type M4Call, type M4File, readM4 } from './m4Reader'
import type { ShellReading } from './shell'
import { ShellCollector } from './shellCollector'

/** Shell between macros at top level, and in every argument that may hold some, each read as m4 leaves it. */
export function m4Shell(text: string): ShellReading {
  const file = readM4(text)
  const collector = new ShellCollector(text)
  const names = contexts(file)
  const flows = m4Flows(file)
  collector.macros(plainMacros(file))
  for (const { body, call, index, isMessage } of m4Bodies(file)) {
    const flow = call === undefined ? undefined : flows.get(call)?.[index]
    if (call === undefined) collector.script(body, '')
    else if (isMessage) collector.quotedText(body, call.name, flow)
    else collector.script(body, names.get(call) ?? '', 'script', undefined, { flow })
  }
  const reading = collector.finish()
  return { ...reading, pipelines: reading.pipelines.filter(({ commands }) => !commands.every(isMacro)) }
}

function isMacro({ name }: { readonly name: string }): boolean {
  return isMacroName(name)
}

/** Names each call for people: `AC_CONFIG_COMMANDS in gl_BUILD_TO_HOST`, or the macro a body belongs to. */
function contexts(file: M4File): ReadonlyMap<M4Call, string> {
  const definitions = new Map<M4Call, string>()
  const names = new Map<M4Call, string>()
  for (const call of file.calls) {
    const around = call.parent === undefined ? undefined : definitions.get(call.parent)
    const own = defining.test(call.name) ? argumentText(file, call.arguments[0]).slice(0, 200) : ''
    const definition = own === '' ? around : own
    if (definition !== undefined) definitions.set(call, definition)
    names.set(call, own !== '' ? own : around === undefined ? call.name : `${call.name} in ${around}`)
  }
  return names
}

const defining = /^(?:A[CU]_DEFUN\w*|m4_define|m4_defun\w*|define)$/
