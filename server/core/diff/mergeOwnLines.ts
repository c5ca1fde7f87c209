import type { Hunk } from '../model/hunk'
import { diffLines } from './diffLines'
import { splitText } from './tokens'

export interface MergeOwnLines {
  /** Lines (from 1) of the result that no parent has, as written. */
  readonly added: readonly { readonly line: number; readonly text: string }[]
  /** Lines that all parents have and the result has not. */
  readonly gone: readonly string[]
}

/**
 * What a merged text says that none of its parents does. A line counts when it is new beside every parent and stands
 * there more often than in any; one that is put together from the words of lines in which the parents differ is how a
 * conflict is resolved, and no content of its own. White space at the ends of lines and lines of brackets do not count.
 */
export function mergeOwnLines(parents: readonly string[], result: string): MergeOwnLines {
  if (parents.length === 0) return { added: [], gone: [] }
  const own = countLines(result)
  const counts = parents.map(countLines)
  const most = (text: string) => Math.max(...counts.map(count => count.get(text) ?? 0))
  const least = (text: string) => Math.min(...counts.map(count => count.get(text) ?? 0))
  const [first, ...others] = parents.map(parent => changesOf(parent, result))
  const added: { line: number; text: string }[] = []
  for (const [line, { text, replaced }] of first?.added ?? []) {
    const said = text.trim()
    const places = others.map(other => other.added.get(line))
    if (!isTelling(said) || places.some(place => place === undefined) || (own.get(said) ?? 0) <= most(said)) continue
    if (!isMixture(said, [replaced, ...places.map(place => place?.replaced ?? [])])) added.push({ line, text })
  }
  const gone: string[] = []
  for (const text of first?.removed ?? [])
    if (isSentence(text) && others.every(({ removed }) => removed.has(text)) && (own.get(text) ?? 0) < least(text))
      gone.push(text)
  return { added, gone }
}

interface Changes {
  /** By line of the result: the line, and what stood in the same place. */
  readonly added: ReadonlyMap<number, { readonly text: string; readonly replaced: readonly string[] }>
  /** Trimmed. */
  readonly removed: ReadonlySet<string>
}

function changesOf(parent: string, result: string): Changes {
  const added = new Map<number, { text: string; replaced: readonly string[] }>()
  const removed = new Set<string>()
  for (const hunk of diffLines(parent, result, { contextLines: 0 })) {
    const replaced = removedOf(hunk)
    for (const text of replaced) removed.add(text)
    for (const line of hunk.lines)
      if (line.kind === 'added' && line.new !== undefined) added.set(line.new, { text: line.text, replaced })
  }
  return { added, removed }
}

function removedOf(hunk: Hunk): readonly string[] {
  return hunk.lines.filter(({ kind }) => kind === 'removed').map(({ text }) => text.trim())
}

function countLines(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const line of splitText(text).lines) {
    const said = line.trim()
    counts.set(said, (counts.get(said) ?? 0) + 1)
  }
  return counts
}

function isTelling(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

/** `else`, `#endif` and their kin stand in a file so often that another one is as good. */
function isSentence(text: string): boolean {
  return (text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0) > 1
}

/** Every word and mark of the line stands in what it replaces, and that is not the same in all parents. */
function isMixture(text: string, replaced: readonly (readonly string[])[]): boolean {
  const [first = []] = replaced
  if (replaced.every(lines => lines.join('\n') === first.join('\n'))) return false
  const known = new Set(replaced.flatMap(lines => lines.flatMap(tokensOf)))
  return tokensOf(text).every(token => known.has(token))
}

function tokensOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{N}_$]+|[-+*/%&|^!=<>]=|&&|\|\||\S/gu) ?? []
}
