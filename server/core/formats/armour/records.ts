import type { Output } from '../archive/output'
import { type Armoured, ofLines } from './armoured'

interface Stretch {
  readonly address: number
  readonly bytes: readonly number[]
}

const intelLine = /^:((?:[0-9A-F]{2}){5,260})$/i
const motorolaLine = /^S([0-9])((?:[0-9A-F]{2}){3,260})$/

/**
 * Intel HEX (":", length, address, kind, data, sum; kinds 2 and 4 set the upper part of the address) and Motorola
 * S-records ("S1" to "S3" with 2 to 4 bytes of address). Records are put in the order of their addresses, which is the
 * order a device gets them in whatever their order in the file.
 */
export function readRecords(lines: readonly string[], start: number, createOutput: () => Output): Armoured | undefined {
  const sign = (lines[start] ?? '').charAt(0)
  if (sign !== ':' && sign !== 'S') return undefined
  const stretches: Stretch[] = []
  let base = 0
  let at = start
  for (; at < lines.length; at++) {
    const line = (lines[at] ?? '').trimEnd()
    const [, digits] = sign === ':' ? (intelLine.exec(line) ?? []) : ['', motorolaLine.exec(line)?.[2]]
    if (digits === undefined) break
    const record = bytesOf(digits)
    const sum = record.reduce((total, byte) => total + byte, 0) & 255
    if (sum !== (sign === ':' ? 0 : 255)) break
    if (sign === 'S') {
      const width = Number(line.charAt(1)) + 1
      if (width >= 2 && width <= 4)
        stretches.push({ address: numberIn(record.slice(1, 1 + width)), bytes: record.slice(1 + width, -1) })
    } else if (record[3] === 0)
      stretches.push({ address: base + numberIn(record.slice(1, 3)), bytes: record.slice(4, -1) })
    else if (record[3] === 2) base = numberIn(record.slice(4, 6)) * 16
    else if (record[3] === 4) base = numberIn(record.slice(4, 6)) * 0x1_0000
  }
  if (at === start) return undefined
  const output = createOutput()
  for (const { bytes } of stretches.sort((a, b) => a.address - b.address))
    if (!output.append(Uint8Array.from(bytes))) break
  return ofLines(sign === ':' ? 'Intel HEX' : 'S-records', output.bytes, lines, start, at)
}

function bytesOf(digits: string): readonly number[] {
  return Array.from({ length: digits.length / 2 }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  )
}

/** The highest byte first. */
function numberIn(bytes: readonly number[]): number {
  return bytes.reduce((number, byte) => number * 256 + byte, 0)
}
