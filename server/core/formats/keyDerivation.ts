import { joined } from './archive/bytes'

export type Digest = (bytes: Uint8Array) => Uint8Array

/** As OpenSSL's EVP_BytesToKey(3) with one iteration: each block is the digest of the one before, the secret and the salt. */
export function bytesToKey(digest: Digest, secret: Uint8Array, salt: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let made = 0; made < length; made += blocks.at(-1)?.length ?? length)
    blocks.push(digest(joined([blocks.at(-1) ?? new Uint8Array(), secret, salt])))
  return joined(blocks).slice(0, length)
}

/** RFC 8018, 5.2, with HMAC (RFC 2104) over a digest whose blocks have 64 bytes. */
export function pbkdf2(
  digest: Digest,
  secret: Uint8Array,
  salt: Uint8Array,
  iterations: number,
  length: number,
): Uint8Array {
  const keyed = hmac(digest, secret)
  const blocks: Uint8Array[] = []
  for (let number = 1, made = 0; made < length; number++) {
    let last = keyed(joined([salt, Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number)]))
    const block = last.slice()
    for (let round = 1; round < iterations; round++) {
      last = keyed(last)
      for (let at = 0; at < block.length; at++) block[at] = (block[at] ?? 0) ^ (last[at] ?? 0)
    }
    blocks.push(block)
    made += block.length
  }
  return joined(blocks).slice(0, length)
}

function hmac(digest: Digest, secret: Uint8Array): Digest {
  const key = new Uint8Array(64)
  key.set(secret.length > 64 ? digest(secret) : secret)
  const inner = key.map(byte => byte ^ 0x36)
  const outer = key.map(byte => byte ^ 0x5c)
  return bytes => digest(joined([outer, digest(joined([inner, bytes]))]))
}
