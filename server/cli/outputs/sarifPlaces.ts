import type { ArtifactLocation, Region, Location as SarifLocation } from 'sarif'
import { escapePlain } from '../../core/explain/escape'
import { describePlace, placeOf, type ShownPlace } from '../../core/explain/place'
import type { Evidence } from '../../core/model/finding'
import type { Side } from '../../core/model/location'
import type { Review } from '../../core/model/review'

/** A path as a relative URI: every segment encoded, so that no name can become a scheme, a query or `..`. */
export function artifact(path: string, side: Side): ArtifactLocation {
  const segments = path.split('/').map(segment => encodeURIComponent(segment.replace(/\p{Cs}/gu, '\ufffd')))
  const uri = segments.map(segment => (segment === '..' || segment === '.' ? segment.replace(/\./g, '%2E') : segment))
  return { uri: uri.join('/'), uriBaseId: side === 'old' ? 'BASE' : 'SRCROOT' }
}

/** Where it truly is, old side included. */
export function trueLocation(evidence: Evidence, review: Review, id?: number): SarifLocation {
  const place = placeOf(evidence.location, review)
  const region = regionOf(place)
  const text = evidence.label === '' ? describePlace(place) : evidence.label
  return {
    ...(id === undefined ? {} : { id }),
    physicalLocation: {
      artifactLocation: artifact(place.file, place.side),
      ...(region === undefined ? {} : { region }),
    },
    message: { text: escapePlain(text) },
  }
}

/** A line of the new side for code scanning to show: the place itself, else the nearest one, else line 1. */
export function shownLocation(place: ShownPlace, newPath: string, anchor: number | undefined): SarifLocation {
  const region = place.side === 'new' ? regionOf(place) : undefined
  return {
    physicalLocation: {
      artifactLocation: artifact(newPath, 'new'),
      region: region?.startLine === undefined ? { startLine: anchor ?? 1 } : region,
    },
  }
}

export function regionOf({ line, endLine, column, endColumn, offset, length }: ShownPlace): Region | undefined {
  if (line !== undefined)
    return {
      startLine: line,
      ...(column === undefined ? {} : { startColumn: column }),
      ...(endLine === undefined ? {} : { endLine }),
      ...(endColumn === undefined ? {} : { endColumn }),
    }
  return offset === undefined
    ? undefined
    : { byteOffset: offset, ...(length === undefined ? {} : { byteLength: length }) }
}
