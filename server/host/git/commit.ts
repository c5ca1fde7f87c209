import type { CommitInfo, Signature } from '../../core/model/changeSet'

/** A commit object as stored; parents and tree are what it says, whatever a graft or a cache claims. */
export interface StoredCommit {
  readonly tree: string
  readonly info: CommitInfo
}

/**
 * Reads a raw commit object (gitformat: `tree`, `parent`…, `author`, `committer`, other headers, empty line, message).
 * The `encoding` header is respected; names are as written, no mailmap. `undefined` when there is no tree line.
 */
export function parseCommit(id: string, bytes: Uint8Array): StoredCommit | undefined {
  const headers: { readonly key: string; readonly value: string }[] = []
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at < raw.length && raw[at] !== 10) {
    const end = raw.indexOf(10, at)
    const line = raw.toString('latin1', at, end < 0 ? raw.length : end)
    const space = line.indexOf(' ')
    // a line that starts with a space continues the header before, as in gpgsig
    if (space > 0) headers.push({ key: line.slice(0, space), value: line.slice(space + 1) })
    at = end < 0 ? raw.length : end + 1
  }
  const tree = headers[0]?.key === 'tree' ? headers[0].value : undefined
  if (tree === undefined || !isObjectId(tree)) return undefined
  const parents: string[] = []
  for (const header of headers.slice(1)) {
    if (header.key !== 'parent' || !isObjectId(header.value)) break
    parents.push(header.value)
  }
  const first = (key: string) => headers.find(header => header.key === key)?.value ?? ''
  const decode = decoderFor(first('encoding'))
  const message = decode(raw.subarray(at + 1))
  return {
    tree,
    info: {
      id,
      parents,
      author: parseSignature(decode(Buffer.from(first('author'), 'latin1'))),
      committer: parseSignature(decode(Buffer.from(first('committer'), 'latin1'))),
      subject: subjectOf(message),
      message,
    },
  }
}

/** The object an annotated tag points at, and its type. */
export function parseTag(bytes: Uint8Array): { readonly id: string; readonly type: string } | undefined {
  const found = /^object ([0-9a-f]+)\ntype ([a-z]+)\n/.exec(Buffer.from(bytes.subarray(0, 256)).toString('latin1'))
  return found?.[1] !== undefined && found[2] !== undefined && isObjectId(found[1])
    ? { id: found[1], type: found[2] }
    : undefined
}

export function isObjectId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

function decoderFor(encoding: string): (bytes: Uint8Array) => string {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
  const latin1 = new TextDecoder('latin1')
  if (encoding !== '') {
    try {
      const named = new TextDecoder(encoding)
      return bytes => named.decode(bytes)
    } catch {
      return bytes => latin1.decode(bytes)
    }
  }
  // without a header it should be UTF-8; old commits are not always, and Latin-1 loses nothing
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  return bytes => {
    try {
      return strict.decode(bytes)
    } catch {
      return bytes.every(byte => byte !== 0) ? latin1.decode(bytes) : utf8.decode(bytes)
    }
  }
}

/** `Name <email> seconds zone`; what does not parse is kept as the name. */
function parseSignature(text: string): Signature {
  const found = /^(.*?) ?<([^>]*)>(?: (-?\d{1,15}) ([+-]\d{4}))?/s.exec(text)
  if (!found) return { name: text, email: '', time: 0, zone: '+0000' }
  return { name: found[1] ?? '', email: found[2] ?? '', time: Number(found[3] ?? 0), zone: found[4] ?? '+0000' }
}

/** The first paragraph on one line, as git's `%s`. */
function subjectOf(message: string): string {
  const lines: string[] = []
  for (const line of message.replace(/^\s*\n/, '').split('\n')) {
    if (line.trim() === '') break
    lines.push(line.trimEnd())
  }
  return lines.join(' ')
}
