import type { ByteSpan } from '../../../server/core/model/location'

/** A reader that is given damaged files, and what has to hold for whatever it says. */
export interface FuzzTarget {
  /** In lower case with dashes, as `npm run fuzz -- --reader` takes it. */
  readonly name: string
  /** Small and sound. */
  readonly samples: readonly Uint8Array[]
  /** Sets checks right that a damaged file would otherwise fail before anything else is read. */
  readonly mend?: (bytes: Uint8Array) => void
  /** Reads the bytes; each thing that must not be, in words. */
  readonly problems: (bytes: Uint8Array) => readonly string[]
}

/** "ELF executable" → "elf-executable". */
export function slug(format: string): string {
  return format.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

/** The spans that are no stretch of a file of that size. */
export function outside(spans: Iterable<ByteSpan>, size: number, what: string): readonly string[] {
  const found: string[] = []
  for (const { offset, length } of spans) {
    const isInside = Number.isInteger(offset) && Number.isInteger(length) && offset >= 0 && length >= 0
    if (!isInside || offset + length > size) found.push(`${what}: ${offset} + ${length} of ${size}`)
  }
  return found
}
