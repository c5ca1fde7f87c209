import { liveText } from '../formats/liveText'
import { spanOf } from '../model/location'
import { extensionOf } from '../model/path'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** Lines of one file: what is larger is no correction of a word. */
const MOST_LINES = 40
const LONGEST_TEXT = 1_000_000
/** Strings of words: two of them and a blank, without what paths, commands and formats are made of. */
const SENTENCE = /(["'])[\p{L}\d ,.;:!?()-]*\p{L} [\p{L}\d ,.;:!?()-]*\1/gu

/**
 * What small changes of code do, side by side: where both sides say the same, only comments and sentences changed. A file
 * that is added, or of a kind whose comments are not known, has no fact.
 */
export const codeChange = defineCollector({ kind: 'code-change', collect })

function collect({ side, path, text, other, hunks, budget }: SideContext): readonly FactDraft<'code-change'>[] {
  if (other === undefined || text.text.length > LONGEST_TEXT) return []
  const kind = side === 'new' ? 'added' : 'removed'
  const lines = hunks.flatMap(hunk => hunk.lines.filter(line => line.kind === kind))
  if (lines.length > MOST_LINES || !budget.spend(lines.length)) return []
  const live = liveLines(path, text.text, lines.length)
  if (live === undefined) return []
  const code = lines.map(line => live[(line[side] ?? 0) - 1] ?? '').map(plain)
  const first = lines[0]?.[side] ?? 1
  return [{ subject: path, side, at: spanOf(first, 0, 0), data: { code: code.filter(line => line !== '').join('\n') } }]
}

function liveLines(path: string, text: string, changed: number): readonly string[] | undefined {
  if (/^(?:ac|m4|am)$/.test(extensionOf(path)))
    return text.split('\n').map(line => line.replace(/^\s*(?:dnl\b|#).*$/, ''))
  return changed === 0 ? [] : liveText(path, text)?.code.split('\n')
}

function plain(line: string): string {
  return line.replace(SENTENCE, '$1$1').replace(/\s+/g, ' ').trim()
}
