import { pointCode, pointName } from '../formats/unicode/hidden'
import { payloadBytes } from '../formats/unicode/payload'
import type { HiddenCharacters, HiddenPlaces } from '../formats/unicode/places'
import { shorten, visible } from '../model/visible'

/** Code points of one run that are named. */
const NAMED = 4

/** One line for each kind of character that does not show: where, which, what it says and what explains it. */
export function hiddenText({ places, more }: HiddenPlaces): readonly string[] {
  const lines = places.map(({ at: { start }, data }) => `${start.line}:${start.column + 1}  ${hiddenClause(data)}`)
  return more === 0 ? lines : [...lines, `and ${more} more kinds`]
}

const surroundings: Readonly<Record<HiddenCharacters['where'], string>> = {
  code: 'in code',
  comment: 'in a comment',
  string: 'in a string',
  prose: 'in prose',
  path: 'in the path',
}

function hiddenClause({ points, where, count, decoded, explained }: HiddenCharacters): string {
  const distinct = [...new Set(points)]
  const named = distinct.slice(0, NAMED).map(points.length > NAMED ? pointCode : pointName)
  const names = `${named.join(', ')}${distinct.length > NAMED ? ', …' : ''}`
  const which = points.length === 1 ? names : `${points.length} in a row: ${names}`
  const places = count === 1 ? surroundings[where] : `${surroundings[where]}, ${count} places`
  return `${which} (${places}): ${explained ?? meaning(points, decoded)}`
}

function meaning(points: readonly number[], decoded: string | undefined): string {
  if (decoded !== undefined) return `says "${shorten(visible(decoded), 160)}"`
  const bytes = points.length > 1 ? payloadBytes(points) : ''
  return bytes === '' ? 'nothing around it explains it' : `nothing around it explains it; as bytes ${bytes}`
}
