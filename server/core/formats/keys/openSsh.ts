import { Output } from '../archive/output'
import { putBase64 } from '../armour/base64Signs'
import { ByteWindow } from '../structure/window'
import { type KeyEntry, LIMIT_ENTRIES } from './keyEntry'

const publicLine =
  /^(.{0,2000}?)\b((?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp\d{3}|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)(?:-cert-v01@openssh\.com)?)[ \t]+(AAAA[A-Za-z0-9+/]{20,16000}={0,2})(?:[ \t]+(.{1,200}))?/
/** Longer lines hold other things too. */
const LONGEST_LINE = 20_000
const MAGIC = 'openssh-key-v1\0'

/** Lines of `*.pub`, authorized_keys, known_hosts and allowed_signers (sshd(8), ssh-keygen(1)), in other files too. */
export function sshKeysIn(lines: readonly string[]): readonly KeyEntry[] {
  const entries: KeyEntry[] = []
  for (const [line, text] of lines.entries()) {
    if (!text.includes(' AAAA') || text.length > LONGEST_LINE || entries.length >= LIMIT_ENTRIES) continue
    if (/^\s*#/.test(text)) continue
    const [, before = '', , signs, comment] = publicLine.exec(text) ?? []
    if (signs === undefined) continue
    const output = new Output({ output: signs.length, work: signs.length * 4, parts: 1 })
    putBase64(signs, output)
    const key = output.bytes
    // What stands before the key says for whom it is and what it may do: part of what is trusted.
    const options = before.trim().replace(/^[-\s"']+|["']+$/g, '')
    const name = [comment?.trim().replace(/["',]+$/, ''), options].find(one => one !== undefined && one !== '') ?? ''
    const identity = new TextEncoder().encode(`${options} ${signs}`)
    const place = { firstLine: line, endLine: line + 1 }
    entries.push({ kind: 'public key', name, algorithm: `SSH ${blobKind(key)}`, identity, key, ...place })
  }
  return entries
}

/** The public half of an OpenSSH private key, which stands in it in plain (PROTOCOL.key). */
export function readSshPrivateKey(bytes: Uint8Array): KeyEntry | undefined {
  const window = new ByteWindow(bytes).withOrder(false)
  if (window.text(0, MAGIC.length) !== MAGIC) return undefined
  let at = MAGIC.length
  for (let field = 0; field < 3; field++) at += 4 + window.u32(at)
  const key = window.slice(at + 8, window.u32(at + 4))
  return { kind: 'private key', name: '', algorithm: `SSH ${blobKind(key)}`, identity: bytes, key }
}

/** A name, then numbers, each behind its length (RFC 4253, 6.6). */
function blobKind(bytes: Uint8Array): string {
  const window = new ByteWindow(bytes).withOrder(false)
  const name = window.text(4, Math.min(window.u32(0), 60))
  if (!name.startsWith('ssh-rsa')) return name.replace(/^ssh-/, '').replace(/^ecdsa-sha2-nistp/, 'EC P-')
  const exponent = 4 + window.u32(0)
  const modulus = exponent + 4 + window.u32(exponent)
  const size = window.u32(modulus)
  return `RSA ${(window.u8(modulus + 4) === 0 ? size - 1 : size) * 8}`
}
