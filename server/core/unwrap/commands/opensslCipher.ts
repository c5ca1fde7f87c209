import { aes, type BlockCipher } from '../../formats/aes'
import { startsWith } from '../../formats/archive/bytes'
import { bytesToKey, type Digest, pbkdf2 } from '../../formats/keyDerivation'
import { md5 } from '../../formats/md5'
import { sha256 } from '../../formats/sha256'
import { fromLatin1, latin1 } from '../../model/path'
import { type Call, type Output, stop } from '../command'

type Mode = 'cbc' | 'ecb' | 'ctr' | 'cfb' | 'ofb'

export interface Cipher {
  readonly mode: Mode
  /** In bytes. */
  readonly keyLength: number
}

/** `aes-256-cbc`, `AES-128-ECB`, `aes192` (which is CBC). */
export function cipherNamed(name: string): Cipher | undefined {
  const [, bits, mode = 'cbc'] = /^aes-?(128|192|256)(?:-(cbc|ecb|ctr|cfb|ofb))?$/i.exec(name) ?? []
  return bits === undefined ? undefined : { mode: mode.toLowerCase() as Mode, keyLength: Number(bits) / 8 }
}

const DIGESTS: Readonly<Record<string, Digest>> = { md5, sha256 }
/** enc.c of OpenSSL: what stands before the salt. */
const SALTED = [...'Salted__'].map(sign => sign.charCodeAt(0))
const USUAL_ITERATIONS = 10_000
/** Units of work for one block of a digest, and for one block of the cipher. */
const DIGEST_WORK = 300
const BLOCK_WORK = 200

/** What `openssl enc -d` puts out, as openssl-enc(1) says for version 1.1.0 and later. */
export function decipher(call: Call, cipher: Cipher, options: ReadonlyMap<string, string>, input: Uint8Array): Output {
  const keys = keysOf(call, cipher, options, input)
  if ('stop' in keys) return keys
  const { key, iv, from } = keys
  const block = aes(key)
  if (block === undefined) return stop('the length of its key')
  const bytes = input.subarray(from)
  if (!spend(call, (bytes.length / 16 + 1) * BLOCK_WORK)) return stop('the limit of work')
  if (cipher.mode === 'ctr' || cipher.mode === 'cfb' || cipher.mode === 'ofb')
    return { bytes: streamed(block, cipher.mode, iv, bytes) }
  if (bytes.length === 0 || bytes.length % 16 !== 0) return stop('text whose length is not that of the cipher')
  const plain = new Uint8Array(bytes.length)
  for (let at = 0; at < bytes.length; at += 16) {
    const before = at === 0 ? iv : bytes.subarray(at - 16, at)
    const own = block.decrypt(bytes.subarray(at, at + 16))
    plain.set(cipher.mode === 'ecb' ? own : own.map((byte, index) => byte ^ (before[index] ?? 0)), at)
  }
  if (options.has('nopad')) return { bytes: plain }
  const padding = plain.at(-1) ?? 0
  const isPadded = padding > 0 && padding <= 16 && plain.subarray(-padding).every(byte => byte === padding)
  return isPadded ? { bytes: plain.subarray(0, -padding) } : stop('text that the key does not fit')
}

interface Keys {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  /** Where the text starts. */
  readonly from: number
}

