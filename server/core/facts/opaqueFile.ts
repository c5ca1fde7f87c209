import { summaryOf } from '../formats/archive/summary'
import { type Ending, endingOf } from '../formats/ending'
import { entropyOf, sameShare } from '../formats/measure'
import { type Format, formatsOfExtension, isMedia, sniffFormat } from '../formats/signature'
import { compareStructures } from '../formats/structure/compare'
import { contentsClause, readStructure } from '../formats/structure/read'
import { signsOf } from '../formats/structure/signs'
import { countOf, type Structure } from '../formats/structure/structure'
import { baseName, extensionOf } from '../model/path'
import type { BinaryFile } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'
import type { OpaqueFile } from './kinds'

/** Above this many bits per byte, compressed, enciphered and random bytes cannot be told apart by looking. */
const DENSE_BITS = 7.2
const MAX_DIFFERENCES = 12
const MAX_SIGNS = 6

/** Every binary file of the change: what it is by content, how big, and by how much it changed. */
export const opaqueFile = defineCollector({
  kind: 'opaque-file',
  collectBinary: file => [toFact(file)],
})

function toFact(file: BinaryFile): FactDraft<'opaque-file'> {
  const change = file.old === undefined ? 'added' : file.new === undefined ? 'deleted' : 'replaced'
  const bytes = (file.new ?? file.old)?.bytes ?? new Uint8Array()
  const format = sniffFormat(bytes)
  const structure = readStructure(bytes)
  const old = file.old === undefined || file.new === undefined ? undefined : readStructure(file.old.bytes)
  const ending = endOf(structure)
  const promised = formatsOfExtension(extensionOf(file.path))
  const isAsNamed = promised.length === 0 || promised.some(one => one.name === format.name)
  const entropy = entropyOf(bytes)
  const established: string[] = [headerClause(format, promised, isAsNamed)]
  const notEstablished: string[] = ['how it was made']
  if (ending.kind === 'cut') established.push('the end its format requires is not there')
  if (ending.kind === 'followed')
    established.push(`${countOf(ending.extraBytes, 'byte')} after the end of the ${format.name}`)
  const contents = contentsClause(structure)
  if (contents !== '') established.push(`holds ${contents}`)
  established.push(...structure.notes.slice(0, 2))
  const differences = old === undefined ? undefined : compareStructures(old, structure)
  const signs = file.new === undefined ? [] : signsOf(old, structure, promised)
  const inside = summaryOf(bytes, file.new === undefined ? undefined : file.old?.bytes)
  established.push(...(inside?.established ?? []))
  if (inside !== undefined) notEstablished.unshift(...inside.notEstablished)
  else if (format.category === 'compressed' || format.category === 'archive')
    notEstablished.unshift('what it unpacks to')
  else if (format.category === 'executable') notEstablished.unshift('which source it was built from')
  else if (format.category === 'unknown') notEstablished.unshift('what it is')
  if (entropy >= DENSE_BITS && format.category === 'unknown')
    established.push(`its bytes are as dense as compressed or enciphered ones (${entropy.toFixed(1)} bits per byte)`)
  const data: OpaqueFile = {
    change,
    format: format.name,
    category: format.category,
    isOrdinaryMedia: isMedia(format) && isAsNamed && (ending.kind === 'proper' || ending.kind === 'open'),
    ...(file.old === undefined ? {} : { oldSize: file.old.bytes.length, oldHash: file.old.hash }),
    ...(file.new === undefined ? {} : { newSize: file.new.bytes.length, newHash: file.new.hash }),
    ...(file.old === undefined || file.new === undefined
      ? {}
      : { sameShare: sameShare(file.old.bytes, file.new.bytes) }),
    entropy,
    differences: differences?.slice(0, MAX_DIFFERENCES) ?? [],
    ...(differences === undefined ? {} : { differenceCount: differences.length }),
    ...(inside?.change === undefined ? {} : { contentChange: inside.change }),
    signs: signs.slice(0, MAX_SIGNS),
    established,
    notEstablished,
  }
  return {
    subject: file.path,
    side: file.new === undefined ? 'old' : 'new',
    at: 'file',
    text: baseName(file.path),
    data,
  }
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
