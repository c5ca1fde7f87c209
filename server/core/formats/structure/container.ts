import type { Container, Entry } from '../archive/entry'
import type { Allowance } from '../archive/output'
import type { FormatReader, Outline, PartDetail } from './outline'

/** Lists what is in an archive without unpacking it. */
type Lister = (bytes: Uint8Array, allowance: Allowance) => Container

/**
 * The structure of an archive from the reader that unpacks it: bookkeeping, members, and where it ends. Members that
 * stand in it as they are, are files of their own.
 */
export function containerReader(list: Lister): FormatReader {
  return outline => {
    // What members unpack to is none of the structure's business: nothing may come out.
    const allowance = { output: 0, work: outline.allowance.work, parts: outline.allowance.parts }
    const { entries, records = [], notes, conflicts = [], end, cut } = list(outline.bytes, allowance)
    outline.spend(outline.allowance.work - allowance.work)
    for (const { kind, name, offset, length } of records) if (!outline.add(kind, name, offset, length)) break
    for (const entry of entries) if (!addMember(outline, entry)) break
    for (const note of [...conflicts, ...notes]) outline.note(note)
    if (cut !== undefined) outline.cut(cut)
    else if (end !== undefined) outline.endAt(end)
  }
}

function addMember(outline: Outline, entry: Entry): boolean {
  const { name, offset, length, data, packing, stated, fault } = entry
  const note = noteOf(entry)
  const detail: PartDetail = {
    ...(note === '' ? {} : { note }),
    ...(data === undefined ? {} : { data }),
  }
  if (packing === undefined && data !== undefined && data.length > 0 && fault === undefined)
    return outline.addFile('member', name, offset, length, detail)
  const check = stated?.check
  return outline.add('member', name, offset, length, {
    ...detail,
    ...(packing === undefined || stated === undefined || check === undefined
      ? {}
      : { unpacked: { size: stated.size, check } }),
  })
}

/** What is odd about a member: what kind of thing it is unless a file, that it may be run, and its contradictions. */
function noteOf({ kind, mode = 0, target, packing, conflict, fault }: Entry): string {
  return [
    ...(kind === 'file' ? [] : [target === undefined ? kind : `${kind} to ${target.slice(0, 80)}`]),
    ...(kind === 'file' && (mode & 0o7111) !== 0 ? [`mode ${mode.toString(8)}`] : []),
    ...(packing === undefined ? [] : [packing]),
    ...(conflict === undefined ? [] : [conflict]),
    ...(fault === undefined ? [] : [fault.reason]),
  ].join('; ')
}
