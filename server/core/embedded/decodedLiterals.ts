import { grammarIds, readerIds } from '../syntax/language'
import { PartBuilder } from '../syntax/partBuilder'
import type { CodeUnit, EmbedReader, FoundCode } from './code'
import { decodedText } from './decodedText'
import { type EncodedRun, encodedRuns } from './encodedRuns'
import { guessLanguage } from './languageGuess'

/** Of one unit, in UTF-16 units of decoded text. */
const limitText = 1_000_000
const limitLiterals = 200

/** Files of hashes, keys and signatures, where nothing is meant to be read. */
const exempt =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|known_hosts|authorized_keys|[^/]*\.lock|[^/]*\.(?:pem|crt|cer|der|key|pub|asc|sig|gpg|p7s|csr|snap))$/

/**
 * Text that somebody has to decode before it can be read: base64 in both alphabets, hexadecimal digits and escapes, percent
 * escapes, of 24 bytes at least. Only what comes out as printable text is kept, so hashes, keys, identifiers and pictures
 * are not. A literal may run over several lines; each position in the text is that of the literal as a whole.
 */
export const decodedLiterals: EmbedReader = {
  languages: [...grammarIds, ...readerIds, undefined],
  read(unit) {
    if (exempt.test(unit.path)) return []
    const found: FoundCode[] = []
    let left = limitText
    for (const run of encodedRuns(unit.body.text)) {
      if (found.length >= limitLiterals || left <= 0) break
      const code = decode(unit, run)
      if (code === undefined) continue
      left -= code.body.text.length
      found.push(code)
    }
    return found
  },
}

/** With all pieces, without the last, which may be a word after the block, or the first alone. */
function decode(unit: CodeUnit, { encoding, pieces }: EncodedRun): FoundCode | undefined {
  const { text } = unit.body
  const counts = new Set([pieces.length, pieces.length - 1, 1])
  for (const count of counts) {
    const taken = pieces.slice(0, count)
    const first = taken[0]
    const end = taken[taken.length - 1]?.[1]
    if (first === undefined || end === undefined) continue
    const encoded = taken.map(([from, to]) => text.slice(from, to)).join('')
    const kinds = encoding === 'hex' && /^[0-9a-fA-F]+$/.test(encoded) ? (['hex', 'base64'] as const) : [encoding]
    for (const decoding of kinds) {
      const decoded = decodedText(decoding, encoded)
      if (decoded === undefined) continue
      if (isInHost(unit, text.slice(...first))) return undefined
      const body = new PartBuilder(unit.body).put(decoded, first[0], end).build()
      return { language: guessLanguage(decoded), body, role: 'decoded', context: `${decoding} literal`, decoding }
    }
  }
  return undefined
}

/** Code in code holds what its host holds too, and there it was decoded before. */
function isInHost(unit: CodeUnit, written: string): boolean {
  return unit.host !== undefined && unit.decoding === undefined && unit.host.body.text.includes(written)
}
