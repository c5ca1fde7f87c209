import type { Output } from '../archive/output'
import type { Armoured } from './armoured'

/** Escapes in a literal below which it is a text with a few odd characters. */
const FEWEST_ESCAPES = 8

/**
 * Bytes as the escapes of string literals: `"\x7f\x45"`, also in octal and with printed characters in between. Literals
 * one after the other belong together, as C, Python and shells join them; `+`, `.` and `\` may stand between.
 */
export function escapedTextsIn(lines: readonly string[], createOutput: () => Output): readonly Armoured[] {
  const found: Armoured[] = []
  let run: Run | undefined
  const end = () => {
    if (run !== undefined && run.escapes >= FEWEST_ESCAPES)
      found.push({ armour: 'escaped text', bytes: run.output.bytes, ...run.place })
    run = undefined
  }
  for (let line = 0; line < lines.length; line++) {
    const text = lines[line] ?? ''
    if (!text.includes('\\x') && !/\\[0-3][0-7]{2}/.test(text)) {
      if (text.trim() !== '') end()
      continue
    }
    for (let at = 0; at < text.length; ) {
      const open = nextQuote(text, at)
      if (/[^\s+.\\,]/.test(text.slice(at, open === -1 ? undefined : open).replace(/\b[bBuU]$/, ''))) end()
      if (open === -1) break
      run ??= { output: createOutput(), escapes: 0, place: startAt(line, open) }
      const close = readLiteral(text, open, run)
      run.place.endLine = line + 1
      run.place.endColumn = close
      at = close
    }
  }
  end()
  return found
}

interface Run {
  readonly output: Output
  escapes: number
  readonly place: { firstLine: number; startColumn: number; endLine: number; endColumn: number }
}

function startAt(line: number, column: number): Run['place'] {
  return { firstLine: line, startColumn: column, endLine: line + 1, endColumn: column }
}

function nextQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22 || code === 0x27) return at
  }
  return -1
}

const escapeSign = /\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|([abfnrtv0\\'"]))/y
const plain: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 }

/** @returns the column behind the closing quote, or the end of the line */
function readLiteral(text: string, open: number, run: Run): number {
  const quote = text.charAt(open)
  let at = open + 1
  while (at < text.length && text.charAt(at) !== quote) {
    escapeSign.lastIndex = at
    const [whole, hex, octal, letter] = escapeSign.exec(text) ?? []
    if (whole === undefined) {
      run.output.put(text.charCodeAt(at) & 255)
      at++
      continue
    }
    if (letter === undefined) run.escapes++
    const value = hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : 0
    run.output.put(letter === undefined ? value & 255 : (plain[letter] ?? letter.charCodeAt(0)))
    at += whole.length
  }
  return Math.min(at + 1, text.length)
}
