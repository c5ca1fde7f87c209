import { shorten } from '../model/visible'
import type { ScriptFiles } from './scriptFiles'

/** Whether a command succeeds, as far as that is fixed. */
export type Status = 'yes' | 'no' | 'unknown'

/**
 * What `test` says of arguments that are fixed (POSIX, test). A file that is in no tree counts as not there, which is
 * told to `assume`.
 */
export function testStatus(
  args: readonly (string | undefined)[],
  files: ScriptFiles,
  assume: (clause: string) => void,
): Status {
  const words = args.filter(arg => arg !== ']' && arg !== ']]')
  if (words[0] === '!') {
    const inner = testStatus(words.slice(1), files, assume)
    return inner === 'unknown' ? inner : inner === 'yes' ? 'no' : 'yes'
  }
  const [a, operator, b, more] = words
  if (more !== undefined || words.includes(undefined)) return 'unknown'
  if (words.length === 2 && a !== undefined && operator !== undefined) {
    if (a === '-n') return operator === '' ? 'no' : 'yes'
    if (a === '-z') return operator === '' ? 'yes' : 'no'
    if (!/^-[efrsd]$/.test(a)) return 'unknown'
    const isThere = a === '-d' ? files.below(operator).length > 0 : !files.isAbsent(operator)
    if (!isThere) assume(`${shorten(operator, 80)} is not there`)
    return isThere ? 'yes' : 'no'
  }
  if (words.length === 3 && (operator === '=' || operator === '==')) return a === b ? 'yes' : 'no'
  if (words.length === 3 && operator === '!=') return a === b ? 'no' : 'yes'
  return words.length === 1 ? (a === '' ? 'no' : 'yes') : 'unknown'
}
