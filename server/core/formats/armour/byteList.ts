import type { Output } from '../archive/output'
import type { Armoured } from './armoured'

/** Fewer are colours, versions and points. */
const FEWEST_ELEMENTS = 24
const LONGEST_COMMENT = 200

/**
 * Bytes as numbers in a list of any language: `0x7f, 0x45` as `xxd -i` writes them, `[127, 69]`, `(byte) 0x7f`, `127u8`,
 * `$7F`, with negative ones as Java has them. A list may begin and end anywhere in a line, and comments may stand in it.
 * Every character is looked at once.
 */
export function byteListsIn(lines: readonly string[], createOutput: () => Output): readonly Armoured[] {
  const found: Armoured[] = []
  let run: Run | undefined
  const end = () => {
    if (run !== undefined && run.values.length >= FEWEST_ELEMENTS) found.push(armouredFrom(run, createOutput))
    run = undefined
  }
  for (let line = 0; line < lines.length; line++) {
    const text = lines[line] ?? ''
    // Where nothing is open yet, all that stands before the first number is passed over at once.
    const from = run === undefined ? text.search(firstNumber) : 0
    for (let at = from === -1 ? text.length : from; at < text.length; ) {
      const code = text.charCodeAt(at)
      if (code === 0x20 || code === 9 || code === 13 || code === 0x2c || code === 0x3b) {
        at++
        continue
      }
      const comment = run === undefined ? 0 : commentAt(text, at)
      if (comment > 0) {
        at += comment
        continue
      }
      const element = canStart(text, at) ? elementAt(text, at) : undefined
      if (element === undefined) {
        end()
        at = skip(text, at)
        continue
      }
      run ??= { values: [], isHex: element.isHex, firstLine: line, startColumn: at, endLine: line + 1, endColumn: 0 }
      run.values.push(element.value)
      run.endLine = line + 1
      run.endColumn = at + element.length
      at += element.length
    }
  }
  end()
  return found
}

const firstNumber = /(?<![\w.])(?:-?[0-9]|\$[0-9A-Fa-f]|&[hH]|\( ?(?:signed |unsigned )?(?:byte|char|u?int8|u8|uchar))/

interface Run {
  readonly values: number[]
  readonly isHex: boolean
  readonly firstLine: number
  readonly startColumn: number
  endLine: number
  endColumn: number
}

function armouredFrom({ values, isHex, ...place }: Run, createOutput: () => Output): Armoured {
  const output = createOutput()
  for (const value of values) if (!output.put(value)) break
  return { armour: isHex ? 'hex array' : 'byte list', bytes: output.bytes, ...place }
}

/** An element is a word of its own. */
function canStart(text: string, at: number): boolean {
  const before = at === 0 ? 0x20 : text.charCodeAt(at - 1)
  return !isWord(before) && before !== 0x2e && before !== 0x24
}

const element =
  /(?:\( ?(?:signed |unsigned )?(?:byte|char|u?int8_t|u8|uint8|uchar) ?\) ?)?(?:(?:0[xX]|\$|&[hH])([0-9a-fA-F]{1,2})|(-?[0-9]{1,3}))(?:_?u8|[uU])?(?![\w.])/y

function elementAt(text: string, at: number): { value: number; length: number; isHex: boolean } | undefined {
  const code = text.charCodeAt(at)
  const isPossible = (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x28 || code === 0x24 || code === 0x26
  if (!isPossible) return undefined
  element.lastIndex = at
  const [whole, hex, decimal] = element.exec(text) ?? []
  if (whole === undefined) return undefined
  const value = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return value < -128 || value > 255
    ? undefined
    : { value: value & 255, length: whole.length, isHex: hex !== undefined }
}

/** The length of a comment that starts here, 0 for none. */
function commentAt(text: string, at: number): number {
  const two = text.slice(at, at + 2)
  if (two === '//' || two === '--' || text[at] === '#') return text.length - at
  if (two !== '/*') return 0
  const close = text.slice(at, at + LONGEST_COMMENT).indexOf('*/')
  return close === -1 ? 0 : close + 2
}

/** To the next character where an element or a comment could begin. */
function skip(text: string, at: number): number {
  let next = at + 1
  while (next < text.length && isWord(text.charCodeAt(next)) && isWord(text.charCodeAt(next - 1))) next++
  return next
}

function isWord(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
  )
}
