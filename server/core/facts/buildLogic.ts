import { areaOf } from '../formats/area'
import { squeezed } from '../formats/removedText'
import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

const comment = /^\s*(?:#(?!\[)|dnl\b|\/\/|--|;|\*|\/\*|<!--)/

/** Changed lines of a file that are told; a commit that speaks of something else has few. */
const longest = 40

/** The lines of a build file that the change touches and that are no comments: one fact for a line. */
export const buildLogic = defineCollector({
  kind: 'build-logic',
  files: {},
  collect: side => (areaOf(side.path, false) === 'build' ? linesOf(side) : []),
})

function linesOf(side: SideContext): readonly FactDraft<'build-logic'>[] {
  const { lines } = side.text
  const other = new Set(side.other?.lines.map(squeezed))
  const found: FactDraft<'build-logic'>[] = []
  for (const [index, line] of lines.entries()) {
    if (comment.test(line) || line.trim() === '' || line.length > 2_000) continue
    if (!side.isChanged(spanOf(index + 1, 0, 1)) || other.has(squeezed(line))) continue
    const at = spanOf(index + 1, line.search(/\S/), line.trim().length)
    found.push({ subject: side.path, side: side.side, at, data: { line: line.trim() } })
    if (found.length === longest) break
  }
  return found
}
