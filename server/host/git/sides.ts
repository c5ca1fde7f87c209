import type { FileChange, FileSide } from '../../core/model/changeSet'
import type { Side } from '../../core/model/location'
import { type FilePath, latin1, pathBytes, pathFromBytes } from '../../core/model/path'
import type { ContentPort, SideContent } from '../../core/model/ports'
import type { Notice } from './notice'
import type { MissingObject, ObjectRead, Objects } from './objects'
import { submoduleMode, treeMode } from './tree'
import { findInTree, listTree, type PathState } from './treeDiff'

/** One of the two compared states as a tree of files. */
export interface SideReader {
  read(side: FileSide): Promise<SideContent>
  readPath(path: FilePath): Promise<SideContent>
  list(): Promise<readonly FilePath[]>
}

export const nothing: SideReader = {
  read: async () => ({ kind: 'absent' }),
  readPath: async () => ({ kind: 'absent' }),
  list: async () => [],
}

/** Joins two readers into the port the core reads through. */
export function contentPort(files: readonly FileChange[], old: SideReader, next: SideReader): ContentPort {
  const readers: Readonly<Record<Side, SideReader>> = { old, new: next }
  return {
    async read(file, side) {
      const state = files[file]?.[side]
      if (state === undefined || state.mode === submoduleMode) return { kind: 'absent' }
      return readers[side].read(state)
    },
    readPath: (path, side) => readers[side].readPath(path),
    listTree: side => readers[side].list(),
  }
}

/** A tree of the repository; `undefined` is the empty one. */
export function treeSide(objects: Objects, tree: string | undefined, limitBytes: number, notice: Notice): SideReader {
  if (tree === undefined) return nothing
  return {
    read: side => readBlob(objects, side.objectId, limitBytes, notice),
    async readPath(path) {
      const found = await findInTree(objects, tree, keyOf(path))
      if (found === undefined) return { kind: 'absent' }
      return 'kind' in found ? missing(found, notice) : readState(objects, found, limitBytes, notice)
    },
    async list() {
      const { paths, diff } = await listTree(objects, tree)
      for (const gap of diff.gaps) notice(`the folder ${JSON.stringify(gap.path)} cannot be listed: ${gap.detail}`)
      return filePaths(paths)
    },
  }
}

/** A list of paths and blobs, such as the index. */
export function listedSide(
  objects: Objects,
  paths: ReadonlyMap<string, PathState>,
  limitBytes: number,
  notice: Notice,
): SideReader {
  return {
    read: side => readBlob(objects, side.objectId, limitBytes, notice),
    async readPath(path) {
      const found = paths.get(keyOf(path))
      return found === undefined ? { kind: 'absent' } : readState(objects, found, limitBytes, notice)
    },
    list: async () => filePaths(paths),
  }
}

/** The key of paths in this folder: one character per byte. */
export function keyOf(path: FilePath): string {
  return latin1(pathBytes(path))
}

export function pathOf(key: string): FilePath {
  return pathFromBytes(Buffer.from(key, 'latin1'))
}

function filePaths(paths: ReadonlyMap<string, PathState>): readonly FilePath[] {
  return [...paths].filter(([, state]) => state.mode !== submoduleMode).map(([path]) => pathOf(path))
}

function readState(objects: Objects, state: PathState, limitBytes: number, notice: Notice): Promise<SideContent> {
  if (state.mode === submoduleMode || state.mode === treeMode) return Promise.resolve({ kind: 'absent' })
  return readBlob(objects, state.id, limitBytes, notice)
}

async function readBlob(
  objects: Objects,
  id: string | undefined,
  limitBytes: number,
  notice: Notice,
): Promise<SideContent> {
  if (id === undefined) return { kind: 'missing', reason: 'object-absent' }
  const read: ObjectRead = await objects.blob(id, limitBytes)
  return read.kind === 'bytes' ? read : missing(read, notice)
}

function missing(found: MissingObject, notice: Notice): SideContent {
  if (found.reason === 'corrupt') notice(found.detail)
  const { reason, remedy } = found
  return { kind: 'missing', reason, ...(remedy === undefined ? {} : { remedy }) }
}
