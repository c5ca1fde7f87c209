import { type Ending, endingOf } from './ending'
import { type Format, formatsOfExtension, sniffFormat } from './signature'
import { contentsClause } from './structure/read'
import { countOf, type Structure } from './structure/structure'

/** Above this many bits per byte, compressed, enciphered and random bytes cannot be told apart by looking. */
const DENSE_BITS = 7.2

/** What content, name and structure of a binary say together, before anything in it is unpacked. */
export interface Introduction {
  readonly format: Format
  /** The formats that the extension of its name promises; empty for an extension that promises none. */
  readonly promised: readonly Format[]
  readonly isAsNamed: boolean
  readonly ending: Ending
  /** One clause each: "header says xz", "3 bytes after the end of the PNG image", "holds 24 sections". */
  readonly clauses: readonly string[]
}

/** @param extension in lower case, without the dot */
export function introductionOf(structure: Structure, extension: string): Introduction {
  const format = sniffFormat(structure.bytes)
  const promised = formatsOfExtension(extension)
  const isAsNamed = promised.length === 0 || promised.some(one => one.name === format.name)
  const ending = endOf(structure)
  const clauses = [headerClause(format, promised, isAsNamed)]
  if (ending.kind === 'cut') clauses.push('the end its format requires is not there')
  if (ending.kind === 'followed')
    clauses.push(`${countOf(ending.extraBytes, 'byte')} after the end of the ${format.name}`)
  const contents = contentsClause(structure)
  if (contents !== '') clauses.push(`holds ${contents}`)
  return { format, promised, isAsNamed, ending, clauses }
}

/** Said only of a file without a known format: those with one are dense by design. `entropy` in bits per byte. */
export function densityClause({ category }: Format, entropy: number): string | undefined {
  if (entropy < DENSE_BITS || category !== 'unknown') return undefined
  return `its bytes are as dense as compressed or enciphered ones (${entropy.toFixed(1)} bits per byte)`
}

/** Formats without a reader of their structure may have one of their end. */
function endOf({ format, bytes, ending, parts }: Structure): Ending {
  if (ending === 'open') return endingOf(format, bytes)
  if (ending !== 'followed') return { kind: ending }
  return { kind: 'followed', extraBytes: parts.find(part => part.kind === 'trailing')?.length ?? 0 }
}

function headerClause(format: Format, promised: readonly Format[], isAsNamed: boolean): string {
  if (format.category === 'unknown')
    return promised.length === 0
      ? 'no header we know'
      : `the header is not that of the ${promised[0]?.name} its name promises`
  if (isAsNamed) return `header says ${format.name}`
  return `header says ${format.name}, which its name does not`
}