function keysOf(
  call: Call,
  { keyLength, mode }: Cipher,
  options: ReadonlyMap<string, string>,
  input: Uint8Array,
): Keys | { readonly stop: string } {
  const given = { key: options.get('K'), iv: options.get('iv') }
  const iv = given.iv === undefined ? undefined : fromHex(given.iv, 16)
  const secret = secretOf(call, options)
  if (secret === undefined) {
    if (given.key === undefined) return stop('a key that nobody gives it')
    if (iv === undefined && mode !== 'ecb') return stop('a start value that nobody gives it')
    const key = fromHex(given.key, keyLength)
    return key === undefined ? stop('its key') : { key, iv: iv ?? new Uint8Array(16), from: 0 }
  }
  if ('stop' in secret) return secret
  const name = (options.get('md') ?? 'sha256').toLowerCase()
  const digest = Object.hasOwn(DIGESTS, name) ? DIGESTS[name] : undefined
  if (digest === undefined) return stop(`the digest ${name}`)
  const written = options.get('S')
  const isSalted = written === undefined && !options.has('nosalt')
  if (isSalted && (!startsWith(input, SALTED) || input.length < 16)) return stop('text without a salt')
  const salt = isSalted ? input.subarray(8, 16) : written === undefined ? new Uint8Array() : fromHex(written, 8)
  if (salt === undefined) return stop('its salt')
  const length = keyLength + (mode === 'ecb' ? 0 : 16)
  const iterations = Number(options.get('iter') ?? USUAL_ITERATIONS)
  const isStretched = options.has('pbkdf2') || options.has('iter')
  if (!(iterations >= 1)) return stop('how often its key is stretched')
  if (isStretched && !spend(call, iterations * 4 * Math.ceil(length / 16) * DIGEST_WORK))
    return stop(`a key that is stretched ${iterations} times`)
  const derived = isStretched
    ? pbkdf2(digest, secret, salt, iterations, length)
    : bytesToKey(digest, secret, salt, length)
  const key = given.key === undefined ? derived.slice(0, keyLength) : fromHex(given.key, keyLength)
  if (key === undefined) return stop('its key')
  return { key, iv: iv ?? derived.slice(keyLength), from: isSalted ? 16 : 0 }
}

/** openssl-passphrase-options(1), as far as the script itself holds it; undefined where none is given. */
function secretOf(
  call: Call,
  options: ReadonlyMap<string, string>,
): Uint8Array | { readonly stop: string } | undefined {
  const [, kind, rest = ''] = /^(pass|file|env|fd):([\s\S]*)$/.exec(options.get('pass') ?? '') ?? []
  const word = options.get('k') ?? (kind === 'pass' ? rest : undefined)
  if (word !== undefined) return fromLatin1(word)
  const path = options.get('kfile') ?? (kind === 'file' ? rest : undefined)
  if (path === undefined) return options.has('pass') ? stop('a password that nobody gives it') : undefined
  const found = call.file(path)
  if ('stop' in found) return found
  return fromLatin1(/^[^\r\n]*/.exec(latin1(found))?.[0] ?? '')
}

function spend({ allowance }: Call, units: number): boolean {
  if (allowance.work < units) return false
  allowance.work -= units
  return true
}

/** Filled up with zeros, as OpenSSL has it; undefined for what is no hexadecimal number, or too long. */
function fromHex(text: string, length: number): Uint8Array | undefined {
  if (!/^[0-9a-fA-F]*$/.test(text) || text.length > 2 * length) return undefined
  const digits = text.padEnd(2 * length, '0')
  return Uint8Array.from({ length }, (_, at) => Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16))
}

/** NIST SP 800-38A, 6.3 to 6.5: the cipher makes a stream that is added to the text. */
function streamed(block: BlockCipher, mode: Mode, iv: Uint8Array, bytes: Uint8Array): Uint8Array {
  const plain = new Uint8Array(bytes.length)
  let register: Uint8Array = iv.slice()
  for (let at = 0; at < bytes.length; at += 16) {
    const stream = block.encrypt(register)
    const part = bytes.subarray(at, at + 16)
    for (let index = 0; index < part.length; index++) plain[at + index] = (part[index] ?? 0) ^ (stream[index] ?? 0)
    if (mode === 'ctr') increment(register)
    else register = mode === 'ofb' ? stream : Uint8Array.from(part)
  }
  return plain
}

function increment(counter: Uint8Array): void {
  for (let at = counter.length - 1; at >= 0; at--) {
    counter[at] = ((counter[at] ?? 0) + 1) & 0xff
    if (counter[at] !== 0) return
  }
}
