import { crc32 } from './checksum'
import type { Container, ContainerRecord, Entry } from './entry'
import type { Allowance, Stop } from './output'
import { factsOfUse, useOfZip } from './use'
import { unpackData } from './zipData'
import { readZipDirectory } from './zipDirectory'
import { localHeaderAt, memberOf } from './zipMember'

export { hasZipEnd } from './zipDirectory'

/** Members between others that are looked for, beside those of the directory. */
const MAX_HIDDEN = 20

/**
 * A zip (APPNOTE 6.3.10) as its directory lists it, nothing unpacked: the directory at its end is what most unpackers
 * believe; every member has a header of its own before its data as well, and the two are compared.
 */
export function listZip(bytes: Uint8Array, allowance: Allowance): Container {
  const directory = readZipDirectory(bytes, allowance)
  if (directory === undefined) {
    const why = 'the directory at the end is not there'
    return { format: 'zip', pieces: [], entries: [], notes: [why], cut: why }
  }
  const notes = [...directory.notes]
  const entries = directory.records.map(record => memberOf(bytes, record, allowance))
  const isWhole = allowance.parts > 0 && allowance.work > 0
  const { gaps, overlap } = isWhole ? layoutOf(entries, directory.start) : { gaps: [], overlap: undefined }
  if (overlap !== undefined) notes.push(overlap)
  const conflicts = [...directory.conflicts]
  const records: ContainerRecord[] = [...directory.bookkeeping]
  for (const gap of gaps) {
    const hidden = localHeaderAt(bytes, gap.offset)
    const isHidden = hidden !== undefined && hidden.name !== '' && conflicts.length < MAX_HIDDEN
    if (isHidden) conflicts.push(`member ${hidden.name} at ${gap.offset}, not in the directory`)
    records.push({ kind: 'gap', name: isHidden ? `${hidden.name}, not in the directory` : gapName(bytes, gap), ...gap })
  }
  for (const { name, conflict } of entries) if (conflict !== undefined) notes.push(`${name} has ${conflict}`)
  const first = entries.reduce((least, entry) => Math.min(least, entry.offset), directory.start)
  const use = useOfZip(entries)
  const last = directory.fileEnd
  return {
    format: 'zip',
    ...(use === undefined ? {} : { use }),
    pieces: [],
    entries,
    records,
    end: Math.min(last, bytes.length),
    ...(last > bytes.length ? { cut: 'the file ends within the comment' } : {}),
    conflicts,
    facts: [
      ...(directory.comment === '' ? [] : [`a comment, "${directory.comment.slice(0, 60)}"`]),
      ...(records.some(record => record.name === SIGNING_BLOCK) ? ['an APK signing block'] : []),
    ],
    notes: [...new Set(notes)].slice(0, 20),
    ...(first > 0 && entries.length > 0 ? { before: { offset: 0, length: first } } : {}),
    ...(last < bytes.length ? { after: { offset: last, length: bytes.length - last } } : {}),
  }
}

/** The same with what its members unpack to. Enciphered members and odd compressions are said, not followed. */
export function readZip(bytes: Uint8Array, allowance: Allowance): Container {
  const listed = listZip(bytes, allowance)
  const entries = listed.entries.map(entry => unpacked(bytes, entry, allowance))
  return { ...listed, entries, facts: [...(listed.facts ?? []), ...factsOfUse(listed.use, entries)] }
}

function unpacked(bytes: Uint8Array, entry: Entry, allowance: Allowance): Entry {
  const { data, packing, stated, fault } = entry
  if (data === undefined || fault !== undefined) return entry
  const stored = bytes.subarray(data.offset, data.offset + data.length)
  if (packing === undefined) {
    // Many records may share one stretch; looking at it is work each time.
    allowance.work -= stored.length
    return allowance.work < 0 ? entry : checked({ ...entry, content: stored })
  }
  const decoded = unpackData(stored, packing, stated?.size ?? 0, allowance)
  const stop = (reason: string, isLimit = false): Stop => ({ reason, offset: data.offset, isLimit })
  if (decoded === undefined)
    return {
      ...entry,
      fault: stop(/^compression/.test(packing) ? `${packing} is not followed` : notFollowed(packing), true),
    }
  const withContent = { ...entry, content: decoded.bytes }
  if (decoded.stop !== undefined)
    return { ...withContent, fault: { ...decoded.stop, offset: data.offset + decoded.stop.offset } }
  return checked(withContent)
}

function notFollowed(packing: string): string {
  return `compression by ${packing} is not followed`
}

function checked(entry: Entry & { readonly content: Uint8Array }): Entry {
  const { stated, content, offset } = entry
  const fault = (reason: string) => ({ ...entry, fault: { reason, offset, isLimit: false } })
  if (crc32(content).toString(16).padStart(8, '0') !== stated?.check) return fault('its CRC32 disagrees')
  if (content.length !== stated.size) return fault(`it unpacks to ${content.length} bytes, not to ${stated.size}`)
  if (entry.kind !== 'symbolic link') return entry
  return { ...entry, target: new TextDecoder().decode(content.subarray(0, 4096)) }
}

/** Stretches between members that none of them has, and the first two members that share one. */
function layoutOf(
  entries: readonly Entry[],
  directory: number,
): { readonly gaps: readonly { offset: number; length: number }[]; readonly overlap: string | undefined } {
  const sorted = entries
    .filter(entry => entry.offset < directory && entry.length > 0)
    .sort((a, b) => a.offset - b.offset)
  const gaps: { offset: number; length: number }[] = []
  let overlap: string | undefined
  let last = sorted[0]
  let covered = last?.offset ?? directory
  for (const entry of sorted) {
    if (entry.offset > covered) gaps.push({ offset: covered, length: entry.offset - covered })
    if (entry !== last && entry.offset < covered) overlap ??= `members ${last?.name} and ${entry.name} share bytes`
    covered = Math.max(covered, entry.offset + entry.length)
    last = entry
  }
  if (covered < directory) gaps.push({ offset: covered, length: directory - covered })
  return { gaps, overlap }
}

const SIGNING_BLOCK = 'APK signing block'

/** The signing block of Android packages ends in its magic, right before the directory. */
function gapName(bytes: Uint8Array, { offset, length }: { readonly offset: number; readonly length: number }): string {
  const end = new TextDecoder().decode(bytes.subarray(offset + Math.max(0, length - 16), offset + length))
  return end === 'APK Sig Block 42' ? SIGNING_BLOCK : 'bytes between members'
}
