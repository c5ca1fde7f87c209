import { armouredIn } from '../armour/armour'
import { sniffFormat } from '../signature'
import { readStructure } from '../structure/read'
import { type KeyEntry, LIMIT_ENTRIES } from './keyEntry'
import { jsonKeysIn, minisignKeysIn, pinsIn } from './listedKeys'
import { isOpenPgp, readOpenPgp } from './openPgp'
import { readSshPrivateKey, sshKeysIn } from './openSsh'
import { readDerKey } from './x509'

/** Signs of every kind that is read: most texts have none of them. */
const TRIGGER = /-----BEGIN | AAAA|^RW|sha256\/|pin-sha256|SHA-256|"kty"|"keyval"/m

/** Keys, certificates and pins in a text, by content. Total; at most 2,000 of each kind. */
export function keysInText(text: string, lines: readonly string[]): readonly KeyEntry[] {
  if (!TRIGGER.test(text)) return []
  return [...pemKeysIn(lines), ...sshKeysIn(lines), ...minisignKeysIn(lines), ...pinsIn(lines), ...jsonKeysIn(text)]
}

function pemKeysIn(lines: readonly string[]): readonly KeyEntry[] {
  return armouredIn(lines).flatMap(({ armour, label = '', bytes, firstLine, endLine }) => {
    if (armour !== 'PEM') return []
    const place = { firstLine, endLine }
    if (label === 'CERTIFICATE REQUEST' || label === 'NEW CERTIFICATE REQUEST') return []
    if (label.startsWith('PGP')) return readOpenPgp(bytes).map(entry => ({ ...entry, ...place }))
    const entry = readSshPrivateKey(bytes) ?? readDerKey(bytes)
    if (entry !== undefined) return [{ ...entry, ...place }]
    // Enciphered in an older way, the content says nothing.
    const isKey = label.endsWith('PRIVATE KEY')
    const own = { name: '', algorithm: 'enciphered', identity: bytes, key: bytes }
    return isKey ? [{ kind: 'private key', ...own, ...place }] : []
  })
}

/** A certificate, key or store of keys in binary; empty for anything else. */
export function keysInBytes(bytes: Uint8Array): readonly KeyEntry[] {
  const format = sniffFormat(bytes).name
  if (format === 'Java key store')
    return readStructure(bytes)
      .parts.filter(part => part.kind === 'member')
      .slice(0, LIMIT_ENTRIES)
      .map(({ name, offset, length }) => storeEntry(name, bytes.subarray(offset, offset + length)))
  // Keys of elliptic curves are shorter than what tells DER from other bytes by itself.
  const own = readDerKey(bytes)
  if (own !== undefined) return [own]
  return isOpenPgp(bytes) ? readOpenPgp(bytes) : []
}

/** `name` as the structure has it: "trusted certificate alias" or "key alias". */
function storeEntry(name: string, identity: Uint8Array): KeyEntry {
  const kind = name.startsWith('key ') ? 'private key' : 'certificate'
  return {
    kind,
    name: name.replace(/^(?:key|trusted certificate) /, ''),
    algorithm: 'Java key store',
    identity,
    key: identity,
  }
}
