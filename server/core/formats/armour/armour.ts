import { type Allowance, Output } from '../archive/output'
import type { Armoured, ArmourReader } from './armoured'
import { readAscii85 } from './ascii85'
import { createBlockReader } from './block'
import { byteListsIn } from './byteList'
import { escapedTextsIn } from './escapedText'
import { readHexDump } from './hexDump'
import { dataUrisIn } from './inLine'
import { readPem } from './pem'
import { readRecords } from './records'
import { readUuencode } from './uuencode'

const MAX_PARTS = 400
const MAX_BYTES = 16 * 1024 * 1024
/** Shorter stretches are keys, digests and small constants. */
const SHORTEST_BYTES = 24

/**
 * Binary files in the form of text, by content alone and in the order of the text: total, linear, at most 16 MiB and
 * 400 stretches of one file.
 */
export function armouredIn(lines: readonly string[]): readonly Armoured[] {
  const known = armoured.get(lines)
  if (known !== undefined) return known
  const allowance: Allowance = { output: MAX_BYTES, work: MAX_BYTES * 4, parts: MAX_PARTS }
  const found = [...readAll(lines, () => new Output(allowance))]
    .filter(one => one.bytes.length >= SHORTEST_BYTES)
    .sort((a, b) => a.firstLine - b.firstLine || a.startColumn - b.startColumn)
    .slice(0, MAX_PARTS)
  armoured.set(lines, found)
  return found
}

/** Facts and rules ask for the same side. */
const armoured = new WeakMap<readonly string[], readonly Armoured[]>()

/** What the first line of any form looks like that a reader below knows: most lines of code are none. */
const mayBegin =
  /^\s{0,40}(?:begin|-----BEGIN|:[0-9A-Fa-f]{10}|S\d|(?:0x)?[0-9A-Fa-f]{6}|(?:[0-9A-Fa-f]{2} ){4}|\S{16,}\s*$)|<~|;base64,/

function* readAll(lines: readonly string[], createOutput: () => Output): Generator<Armoured> {
  const readers: readonly ArmourReader[] = [
    readUuencode,
    readPem,
    readRecords,
    readHexDump,
    readAscii85,
    createBlockReader(),
  ]
  for (let at = 0; at < lines.length; ) {
    if (!mayBegin.test(lines[at] ?? '')) {
      at++
      continue
    }
    const part = readers.reduce<Armoured | undefined>(
      (known, read) => known ?? read(lines, at, createOutput),
      undefined,
    )
    if (part !== undefined) yield part
    else yield* dataUrisIn(lines[at] ?? '', at, createOutput)
    at = Math.max(at + 1, part?.endLine ?? 0)
  }
  yield* byteListsIn(lines, createOutput)
  yield* escapedTextsIn(lines, createOutput)
}

/** A text that is a binary file in another form, as a whole or but for a few lines around it. */
export interface ArmouredFile {
  readonly armour: string
  readonly bytes: Uint8Array
  readonly label?: string
}

/** The part of a text that has to be armour, in characters. */
const WHOLE = 0.8
/** Forms in which programs hold their tables, and documents their pictures: those are read where they stand. */
const partsOfText = new Set(['PEM', 'data URI', 'byte list', 'escaped text'])

/** @returns undefined for a text that holds something else too, and for keys and certificates */
export function armouredFile(lines: readonly string[]): ArmouredFile | undefined {
  const parts = armouredIn(lines).filter(({ armour }) => !partsOfText.has(armour))
  const [first] = parts
  if (first === undefined) return undefined
  const size = (from: number, to: number) => lines.slice(from, to).reduce((sum, line) => sum + line.length + 1, 0)
  const inside = parts.reduce((sum, { firstLine, endLine }) => sum + size(firstLine, endLine), 0)
  if (inside < size(0, lines.length) * WHOLE) return undefined
  const largest = parts.reduce((best, part) => (part.bytes.length > best.bytes.length ? part : best), first)
  const { armour, bytes, label } = largest
  return { armour, bytes, ...(label === undefined ? {} : { label }) }
}
