import { squeezed } from '../formats/removedText'
import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

const comment = /^\s*(?:#(?!\[)|dnl\b|\/\/|--|;|\*|\/\*|<!--)/

/** The first line of a build file that the change touches and that is no comment: one fact for a side. */
export const buildLogic = defineCollector({
  kind: 'build-logic',
  files: { languages: ['m4', 'make', 'cmake', 'meson', 'gradle', 'bash', 'spec'] },
  collect: side => first(side) ?? [],
})

function first(side: SideContext): readonly FactDraft<'build-logic'>[] | undefined {
  const { lines } = side.text
  const other = new Set(side.other?.lines.map(squeezed))
  for (const [index, line] of lines.entries()) {
    if (comment.test(line) || line.trim() === '' || line.length > 2_000) continue
    if (!side.isChanged(spanOf(index + 1, 0, 1)) || other.has(squeezed(line))) continue
    const column = line.search(/\S/)
    const at = spanOf(index + 1, column, line.trim().length)
    return [{ subject: side.path, side: side.side, at, data: { line: line.trim() } }]
  }
  return undefined
}
