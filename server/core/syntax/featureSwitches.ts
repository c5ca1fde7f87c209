import type { TextSpan } from '../model/location'
import { type CMakeCommand, readCMake } from './cmakeReader'
import { headSpan } from './featureAnswers'
import type { LanguageId } from './language'
import { LineTable } from './lineTable'
import { argumentText, type M4Call, type M4File, readM4 } from './m4Reader'
import { argumentOf, callsIn, positional, readMeson } from './mesonReader'

/** A switch that who builds can turn, with what it is when nobody does. */
export interface FeatureSwitch {
  readonly name: string
  /** The default as written. */
  readonly written: string
  /** `auto` counts as on: it is on wherever it can be. */
  readonly isOn: boolean
  readonly span: TextSpan
}

/** AC_ARG_ENABLE, `option` of CMake and of Meson, `default` of Kconfig. Names occur once, with their first default. */
export function findSwitches(path: string, language: LanguageId | undefined, text: string): readonly FeatureSwitch[] {
  const found = read(path, language, text)
  return [...new Map(found.map(one => [one.name, one] as const).reverse()).values()].reverse()
}

function read(path: string, language: LanguageId | undefined, text: string): readonly FeatureSwitch[] {
  if (language === 'm4') return inAutoconf(readM4(text))
  if (language === 'cmake') return inCMake(text)
  if (language === 'meson' || /(?:^|\/)meson(?:_options\.txt|\.options)$/.test(path)) return inMeson(text)
  return /(?:^|\/)(?:Kconfig|Config\.in)[\w.-]*$/.test(path) ? inKconfig(text) : []
}

const on = /^(?:yes|on|true|1|y|auto|enabled|check|maybe|m)$/i
const off = /^(?:no|off|false|0|n|disabled|none|)$/i

function make(name: string, written: string, span: TextSpan): readonly FeatureSwitch[] {
  const value = written.replace(/^["'[]+|["'\]]+$/g, '').trim()
  const isOn = on.test(value)
  return name !== '' && (isOn || off.test(value))
    ? [{ name, written: value === '' ? 'nothing' : value, isOn, span }]
    : []
}

/** UTF-16 units of an action that are looked at. */
const actionUnits = 2_000

function inAutoconf(file: M4File): readonly FeatureSwitch[] {
  return file.calls.flatMap(call => {
    if (call.name !== 'AC_ARG_ENABLE' && call.name !== 'AC_ARG_WITH') return []
    const name = argumentText(file, call.arguments[0])
    const kind = call.name === 'AC_ARG_ENABLE' ? 'enable' : 'with'
    return make(
      `${kind}_${name}`.replace(/\W/g, '_'),
      notGiven(file, call),
      headSpan(file.text, file.lines, call.start, call.end),
    )
  })
}

/** What the fourth argument, for when nothing is said, sets last; the help text's form where it sets nothing plain. */
function notGiven(file: M4File, call: M4Call): string {
  const action = call.arguments[3]
  const text =
    action === undefined ? '' : file.text.slice(action.start, Math.min(action.end, action.start + actionUnits))
  const values = [...text.matchAll(/[A-Za-z_]\w*=["']?(\w+)["']?(?=[\s;\]]|$)/g)]
  return values.length === 1 ? (values[0]?.[1] ?? 'unknown') : 'unknown'
}

function inCMake(text: string): readonly FeatureSwitch[] {
  const file = readCMake(text)
  const at = (command: CMakeCommand) => headSpan(file.text, file.lines, command.start, command.end)
  return file.commands.flatMap(command => {
    const words = command.arguments.map(({ body }) => body.text)
    const [name = '', second = '', third] = words
    if (command.name === 'option' && words.length >= 2) return make(name, third ?? 'OFF', at(command))
    if (command.name === 'cmake_dependent_option') return make(name, third ?? '', at(command))
    return command.name === 'set' && words[2] === 'CACHE' && words[3] === 'BOOL' ? make(name, second, at(command)) : []
  })
}

function inMeson(text: string): readonly FeatureSwitch[] {
  const file = readMeson(text)
  return file.statements.flatMap(statement =>
    callsIn(statement.value).flatMap(call => {
      const [name] = positional(call)
      if (call.name !== 'option' || call.object !== undefined || name?.kind !== 'string') return []
      const type = argumentOf(call, 'type')
      const kind = type?.kind === 'string' ? type.body.text : ''
      if (kind !== 'boolean' && kind !== 'feature' && kind !== 'combo') return []
      const value = argumentOf(call, 'value')
      const written =
        value === undefined ? (kind === 'boolean' ? 'true' : 'auto') : file.text.slice(value.start, value.end)
      return make(name.body.text, written, headSpan(file.text, file.lines, call.start, call.end))
    }),
  )
}

/**
 * An entry is `config NAME` with indented lines, of which `default y` is one (the kernel's kconfig language). An entry
 * without a default is off, and one that depends on `BROKEN` or `n` cannot be turned on.
 */
function inKconfig(text: string): readonly FeatureSwitch[] {
  const lines = new LineTable(text)
  const found: FeatureSwitch[] = []
  let entry:
    | { readonly name: string; readonly at: TextSpan; isSwitch: boolean; stated: FeatureSwitch | undefined }
    | undefined
  const end = (): void => {
    if (entry === undefined || !entry.isSwitch) return
    found.push(...(entry.stated === undefined ? make(entry.name, '', entry.at) : [entry.stated]))
  }
  for (const line of text.matchAll(
    /^(?:menu)?config[ \t]+(\w+)|^[ \t]+(?:(default|def_bool|def_tristate|depends on|bool|tristate)\b[ \t]*([^\n#]*))/gm,
  )) {
    const [whole, name, word, rest = ''] = line
    const at = lines.span(line.index + whole.search(/\S/), line.index + whole.trimEnd().length)
    if (name !== undefined) {
      end()
      entry = { name, at, isSwitch: false, stated: undefined }
    } else if (entry !== undefined) {
      const value = /^([ymn])\b/.exec(rest)?.[1]
      if (word === 'depends on') {
        if (/(?:^|&&)\s*(?:BROKEN|n)\s*(?:&&|$)/.test(rest))
          entry.stated = { name: entry.name, written: 'BROKEN', isOn: false, span: at }
      } else {
        if (word !== 'default') entry.isSwitch = true
        // A default that is worked out from others, or a comparison, is none that is known here.
        const isOn = /^default|^def_/.test(word ?? '') ? (value === undefined ? undefined : value !== 'n') : undefined
        if (isOn !== undefined) entry.stated ??= { name: entry.name, written: value ?? '', isOn, span: at }
        else if (word !== 'bool' && word !== 'tristate')
          entry.stated ??= { name: entry.name, written: 'it depends', isOn: true, span: at }
      }
    }
  }
  end()
  return found
}
