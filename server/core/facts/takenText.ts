import type { ShellCommand } from '../syntax/shell'
import { operands, programOf } from './shellRoles'

const takers =
  /^(?:cat|[gm]?sed|[gmn]?awk|[ef]?grep|head|tail|cut|od|strings|dd|paste|nl|tac|g?sort|g?uniq|rev|fold|tr|comm|join)$/
const takerVariable = /^\$[{(]?(?:CAT|SED|AWK|GREP|EGREP|FGREP|SORT|TR)[)}]?$/
/** Their first word is no file but what they are to do. */
const withScript = /^(?:[gm]?sed|[gmn]?awk|[ef]?grep|\$.*)$/
/** libtool and configure read their own help that way. */
const itself = /^\$[{(]?(?:0|progpath|as_my\w+)[)}]?$/

/** Whether a command gives what a file holds, or a part of it, and no text of its own. */
export function takesText(command: ShellCommand): boolean {
  const { name } = programOf(command)
  return takers.test(name) || takerVariable.test(name)
}

/** Whether it is told to look for assignments: what comes out are settings. */
export function takesSettings(command: ShellCommand): boolean {
  return operands(command).some(word => /\w=|=['"]?\^?[\\(]|export/.test(word))
}

/** The file whose text a command that {@link takesText} gives, as written; undefined for what comes through the pipe. */
export function takenFile(command: ShellCommand): string | undefined {
  const input = command.redirects.find(({ operator }) => operator === '<')?.target
  if (input !== undefined) return itself.test(input.text) ? undefined : input.text
  const { name } = programOf(command)
  if (name === 'tr') return undefined
  const words = command.words.slice(1).map(({ text }) => text)
  if (name === 'dd') return words.find(word => word.startsWith('if='))?.slice(3)
  const takesValue = /^(?:head|tail)$/.test(name) ? /^-[nc]$/ : name === 'cut' ? /^-[bcdf]$/ : /^-[efvkt]$/
  const given = words.filter((word, at) => !/^-/.test(word) && !takesValue.test(words[at - 1] ?? ''))
  const hasOption = words.some(word => /^-\w*[ef]$|^--expression/.test(word))
  const file = (withScript.test(name) && !hasOption ? given.slice(1) : given)[0]
  return file === undefined || file === '' || file === '-' || itself.test(file) ? undefined : file
}
