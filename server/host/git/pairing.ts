import { pairRenames, type RenameSide } from '../../core/diff'
import type { SidePair, SideState } from './changes'
import type { Notice } from './notice'
import { submoduleMode } from './tree'

export interface PairingOptions {
  /** Bytes of a side, or `undefined` when they cannot be had. */
  readonly readBytes: (path: string, state: SideState, side: 'old' | 'new') => Promise<Uint8Array | undefined>
  readonly notice: Notice
}

/** Larger files are paired only when they are equal. */
const maxFileBytes = 1 << 20
/** Text that is loaded for one change in all, to look for similar files. */
const maxTotalBytes = 24 << 20

/**
 * Joins a deletion and an addition into a rename: equal content, else text that is alike, as git would with its default
 * threshold. An empty file is like any other empty file, so it is never paired.
 */
export async function pairMoved(pairs: readonly SidePair[], options: PairingOptions): Promise<readonly SidePair[]> {
  const gone = pairs.filter(pair => pair.new === undefined && pair.old?.mode !== submoduleMode)
  const come = pairs.filter(pair => pair.old === undefined && pair.new?.mode !== submoduleMode)
  if (gone.length === 0 || come.length === 0) return pairs
  const budget = { bytes: maxTotalBytes, isCut: false }
  const equal = new Set(gone.map(pair => contentId(pair.old)))
  const describe = async (pair: SidePair, side: 'old' | 'new') => {
    const state = pair[side]
    const id = contentId(state)
    const isPaired = side === 'new' && id !== undefined && equal.has(id)
    const lines = isPaired ? undefined : await linesOf(pair.path, state, side, options, budget)
    const name = pair.path.slice(pair.path.lastIndexOf('/') + 1)
    return { name, ...(id === undefined ? {} : { contentId: id }), ...(lines && { lines }) } satisfies RenameSide
  }
  const [deleted, added] = await Promise.all([
    Promise.all(gone.map(pair => describe(pair, 'old'))),
    Promise.all(come.map(pair => describe(pair, 'new'))),
  ])
  const found = pairRenames(deleted, added)
  if (found.isCut || budget.isCut)
    options.notice('so much was added and deleted that not every pair was compared: a rename may show as both')
  const renamed = new Map<SidePair, SidePair>()
  const used = new Set<SidePair>()
  for (const { old, new: next } of found.pairs) {
    const [from, to] = [gone[old]!, come[next]!]
    used.add(from)
    renamed.set(to, { ...to, oldPath: from.path, ...(from.old && { old: from.old }) })
  }
  return pairs.filter(pair => !used.has(pair)).map(pair => renamed.get(pair) ?? pair)
}

const emptyBlobs: ReadonlySet<string> = new Set([
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
])

/** A link and a file with the same bytes are not the same thing. */
function contentId(state: SideState | undefined): string | undefined {
  return state?.id === undefined || emptyBlobs.has(state.id) ? undefined : `${state.mode.slice(0, 3)} ${state.id}`
}

async function linesOf(
  path: string,
  state: SideState | undefined,
  side: 'old' | 'new',
  options: PairingOptions,
  budget: { bytes: number; isCut: boolean },
): Promise<readonly string[] | undefined> {
  if (!state?.mode.startsWith('100') || state.size === undefined || state.missing) return undefined
  if (state.size === 0 || state.size > maxFileBytes) return undefined
  if (state.size > budget.bytes) {
    budget.isCut = true
    return undefined
  }
  budget.bytes -= state.size
  const bytes = await options.readBytes(path, state, side)
  if (bytes === undefined || bytes.includes(0)) return undefined
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').split('\n')
}
