import { hasHidden } from '../formats/unicode/hidden'
import { hiddenCharacters, hiddenPlaces } from '../formats/unicode/places'
import { hiddenRuns } from '../formats/unicode/runs'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/**
 * Every character of the new side, and of the path, that does not show: with what it says when it is decoded and what
 * explains it.
 */
export const hiddenCharacter = defineCollector({
  kind: 'hidden-character',
  collect: ({ side, path, text, language, isChanged, note }) => {
    if (side === 'old') return []
    if (!hasHidden(text.text)) return pathFacts(path)
    const { places, more } = hiddenPlaces(text.lines, language, path, isChanged)
    if (more > 0) note(`${more} kinds of characters that do not show were not told apart`)
    return [...places.map(({ at, data }) => ({ subject: data.kind, side, at, data })), ...pathFacts(path)]
  },
  collectBinary: ({ path }) => pathFacts(path),
})

function pathFacts(path: string): readonly FactDraft<'hidden-character'>[] {
  return hiddenRuns(path).map(run => ({
    subject: run.kind,
    side: 'new',
    at: 'path',
    text: path,
    data: hiddenCharacters(run, 'path'),
  }))
}
