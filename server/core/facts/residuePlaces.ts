import { spanOf } from '../model/location'
import type { ChangeSetReport } from '../rule/context'
import type { Fact } from './fact'

/** What a report on a residue shows: the first place in words, the others as places beside it. */
export interface ShownResidue {
  readonly now: string
  readonly was: string
  readonly report: Pick<ChangeSetReport, 'file' | 'digest' | 'side' | 'at' | 'text' | 'related'>
}

/** Undefined for a file whose code says what it said before. */
export function shownResidue({ data, location, digest, text }: Fact<'token-change'>): ShownResidue | undefined {
  const [first, ...more] = data.places
  if (first === undefined) return undefined
  const { file } = location
  return {
    now: first.new === '' ? `${first.old} is gone` : first.new,
    was: first.old === '' ? 'nothing' : first.old,
    report: {
      file,
      digest,
      side: first.side,
      at: location.at,
      text,
      related: more.map(place => ({
        file,
        side: place.side,
        at: spanOf(place.line, place.column, place.length),
        label: `was: ${place.old === '' ? 'nothing' : place.old.slice(0, 100)}`,
        text: place.side === 'new' ? place.new : place.old,
      })),
    },
  }
}
