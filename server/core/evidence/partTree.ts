import { crc32 } from '../formats/archive/checksum'
import type { Heard } from '../formats/structure/compare'
import { countOf, everyPart, type Part, type PartKind, type Structure } from '../formats/structure/structure'
import type { EvidencePart } from './evidence'

type Change = NonNullable<EvidencePart['change']>

/** Parts shown of one side. */
const MAX_PARTS = 2_000
/** Bytes that digests are made of; parts may overlap. */
const MAX_DIGESTED = 32 << 20

const words: Readonly<Partial<Record<PartKind, string>>> = {
  library: 'needed library',
  'search-path': 'search path',
  'load-time': 'code that runs when it is loaded',
  name: 'looked-up name',
  action: 'action of a viewer',
  trailing: 'bytes after the end',
  gap: 'bytes that no part claims',
  'second-format': 'second format',
}

/** What {@link Heard} was told, by part. */
export class Changes {
  readonly #known = new Map<Part, Change>()

  readonly hear: Heard = (kind, was, now) => {
    if (was !== undefined) this.#known.set(was, kind)
    if (now !== undefined) this.#known.set(now, kind)
  }

  /** A part that holds a changed one is changed. */
  of(part: Part): Change | undefined {
    const own = this.#known.get(part)
    if (own !== undefined || part.children === undefined) return own
    for (const inner of everyPart(part.children)) if (this.#known.has(inner)) return 'changed'
    return undefined
  }
}

/** The tree of one side; where it has too many parts, those that changed come before others, and extents before names. */
export function treeOf(
  structure: Structure,
  changes: Changes,
): { readonly parts: readonly EvidencePart[]; readonly more: number } {
  const all = [...everyPart(structure.parts)]
  const kept = all.length <= MAX_PARTS ? new Set(all) : mostTelling(all, structure.parts, changes)
  const job = { structure, kept, changes, budget: { bytes: MAX_DIGESTED } }
  return { parts: shown(structure.parts, job), more: all.length - kept.size }
}

interface Showing {
  readonly structure: Structure
  readonly kept: ReadonlySet<Part>
  readonly changes: Changes
  readonly budget: { bytes: number }
}

function shown(parts: readonly Part[], job: Showing): readonly EvidencePart[] {
  return parts.flatMap(part => {
    if (!job.kept.has(part)) return []
    const { name, kind, offset, length, unpacked } = part
    const change = job.changes.of(part)
    const children = part.children === undefined ? [] : shown(part.children, job)
    const unpacks = unpacked === undefined ? [] : [`unpacks to ${countOf(unpacked.size, 'byte')}`]
    const note = [...(part.note === undefined ? [] : [part.note]), ...unpacks].join('; ')
    const digest = digestOf(part, job)
    return [
      {
        name,
        kind: words[kind] ?? kind,
        offset,
        length,
        ...(note === '' ? {} : { note }),
        ...(digest === undefined ? {} : { digest }),
        ...(change === undefined ? {} : { change }),
        ...(children.length === 0 ? {} : { children }),
      },
    ]
  })
}

function digestOf(part: Part, { structure: { bytes }, budget }: Showing): string | undefined {
  if (part.children !== undefined || !digested.has(part.kind)) return undefined
  if (part.unpacked !== undefined) return part.unpacked.check
  const { offset, length } = part.data ?? part
  if (length === 0 || budget.bytes < length) return undefined
  budget.bytes -= length
  return crc32(bytes, offset, offset + length)
    .toString(16)
    .padStart(8, '0')
}

/** Kinds whose bytes say something by themselves; headers hold offsets, and segments the sections once more. */
const digested = new Set<PartKind>(['section', 'chunk', 'member', 'image', 'table', 'trailing', 'gap', 'second-format'])

/** A part is never kept without the one that holds it. */
function mostTelling(all: readonly Part[], top: readonly Part[], changes: Changes): ReadonlySet<Part> {
  const parents = new Map<Part, Part>()
  for (const part of all) for (const child of part.children ?? []) parents.set(child, part)
  const isTop = new Set(top)
  const weight = (part: Part) =>
    (changes.of(part) === undefined ? 4 : 0) + (names.has(part.kind) ? 2 : 0) + (isTop.has(part) ? 0 : 1)
  const kept = new Set<Part>()
  const sorted = all.map((part, index) => ({ part, index, weight: weight(part) }))
  sorted.sort((a, b) => a.weight - b.weight || a.index - b.index)
  for (const { part } of sorted) {
    const line: Part[] = []
    for (let at: Part | undefined = part; at !== undefined && !kept.has(at); at = parents.get(at)) line.push(at)
    if (kept.size + line.length > MAX_PARTS) continue
    for (const one of line) kept.add(one)
  }
  return kept
}

/** Kinds of which one file has thousands. */
const names = new Set<PartKind>(['import', 'export', 'name'])
