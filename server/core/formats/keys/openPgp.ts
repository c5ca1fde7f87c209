import { ByteWindow } from '../structure/window'
import { type KeyEntry, LIMIT_ENTRIES } from './keyEntry'

interface Packet {
  readonly tag: number
  readonly at: number
  readonly end: number
}

/** Packet tags and algorithm numbers of RFC 9580, 5 and 9.1. */
const SECRET_KEY = 5
const PUBLIC_KEY = 6
const SECRET_SUBKEY = 7
const USER_ID = 13
const PUBLIC_SUBKEY = 14
const algorithms: Readonly<Record<number, string>> = {
  1: 'RSA',
  2: 'RSA',
  3: 'RSA',
  16: 'ElGamal',
  17: 'DSA',
  18: 'ECDH',
  19: 'ECDSA',
  22: 'EdDSA',
  25: 'X25519',
  27: 'Ed25519',
}
/** Version, time, algorithm and the length of a number. */
const SHORTEST_KEY = 8
const MAX_PACKETS = 20_000

/** Keys of a ring in binary, each named by its first user id; subkeys are entries of their own. */
export function readOpenPgp(bytes: Uint8Array): readonly KeyEntry[] {
  const window = new ByteWindow(bytes).withOrder(false)
  const entries: { entry: KeyEntry; isPrimary: boolean }[] = []
  let owner = ''
  for (const { tag, at, end } of packetsIn(window)) {
    if (entries.length >= LIMIT_ENTRIES) break
    if (tag === USER_ID) {
      if (owner !== '') continue
      owner = utf8(window.slice(at, Math.min(end - at, 200)))
      for (let index = entries.length - 1; index >= 0; index--) {
        const found = entries[index]
        if (found === undefined) break
        found.entry = { ...found.entry, name: found.isPrimary ? owner : `subkey of ${owner}` }
        if (found.isPrimary) break
      }
    } else if (tag === PUBLIC_KEY || tag === SECRET_KEY || tag === PUBLIC_SUBKEY || tag === SECRET_SUBKEY) {
      const isPrimary = tag === PUBLIC_KEY || tag === SECRET_KEY
      if (isPrimary) owner = ''
      const version = window.u8(at)
      if (end - at < SHORTEST_KEY || version < 3 || version > 6) return []
      const number = window.u8(at + (version === 3 ? 7 : 5))
      const algorithm = algorithms[number]
      if (algorithm === undefined) continue
      const bits = window.u16(at + (version === 3 ? 8 : version === 6 ? 10 : 6))
      const identity = window.slice(at, end - at)
      const kind = tag === SECRET_KEY || tag === SECRET_SUBKEY ? 'private key' : 'public key'
      const name = isPrimary ? '' : `subkey of ${owner}`
      const sized = number <= 17 ? `${algorithm} ${bits}` : algorithm
      entries.push({ entry: { kind, name, algorithm: `OpenPGP ${sized}`, identity, key: identity }, isPrimary })
    }
  }
  return entries.map(({ entry }) => entry)
}

/** A ring begins with a primary key, whose body begins with its version. */
export function isOpenPgp(bytes: Uint8Array): boolean {
  const [first] = packetsIn(new ByteWindow(bytes.subarray(0, 65_536)).withOrder(false))
  return first !== undefined && (first.tag === PUBLIC_KEY || first.tag === SECRET_KEY) && readOpenPgp(bytes).length > 0
}

/** Headers of both forms; a packet in parts of unknown length ends the reading. */
function* packetsIn(window: ByteWindow): Generator<Packet> {
  let at = 0
  for (let count = 0; count < MAX_PACKETS && at < window.size; count++) {
    const head = window.u8(at)
    if ((head & 0x80) === 0) return
    const isNew = (head & 0x40) !== 0
    const tag = isNew ? head & 0x3f : (head >> 2) & 15
    const first = window.u8(at + 1)
    let start: number
    let length: number
    if (!isNew) {
      const kind = head & 3
      if (kind === 3) return
      start = at + 2 + (kind === 2 ? 3 : kind)
      length = kind === 0 ? first : kind === 1 ? window.u16(at + 1) : window.u32(at + 1)
    } else if (first < 192) [start, length] = [at + 2, first]
    else if (first < 224) [start, length] = [at + 3, ((first - 192) << 8) + window.u8(at + 2) + 192]
    else if (first === 255) [start, length] = [at + 6, window.u32(at + 2)]
    else return
    const end = Math.min(start + length, window.size)
    if (end <= at) return
    yield { tag, at: start, end }
    at = end
  }
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
