import { latin1 } from '../../model/path'
import type { Outline } from './outline'
import { PickleMachine } from './pickleMachine'

/** How the argument of an opcode is written: bytes, lines, or a length of so many bytes and what it counts. */
type Argument = number | 'line' | 'lines' | 'length 1' | 'length 4' | 'length 8'

function rows(letters: string, argument: Argument): readonly (readonly [string, Argument])[] {
  return [...letters].map(letter => [letter, argument] as const)
}

/** Every opcode of protocols 0 to 5, as the module pickletools of Python describes them. */
const opcodes = new Map<string, Argument>([
  ...rows('(.012NQR]ab)deolstu}\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98', 0),
  ...rows('Khq\x80\x82', 1),
  ...rows('M\x83', 2),
  ...rows('Jjr\x84', 4),
  ...rows('G\x95', 8),
  ...rows('FILPSVgp', 'line'),
  ...rows('ci', 'lines'),
  ...rows('UC\x8c\x8a', 'length 1'),
  ...rows('TXB\x8b', 'length 4'),
  ...rows('\x8d\x8e\x96', 'length 8'),
])
const MAX_OPERATIONS = 1_000_000
const LIMIT_TEXT = 512
const LIMIT_SEARCHED = 1 << 16

/**
 * Pickles of Python: the functions and classes a reader would look up, found by following the opcodes without doing
 * what they ask for. One file may hold several pickles, one after another.
 * @param start where the first one begins
 */
export function readPickle(outline: Outline, start = 0): void {
  const { window, bytes } = outline
  const machine = new PickleMachine()
  let from = start
  let at = start
  let operations = 0
  while (at < window.size) {
    if (++operations > MAX_OPERATIONS) {
      outline.note(`more than ${MAX_OPERATIONS} operations; the rest was not followed`)
      break
    }
    const code = String.fromCharCode(window.u8(at))
    const argument = opcodes.get(code)
    if (argument === undefined) {
      outline.note(`no operation at ${at}; what follows was only searched for names`)
      for (const { name, at: offset } of namesBehind(bytes, at)) outline.add('name', name, offset, 1)
      break
    }
    const { start, end, next } = readArgument(bytes, at + 1, argument)
    if (next > window.size) {
      outline.cut('the pickle is cut')
      break
    }
    machine.step(code, latin1(bytes.subarray(start, Math.min(end, start + LIMIT_TEXT))), at)
    at = next
    if (code !== '.') continue
    outline.add('section', 'pickle', from, at - from)
    from = at
    machine.restart()
    if (window.u8(at) !== 0x80) {
      outline.endAt(at)
      break
    }
  }
  if (from === start && !outline.isCut) outline.note('the end of the pickle was not reached')
  for (const { name, at: offset, isCalled } of machine.lookups)
    if (!outline.add('name', name, offset, 1, isCalled ? { note: 'called' } : {})) return
}

/** Where the operations cannot be followed: look-ups in the spelling with lines, which stand in the bytes as they are. */
function namesBehind(bytes: Uint8Array, from: number): readonly { readonly name: string; readonly at: number }[] {
  const rest = latin1(bytes.subarray(from, from + LIMIT_SEARCHED))
  return [...rest.matchAll(/c([A-Za-z_][\w.]{0,60})\n([A-Za-z_][\w.]{0,60})\n/g)].map(
    ({ 1: module, 2: name, index }) => ({
      name: `${module}.${name}`,
      at: from + index,
    }),
  )
}

function readArgument(bytes: Uint8Array, at: number, argument: Argument) {
  if (typeof argument === 'number') return { start: at, end: at + argument, next: at + argument }
  if (argument === 'line' || argument === 'lines') {
    const first = bytes.indexOf(0x0a, at)
    const last = argument === 'line' || first === -1 ? first : bytes.indexOf(0x0a, first + 1)
    return last === -1 ? { start: at, end: at, next: bytes.length + 1 } : { start: at, end: last, next: last + 1 }
  }
  const size = argument === 'length 1' ? 1 : argument === 'length 4' ? 4 : 8
  let length = 0
  for (let index = size - 1; index >= 0; index--) length = length * 256 + (bytes[at + index] ?? 0)
  const start = at + size
  return { start, end: start + length, next: start + length }
}
