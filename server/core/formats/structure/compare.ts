import type { ByteSpan, Side } from '../../model/location'
import { countOf, grouped, type Part, type PartKind, type Structure } from './structure'

/** One difference between two structures, as a reviewer would say it. */
export interface StructureDifference {
  readonly kind: 'added' | 'removed' | 'resized' | 'changed'
  readonly part: PartKind
  /** "section .text grew 512 → 9,216 bytes". Holds names from the file; hostile. */
  readonly text: string
  /** The side `at` stands on: the new one unless the part is gone. */
  readonly side: Side
  readonly at: { readonly offset: number; readonly length: number }
  /** Note of the part on that side, if it has one. */
  readonly note?: string
}

/** Bytes compared of parts; parts may overlap, so this is not the size of the files. */
const MAX_COMPARED = 64 << 20
const MAX_DIFFERENCES = 500

/** What a reviewer should read first comes first; kinds not named here come last. */
const order: readonly PartKind[] = [
  'load-time',
  'name',
  'search-path',
  'second-format',
  'trailing',
  'gap',
  'action',
  'library',
  'identity',
  'import',
  'export',
  'member',
  'section',
  'chunk',
  'image',
  'table',
]

const words: Readonly<Partial<Record<PartKind, string>>> = {
  'load-time': '',
  library: 'needed library ',
  'search-path': '',
  identity: '',
  name: 'looked-up name ',
  action: 'key /',
  trailing: '',
  gap: '',
  'second-format': 'start of ',
}

/** Told of every part that differs, those beyond the listed ones as well; both parts where both sides have it. */
export type Heard = (kind: StructureDifference['kind'], was: Part | undefined, now: Part | undefined) => void

/**
 * What differs at the level of structure. Parts are matched by kind and name, equal ones in their order. A part that
 * holds others is compared by them, so that "member x.o: section .text grew" says where.
 * @returns undefined where the sides are of different formats, or no structure of them is known
 */
export function compareStructures(
  old: Structure,
  now: Structure,
  heard: Heard = () => undefined,
): readonly StructureDifference[] | undefined {
  if (old.format !== now.format || old.parts.length === 0 || now.parts.length === 0) return undefined
  const found: StructureDifference[] = []
  compareParts({ old, now, found, budget: { bytes: MAX_COMPARED }, heard }, [old.parts, now.parts], '')
  return found
    .map((difference, index) => ({ difference, index }))
    .sort((a, b) => rank(a.difference) - rank(b.difference) || a.index - b.index)
    .map(({ difference }) => difference)
}

function rank({ part, kind }: StructureDifference): number {
  const at = order.indexOf(part)
  return (at === -1 ? order.length : at) * 4 + ['added', 'resized', 'changed', 'removed'].indexOf(kind)
}

interface Comparison {
  readonly old: Structure
  readonly now: Structure
  readonly found: StructureDifference[]
  readonly budget: { bytes: number }
  readonly heard: Heard
}

