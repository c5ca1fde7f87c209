import type { Output } from '../archive/output'
import { type Armoured, ofLines } from './armoured'

/** Lines that a `*` may stand for: what was printed before it, again and again. */
const MAX_REPEATED = 1 << 20

interface DumpLine {
  readonly offset: string
  /** As printed: pairs of digits, or groups of two to eight digits. */
  readonly groups: readonly string[]
}

/**
 * What `xxd`, `hexdump -C`, `hexdump`, `od -x` and `od -t x1` print: an offset in hex or octal, groups of hex digits, and
 * with some the printed characters behind them. Offsets must follow each other, or it is another table of numbers.
 */
export function readHexDump(lines: readonly string[], start: number, createOutput: () => Output): Armoured | undefined {
  const first = dumpLine(lines[start])
  const second = dumpLine(lines[start + 1])
  if (first === undefined || first.groups.length === 0 || second === undefined) return undefined
  const size = first.groups.join('').length / 2
  const radix = [16, 8].find(one => distance(first, second, one) === size)
  if (radix === undefined) return undefined
  // Words of `od -x` and `hexdump` are printed as numbers of a little-endian machine.
  const isSwapped = !/[:|>]/.test(lines[start] ?? '') && first.groups.every(group => group.length === 4)
  const output = createOutput()
  let expected = Number.parseInt(first.offset, radix)
  let last: readonly number[] = []
  let at = start
  for (; at < lines.length; at++) {
    const line = dumpLine(lines[at])
    if (line === undefined && /^\*\s*$/.test(lines[at] ?? '') && last.length > 0) continue
    if (line === undefined) break
    const offset = Number.parseInt(line.offset, radix)
    for (let gap = offset - expected; gap > 0 && gap <= MAX_REPEATED && last.length > 0; gap -= last.length)
      if (!output.append(Uint8Array.from(last))) break
    if (offset < expected || offset - expected > MAX_REPEATED) break
    last = line.groups.flatMap(group => (isSwapped ? bytesOf(group).reverse() : bytesOf(group)))
    if (!output.append(Uint8Array.from(last))) break
    expected = offset + last.length
  }
  return output.length === 0 ? undefined : ofLines('hex dump', output.bytes, lines, start, Math.max(at, start + 1))
}

function dumpLine(line: string | undefined): DumpLine | undefined {
  if (line === undefined || line.length > 400) return undefined
  const [whole, offset = '', colon] = /^(?:0x)?([0-9a-fA-F]{6,16})(:?)(?=\s|$)/.exec(line) ?? []
  if (whole === undefined) return undefined
  let rest = line.slice(whole.length).trimEnd()
  if (colon === ':') rest = rest.trimStart().split('  ', 1)[0] ?? ''
  else rest = rest.split(/ [|>]/, 1)[0] ?? ''
  const groups = rest.trim() === '' ? [] : rest.trim().split(/\s{1,3}/)
  return groups.every(group => /^(?:[0-9a-fA-F]{2}){1,4}$/.test(group)) ? { offset, groups } : undefined
}

function distance(first: DumpLine, second: DumpLine, radix: number): number {
  return Number.parseInt(second.offset, radix) - Number.parseInt(first.offset, radix)
}

function bytesOf(group: string): number[] {
  return (group.match(/../g) ?? []).map(pair => Number.parseInt(pair, 16))
}
