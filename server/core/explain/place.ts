import type { ChangeSet } from '../model/changeSet'
import {
  type InnerLocation,
  isByteSpan,
  isTextSpan,
  type Location,
  lastLine,
  type Place,
  type Side,
} from '../model/location'

/** What {@link placeOf} needs of a review. */
export interface PlacedFiles {
  readonly changeSet: ChangeSet
  readonly unchangedFiles: readonly string[]
}

/** A location in words and numbers of one side, as every output shows it. Lines and columns count from 1. */
export interface ShownPlace {
  /** Path on that side; hostile, so escape it for the surface. */
  readonly file: string
  readonly side: Side
  /** What the place is: lines of text, bytes, or something about the file as a whole. */
  readonly kind: 'lines' | 'bytes' | 'path' | 'mode' | 'file'
  readonly line?: number
  readonly endLine?: number
  readonly column?: number
  /** First column that no longer belongs, on `endLine`; absent when the span ends at the end of that line. */
  readonly endColumn?: number
  readonly offset?: number
  readonly length?: number
  /** What the place contains, from the outside in: a target path, a member name, a decoding. */
  readonly inside: readonly ShownInner[]
}

export interface ShownInner {
  readonly name: string
  /** Of a file in a patch. */
  readonly side?: Side
  readonly line?: number
  readonly endLine?: number
  readonly column?: number
  readonly endColumn?: number
  readonly offset?: number
  readonly length?: number
}

export function placeOf(location: Location, files: PlacedFiles): ShownPlace {
  return {
    file: pathOf(location, files),
    side: location.side,
    ...numbersOf(location.at),
    inside: innerPlaces(location.inside),
  }
}

/** `src/a.c:12`, `data.bin (old side)`, `fix.patch:3 → src/a.c:12`; not escaped. */
export function describePlace(place: ShownPlace): string {
  const side = place.side === 'old' ? ' (old side)' : ''
  const outer = `${place.file}${place.line === undefined ? '' : `:${place.line}`}${side}`
  return [outer, ...place.inside.map(describeInner)].join(' → ')
}

/** `src/a.c:12`, `src/a.c:12 (old side)`: where in what the place contains; undefined when it contains nothing. */
export function describeInside({ inside }: ShownPlace): string | undefined {
  return inside.length === 0 ? undefined : inside.map(describeInner).join(' → ')
}

function describeInner({ name, line, side }: ShownInner): string {
  return `${name}${line === undefined ? '' : `:${line}`}${side === 'old' ? ' (old side)' : ''}`
}

function pathOf(location: Location, { changeSet, unchangedFiles }: PlacedFiles): string {
  if (location.file < 0) return unchangedFiles[-location.file - 1] ?? ''
  const change = changeSet.files[location.file]
  if (change === undefined) return ''
  const side = change[location.side] ?? change.new ?? change.old
  return side?.path.text ?? ''
}

type Numbers = Omit<ShownPlace, 'file' | 'side' | 'inside'>

function numbersOf(at: Place): Numbers {
  if (isTextSpan(at)) {
    const endLine = lastLine(at)
    const endsThere = endLine === at.end.line
    return {
      kind: 'lines',
      line: at.start.line,
      endLine,
      column: at.start.column + 1,
      ...(endsThere ? { endColumn: at.end.column + 1 } : {}),
    }
  }
  if (isByteSpan(at)) return { kind: 'bytes', offset: at.offset, length: at.length }
  return { kind: at }
}

function innerPlaces(inner: InnerLocation | undefined): readonly ShownInner[] {
  if (inner === undefined) return []
  const { kind: _, ...numbers } = numbersOf(inner.at)
  const shown: ShownInner = {
    name: inner.name,
    ...(inner.side === undefined ? {} : { side: inner.side }),
    ...numbers,
  }
  return [shown, ...innerPlaces(inner.inside)]
}
