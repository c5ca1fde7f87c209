import { le32 } from './bytes'
import { undoArm, undoArm64, undoArmThumb, undoIa64, undoPowerPc, undoSparc, undoX86 } from './filtersBranch'

/** What an encoder did to the content before it compressed it, and a decoder undoes after. */
export interface ContentFilter {
  /** As said to the reviewer: "delta", "x86 branches". */
  readonly name: string
  /**
   * Works in place and gives how many bytes are final: the last few are not when more content had to follow. Undefined
   * for a filter that is known by its name only.
   */
  readonly undo?: (bytes: Uint8Array) => number
}

/** Undoes one kind of branches in content that stood at `start` in the program. */
type Undo = (bytes: Uint8Array, start: number) => number

interface BranchKind {
  readonly name: string
  /** As the options of xz call it: `--x86`. */
  readonly option: string
  /** What a start has to be a multiple of. */
  readonly alignment: number
  readonly undo?: Undo
}

/** By id (xz file format 1.2, 5.3.2): absolute addresses of branches, turned into relative ones again. */
const branchKinds: ReadonlyMap<number, BranchKind> = new Map([
  [0x04, { name: 'x86 branches', option: 'x86', alignment: 1, undo: undoX86 }],
  [0x05, { name: 'PowerPC branches', option: 'powerpc', alignment: 4, undo: undoPowerPc }],
  [0x06, { name: 'IA-64 branches', option: 'ia64', alignment: 16, undo: undoIa64 }],
  [0x07, { name: 'ARM branches', option: 'arm', alignment: 4, undo: undoArm }],
  [0x08, { name: 'ARM-Thumb branches', option: 'armthumb', alignment: 2, undo: undoArmThumb }],
  [0x09, { name: 'SPARC branches', option: 'sparc', alignment: 4, undo: undoSparc }],
  [0x0a, { name: 'ARM64 branches', option: 'arm64', alignment: 4, undo: undoArm64 }],
  [0x0b, { name: 'RISC-V branches', option: 'riscv', alignment: 2 }],
])

const DELTA = 0x03

/** The filter of an xz block header; a clause for properties that it cannot have. */
export function contentFilterOf(id: number, properties: Uint8Array): ContentFilter | string {
  if (id === DELTA)
    return properties.length === 1 ? deltaFilter((properties[0] ?? 0) + 1) : 'the delta filter has no distance'
  const kind = branchKinds.get(id)
  if (kind === undefined) return { name: `filter 0x${id.toString(16)}` }
  if (properties.length !== 0 && properties.length !== 4) return `the filter for ${kind.name} has no such properties`
  const start = properties.length === 0 ? 0 : le32(properties, 0)
  return start % kind.alignment === 0 ? branchFilter(kind, start) : `the filter for ${kind.name} starts between two`
}

/**
 * The filter that an option of `xz --format=raw` asks for, `--x86=start=0` or `--delta=dist=4`; `value` is its start
 * or its distance. Undefined for an option that names none.
 */
export function contentFilterByOption(option: string, value?: number): ContentFilter | undefined {
  if (option === 'delta') return deltaFilter(Math.min(256, Math.max(1, value ?? 1)))
  for (const kind of branchKinds.values()) if (kind.option === option) return branchFilter(kind, value ?? 0)
  return undefined
}

function branchFilter({ name, undo }: BranchKind, start: number): ContentFilter {
  return undo === undefined ? { name } : { name, undo: bytes => undo(bytes, start) }
}

/** Each byte is the difference from the one `distance` before it (5.3.3). */
function deltaFilter(distance: number): ContentFilter {
  return {
    name: 'delta',
    undo: bytes => {
      for (let at = distance; at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) + (bytes[at - distance] ?? 0)
      return bytes.length
    },
  }
}

/** Undoes filters in place, the last that was applied first; stops before one that is known by name only. */
export function undoFilters(content: Uint8Array, filters: readonly ContentFilter[], isCut: boolean): Uint8Array {
  let bytes = content
  for (const { undo } of filters.toReversed()) {
    if (undo === undefined) break
    const final = undo(bytes)
    if (isCut) bytes = bytes.subarray(0, final)
  }
  return bytes
}
