import { latin1 } from '../../model/path'
import type { ByteWindow } from './window'

/** One value of DER (ITU-T X.690): where it starts, where its content does, and where it ends. */
export interface DerValue {
  readonly tag: number
  readonly at: number
  readonly contentAt: number
  readonly end: number
}

export const SEQUENCE = 0x30
export const INTEGER = 0x02
export const OCTETS = 0x04
export const BITS = 0x03
export const OID = 0x06
const MAX_VALUES = 200
/** 2.5.4.x in front of the number of a name's attribute, and the ones worth reading. */
const NAME_ATTRIBUTE = '550403'
const ORGANISATION = '55040a'
/** PKCS #7 data and signed data, 1.2.840.113549.1.7.1 and .2. */
const PKCS7 = /^2a864886f70d01070[1-6]$/

export function valueAt(window: ByteWindow, at: number): DerValue | undefined {
  if (!window.has(at, 2)) return undefined
  const first = window.u8(at + 1)
  const size = first < 0x80 ? 0 : first & 0x7f
  if (size > 4) return undefined
  let length = size === 0 ? first : 0
  for (let index = 0; index < size; index++) length = length * 256 + window.u8(at + 2 + index)
  const contentAt = at + 2 + size
  // BER allows an indefinite length (0x80) up to two zero bytes; key stores of some tools use it for the outermost.
  return { tag: window.u8(at), at, contentAt, end: first === 0x80 ? window.size : contentAt + length }
}

export function valuesIn(window: ByteWindow, outer: DerValue): readonly DerValue[] {
  const values: DerValue[] = []
  for (let at = outer.contentAt; at < Math.min(outer.end, window.size) && values.length < MAX_VALUES; ) {
    const value = valueAt(window, at)
    if (value === undefined || (value.tag === 0 && value.end === value.contentAt)) break
    values.push(value)
    at = value.end
  }
  return values
}

/** What the values inside of the outermost one make of it: "certificate", "PKCS #12 key store". */
export function kindOf(window: ByteWindow, values: readonly DerValue[]): string {
  const tags = values.map(value => value.tag)
  const inner = values.map(value => (value.tag === SEQUENCE ? valuesIn(window, value) : []))
  const oid = (value: DerValue | undefined) =>
    value?.tag === OID ? window.hex(value.contentAt, Math.min(20, value.end - value.contentAt)) : ''
  const version = values[0]?.tag === INTEGER ? window.u8(values[0].contentAt) : undefined
  if (version === 3 && PKCS7.test(oid(inner[1]?.[0]))) return 'PKCS #12 key store'
  if (PKCS7.test(oid(values[0]))) return 'PKCS #7 message'
  if (version !== undefined && tags[1] === SEQUENCE && tags[2] === OCTETS) return 'private key'
  if (version === 1 && tags[1] === OCTETS) return 'EC private key'
  if (version === 0 && tags.length >= 9 && tags.every(tag => tag === INTEGER)) return 'RSA private key'
  if (tags[0] === SEQUENCE && tags[1] === OCTETS && tags.length === 2) return 'encrypted private key'
  if (tags[0] === SEQUENCE && tags[1] === BITS && tags.length === 2) return 'public key'
  if (tags[0] !== SEQUENCE || tags[1] !== SEQUENCE || tags[2] !== BITS) return 'values in DER'
  const parts = inner[0] ?? []
  if (parts[0]?.tag === 0xa0 || parts.filter(part => part.tag === SEQUENCE).length >= 4) return 'certificate'
  return parts.some(part => part.tag === 0x17 || part.tag === 0x18) ? 'revocation list' : 'signing request'
}

/** Common name, else organisation (RFC 5280, 4.1.2.4). */
export function nameText(window: ByteWindow, name: DerValue): string {
  const found = new Map<string, string>()
  for (const set of valuesIn(window, name))
    for (const pair of valuesIn(window, set)) {
      const [oid, text] = valuesIn(window, pair)
      if (oid !== undefined && text !== undefined)
        found.set(window.hex(oid.contentAt, Math.min(8, oid.end - oid.contentAt)), latin1(content(window, text)))
    }
  return found.get(NAME_ATTRIBUTE) ?? found.get(ORGANISATION) ?? 'a name without common name'
}

export function content(window: ByteWindow, value: DerValue): Uint8Array {
  return window.slice(value.contentAt, Math.min(64, value.end - value.contentAt))
}
