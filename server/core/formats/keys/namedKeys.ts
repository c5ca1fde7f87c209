import { type KeyEntry, LIMIT_ENTRIES } from './keyEntry'

const encoder = new TextEncoder()

/** Files that hold keys by their name, so that what cannot be read in them is key material all the same. */
const holdsKeys =
  /(?:^|\/)(?:KEYS|[\w.-]*(?:signing|release|maintainers?|trusted|pgp|gpg)[-_.]?keys?[\w.-]*|(?:git_)?allowed[_-]signers|keyrings?\/[^/]+|[^/]+\.(?:asc|gpg|pub|pem|crt|cer|key|keyring))(?:\.(?:txt|md|asc))?$/i

/** Keys that a file of keys names without content that can be read: fingerprints, and armour that does not parse. */
export function namedKeysIn(path: string, lines: readonly string[], known: readonly KeyEntry[]): readonly KeyEntry[] {
  if (!holdsKeys.test(path)) return []
  const unread = unreadableIn(lines, known)
  return known.length + unread.length > 0 ? unread : fingerprintsIn(lines)
}

const begin = /^-----BEGIN ((?:[A-Z0-9]+ ){0,4}(?:PUBLIC KEY(?: BLOCK)?|PRIVATE KEY(?: BLOCK)?|CERTIFICATE))-----\s*$/

/** Armour (RFC 7468, RFC 9580) around something else than a key. */
function unreadableIn(lines: readonly string[], known: readonly KeyEntry[]): readonly KeyEntry[] {
  const read = new Set(known.map(({ firstLine }) => firstLine))
  const entries: KeyEntry[] = []
  for (let line = 0; line < lines.length && entries.length < LIMIT_ENTRIES; line++) {
    const label = begin.exec((lines[line] ?? '').slice(0, 200))?.[1]
    if (label === undefined) continue
    let end = line + 1
    while (end < lines.length && !(lines[end] ?? '').startsWith('-----')) end++
    const body = lines
      .slice(line + 1, end)
      .join('\n')
      .trim()
    if (!read.has(line) && body !== '') entries.push(entryOf(kindOf(label), '', 'unreadable', body, line, end + 1))
    line = end
  }
  return entries
}

function kindOf(label: string): KeyEntry['kind'] {
  if (label === 'CERTIFICATE') return 'certificate'
  return label.includes('PRIVATE') ? 'private key' : 'public key'
}

/** 40 or 64 hex digits (RFC 9580, 5.5.4), in one word or in groups of four. */
const fingerprint =
  /(?<![0-9A-Za-z])(?:0x)?((?:[0-9A-F]{4}[ :]{0,2}){9}[0-9A-F]{4}(?:(?:[ :]{0,2}[0-9A-F]{4}){6})?)(?![0-9A-Za-z])/i

function fingerprintsIn(lines: readonly string[]): readonly KeyEntry[] {
  const entries: KeyEntry[] = []
  for (const [line, whole] of lines.entries()) {
    const text = whole.slice(0, 500)
    const match = fingerprint.exec(text)
    if (match === null || entries.length >= LIMIT_ENTRIES) continue
    const digits = (match[1] ?? '').replace(/[ :]/g, '').toLowerCase()
    const beside = nameIn(text.replace(match[0], ' '))
    const name = beside === '' ? nameIn(lines[line - 1] ?? '') : beside
    entries.push(entryOf('public key', name, 'fingerprint', digits, line, line + 1))
  }
  return entries
}

function nameIn(text: string): string {
  const name = text.slice(0, 200).replace(/^[\s#*:=|/-]+|[\s#*:=|/-]+$/g, '')
  return /\p{L}{2}/u.test(name) && !/fingerprint\s*$/i.test(name) && !fingerprint.test(name) ? name : ''
}

function entryOf(
  kind: KeyEntry['kind'],
  name: string,
  algorithm: string,
  content: string,
  firstLine: number,
  endLine: number,
): KeyEntry {
  const identity = encoder.encode(content)
  return { kind, name, algorithm, identity, key: identity, firstLine, endLine }
}
