import { squeezed } from '../../../core/formats/removedText'
import type { LiveLine } from './liveLine'
import type { Weakening } from './weakening'

const LEAVES = /\b(?:return|throw|raise|goto|break|continue|die|exit|abort|panic\w*)\b|Err\(/
/** A comparison of how much there is with how much there may be. */
const COMPARES = /(?<![-=<>])(?:>=?|<=?)(?![<>=])/
const SIZES =
  /(?:size|len(?:gth)?|cap(?:acity)?|limit|max|count|bytes|room|avail|depth|remaining|bound)(?:\b|_|[A-Z(])|_(?:size|len|max|cap)\b|[a-z](?:Len|Size|Length|Cap|Max)\b|\b[A-Z_]*(?:MAX|LIMIT|SIZE)[A-Z_]*\b|(?:buf|dst|out)(?:size|len)/i
/** What changes a buffer: a call that is given something, or an element that is written. */
const WRITES = /\b[A-Za-z_][\w.>:-]*\s*(?:::<[^>]*>)?\([^)]*\w[^)]*\)|\]\s*=(?!=)/
const NO_WRITE =
  /\b(?:if|while|for|switch|log\w*|print\w*|assert\w*|debug|trace|console\.\w+|sizeof|len|warn\w*|typeof)\s*\(|^\s*(?:const|let|var|auto)\b/i

/** A limit that stands word for word behind what it was in front of, by whichever of the two the diff shows as moved. */
export function* comesLate(lines: readonly LiveLine[]): Iterable<Weakening> {
  for (const [index, was] of lines.entries()) {
    if (was.kind !== 'removed' || !isLimit(was.names) || !leaves(lines, index, 'removed')) continue
    const form = squeezed(was.text)
    const now = lines.findIndex(
      ({ kind, text }, at) => at > index && at - index <= 12 && kind === 'added' && squeezed(text) === form,
    )
    const crossed = now < 0 ? [] : lines.slice(index + 1, now).filter(({ kind }) => kind === 'context')
    const line = lines[now]
    const name = sharedWrite(was, crossed)
    if (line !== undefined && name !== undefined && leaves(lines, now, 'added')) {
      yield { way: 'moved', side: 'new', line: line.line, text: line.text.trim(), name }
      return
    }
  }
  for (const [index, now] of lines.entries()) {
    if (now.kind !== 'added' || !isWrite(now.names)) continue
    const form = squeezed(now.text)
    const was = lines.findIndex(
      ({ kind, text }, at) => at > index && at - index <= 12 && kind === 'removed' && squeezed(text) === form,
    )
    const between = was < 0 ? [] : lines.slice(index + 1, was).filter(({ kind }) => kind === 'context')
    const at = between.findIndex(({ names }) => isLimit(names))
    const limit = between[at]
    const name = limit === undefined ? undefined : sharedWrite(limit, [now])
    if (name === undefined || !between.slice(at, at + 4).some(({ names }) => LEAVES.test(names))) continue
    yield { way: 'moved', side: 'new', line: now.line, text: now.text.trim(), name }
    return
  }
}

function isLimit(names: string): boolean {
  const condition = /\b(?:if|unless)\b(.*)$/.exec(names)?.[1]
  return condition !== undefined && COMPARES.test(condition) && SIZES.test(condition)
}

function isWrite(names: string): boolean {
  return WRITES.test(names) && !NO_WRITE.test(names)
}

function leaves(lines: readonly LiveLine[], index: number, kind: LiveLine['kind']): boolean {
  return lines
    .slice(index, index + 4)
    .filter(line => line.kind === kind)
    .some(({ names }) => LEAVES.test(names))
}

const PATHS = /[A-Za-z_]\w*(?:(?:\.|->)\w+)*(?!\w*\s*\()/g

/** The name that the condition and a write it no longer guards have in common: the other fields of a thing are not it. */
function sharedWrite(limit: LiveLine, crossed: readonly LiveLine[]): string | undefined {
  const condition = /\b(?:if|unless)\b(.*?)(?:\b(?:return|throw)\b|$)/.exec(limit.names)?.[1]
  const paths = condition?.match(PATHS) ?? []
  const asked = new Set(paths.flatMap(path => [path, path.split(/\.|->/, 1)[0] ?? path]))
  for (const { names } of crossed)
    if (isWrite(names)) {
      const shared = (names.match(PATHS) ?? []).find(path => asked.has(path))
      if (shared !== undefined) return shared
    }
  return undefined
}

/** A limit by its name: `MAX_BODY`, `BUF_LIMIT`, `maxLength`. */
const BOUND =
  /\b(?:[A-Z][A-Z0-9_]*)?(?:MAX|LIMIT)[A-Z0-9_]*\b|\b(?:[\w.]+\.)?(?:max|limit)(?:_[a-z]\w*|[A-Z]\w*)\b|\b\w+(?:_max|_limit|Limit)\b|\bk?Max[A-Z]\w+\b/
const MOST_GONE = 14

/** A limit goes with all that speaks of it, out of a function that stays as it was for the rest. */
export function* limitGone(lines: readonly LiveLine[]): Iterable<Weakening> {
  const added = lines.filter(({ kind, text }) => kind === 'added' && text.trim() !== '')
  const removed = lines.filter(({ kind, text }) => kind === 'removed' && text.trim() !== '')
  if (removed.length > MOST_GONE || added.length > 4) return
  for (const [index, was] of lines.entries()) {
    if (was.kind !== 'removed') continue
    const condition = /^\s*(?:\}\s*)?if\b(.*)$/.exec(was.names)?.[1]
    if (condition === undefined || !COMPARES.test(condition) || !SIZES.test(condition)) continue
    const bound = BOUND.exec(condition)?.[0]
    if (bound === undefined || !leaves(lines, index, 'removed')) continue
    const left = /([A-Za-z_][\w.>-]*)(?:\(\s*\w*\s*\))?\s*(?:>=?|<=?)/.exec(condition)?.[1] ?? bound
    const words = [bound, left].map(word => word.split(/[^\w]+/).at(-1) ?? word)
    const again = added.some(
      ({ names }) =>
        words.some(word => names.includes(word)) ||
        COMPARES.test(names) ||
        /limit|max|check|valid|clamp|min\b/i.test(names),
    )
    const around = lines.filter(({ kind, text }) => kind === 'context' && text.trim() !== '')
    if (again || around.length < 3 || lines.some(({ kind, names }) => kind !== 'removed' && names.includes(bound)))
      continue
    yield { way: 'limit', side: 'old', line: was.line, text: was.text.trim(), name: bound }
    return
  }
}
