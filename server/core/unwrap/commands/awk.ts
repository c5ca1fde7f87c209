import { fromLatin1, latin1 } from '../../model/path'
import { operandBytes, stop, type TextCommand } from '../command'
import { AwkJump, AwkMachine, AwkStop, looksNumeric, textOf as shown } from './awk/machine'
import { type AwkProgram, readAwk } from './awk/program'
import { textOf } from './awk/tokens'

/** `awk` as POSIX has it, on bytes: without files and commands of its own, and with an end to its work. */
export const awk: TextCommand = call => {
  const { args, allowance } = call
  const machine = new AwkMachine(allowance)
  let at = 0
  for (; at < args.length; at++) {
    const [, option, own] = /^-([Fvb])([\s\S]*)$/.exec(args[at] ?? '') ?? []
    if (option === undefined || option === 'b') {
      if (args[at] === '--') at++
      else if (args[at] === '-b') continue
      break
    }
    const value = own === '' || own === undefined ? (args[++at] ?? '') : own
    if (option === 'F') machine.set('FS', value === 't' ? '\t' : textOf(value))
    else if (!assigned(value, machine)) return stop('its options')
  }
  const [text, ...operands] = args.slice(at)
  if (text === undefined || text.startsWith('-')) return stop('its options')
  const program = readAwk(text)
  if (program === undefined) return stop('its program')
  for (const operand of operands) if (/^[A-Za-z_]\w*=/.test(operand)) assigned(operand, machine)
  try {
    program.define(machine)
    const isDone = stepped(machine, program.begin)
    // After `exit` nothing is read, and the end is still to come.
    if (isDone) stepped(machine, program.end)
    else if (program.lines.length + program.end.length > 0) {
      const found = operandBytes(
        call,
        operands.filter(operand => !/^[A-Za-z_]\w*=/.test(operand)),
      )
      if ('stop' in found) return found
      const records = recordsOf(latin1(found), shown(machine.get('RS')))
      if (records === undefined) return stop('its records')
      for (const record of records) if (!line(machine, program, record)) break
      stepped(machine, program.end)
    }
    return { bytes: fromLatin1(machine.output.join('')) }
  } catch (error) {
    if (error instanceof AwkStop) return stop(error.message)
    if (error instanceof AwkJump) return stop(`\`${error.kind}\` out of place`)
    throw error
  }
}

function assigned(text: string, machine: AwkMachine): boolean {
  const [, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(text) ?? []
  if (name === undefined) return false
  machine.set(name, looksNumeric(textOf(value ?? '')))
  return true
}

/** @returns whether the program has ended */
function stepped(machine: AwkMachine, statements: AwkProgram['begin']): boolean {
  try {
    for (const statement of statements) statement(machine)
    return false
  } catch (jump) {
    if (jump instanceof AwkJump && jump.kind === 'exit') return true
    throw jump
  }
}

/** @returns whether there are further lines to look at */
function line(machine: AwkMachine, { lines }: AwkProgram, record: string): boolean {
  machine.startLine(record)
  try {
    for (const statement of lines) statement(machine)
  } catch (jump) {
    if (!(jump instanceof AwkJump) || (jump.kind !== 'next' && jump.kind !== 'exit')) throw jump
    return jump.kind === 'next'
  }
  return true
}

function recordsOf(text: string, separator: string): readonly string[] | undefined {
  if (separator === '') {
    const body = text.replace(/^\n+|\n+$/g, '')
    return body === '' ? [] : body.split(/\n\n+/)
  }
  if (separator.length !== 1) return undefined
  const records = text.split(separator)
  if (records.at(-1) === '') records.pop()
  return records
}
