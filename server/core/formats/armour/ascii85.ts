import type { Output } from '../archive/output'
import type { Armoured } from './armoured'

const MAX_LINES = 200_000

/** Adobe's Ascii85: `<~`, five signs from `!` to `u` for four bytes, `z` for four zeros, `~>` (PostScript, 3.13.3). */
export function readAscii85(lines: readonly string[], start: number, createOutput: () => Output): Armoured | undefined {
  const open = (lines[start] ?? '').indexOf('<~')
  if (open === -1) return undefined
  const output = createOutput()
  let held = 0
  let count = 0
  for (let at = start; at < Math.min(lines.length, start + MAX_LINES); at++) {
    const line = lines[at] ?? ''
    for (let column = at === start ? open + 2 : 0; column < line.length; column++) {
      const code = line.charCodeAt(column)
      if (code === 0x7e) {
        if (line[column + 1] !== '>') return undefined
        for (let index = count; index > 0 && index < 5; index++) held = held * 85 + 84
        if (count > 1) putWord(held, count - 1, output)
        const stretch = { startColumn: open, firstLine: start, endLine: at + 1, endColumn: column + 2 }
        return { armour: 'ascii85', bytes: output.bytes, ...stretch }
      }
      if (code === 0x20 || code === 9 || code === 13) continue
      if (code === 0x7a && count === 0) putWord(0, 4, output)
      else if (code < 0x21 || code > 0x75) return undefined
      else {
        held = held * 85 + code - 0x21
        count++
        if (count < 5) continue
        if (!putWord(held, 4, output)) return undefined
        held = 0
        count = 0
      }
    }
  }
  return undefined
}

function putWord(word: number, size: number, output: Output): boolean {
  for (let index = 0; index < size; index++)
    if (!output.put(Math.floor(word / 2 ** (24 - 8 * index)) & 255)) return false
  return true
}
