import type { Output } from '../archive/output'
import { type Armoured, ofLines } from './armoured'
import { putBase64 } from './base64Signs'

const MAX_HEADERS = 40

/**
 * RFC 7468 and RFC 9580, 6.2: a label between dashes at both ends, header lines up to an empty one, base64; OpenPGP adds
 * a sum in a line that starts with `=`, which is not decoded.
 */
export function readPem(lines: readonly string[], start: number, createOutput: () => Output): Armoured | undefined {
  const [, label] = /^\s{0,20}-----BEGIN ([A-Z0-9][A-Z0-9 ]{1,60})-----\s*$/.exec(lines[start] ?? '') ?? []
  if (label === undefined) return undefined
  let at = start + 1
  while (at < lines.length && at < start + MAX_HEADERS && /^\s{0,20}[A-Za-z-]{2,40}: /.test(lines[at] ?? '')) at++
  const output = createOutput()
  let text = ''
  for (; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim()
    if (line === '' && text === '') continue
    if (line.startsWith('=') || !/^[A-Za-z0-9+/]+={0,2}$/.test(line)) break
    text += line
  }
  if (text === '') return undefined
  putBase64(text, output)
  if (/^\s*=[A-Za-z0-9+/]{4}\s*$/.test(lines[at] ?? '')) at++
  if (/^\s*-----END /.test(lines[at] ?? '')) at++
  return ofLines('PEM', output.bytes, lines, start, at, label)
}
