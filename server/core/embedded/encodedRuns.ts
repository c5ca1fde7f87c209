import type { Decoding } from './code'

/** A stretch that may be encoded, as it stands in a text. */
export interface EncodedRun {
  readonly encoding: Decoding
  /** Pieces in order: lines of a wrapped block, literals that are put together; what stands between them is left out. */
  readonly pieces: readonly (readonly [start: number, end: number])[]
}

/** In encoded units: shorter ones decode to less than 24 bytes. */
const base64Run = /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{32,}={0,2}/g
const nextPiece = /[A-Za-z0-9+/_-]{1,}={0,2}/y
/** A line end, or the end of one literal and the start of the next. */
const between =
  /\\?\r?\n[ \t]{0,200}|(?:\\n)?["'`][ \t]{0,100}[+.,\\]?[ \t]{0,100}(?:\r?\n[ \t]{0,200})?[+.,]?[ \t]{0,100}["'`]/y
const hexEscapes = /(?:\\x[0-9a-fA-F]{2}|\\u00[0-9a-fA-F]{2}){24,}/g
const hexBytes =
  /(?<![\w])(?:0x[0-9a-fA-F]{2}[uU]?[ \t]{0,20},[ \t]{0,20}(?:\r?\n[ \t]{0,40})?){23,}0x[0-9a-fA-F]{2}\b/g
const percentEscapes = /(?:%[0-9a-fA-F]{2}[A-Za-z0-9_.~*+,:()!/-]{0,40}){8,}/g
const mostPieces = 5_000

/** Every stretch that may be encoded, kind by kind; most are none. Linear in the text. */
export function* encodedRuns(text: string): Generator<EncodedRun> {
  let from = 0
  for (const found of text.matchAll(base64Run)) {
    if (found.index < from) continue
    const start = found.index
    const pieces = [[start, start + found[0].length] as const, ...furtherPieces(text, start, found[0])]
    from = pieces[pieces.length - 1]?.[1] ?? from
    yield { encoding: isHex(text, pieces) ? 'hex' : 'base64', pieces }
  }
  for (const [pattern, encoding] of [
    [hexEscapes, 'hex'],
    [hexBytes, 'hex'],
    [percentEscapes, 'percent'],
  ] as const)
    for (const { index, 0: found } of text.matchAll(pattern))
      yield { encoding, pieces: [[index, index + found.length]] }
}

/** All of one width but the last, as programs wrap them. */
function furtherPieces(text: string, start: number, first: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = []
  let end = start + first.length
  let isWhole = !first.endsWith('=')
  while (isWhole && found.length < mostPieces) {
    between.lastIndex = end
    const gap = between.exec(text)?.[0].length
    if (gap === undefined) break
    nextPiece.lastIndex = end + gap
    const piece = nextPiece.exec(text)?.[0]
    if (piece === undefined || piece.length > first.length) break
    found.push([end + gap, end + gap + piece.length])
    end += gap + piece.length
    isWhole = piece.length === first.length && !piece.endsWith('=')
  }
  return found
}

function isHex(text: string, pieces: EncodedRun['pieces']): boolean {
  return pieces.every(([start, end]) => /^[0-9a-fA-F]+$/.test(text.slice(start, end)))
}
