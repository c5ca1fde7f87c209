import type { Hunk } from '../model/hunk'
import { splitText } from './tokens'

/** The new text; `undefined` when a context or removed line is not where the hunk says it is. */
export function applyHunks(old: string, hunks: readonly Hunk[]): string | undefined {
  const { lines, noNewline } = splitText(old)
  const ended = (at: number) => `${lines[at]}${noNewline && at === lines.length - 1 ? '' : '\n'}`
  const out: string[] = []
  let next = 0
  for (const hunk of hunks) {
    const from = hunk.oldCount === 0 ? hunk.oldStart : hunk.oldStart - 1
    if (from < next || from > lines.length) return undefined
    while (next < from) out.push(ended(next++))
    for (const line of hunk.lines) {
      const text = line.noNewline ? line.text : `${line.text}\n`
      if (line.kind === 'added') out.push(text)
      else {
        if (next >= lines.length || ended(next) !== text) return undefined
        next++
        if (line.kind === 'context') out.push(text)
      }
    }
  }
  while (next < lines.length) out.push(ended(next++))
  return out.join('')
}
