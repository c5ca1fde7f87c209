import type { Output } from '../archive/output'
import { sniffFormat } from '../signature'
import { type ArmourReader, ofLines } from './armoured'
import { putBase64, putBits, valuesOf } from './base64Signs'

/** What lines without any header or mark can be read as, the narrower alphabet first. */
interface Alphabet {
  readonly armour: string
  /** A whole line, and the rest that may follow. */
  readonly line: RegExp
  readonly tail: RegExp
  /** Of all signs of a block together. */
  readonly isLikely: (text: string) => boolean
  readonly put: (text: string, output: Output) => void
}

const base32 = valuesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')
const hex = valuesOf('0123456789abcdef')
/** Lines of one of these lengths are as likely digests one under another, from MD5 to SHA-512. */
const digestWidths = new Set([32, 40, 48, 56, 64, 96, 128])

const alphabets: readonly Alphabet[] = [
  {
    armour: 'hex lines',
    line: /^(?:[0-9a-fA-F]{2}){8,}$/,
    tail: /^(?:[0-9a-fA-F]{2})+$/,
    isLikely: text => /[0-9]/.test(text),
    put: (text, output) => putBits(text.toLowerCase(), 4, hex, output),
  },
  {
    armour: 'base32',
    line: /^[A-Z2-7]{16,}={0,6}$/,
    tail: /^[A-Z2-7]+={0,6}$/,
    isLikely: text => /[A-Z]/.test(text) && /[2-7]/.test(text),
    put: (text, output) => putBits(text, 5, base32, output),
  },
  {
    armour: 'base64',
    line: /^[A-Za-z0-9+/]{16,}={0,2}$/,
    tail: /^[A-Za-z0-9+/]+={0,2}$/,
    isLikely: isMixed,
    put: putBase64,
  },
  {
    armour: 'base64',
    line: /^[A-Za-z0-9_-]{16,}={0,2}$/,
    tail: /^[A-Za-z0-9_-]+={0,2}$/,
    isLikely: isMixed,
    put: putBase64,
  },
]

/** Words and names lack one kind of letters or digits, or keep to few of them. */
function isMixed(text: string): boolean {
  const kinds = [/[A-Z]/, /[a-z]/, /[0-9]/].filter(kind => kind.test(text)).length
  return kinds === 3 || (kinds === 2 && text.length >= 64 && /[A-Z]/.test(text))
}

/** Signs without a break that count as a block by themselves, and what each line has where there are several. */
const SINGLE_LINE = 100
const WIDE_LINE = 40
const NARROW_LINES = 4

/**
 * Lines of one width and one alphabet, the last of which may be shorter, as `base64`, `base32` and `xxd -p` write them;
 * or one long line. The reader remembers what it passed over, so that no line is looked at twice.
 */
export function createBlockReader(): ArmourReader {
  let passedOver = 0
  return (lines, start, createOutput) => {
    const first = bare(lines[start])
    if (start < passedOver || first.length < 16) return undefined
    for (const alphabet of alphabets) {
      if (!alphabet.line.test(first)) continue
      const { parts, isOpen } = blockAt(alphabet, lines, start, first.length)
      passedOver = Math.max(passedOver, start + parts.length)
      // The same width goes on in a wider alphabet, which is the one it is written in.
      const found = isOpen ? undefined : decoded(alphabet, parts, createOutput)
      if (found !== undefined) return ofLines(alphabet.armour, found, lines, start, start + parts.length)
    }
    return undefined
  }
}

function blockAt({ line, tail }: Alphabet, lines: readonly string[], start: number, width: number) {
  const indent = indentOf(lines[start])
  const parts: string[] = []
  for (let at = start; at < lines.length; at++) {
    const part = bare(lines[at])
    if (part === '' || part.length > width || indentOf(lines[at]) !== indent) break
    const isWhole = part.length === width
    if (!(parts.length === 0 ? line : tail).test(part)) return { parts, isOpen: isWhole }
    parts.push(part)
    if (!isWhole || part.endsWith('=')) break
  }
  return { parts, isOpen: false }
}

function decoded(
  { armour, isLikely, put }: Alphabet,
  parts: readonly string[],
  createOutput: () => Output,
): Uint8Array | undefined {
  const width = parts[0]?.length ?? 0
  const text = parts.join('')
  const isEnough = parts.length === 1 ? width >= SINGLE_LINE : width >= WIDE_LINE || parts.length >= NARROW_LINES
  if (!isEnough || !isLikely(text)) return undefined
  const output = createOutput()
  put(text, output)
  const isDigests = armour === 'hex lines' && digestWidths.has(width) && parts.at(-1)?.length === width
  return isDigests && sniffFormat(output.bytes).name === 'unknown' ? undefined : output.bytes
}

/** Without what stands around the signs, and without single blanks between pairs of hex digits. */
function bare(line: string | undefined): string {
  const text = (line ?? '').trim()
  return /^(?:[0-9a-fA-F]{2} ){7,}[0-9a-fA-F]{2}$/.test(text) ? text.replaceAll(' ', '') : text
}

function indentOf(line: string | undefined): number {
  return (line ?? '').length - (line ?? '').trimStart().length
}
