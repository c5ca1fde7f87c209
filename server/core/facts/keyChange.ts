import { entryClause, type KeyEntry } from '../formats/keys/keyEntry'
import { namedKeysIn } from '../formats/keys/namedKeys'
import { keysInBytes, keysInText } from '../formats/keys/read'
import { sha256Hex } from '../formats/sha256'
import type { TextSide } from '../model/content'
import type { Side } from '../model/location'
import { baseName } from '../model/path'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'
import type { KeyChange, KeyNote } from './keyData'

/** Of one file, on each list. */
const MAX_NOTES = 400

/** What a change does to the keys, certificates and pins of one file, on both sides at once. */
export const keyChange = defineCollector({
  kind: 'key-change',
  collect: context => {
    const { side, text, other, path } = context
    if (!text.complete && other !== undefined && !isShown(text.known)) return []
    if (side === 'old' && other !== undefined) return []
    const own = keysOf(path, text)
    const before = other === undefined ? [] : keysOf(path, other)
    if (own.length + before.length === 0) return []
    return side === 'new'
      ? drafts(path, 'new', before, own, other !== undefined, hasOtherChanges(own, before, text.lines, other?.lines))
      : drafts(path, 'old', own, [], true, false)
  },
  collectBinary: ({ path, old, new: now }) => {
    const before = old === undefined ? [] : keysInBytes(old.bytes)
    const after = now === undefined ? [] : keysInBytes(now.bytes)
    return drafts(path, now === undefined ? 'old' : 'new', before, after, old !== undefined, false)
  },
})

function keysOf(path: string, { text, lines }: TextSide): readonly KeyEntry[] {
  const read = keysInText(text, lines)
  return [...read, ...namedKeysIn(path, lines, read)]
}

/** A patch that begins with the first line, so that what it does not show has no key above. */
function isShown(known: readonly (readonly [number, number])[] | undefined): boolean {
  return known !== undefined && known.length > 0
}

function drafts(
  path: string,
  side: Side,
  before: readonly KeyEntry[],
  after: readonly KeyEntry[],
  isOld: boolean,
  hasOtherLines: boolean,
): readonly FactDraft<'key-change'>[] {
  const old = noted(before)
  const now = noted(after)
  const added = [...now.values()].filter(note => !old.has(note.print))
  const removed = [...old.values()].filter(note => !now.has(note.print))
  if (added.length + removed.length === 0) return []
  const data: KeyChange = {
    added: added.slice(0, MAX_NOTES),
    removed: removed.slice(0, MAX_NOTES),
    addedCount: added.length,
    removedCount: removed.length,
    kept: now.size - added.length,
    isExisting: isOld,
    hasOtherLines,
  }
  return [{ subject: path, side, at: 'file', text: baseName(path), data }]
}

function noted(entries: readonly KeyEntry[]): ReadonlyMap<string, KeyNote> {
  const notes = new Map<string, KeyNote>()
  for (const entry of entries) {
    const { kind, name, issuer, firstLine, endLine } = entry
    const print = sha256Hex(entry.identity).slice(0, 16)
    const keyPrint = entry.key === entry.identity ? print : sha256Hex(entry.key).slice(0, 16)
    notes.set(print, {
      kind,
      name,
      clause: `${entryClause(entry)}, SHA-256 ${print}`,
      print,
      keyPrint,
      isAuthority: entry.isAuthority === true,
      isSelfIssued: issuer === name,
      ...(entry.until === undefined ? {} : { until: entry.until }),
      ...(firstLine === undefined || endLine === undefined ? {} : { firstLine, endLine }),
    })
  }
  return notes
}

/** Whether text outside of the keys changed as well, such as a line that says where a bundle is from. */
function hasOtherChanges(
  own: readonly KeyEntry[],
  before: readonly KeyEntry[],
  lines: readonly string[],
  oldLines: readonly string[] | undefined,
): boolean {
  if (oldLines === undefined) return false
  const old = new Set(outside(before, oldLines))
  return outside(own, lines).some(line => line.trim() !== '' && !old.has(line))
}

function outside(entries: readonly KeyEntry[], lines: readonly string[]): readonly string[] {
  const inside = new Uint8Array(lines.length)
  for (const { firstLine, endLine } of entries)
    if (firstLine !== undefined && endLine !== undefined) inside.fill(1, firstLine, endLine)
  return lines.filter((_, at) => inside[at] === 0)
}
