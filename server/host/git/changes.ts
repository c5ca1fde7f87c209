import type {
  ChangeKind,
  CommitInfo,
  ContentSource,
  FileChange,
  FileSide,
  MissingReason,
  Origin,
  UnreadRegion,
} from '../../core/model/changeSet'
import type { ChangeSource, ContentPort, HistoryPort } from '../../core/model/ports'
import type { Notice } from './notice'
import type { Objects } from './objects'
import { type PairingOptions, pairMoved } from './pairing'
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

export interface BuildOptions {
  readonly objects: Objects
  readonly maxFileBytes: number
  readonly notice: Notice
  /** How to get at content that is no object yet; default: the object of the side's id. */
  readonly readBytes?: PairingOptions['readBytes']
}

/** Turns differing paths into file changes: sizes known, renames paired, what cannot be read said. */
export async function buildFiles(pairs: readonly SidePair[], options: BuildOptions): Promise<readonly FileChange[]> {
  const sized = await Promise.all(pairs.flatMap(splitSubmodule).map(pair => withSizes(pair, options)))
  const readBytes = options.readBytes ?? ((_path, state) => readObject(options, state))
  const paired = await pairMoved(sized, { readBytes, notice: options.notice })
  return paired.map((pair, index) => fileChange(pair, index, options.maxFileBytes))
}

/** The object of a side, as far as it can be had. */
export async function readObject(
  options: Pick<BuildOptions, 'objects' | 'maxFileBytes'>,
  state: SideState,
): Promise<Uint8Array | undefined> {
  if (state.id === undefined) return undefined
  const read = await options.objects.blob(state.id, options.maxFileBytes)
  return read.kind === 'bytes' ? read.bytes : undefined
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
  /** Of the base side; absent where there is none. */
  readonly history: HistoryPort | undefined
}

export function changeSource(parts: SourceParts): ChangeSource {
  const { content, history, ...changeSet } = parts
  return { changeSet, content, ...(history === undefined ? {} : { history }) }
}
