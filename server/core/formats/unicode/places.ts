import { spanOf, type TextSpan } from '../../model/location'
import { type Placement, placer } from '../placement'
import { type HiddenKind, hasHidden } from './hidden'
import { type HiddenRun, hiddenRuns } from './runs'

/** Characters of a text or its path that do not show, as plain data. */
export interface HiddenCharacters {
  readonly kind: HiddenKind
  /** Neighbouring code points, the first thousand. */
  readonly points: readonly number[]
  readonly where: Placement | 'path'
  /** Places with the same points, explanation and surroundings. */
  readonly count: number
  /** What they say when they are read as text. Hostile. */
  readonly decoded?: string
  /** Why a writing system or an emoji has them here, as a phrase; absent where nothing explains them. */
  readonly explained?: string
}

export interface HiddenPlace {
  /** The first of the places. */
  readonly at: TextSpan
  readonly data: HiddenCharacters
}

/** Of one file: one written in a script with joiners has thousands of places and few kinds of them. */
const MAX_PLACES = 1_000

export interface HiddenPlaces {
  readonly places: readonly HiddenPlace[]
  /** Kinds beyond the first thousand. */
  readonly more: number
}

/** Every run of a text, in order; equal runs in equal surroundings are one entry, which counts them. */
export function hiddenPlaces(
  lines: readonly string[],
  language: string | undefined,
  path: string,
  isChanged: (span: TextSpan) => boolean = () => true,
): HiddenPlaces {
  const found = new Map<string, { at: TextSpan; data: HiddenCharacters; count: number }>()
  const placeOf = placer(lines, language, path)
  for (const [index, line] of lines.entries()) {
    if (!hasHidden(line)) continue
    for (const run of hiddenRuns(line)) {
      const at = spanOf(index + 1, run.column, run.length)
      const where = placeOf(index + 1, run.column)
      const key = `${isChanged(at)} ${where} ${run.explained ?? ''} ${run.points.join(' ')}`
      const known = found.get(key)
      if (known === undefined) found.set(key, { at, count: 1, data: hiddenCharacters(run, where) })
      else known.count++
    }
  }
  const places = [...found.values()].slice(0, MAX_PLACES)
  return {
    places: places.map(({ at, data, count }) => ({ at, data: { ...data, count } })),
    more: found.size - places.length,
  }
}

export function hiddenCharacters(
  { kind, points, decoded, explained }: HiddenRun,
  where: HiddenCharacters['where'],
): HiddenCharacters {
  return {
    kind,
    points: points.slice(0, 1_000),
    where,
    count: 1,
    ...(decoded === undefined ? {} : { decoded }),
    ...(explained === undefined ? {} : { explained }),
  }
}
