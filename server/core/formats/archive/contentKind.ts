import { latin1 } from '../../model/path'
import { visible } from '../../model/visible'
import { sniffFormat } from '../signature'
import { isTextByte } from './output'

/** What unpacked bytes, or bytes that no format claims, are to a reviewer. */
export interface ContentKind {
  readonly kind: 'script' | 'executable' | 'text' | 'format' | 'bytes' | 'nothing'
  /** "a text script", "text", "an ELF executable": to be put into a sentence. */
  readonly name: string
  /** The first line that reads like a program, or the first line of text. */
  readonly start?: string
}

const SAMPLE_BYTES = 64 * 1024
const LINES = 200

/** Judges by the first 64 KiB. A text of which a tenth is not printed is still one: scripts carry odd bytes along. */
export function contentKindOf(bytes: Uint8Array): ContentKind {
  if (bytes.length === 0) return { kind: 'nothing', name: 'nothing' }
  const format = sniffFormat(bytes)
  if (format.category === 'executable') return { kind: 'executable', name: format.name }
  if (format.category !== 'unknown') return { kind: 'format', name: format.name }
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  let odd = 0
  for (const byte of sample) if (!isTextByte(byte)) odd++
  if (odd * 10 > sample.length) return { kind: 'bytes', name: 'bytes of no known format' }
  const lines = latin1(sample).split('\n', LINES)
  const program = lines.find(line => PROGRAM_LINE.test(line.slice(0, 400)))
  const start = visible((program ?? lines.find(line => line.trim() !== '') ?? '').slice(0, 60))
  return program === undefined
    ? { kind: 'text', name: 'text', start }
    : { kind: 'script', name: 'a text script', start }
}

/** Lines that a shell or another interpreter runs; prose, logs and tables have none. */
const PROGRAM_LINE =
  /^#!|^\s{0,40}(?:eval|exec|export|source|import|from|function|def|set -[a-z]|if (?:test|\[)|for \w{1,40} in|while (?:read|true|\[)|sed -|curl|wget|tail -c|head -c|xz -|tr ["']|chmod|\[ ! ?)[\s"'$`(]|^\s{0,40}(?:const|let|var) \w{1,40} ?=|\brequire\(['"]|<\?php|\$\((?:uname|cat|curl|wget|printf|echo)\b|\| ?(?:sh|bash|\/bin\/sh)\b/
