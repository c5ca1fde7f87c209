import type { Fact } from '../../../core/facts/fact'
import { areaOf } from '../../../core/formats/area'
import { decides } from '../../../core/formats/decidingTokens'
import { spanOf } from '../../../core/model/location'

/**
 * The same fact with those places alone that change what the code decides; nothing where there are none.
 * Files of a build are another rule's: there most lines decide, and those of a page of a manual belong to the message.
 */
export function decidingPlaces(fact: Fact<'token-change'>): readonly Fact<'token-change'>[] {
  const places = fact.data.places.filter(place => decides(place.old) !== decides(place.new))
  const [first] = places
  if (first === undefined || areaOf(fact.subject, false) === 'build') return []
  if (/(?:^|\/)(?:docs?|examples?|samples?|man|po|locales?|i18n)\//i.test(fact.subject)) return []
  const at = spanOf(first.line, first.column, first.length)
  const data = { ...fact.data, places, placeCount: places.length }
  const { side } = first
  return [{ ...fact, location: { ...fact.location, side, at }, text: first[side], data }]
}
