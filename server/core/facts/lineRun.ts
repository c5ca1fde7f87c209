import { stretches } from '../diff/residue'
import { isProse } from '../formats/placement'
import type { HunkLine } from '../model/hunk'
import type { Side } from '../model/location'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** Lines with something on them from which on a run can be a moved piece of code. */
const FEWEST_LINES = 8
/** Of one side of one file. */
const MOST_LINES = 1_500
const LIMIT_LINE = 200

/** Runs of removed and of added lines of code, so that what left one place can be looked for at another. */
export const lineRun = defineCollector({
  kind: 'line-run',
  collect: ({ side, path, language, hunks }) => {
    if (language === undefined || isProse(path)) return []
    const drafts: FactDraft<'line-run'>[] = []
    let left = MOST_LINES
    for (const [stretch, lines] of stretches(hunks).entries()) {
      const draft = draftOf(path, side, stretch, lines)
      left -= draft?.data.lines.length ?? 0
      if (left < 0) break
      if (draft !== undefined) drafts.push(draft)
    }
    return drafts
  },
})

function draftOf(
  path: string,
  side: Side,
  stretch: number,
  lines: readonly HunkLine[],
): FactDraft<'line-run'> | undefined {
  const own = lines.filter(line => line.kind === (side === 'old' ? 'removed' : 'added'))
  const [first, last] = [own[0]?.[side], own.at(-1)?.[side]]
  if (first === undefined || last === undefined) return undefined
  const texts = own.map(({ text }) => text.trim().replace(/\s+/g, ' ').slice(0, LIMIT_LINE))
  if (texts.filter(text => text.length > 3).length < FEWEST_LINES) return undefined
  const at = { start: { line: first, column: 0 }, end: { line: last, column: own.at(-1)?.text.length ?? 0 } }
  return { subject: path, side, at, text: texts[0] ?? '', data: { first, lines: texts, stretch } }
}
