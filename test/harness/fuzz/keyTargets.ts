import { type KeyEntry, LIMIT_ENTRIES } from '../../../server/core/formats/keys/keyEntry'
import { keysInBytes, keysInText } from '../../../server/core/formats/keys/read'
import { fromLatin1, latin1 } from '../../../server/core/model/path'
import { certificate, keyStore, num, privateKey } from '../../core/formats/structure/samples'
import { armours } from './armourTargets'
import type { FuzzTarget } from './target'

/** Kinds of text that keys are found in, each with a limit of its own. */
const KINDS = 5

const base64 = (bytes: Uint8Array) => btoa(latin1(bytes))
const sized = (bytes: Uint8Array) => Uint8Array.from([...num(bytes.length, 4, false), ...bytes])

const sshKey = Uint8Array.from([...sized(fromLatin1('ssh-ed25519')), ...sized(new Uint8Array(32).fill(7))])
const pem = (label: string, bytes: Uint8Array) =>
  `-----BEGIN ${label}-----\n${base64(bytes)
    .match(/.{1,64}/g)
    ?.join('\n')}\n-----END ${label}-----\n`
/** A public key of version 4 for Ed25519 and a user (RFC 9580): two packets in the old form of headers. */
const openPgp = Uint8Array.from([
  ...[0x98, 22, 4, ...num(1_700_000_000, 4, false), 22, 9, 0x2b, 6, 1, 4, 1, 0xda, 0x47, 0x0f, 1, 0, 16, 0x40, 0x55],
  ...[0xb4, 14, ...fromLatin1('a <a@b.invalid>').subarray(0, 14)],
])

const texts = [
  pem('CERTIFICATE', certificate('a.invalid', 'test authority')) + pem('PRIVATE KEY', privateKey()),
  `ssh-ed25519 ${base64(sshKey)} user@host.invalid\nhost.invalid ssh-ed25519 ${base64(sshKey)}\n`,
  `untrusted comment: minisign public key\nRW${base64(new Uint8Array(40).fill(9))}\n`,
  `{ "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": "${base64(new Uint8Array(32))}", "kid": "a" }] }\n`,
  `<pin digest="SHA-256">${base64(new Uint8Array(32))}</pin>\nsha256/${base64(new Uint8Array(32).fill(3))}\n`,
  pem('PGP PUBLIC KEY BLOCK', openPgp),
  armours.find(([name]) => name === 'PEM')?.[1] ?? '',
].map(fromLatin1)

export const keyTargets: readonly FuzzTarget[] = [
  {
    name: 'keys-in-text',
    samples: texts,
    problems: bytes => {
      const text = latin1(bytes)
      const lines = text.split('\n')
      return problemsOf(keysInText(text, lines), lines.length)
    },
  },
  {
    name: 'keys-in-bytes',
    samples: [certificate('a.invalid', 'test authority'), privateKey(), keyStore('root', 'other'), openPgp],
    problems: bytes => problemsOf(keysInBytes(bytes), 0),
  },
]

function problemsOf(entries: readonly KeyEntry[], lineCount: number): readonly string[] {
  return [
    ...entries
      .filter(({ firstLine = 0, endLine = 0 }) => firstLine < 0 || endLine < firstLine || endLine > lineCount)
      .map(entry => `${entry.kind}: lines ${entry.firstLine} to ${entry.endLine} of ${lineCount}`),
    ...entries.filter(({ algorithm }) => algorithm === '').map(({ kind }) => `a ${kind} of no algorithm`),
    ...(entries.length > LIMIT_ENTRIES * KINDS ? [`${entries.length} keys`] : []),
  ]
}
