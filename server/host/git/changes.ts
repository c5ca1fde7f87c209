import type {
  ChangeKind,
  ChangeSet,
  CommitInfo,
  ContentSource,
  FileChange,
  FileSide,
  MissingReason,
  Origin,
  UnreadRegion,
} from '../../core/model/changeSet'
import type { ContentPort } from '../../core/model/ports'
import type { Objects } from './objects'
import { pathOf } from './sides'
import { submoduleMode } from './tree'
import type { TreeGap } from './treeDiff'

/** One side of a path, with whatever its source already knows about the content. */
export interface SideState {
  readonly mode: string
  /** Absent for content that has no id yet. */
  readonly id?: string
  readonly size?: number
  readonly missing?: { readonly reason: MissingReason; readonly remedy?: string }
}

export interface SidePair {
  /** One character per byte. */
  readonly path: string
  /** Where the old side stood, if elsewhere. */
  readonly oldPath?: string
  readonly old?: SideState
  readonly new?: SideState
}

/** Objects that a similarity of renames may be looked for in; the rest stay an addition and a deletion. */
export interface BuildOptions {
  readonly objects: Objects
  readonly maxFileBytes: number
}

/** Turns differing paths into file changes: renames paired, sizes known, what cannot be read said. */
export async function buildFiles(pairs: readonly SidePair[], options: BuildOptions): Promise<readonly FileChange[]> {
  const paired = pairExactRenames(pairs.flatMap(splitSubmodule))
  const sized = await Promise.all(paired.map(pair => withSizes(pair, options)))
  return sized.map((pair, index) => fileChange(pair, index, options.maxFileBytes))
}

/** A submodule that became a file, or the reverse, is two changes: as one, the file's content would have no place. */
function splitSubmodule(pair: SidePair): readonly SidePair[] {
  if (pair.old === undefined || pair.new === undefined) return [pair]
  if ((pair.old.mode === submoduleMode) === (pair.new.mode === submoduleMode)) return [pair]
  return [
    { path: pair.path, old: pair.old },
    { path: pair.path, new: pair.new },
  ]
}

/** Same bytes gone in one place and new in another. Empty files are all alike, so they are never paired. */
function pairExactRenames(pairs: readonly SidePair[]): readonly SidePair[] {
  const gone = new Map<string, SidePair[]>()
  for (const pair of pairs) {
    const key = pair.new === undefined ? renameKey(pair.old) : undefined
    if (key !== undefined) gone.set(key, [...(gone.get(key) ?? []), pair])
  }
  if (gone.size === 0) return pairs
  const renamed = new Map<SidePair, SidePair>()
  const used = new Set<SidePair>()
  for (const pair of pairs) {
    const key = pair.old === undefined ? renameKey(pair.new) : undefined
    const candidates = (key === undefined ? [] : (gone.get(key) ?? [])).filter(candidate => !used.has(candidate))
    const from = candidates.find(candidate => nameOf(candidate.path) === nameOf(pair.path)) ?? candidates[0]
    if (from === undefined) continue
    used.add(from)
    renamed.set(pair, { ...pair, oldPath: from.path, ...(from.old && { old: from.old }) })
  }
  return pairs.filter(pair => !used.has(pair)).map(pair => renamed.get(pair) ?? pair)
}

const emptyBlobs: ReadonlySet<string> = new Set([
  'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
])

function renameKey(state: SideState | undefined): string | undefined {
  if (state?.id === undefined || state.mode === submoduleMode || emptyBlobs.has(state.id)) return undefined
  return `${fileType(state.mode)} ${state.id}`
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

async function withSizes(pair: SidePair, options: BuildOptions): Promise<SidePair> {
  const [old, next] = await Promise.all([withSize(pair.old, options), withSize(pair.new, options)])
  return { ...pair, ...(old && { old }), ...(next && { new: next }) }
}

async function withSize(state: SideState | undefined, options: BuildOptions): Promise<SideState | undefined> {
  if (state?.id === undefined || state.size !== undefined || state.missing || state.mode === submoduleMode) return state
  const header = await options.objects.header(state.id)
  if (header.kind === 'known') return { ...state, size: header.size }
  const { reason, remedy } = header
  return { ...state, missing: { reason, ...(remedy === undefined ? {} : { remedy }) } }
}

function fileChange(pair: SidePair, index: number, maxFileBytes: number): FileChange {
  const old = pair.old && fileSide(pair.oldPath ?? pair.path, pair.old)
  const next = pair.new && fileSide(pair.path, pair.new)
  return {
    index,
    kind: kindOf(pair),
    ...(old && { old }),
    ...(next && { new: next }),
    source: sourceOf(pair, maxFileBytes),
  }
}

function fileSide(path: string, state: SideState): FileSide {
  return {
    path: pathOf(path),
    mode: state.mode,
    ...(state.id === undefined ? {} : { objectId: state.id }),
    ...(state.size === undefined ? {} : { size: state.size }),
  }
}

function kindOf(pair: SidePair): ChangeKind {
  if (pair.old === undefined) return 'added'
  if (pair.new === undefined) return 'deleted'
  if (pair.oldPath !== undefined) return 'renamed'
  if (fileType(pair.old.mode) !== fileType(pair.new.mode)) return 'retyped'
  return pair.old.id !== undefined && pair.old.id === pair.new.id ? 'modeOnly' : 'modified'
}

/** Regular file, symbolic link or submodule: the digits before the permissions. */
function fileType(mode: string): string {
  return mode.slice(0, 3)
}

function sourceOf(pair: SidePair, maxFileBytes: number): ContentSource {
  if ((pair.new ?? pair.old)?.mode === submoduleMode) return { kind: 'submodule' }
  if (pair.old?.id !== undefined && pair.old.id === pair.new?.id && kindOf(pair) !== 'retyped') return { kind: 'same' }
  for (const state of [pair.new, pair.old]) {
    if (state?.missing) return { kind: 'missing', ...state.missing }
    if ((state?.size ?? 0) > maxFileBytes)
      return { kind: 'missing', reason: 'too-large', remedy: `raise the size limit: --max-file-bytes ${state?.size}` }
  }
  return { kind: 'stored' }
}

/** Folders that could not be read are holes in the review, not remarks: they go where unread input goes. */
export function unreadFolders(gaps: readonly TreeGap[], side = ''): readonly UnreadRegion[] {
  return gaps.map(gap => ({
    offset: 0,
    length: 0,
    line: 0,
    reason: `${side}folder ${JSON.stringify(gap.path || '/')}: ${gap.detail}${gap.remedy ? `; ${gap.remedy}` : ''}`,
  }))
}

export interface SourceParts {
  readonly id: string
  readonly origin: Origin
  readonly commits: readonly CommitInfo[]
  readonly files: readonly FileChange[]
  readonly unread: readonly UnreadRegion[]
  /** Grows while content is read and something turns out to be damaged. */
  readonly notices: readonly string[]
  readonly content: ContentPort
}

export function changeSource(parts: SourceParts): { readonly changeSet: ChangeSet; readonly content: ContentPort } {
  const { content, ...changeSet } = parts
  return { changeSet, content }
}
