import { latin1 } from '../../model/path'
import {
  BITS,
  content,
  type DerValue,
  INTEGER,
  kindOf,
  nameText,
  OCTETS,
  OID,
  SEQUENCE,
  valueAt,
  valuesIn,
} from './derValue'
import type { Outline } from './outline'

/** Certificates, keys and key stores in DER: what it is, for whom, by whom and until when. */
export function readDer(outline: Outline): void {
  const { window } = outline
  const outer = valueAt(window, 0)
  if (outer === undefined) {
    outline.note('the outermost length is not readable')
    return
  }
  const values = valuesIn(window, outer)
  const what = kindOf(window, values)
  outline.add('identity', what, 0, outer.contentAt)
  for (const value of values) if (!outline.add('section', nameOf(value.tag), value.at, value.end - value.at)) return
  if (what === 'certificate' && values[0] !== undefined) describeCertificate(outline, valuesIn(window, values[0]))
  outline.add('header', 'outermost value', 0, outer.contentAt)
  outline.endAt(outer.end)
}

/** Version, serial number, algorithm, issuer, validity, subject, key (RFC 5280, 4.1). */
function describeCertificate(outline: Outline, values: readonly DerValue[]): void {
  const { window } = outline
  const [issuer, validity, subject] = values.filter(value => value.tag === SEQUENCE).slice(1)
  for (const [label, value] of [
    ['for', subject],
    ['issued by', issuer],
  ] as const)
    if (value !== undefined)
      outline.add('identity', `${label} ${nameText(window, value)}`, value.at, value.end - value.at)
  if (validity === undefined) return
  const until = valuesIn(window, validity)[1]
  if (until !== undefined)
    outline.add('identity', `valid until ${latin1(content(window, until))}`, until.at, until.end - until.at)
}

function nameOf(tag: number): string {
  if (tag === SEQUENCE) return 'sequence'
  if (tag === INTEGER) return 'integer'
  if (tag === OCTETS) return 'octets'
  if (tag === BITS) return 'bits'
  return tag === OID ? 'object identifier' : `value ${tag.toString(16)}`
}
