import { latin1 } from '../../model/path'
import { BITS, content, type DerValue, kindOf, nameText, OID, SEQUENCE, valueAt, valuesIn } from '../structure/derValue'
import { ByteWindow } from '../structure/window'
import type { KeyEntry } from './keyEntry'

/** Object identifiers of keys and curves (RFC 3279, 5480, 8410), in hex. */
const algorithms: Readonly<Record<string, string>> = {
  '2a864886f70d010101': 'RSA',
  '2a864886f70d01010a': 'RSA',
  '2a8648ce380401': 'DSA',
  '2a8648ce3d0201': 'EC',
  '2b6570': 'Ed25519',
  '2b6571': 'Ed448',
  '2b656e': 'X25519',
}
const curves: Readonly<Record<string, string>> = {
  '2a8648ce3d030107': 'P-256',
  '2b81040022': 'P-384',
  '2b81040023': 'P-521',
  '2b8104000a': 'secp256k1',
}
/** 2.5.29.19, basic constraints. */
const CONSTRAINTS = '551d13'

/** Certificates, keys and stores in DER (RFC 5280, 5208, 7292); undefined for anything else. */
export function readDerKey(bytes: Uint8Array): KeyEntry | undefined {
  const window = new ByteWindow(bytes)
  const outer = valueAt(window, 0)
  if (outer?.tag !== SEQUENCE || outer.end > bytes.length) return undefined
  const values = valuesIn(window, outer)
  const kind = kindOf(window, values)
  const identity = bytes.subarray(0, outer.end)
  const shared = { identity, key: identity, name: '' }
  if (kind === 'certificate') return certificate(window, identity, values)
  if (kind === 'public key') return { ...shared, kind: 'public key', algorithm: keyKind(window, values) }
  if (kind === 'PKCS #12 key store') return { ...shared, kind: 'key store', algorithm: 'PKCS #12' }
  if (kind === 'RSA private key') {
    const modulus = values[1]
    const bits = modulus === undefined ? 0 : bitsOf(window, modulus)
    return { ...shared, kind: 'private key', algorithm: `RSA ${bits}` }
  }
  if (!kind.endsWith('private key')) return undefined
  const named = values[1]?.tag === SEQUENCE ? keyKind(window, [values[1]]) : kind.startsWith('EC') ? 'EC' : 'encrypted'
  return { ...shared, kind: 'private key', algorithm: named }
}

/** Version, serial number, algorithm, issuer, validity, subject, key, extensions (RFC 5280, 4.1). */
function certificate(window: ByteWindow, identity: Uint8Array, values: readonly DerValue[]): KeyEntry | undefined {
  const parts = values[0] === undefined ? [] : valuesIn(window, values[0])
  const [issuer, validity, subject, key] = parts.filter(part => part.tag === SEQUENCE).slice(1)
  if (issuer === undefined || validity === undefined || subject === undefined || key === undefined) return undefined
  const [from, until] = valuesIn(window, validity).map(one => dayOf(window, one))
  const extensions = parts.find(part => part.tag === 0xa3)
  return {
    kind: 'certificate',
    name: nameText(window, subject),
    issuer: nameText(window, issuer),
    algorithm: keyKind(window, valuesIn(window, key)),
    ...(from === undefined || until === undefined ? {} : { from, until }),
    isAuthority: extensions !== undefined && isAuthority(window, extensions),
    identity,
    key: window.slice(key.at, key.end - key.at),
  }
}

/** Of a SubjectPublicKeyInfo: algorithm with its parameters, then the key in bits. */
function keyKind(window: ByteWindow, values: readonly DerValue[]): string {
  const [oid, parameter] = values[0] === undefined ? [] : valuesIn(window, values[0])
  if (oid === undefined) return 'key of unknown kind'
  const name = algorithms[oidOf(window, oid)] ?? 'key of unknown kind'
  if (name === 'EC') return `EC ${curves[parameter === undefined ? '' : oidOf(window, parameter)] ?? 'curve'}`
  const bits = values[1]
  if (bits?.tag !== BITS || (name !== 'RSA' && name !== 'DSA')) return name
  const inner = valueAt(window, bits.contentAt + 1)
  const modulus = inner === undefined ? undefined : name === 'DSA' ? inner : valuesIn(window, inner)[0]
  return modulus === undefined ? name : `${name} ${bitsOf(window, modulus)}`
}

function bitsOf(window: ByteWindow, { contentAt, end }: DerValue): number {
  let at = contentAt
  while (at < Math.min(end, window.size) && window.u8(at) === 0) at++
  return at >= end ? 0 : (end - at) * 8 - (Math.clz32(window.u8(at)) - 24)
}

function oidOf(window: ByteWindow, value: DerValue): string {
  return value.tag === OID ? window.hex(value.contentAt, Math.min(20, value.end - value.contentAt)) : ''
}

/** UTCTime has two digits of the year, below 50 in this century; GeneralizedTime has four. */
function dayOf(window: ByteWindow, value: DerValue): string | undefined {
  const text = latin1(content(window, value))
  const [, year, month, day] = (value.tag === 0x17 ? /^(\d\d)(\d\d)(\d\d)/ : /^(\d{4})(\d\d)(\d\d)/).exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  const century = year.length === 4 ? '' : Number(year) < 50 ? '20' : '19'
  return `${century}${year}-${month}-${day}`
}

function isAuthority(window: ByteWindow, extensions: DerValue): boolean {
  const [list] = valuesIn(window, extensions)
  for (const extension of list === undefined ? [] : valuesIn(window, list)) {
    const [oid, ...rest] = valuesIn(window, extension)
    const octets = rest.at(-1)
    if (oid === undefined || octets === undefined || oidOf(window, oid) !== CONSTRAINTS) continue
    const inner = valueAt(window, octets.contentAt)
    const [flag] = inner === undefined ? [] : valuesIn(window, inner)
    return flag?.tag === 1 && window.u8(flag.contentAt) !== 0
  }
  return false
}
