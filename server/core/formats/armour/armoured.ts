import type { TextSpan } from '../../model/location'
import type { Output } from '../archive/output'

/** A binary file in the form of text, and the stretch of text that holds it. */
export interface Armoured {
  /** As said to the reviewer: "uuencode", "Intel HEX". */
  readonly armour: string
  readonly bytes: Uint8Array
  /** Lines, half open, counted from 0. */
  readonly firstLine: number
  readonly endLine: number
  /** In UTF-16 units from 0: where it begins in its first line, and the first unit after it in its last. */
  readonly startColumn: number
  readonly endColumn: number
  /** What the armour's own header says it is: "CERTIFICATE", the name of a file. Hostile. */
  readonly label?: string
}

/**
 * Reads one kind of armour that begins on a line. Asked for each line once; where it finds nothing it must not have
 * looked at more lines than it can say at a glance are of its kind, so that a file is read in linear time.
 */
export type ArmourReader = (lines: readonly string[], start: number, createOutput: () => Output) => Armoured | undefined

/** Of whole lines from `firstLine` up to `endLine`. */
export function ofLines(
  armour: string,
  bytes: Uint8Array,
  lines: readonly string[],
  firstLine: number,
  endLine: number,
  label?: string,
): Armoured {
  const endColumn = lines[endLine - 1]?.length ?? 0
  const shared = { armour, bytes, firstLine, endLine, startColumn: 0, endColumn }
  return label === undefined ? shared : { ...shared, label }
}

export function spanOfArmour({ firstLine, endLine, startColumn, endColumn }: Armoured): TextSpan {
  return { start: { line: firstLine + 1, column: startColumn }, end: { line: endLine, column: endColumn } }
}