function compareParts(
  job: Comparison,
  [oldParts, newParts]: readonly [readonly Part[], readonly Part[]],
  path: string,
): void {
  const { found } = job
  const before = keyed(oldParts)
  const after = keyed(newParts)
  const repacked: Part[] = []
  const say = (
    kind: StructureDifference['kind'],
    [was, now]: readonly [Part | undefined, Part | undefined],
    text: string,
  ) => {
    job.heard(kind, was, now)
    const part = now ?? was
    if (part === undefined || found.length >= MAX_DIFFERENCES) return
    const { offset, length, note } = part
    found.push({
      kind,
      part: part.kind,
      side: now === undefined ? 'old' : 'new',
      at: { offset, length },
      text: `${path}${text}`,
      ...(note === undefined ? {} : { note }),
    })
  }
  for (const [key, part] of after) {
    const was = before.get(key)
    const label = labelOf(part)
    if (was === undefined) say('added', [was, part], addedText(part, label))
    else if (part.kind === 'header' || part.kind === 'segment') continue
    else if (part.children !== undefined || was.children !== undefined) {
      const inner = [was.children ?? [], part.children ?? []] as const
      const count = found.length
      compareParts(job, inner, `${path}${label}: `)
      if (found.length === count && !isSame(job, contentOf(was), contentOf(part)))
        say('changed', [was, part], `${label} changed`)
    } else if (!isPlaced(part)) {
      const [size, sizeNow] = [sizeOf(was), sizeOf(part)]
      if (size !== sizeNow)
        say('resized', [was, part], `${label} ${size < sizeNow ? 'grew' : 'shrank'} ${sizes(size, sizeNow)}`)
      else if (!isAlike(job, was, part)) say('changed', [was, part], `${label} changed, ${countOf(sizeNow, 'byte')}`)
      else if (part.kind === 'member' && was.note !== part.note)
        say('changed', [was, part], `${label} is ${part.note ?? 'ordinary'}, was ${was.note ?? 'ordinary'}`)
      else if (part.data !== undefined && !isSame(job, was, part)) repacked.push(part)
    }
  }
  const [first] = repacked
  if (first !== undefined && found.length === 0) {
    const verb = repacked.length === 1 ? ' holds' : ` and ${grouped(repacked.length - 1)} more hold`
    say('changed', [undefined, first], `${labelOf(first)}${verb} the same, packed anew`)
  }
  for (const [key, part] of before) if (!after.has(key)) say('removed', [part, undefined], `${labelOf(part)} is gone`)
}

/** Names found in the file: where they stand says nothing, and their bytes are references. */
function isPlaced({ kind, name }: Part): boolean {
  if (kind === 'load-time') return name.startsWith('IFUNC symbol')
  return ['library', 'search-path', 'identity', 'import', 'export', 'name', 'action', 'second-format'].includes(kind)
}

function addedText(part: Part, label: string): string {
  if (part.kind === 'trailing') return `${countOf(part.length, 'byte')} after the end`
  if (part.kind === 'gap') return `${countOf(part.length, 'byte')} that no part claims`
  if (isPlaced(part) && part.kind !== 'second-format') return `${label} is new`
  return `${label} is new, ${countOf(part.length, 'byte')}`
}

function labelOf({ kind, name }: Part): string {
  return `${words[kind] ?? `${kind} `}${name}`
}

function sizes(before: number, after: number): string {
  return `${grouped(before)} → ${countOf(after, 'byte')}`
}

function contentOf({ data, offset, length }: Part): ByteSpan {
  return data ?? { offset, length }
}

function sizeOf(part: Part): number {
  return part.unpacked?.size ?? contentOf(part).length
}

/** The same bytes, or packed bytes that are said to unpack to the same. */
function isAlike(job: Comparison, was: Part, part: Part): boolean {
  if (was.unpacked !== undefined && part.unpacked !== undefined) return was.unpacked.check === part.unpacked.check
  return isSame(job, contentOf(was), contentOf(part))
}

function keyed(parts: readonly Part[]): ReadonlyMap<string, Part> {
  const counts = new Map<string, number>()
  const byKey = new Map<string, Part>()
  for (const part of parts) {
    const base = `${part.kind}\0${part.name}`
    const ordinal = counts.get(base) ?? 0
    counts.set(base, ordinal + 1)
    byKey.set(`${base}\0${ordinal}`, part)
  }
  return byKey
}

function isSame({ old, now, budget }: Comparison, was: ByteSpan, part: ByteSpan): boolean {
  if (was.length !== part.length) return false
  // What is too much to compare counts as changed: that the files differ is known.
  budget.bytes -= part.length
  if (budget.bytes < 0) return false
  for (let at = 0; at < part.length; at++) if (old.bytes[was.offset + at] !== now.bytes[part.offset + at]) return false
  return true
}
