import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { isGuarding } from './guards'

const otherwise = /["']\/\/conditions:default["']\s*:/

/** A default branch of Bazel's `select` on new lines, and what was given on the lines it replaces and not by it. */
export function defaultsThatLose(hunk: Hunk): readonly { readonly line: HunkLine; readonly term: string }[] {
  const added = hunk.lines.filter(({ kind }) => kind === 'added')
  const removed = hunk.lines.filter(({ kind }) => kind === 'removed')
  const [line, ...more] = added.filter(({ text }) => otherwise.test(text))
  if (line === undefined || more.length > 0) return []
  const old = removed.filter(({ text }) => otherwise.test(text))
  const before = (old.length > 0 ? old : removed).flatMap(({ text }) => protective(text))
  const now = new Set([line, ...after(added, line)].flatMap(({ text }) => protective(text)))
  const rest = new Set(hunk.lines.filter(one => one.kind === 'context').flatMap(({ text }) => protective(text)))
  // What stays beside the select is given to all.
  const lost = before.find(one => !now.has(one) && (old.length > 0 || !rest.has(one)))
  return lost === undefined ? [] : [{ line, term: lost }]
}

/** The lines of a list that goes on below its key. */
function after(added: readonly HunkLine[], line: HunkLine): readonly HunkLine[] {
  if (/\]\s*,?\s*$/.test(line.text)) return []
  const rest = added.slice(added.indexOf(line) + 1)
  const end = rest.findIndex(({ text }) => text.includes(']'))
  return rest.slice(0, end === -1 ? undefined : end + 1)
}

function protective(text: string): readonly string[] {
  return [...text.matchAll(/["']([^"'\n]{2,200})["']/g)].flatMap(([, word = '']) =>
    !word.startsWith('//') && !word.startsWith(':') && isGuarding(word) ? [word] : [],
  )
}
