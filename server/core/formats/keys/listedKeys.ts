import { Output } from '../archive/output'
import { putBase64 } from '../armour/base64Signs'
import { type KeyEntry, LIMIT_ENTRIES } from './keyEntry'

const encoder = new TextEncoder()
const MAX_DEPTH = 12
const MAX_JSON = 4 * 1024 * 1024

/** Public keys of minisign and signify: a comment, then 42 bytes that begin with "Ed" (signify(1)). */
export function minisignKeysIn(lines: readonly string[]): readonly KeyEntry[] {
  const entries: KeyEntry[] = []
  for (const [line, text] of lines.entries()) {
    if (text.length > 80 || !/^RW[A-Za-z0-9+/]{54}\s*$/.test(text) || entries.length >= LIMIT_ENTRIES) continue
    const output = new Output({ output: 64, work: 256, parts: 1 })
    putBase64(text, output)
    const [, name = ''] = /^untrusted comment:\s*(.{0,200})/.exec(lines[line - 1] ?? '') ?? []
    const shared = { identity: output.bytes, key: output.bytes, firstLine: line, endLine: line + 1 }
    entries.push({ kind: 'public key', name, algorithm: 'signify Ed25519', ...shared })
  }
  return entries
}

/** Pinned keys: `sha256/…=` of clients, `pin-sha256="…"` (RFC 7469), `<pin digest="SHA-256">` of Android. */
export function pinsIn(lines: readonly string[]): readonly KeyEntry[] {
  const entries: KeyEntry[] = []
  for (const [line, text] of lines.entries()) {
    if (text.length > 20_000 || !text.includes('=')) continue
    for (const match of text.matchAll(pin)) {
      if (entries.length >= LIMIT_ENTRIES) return entries
      const identity = encoder.encode(match[1])
      const place = { firstLine: line, endLine: line + 1 }
      entries.push({ kind: 'pin', name: match[1] ?? '', algorithm: 'SHA-256', identity, key: identity, ...place })
    }
  }
  return entries
}

const pin = /(?:\bsha256\/\/?|\bpin-sha256=\\?["']|<pin digest="SHA-256">\s?)([A-Za-z0-9+/]{43}=)/g

/** JSON Web Key sets (RFC 7517, 5) and the keys of a TUF root (specification, 4.3), wherever they stand in a document. */
export function jsonKeysIn(text: string): readonly KeyEntry[] {
  if (!/"kty"|"keyval"/.test(text) || text.length > MAX_JSON) return []
  const entries: KeyEntry[] = []
  visit(parsed(text), '', 0, entries)
  return entries
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function visit(node: unknown, name: string, depth: number, entries: KeyEntry[]): void {
  if (typeof node !== 'object' || node === null || depth > MAX_DEPTH || entries.length >= LIMIT_ENTRIES) return
  const { kty, kid, crv, n, x, y, d, keyval, keytype } = node as Readonly<Record<string, unknown>>
  if (typeof kty === 'string' && kty !== 'oct' && (n ?? x) !== undefined) {
    const identity = encoder.encode([kty, crv, n, x, y].map(String).join(' '))
    const bits = typeof n === 'string' ? ` ${Math.floor((n.length * 6) / 8) * 8}` : ''
    const algorithm = `JWK ${kty}${bits}${typeof crv === 'string' ? ` ${crv}` : ''}`
    const kind = d === undefined ? 'public key' : 'private key'
    entries.push({ kind, name: typeof kid === 'string' ? kid : name, algorithm, identity, key: identity })
  } else if (typeof keyval === 'object' && keyval !== null && typeof keytype === 'string') {
    const identity = encoder.encode(JSON.stringify(keyval))
    entries.push({ kind: 'public key', name, algorithm: `TUF ${keytype}`, identity, key: identity })
  } else for (const [key, inner] of Object.entries(node)) visit(inner, key, depth + 1, entries)
}
