import type { TextEncodingName, TextSide } from '../model/content'
import type { Hunk } from '../model/hunk'
import type { Side } from '../model/location'
import { latin1 } from '../model/path'
import { hasUtf16Mark } from './binary'

/** Beyond this line number a patch's lines are not laid out: the blank lines in between would cost more than they tell. */
export const LIMIT_PARTIAL_LINE = 2_000_000

/** UTF-8 if valid, UTF-16 by its mark, else Latin-1, which every byte has a character in. The mark itself is dropped. */
export function decode(bytes: Uint8Array): { readonly text: string; readonly encoding: TextEncodingName } {
  if (hasUtf16Mark(bytes)) {
    const encoding = bytes[0] === 0xff ? 'utf-16le' : 'utf-16be'
    return { text: new TextDecoder(encoding).decode(bytes), encoding }
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    return { text: latin1(bytes), encoding: 'latin-1' }
  }
}

export function completeSide(text: string, encoding: TextEncodingName, hash?: string): TextSide {
  return { text, lines: splitLines(text), complete: true, encoding, ...(hash === undefined ? {} : { hash }) }
}

/** Lines without their line feeds; a text that ends with one has no empty line after it. */
export function splitLines(text: string): readonly string[] {
  if (text === '') return []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** One side as far as hunks show it, each line at its true number and the rest blank. */
export function partialSide(hunks: readonly Hunk[], side: Side, encoding: TextEncodingName): TextSide | undefined {
  const other = side === 'old' ? 'added' : 'removed'
  const lines: string[] = []
  const known: [number, number][] = []
  for (const hunk of hunks)
    for (const line of hunk.lines) {
      const number = line[side]
      if (line.kind === other || number === undefined || number < 1 || number > LIMIT_PARTIAL_LINE) continue
      while (lines.length < number) lines.push('')
      lines[number - 1] = line.text
      const last = known.at(-1)
      if (last !== undefined && number === last[1] + 1) last[1] = number
      else if (last === undefined || number > last[1]) known.push([number, number])
    }
  if (known.length === 0) return undefined
  return { text: `${lines.join('\n')}\n`, lines, complete: false, known, encoding }
}
