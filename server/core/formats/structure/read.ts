import { sniffFormat } from '../signature'
import { type FormatReader, Outline } from './outline'
import { readers } from './readers'
import { formatAt, formatsIn, isPadding } from './secondFormat'
import { countOf, type Part, type PartKind, type Structure, type StructureEnding } from './structure'

/**
 * Reads a binary file as its own format describes it. Total and bounded: whatever the bytes, a structure comes back,
 * every part lies inside the file, and a claim the file cannot keep becomes a note.
 */
export function readStructure(bytes: Uint8Array): Structure {
  const outline = new Outline(bytes, readByContent)
  const format = readByContent(outline)
  return { format, bytes, ending: endingOf(outline), ...outline.finish() }
}

function endingOf({ end, isCut, bytes }: Outline): StructureEnding {
  if (isCut) return 'cut'
  if (end === undefined) return 'open'
  return end === bytes.length || isPadding(bytes.subarray(end)) ? 'proper' : 'followed'
}

/** @returns the name of the format */
function readByContent(outline: Outline): string {
  const { name } = sniffFormat(outline.bytes)
  const read: FormatReader | undefined = readers.get(name)
  if (read === undefined) return name
  read(outline)
  const found = [...outline.contents()]
  addGaps(outline, found)
  addTrailing(outline)
  for (const { part, contentAt } of found) if (mayHide.has(part.kind)) addFormatAt(outline, part, contentAt)
  return name
}

const extents = new Set<PartKind>(['header', 'section', 'segment', 'table', 'chunk', 'member', 'image'])
/** Parts whose content is said to be something else than a file of its own. */
const mayHide = new Set<PartKind>(['section', 'table', 'chunk'])

/** What it costs to compare a place with all signatures, in units of {@link Outline.spend}. */
const TRY = 100
/** Shorter stretches are alignment, even where a tool leaves odd bytes in them. */
const SHORTEST_GAP = 16

function addGaps(outline: Outline, found: readonly { readonly part: Part }[]): void {
  const { end } = outline
  if (end === undefined) return
  const spans = found
    .filter(({ part }) => extents.has(part.kind) && part.length > 0)
    .map(({ part }) => [part.offset - outline.base, part.offset - outline.base + part.length] as const)
    .sort((a, b) => a[0] - b[0])
  let covered = 0
  for (const [from, to] of spans) {
    const gap = outline.bytes.subarray(covered, from)
    if (from - covered >= SHORTEST_GAP && !isPadding(gap)) {
      outline.add('gap', 'bytes that no part claims', covered, from - covered)
      for (const one of formatsIn(outline.bytes, [covered, from], () => outline.spend(TRY)))
        outline.add('second-format', one.name, one.offset, from - one.offset, { note: 'between parts' })
    }
    covered = Math.max(covered, to)
  }
}

function addTrailing(outline: Outline): void {
  const { end, bytes } = outline
  if (end === undefined) return
  if (end > bytes.length) {
    outline.cut('the file is shorter than it says')
    return
  }
  const length = bytes.length - end
  if (length === 0) return
  const tail = bytes.subarray(end)
  const isEmpty = isPadding(tail)
  outline.add('trailing', 'bytes after the end', end, length, isEmpty ? { note: 'padding' } : {})
  if (isEmpty) return
  for (const one of formatsIn(bytes, [end, bytes.length], () => outline.spend(TRY)))
    outline.add('second-format', one.name, one.offset, bytes.length - one.offset, { note: 'after the end' })
}

function addFormatAt(outline: Outline, part: Part, contentAt: number): void {
  const format = formatAt(outline.bytes, contentAt)
  const length = part.offset - outline.base + part.length - contentAt
  if (format === undefined || length <= 0 || contentAt === 0) return
  outline.add('second-format', format.name, contentAt, length, { note: `in ${part.kind} ${part.name}` })
}

/** Says in one clause what a structure holds: "24 sections, 3 libraries, 812 imports". Empty when nothing is known. */
export function contentsClause({ parts }: Structure): string {
  return words
    .flatMap(([kind, one, many]) => {
      const count = parts.filter(part => part.kind === kind).length
      return count === 0 ? [] : [countOf(count, one, many)]
    })
    .join(', ')
}

const words: readonly (readonly [PartKind, string, string])[] = [
  ['member', 'member', 'members'],
  ['section', 'section', 'sections'],
  ['chunk', 'chunk', 'chunks'],
  ['table', 'table', 'tables'],
  ['image', 'image', 'images'],
  ['library', 'needed library', 'needed libraries'],
  ['import', 'import', 'imports'],
  ['export', 'export', 'exports'],
  ['name', 'looked-up name', 'looked-up names'],
]
