import { densityClause, introductionOf } from '../formats/clauses'
import { compareStructures } from '../formats/structure/compare'
import { readStructure } from '../formats/structure/read'
import type { Structure } from '../formats/structure/structure'
import { extensionOf } from '../model/path'
import { densityOf } from './density'
import type { Evidence, EvidenceDifference, SideEvidence } from './evidence'
import { Changes, treeOf } from './partTree'
import type { StringRuns } from './stringRuns'
import { runsOf, stringsOf } from './strings'

/** One side as it was loaded; `hash`: SHA-256, in hex. */
export interface EvidenceBytes {
  readonly bytes: Uint8Array
  readonly hash: string
}

export interface EvidenceInput {
  /** Display path of the new side, or of the old one of a deleted file. */
  readonly path: string
  readonly old?: EvidenceBytes
  readonly new?: EvidenceBytes
}

const MAX_DIFFERENCES = 200

/**
 * All there is to see of a binary without unpacking it: time grows with its size alone, and 10 MB take a fraction of a
 * second. Total: whatever the bytes, a document comes back, and every place in it lies inside its side.
 */
export function readEvidence(input: EvidenceInput): Evidence {
  const old = input.old && lookAt(input.old)
  const now = input.new && lookAt(input.new)
  const changes = new Changes()
  const compared = old && now && comparisonOf(old, now, changes)
  const side = (one: Look | undefined, other: Look | undefined) =>
    one && sideEvidence(one, other, changes, extensionOf(input.path))
  const [oldSide, newSide] = [side(old, now), side(now, old)]
  return {
    path: input.path,
    ...(oldSide === undefined ? {} : { old: oldSide }),
    ...(newSide === undefined ? {} : { new: newSide }),
    differences: compared?.differences.slice(0, MAX_DIFFERENCES) ?? [],
    moreDifferences: Math.max(0, (compared?.count ?? 0) - MAX_DIFFERENCES),
    ...(compared?.notCompared === undefined ? {} : { notCompared: compared.notCompared }),
  }
}

interface Look {
  readonly input: EvidenceBytes
  readonly structure: Structure
  readonly runs: StringRuns
}

function lookAt(input: EvidenceBytes): Look {
  return { input, structure: readStructure(input.bytes), runs: runsOf(input.bytes) }
}

interface Comparison {
  readonly differences: readonly EvidenceDifference[]
  readonly count: number
  readonly notCompared?: string
}

function comparisonOf(old: Look, now: Look, changes: Changes): Comparison {
  const nothing = { differences: [], count: 0 }
  if (old.input.hash === now.input.hash) return nothing
  let count = 0
  const found = compareStructures(old.structure, now.structure, (kind, was, part) => {
    count++
    changes.hear(kind, was, part)
  })
  if (found !== undefined)
    return {
      count,
      differences: found.map(({ kind, text, side, at }) => ({ kind, text, side, at })),
    }
  const [one, other] = [old.structure.format, now.structure.format]
  if (one !== other) return { ...nothing, notCompared: `the old side is ${named(one)}, the new one ${named(other)}` }
  return { ...nothing, notCompared: 'no structure of its format is known' }
}

function named(format: string): string {
  return format === 'unknown' ? 'of no known format' : format
}

function sideEvidence(
  { input, structure, runs }: Look,
  other: Look | undefined,
  changes: Changes,
  extension: string,
): SideEvidence {
  const { format, clauses } = introductionOf(structure, extension)
  const { strip, entropy } = densityOf(input.bytes)
  const density = densityClause(format, entropy)
  const { strings, count, notes } = stringsOf(runs, other?.runs)
  const { parts, more } = treeOf(structure, changes)
  return {
    size: input.bytes.length,
    hash: input.hash,
    format: format.name,
    established: density === undefined ? clauses : [...clauses, density],
    notes: [...structure.notes, ...notes],
    parts,
    moreParts: more,
    strings,
    stringCount: count,
    strip,
  }
}
