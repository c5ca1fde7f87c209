import { le16, le32 } from './bytes'
import { crc32 } from './checksum'
import { inflateRaw } from './deflate'
import type { Container, Entry, EntryKind } from './entry'
import type { Allowance, Stop } from './output'

const END_RECORD = 22
const CENTRAL_RECORD = 46
const LOCAL_RECORD = 30

/**
 * A zip (APPNOTE 6.3): the directory at its end is what unpackers believe; every member has a header of its own before
 * its data as well, and the two are compared. Zip64 sizes and encrypted members are said, not followed.
 */
export function readZip(bytes: Uint8Array, allowance: Allowance): Container {
  const notes: string[] = []
  const end = endRecordAt(bytes)
  if (end === undefined)
    return { format: 'zip', pieces: [], entries: [], notes: ['the directory at the end is not there'] }
  const size = le32(bytes, end + 12)
  const stated = le32(bytes, end + 16)
  // What stands before a self-extracting archive moves everything: the directory ends where the end record starts.
  const central = end - size >= 0 ? end - size : stated
  const shift = central - stated
  const count = le16(bytes, end + 10)
  const entries: Entry[] = []
  let at = central
  while (le32(bytes, at) === 0x02014b50 && at + CENTRAL_RECORD <= end) {
    if (allowance.parts-- <= 0) {
      notes.push('the limit of members is reached')
      break
    }
    entries.push(readMember(bytes, at, shift, allowance, notes))
    at += CENTRAL_RECORD + le16(bytes, at + 28) + le16(bytes, at + 30) + le16(bytes, at + 32)
  }
  if (entries.length !== count) notes.push(`the end says ${count} members, the directory has ${entries.length}`)
  const overlap = overlapping(entries)
  if (overlap !== undefined) notes.push(overlap)
  const first = entries.reduce((least, entry) => Math.min(least, entry.offset), central)
  const last = end + END_RECORD + le16(bytes, end + 20)
  const use = useOf(entries)
  return {
    format: 'zip',
    ...(use === undefined ? {} : { use }),
    pieces: [],
    entries,
    notes: [...new Set(notes)].slice(0, 20),
    ...(first > 0 && entries.length > 0 ? { before: { offset: 0, length: first } } : {}),
    ...(last < bytes.length ? { after: { offset: last, length: bytes.length - last } } : {}),
  }
}

function endRecordAt(bytes: Uint8Array): number | undefined {
  const lowest = Math.max(0, bytes.length - END_RECORD - 0xffff)
  for (let at = bytes.length - END_RECORD; at >= lowest; at--) if (le32(bytes, at) === 0x06054b50) return at
  return undefined
}

function readMember(bytes: Uint8Array, at: number, shift: number, allowance: Allowance, notes: string[]): Entry {
  const flags = le16(bytes, at + 8)
  const method = le16(bytes, at + 10)
  const packed = le32(bytes, at + 20)
  const unpacked = le32(bytes, at + 24)
  const name = nameAt(bytes, at + CENTRAL_RECORD, le16(bytes, at + 28))
  const isUnix = bytes[at + 5] === 3
  const attributes = le32(bytes, at + 38) >>> 16
  const local = le32(bytes, at + 42) + shift
  const kind: EntryKind = isUnix && (attributes & 0xf000) === 0xa000 ? 'symbolic link' : folderOr(name)
  const shared = { name, kind, ...(isUnix ? { mode: attributes & 0o7777 } : {}) }
  const fault = (reason: string, offset: number, isLimit = false): Stop => ({ reason, offset, isLimit })
  if (packed === 0xffffffff || unpacked === 0xffffffff || le32(bytes, at + 42) === 0xffffffff)
    return { ...shared, offset: at, length: 0, fault: fault('sizes of 64 bits are not followed', at, true) }
  if (local < 0 || le32(bytes, local) !== 0x04034b50)
    return { ...shared, offset: at, length: 0, fault: fault('no header where the directory says', at) }
  const localName = nameAt(bytes, local + LOCAL_RECORD, le16(bytes, local + 26))
  if (localName !== name) notes.push(`a member is ${name} in the directory and ${localName} in its own header`)
  if (le16(bytes, local + 8) !== method) notes.push(`the two headers of ${name} name different compressions`)
  const data = local + LOCAL_RECORD + le16(bytes, local + 26) + le16(bytes, local + 28)
  const place = { offset: local, length: Math.min(bytes.length, data + packed) - local }
  if ((flags & 1) !== 0) return { ...shared, ...place, fault: fault('it is enciphered', data) }
  const stored = bytes.subarray(data, data + packed)
  if (method === 0) return finished({ ...shared, ...place, content: stored }, bytes, at)
  if (method !== 8) return { ...shared, ...place, fault: fault(`compression ${method} is not followed`, data, true) }
  const decoded = inflateRaw(stored, 0, allowance)
  const entry = { ...shared, ...place, content: decoded.bytes }
  if (decoded.stop !== undefined) return { ...entry, fault: { ...decoded.stop, offset: data + decoded.stop.offset } }
  if (decoded.bytes.length !== unpacked) notes.push(`${name} unpacks to another size than its header says`)
  return finished(entry, bytes, at)
}

function finished(entry: Entry & { readonly content: Uint8Array }, bytes: Uint8Array, at: number): Entry {
  if (crc32(entry.content) !== le32(bytes, at + 16))
    return { ...entry, fault: { reason: 'its CRC32 disagrees', offset: at + 16, isLimit: false } }
  if (entry.kind !== 'symbolic link') return entry
  return { ...entry, target: new TextDecoder().decode(entry.content.subarray(0, 4096)) }
}

function overlapping(entries: readonly Entry[]): string | undefined {
  const sorted = entries.filter(entry => entry.length > 0).sort((a, b) => a.offset - b.offset)
  for (const [index, entry] of sorted.entries()) {
    const next = sorted[index + 1]
    if (next !== undefined && entry.offset + entry.length > next.offset)
      return `members ${entry.name} and ${next.name} share bytes`
  }
  return undefined
}

function nameAt(bytes: Uint8Array, at: number, length: number): string {
  return new TextDecoder().decode(bytes.subarray(at, at + Math.min(length, 4096)))
}

function folderOr(name: string): EntryKind {
  return name.endsWith('/') ? 'folder' : 'file'
}

const uses: readonly (readonly [string, RegExp])[] = [
  ['Java archive', /^META-INF\/MANIFEST\.MF$/],
  ['Python wheel', /^[^/]+\.dist-info\/WHEEL$/],
  ['VS Code extension', /^extension\.vsixmanifest$/],
  ['NuGet package', /^[^/]+\.nuspec$/],
  ['Office document', /^(?:word|xl|ppt)\//],
  ['OpenDocument or e-book', /^mimetype$/],
  ['Android package', /^AndroidManifest\.xml$/],
]

function useOf(entries: readonly Entry[]): string | undefined {
  return uses.find(([, mark]) => entries.some(entry => mark.test(entry.name)))?.[0]
}

/** Whether a directory of a zip stands at the end, whatever the file starts with. */
export function hasZipEnd(bytes: Uint8Array): boolean {
  const end = endRecordAt(bytes)
  return end !== undefined && le32(bytes, end - le32(bytes, end + 12)) === 0x02014b50
}
