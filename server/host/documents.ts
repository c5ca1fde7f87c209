import { createHash } from 'node:crypto'
import type { ChangeKind, FileChange } from '../core/model/changeSet'
import type { Side } from '../core/model/location'
import { isSamePath, pathFromText } from '../core/model/path'
import type { ChangeSource, SideContent } from '../core/model/ports'

/** One side of a document: its bytes, or why they could not be had. Absent where the side does not exist. */
export type DocumentContent = { readonly bytes: Uint8Array } | { readonly missing: string }

/** Two documents that belong together without a repository at hand. Paths are as the change names them. */
export interface DocumentPair {
  readonly path: string
  readonly oldPath?: string
  readonly old?: DocumentContent
  readonly new?: DocumentContent
}

/** A change made of document pairs, in their order. */
export function documentChange(label: string, pairs: readonly DocumentPair[]): ChangeSource {
  const files = pairs.map(fileChange)
  const sides = (side: Side) => pairs.map(pair => sideContent(pair[side]))
  const contents: Readonly<Record<Side, readonly SideContent[]>> = { old: sides('old'), new: sides('new') }
  return {
    changeSet: {
      id: `documents:${digest(pairs)}`,
      origin: { kind: 'documents', old: `${label} (old)`, new: `${label} (new)` },
      commits: [],
      files,
      unread: [],
      notices: [],
    },
    content: {
      read: async (file, side) => contents[side][file] ?? ABSENT,
      readPath: async (path, side) => {
        const index = files.findIndex(file => isSamePath(file[side]?.path, path))
        return contents[side][index] ?? ABSENT
      },
      listTree: async () => [],
    },
  }
}

const ABSENT: SideContent = { kind: 'absent' }

function fileChange(pair: DocumentPair, index: number): FileChange {
  const missing = [pair.new, pair.old].find(content => content !== undefined && 'missing' in content)
  return {
    index,
    kind: kindOf(pair),
    ...(pair.old === undefined ? {} : { old: { path: pathFromText(pair.oldPath ?? pair.path), ...sizeOf(pair.old) } }),
    ...(pair.new === undefined ? {} : { new: { path: pathFromText(pair.path), ...sizeOf(pair.new) } }),
    source:
      missing !== undefined && 'missing' in missing
        ? { kind: 'missing', reason: 'unreadable', remedy: missing.missing }
        : { kind: 'stored' },
  }
}

function kindOf({ path, oldPath, old, new: current }: DocumentPair): ChangeKind {
  if (old === undefined) return 'added'
  if (current === undefined) return 'deleted'
  return oldPath !== undefined && oldPath !== path ? 'renamed' : 'modified'
}

function sizeOf(content: DocumentContent): { readonly size?: number } {
  return 'bytes' in content ? { size: content.bytes.length } : {}
}

function sideContent(content: DocumentContent | undefined): SideContent {
  if (content === undefined) return ABSENT
  if ('bytes' in content) return { kind: 'bytes', bytes: content.bytes }
  return { kind: 'missing', reason: 'unreadable', remedy: content.missing }
}

function digest(pairs: readonly DocumentPair[]): string {
  const digest = createHash('sha256')
  for (const { path, oldPath, old, new: current } of pairs)
    for (const part of [path, oldPath ?? '', old, current]) {
      const bytes =
        typeof part === 'string' ? Buffer.from(part) : part && 'bytes' in part ? part.bytes : Buffer.alloc(0)
      digest.update(`${bytes.length}:`).update(bytes)
    }
  return digest.digest('hex').slice(0, 40)
}
