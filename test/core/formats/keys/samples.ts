import { generateKeyPairSync } from 'node:crypto'

/** DER by hand: a tag, a length of up to two bytes, and content. */
export function der(tag: number, ...content: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  const body = content.flatMap(part => [...part])
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 255]
  return Uint8Array.from([tag, ...length, ...body])
}

export const ascii = (text: string) => [...text].map(sign => sign.charCodeAt(0))
const oid = (...numbers: readonly number[]) => der(6, numbers)
const commonName = (name: string) => der(0x30, der(0x31, der(0x30, oid(0x55, 4, 3), der(0x0c, ascii(name)))))

export function publicKey(kind: 'rsa' | 'ec' | 'ed25519'): Uint8Array {
  const { publicKey } =
    kind === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 1024 })
      : kind === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-384' })
        : generateKeyPairSync('ed25519')
  return publicKey.export({ type: 'spki', format: 'der' })
}

/** A certificate whose signature is four zeros: nothing here checks it. */
export function certificate(subject: string, issuer: string, key: Uint8Array, isAuthority: boolean): Uint8Array {
  const algorithm = der(0x30, oid(0x2b, 0x65, 0x70))
  const constraints = der(0x30, isAuthority ? der(1, [0xff]) : [])
  const extensions = der(0xa3, der(0x30, der(0x30, oid(0x55, 0x1d, 0x13), der(4, constraints))))
  const validity = der(0x30, der(0x17, ascii('240102000000Z')), der(0x18, ascii('20510304000000Z')))
  const body = der(
    0x30,
    der(0xa0, der(2, [2])),
    der(2, [7]),
    algorithm,
    commonName(issuer),
    validity,
    commonName(subject),
    key,
    extensions,
  )
  return der(0x30, body, algorithm, der(3, [0, 0, 0, 0, 0]))
}

export function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** An OpenPGP key of version 4 with one user id and a subkey, in packets of the older form. */
export function keyRing(name: string): Uint8Array {
  const packet = (tag: number, body: readonly number[]) => [0x80 | (tag << 2), body.length, ...body]
  const key = (seed: number) => [
    4,
    0x65,
    0,
    0,
    0,
    22,
    9,
    0x2b,
    6,
    1,
    4,
    1,
    0xda,
    0x47,
    0x0f,
    1,
    1,
    7,
    0x40,
    ...Array(32).fill(seed),
  ]
  return Uint8Array.from([...packet(6, key(1)), ...packet(13, ascii(name)), ...packet(14, key(2))])
}
