import { summaryOf } from '../formats/archive/summary'
import { densityClause, introductionOf } from '../formats/clauses'
import { changedText, entropyOf, sameShare } from '../formats/measure'
import { isMedia } from '../formats/signature'
import { compareStructures } from '../formats/structure/compare'
import { readStructure } from '../formats/structure/read'
import { signsOf } from '../formats/structure/signs'
import { textOfName } from '../formats/textName'
import { baseName, extensionOf } from '../model/path'
import { defineCollector } from '../rule/rule'
import { decodedFile, type OpaqueSides } from './decodedFile'
import type { FactDraft } from './fact'
import type { OpaqueFile } from './kinds'

const MAX_DIFFERENCES = 12
const MAX_SIGNS = 6
const MAX_TEXT = 400

/** Every binary file of the change, in the form of text too: what it is by content, how big, how much it changed. */
export const opaqueFile = defineCollector({
  kind: 'opaque-file',
  collect: side => {
    const file = decodedFile(side)
    return file === undefined ? [] : [toFact(file)]
  },
  collectBinary: file => [toFact(file)],
})

function toFact(file: OpaqueSides): FactDraft<'opaque-file'> {
  const change = file.old === undefined ? 'added' : file.new === undefined ? 'deleted' : 'replaced'
  const bytes = (file.new ?? file.old)?.bytes ?? new Uint8Array()
  const structure = readStructure(bytes)
  const old = file.old === undefined || file.new === undefined ? undefined : readStructure(file.old.bytes)
  const { format, promised, isAsNamed, ending, clauses } = introductionOf(structure, extensionOf(file.path))
  const entropy = entropyOf(bytes)
  const established: string[] = [
    ...(file.armour === undefined ? [] : [`kept as ${file.armour}`]),
    ...clauses,
    ...structure.notes.slice(0, 2),
  ]
  const notEstablished: string[] = ['how it was made']
  const differences = old === undefined ? undefined : compareStructures(old, structure)
  const signs =
    file.new === undefined
      ? []
      : signsOf(old, structure, [...promised, ...(file.armour === undefined ? textOfName(file.path) : [])])
  const inside = summaryOf(bytes, file.new === undefined ? undefined : file.old?.bytes)
  established.push(...(inside?.established ?? []))
  if (inside !== undefined) notEstablished.unshift(...inside.notEstablished)
  else if (format.category === 'compressed' || format.category === 'archive')
    notEstablished.unshift('what it unpacks to')
  else if (format.category === 'executable') notEstablished.unshift('which source it was built from')
  else if (format.category === 'unknown') notEstablished.unshift('what it is')
  const density = densityClause(format, entropy)
  if (density !== undefined) established.push(density)
  const changed = format.category === 'unknown' ? changedText(file.old?.bytes, file.new?.bytes) : undefined
  const data: OpaqueFile = {
    change,
    ...(changed === undefined ? {} : { changedText: changed.slice(0, MAX_TEXT) }),
    ...(file.armour === undefined ? {} : { armour: file.armour }),
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
