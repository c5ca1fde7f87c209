import type { ChangeKind, FileChange, FileSide } from '../../server/core/model/changeSet'
import { pathFromText, pathKey } from '../../server/core/model/path'
import type { ChangeSource, SideContent } from '../../server/core/model/ports'

export interface MemoryFile {
  readonly path: string
  readonly oldPath?: string
  /** Text is encoded as UTF-8; undefined where the side does not exist. */
  readonly old?: string | Uint8Array
  readonly new?: string | Uint8Array
}

export interface MemoryOptions {
  /** Files of the tree that the change leaves alone. */
  readonly unchanged?: Readonly<Record<string, string>>
  /** Files of the base side only. */
  readonly base?: Readonly<Record<string, string>>
  readonly messages?: readonly string[]
}

/** A change that lives in memory: two states of some files, as a pair of open documents would be. */
export function memorySource(files: readonly MemoryFile[], options: MemoryOptions = {}): ChangeSource {
  const absent: SideContent = { kind: 'absent' }
  return {
    changeSet: {
      id: 'memory',
      origin: { kind: 'documents', old: 'old', new: 'new' },
      commits: (options.messages ?? []).map(message => ({
        id: '0'.repeat(40),
        parents: [],
        author: nobody,
        committer: nobody,
        subject: message.split('\n')[0] ?? '',
        message,
      })),
      files: files.map(toChange),
      unread: [],
      notices: [],
    },
    content: {
      read: async (file, side) => toContent(files[file]?.[side]),
      readPath: async (path, side) => {
        const changed = files.find(file => pathKey(pathFromText(file.path)) === pathKey(path))
        if (changed !== undefined) return toContent(changed[side])
        const text = options.unchanged?.[path.text] ?? (side === 'old' ? options.base?.[path.text] : undefined)
        return text === undefined ? absent : toContent(text)
      },
      listTree: async side => [
        ...files.filter(file => file[side] !== undefined).map(file => pathFromText(file.path)),
        ...Object.keys(options.unchanged ?? {}).map(pathFromText),
      ],
    },
  }
}

const nobody = { name: 'A', email: 'a@example.invalid', time: 0, zone: '+0000' }

function toChange(file: MemoryFile, index: number): FileChange {
  const side = (path: string): FileSide => ({ path: pathFromText(path), mode: '100644' })
  const kind: ChangeKind = file.old === undefined ? 'added' : file.new === undefined ? 'deleted' : 'modified'
  return {
    index,
    kind,
    ...(file.old === undefined ? {} : { old: side(file.oldPath ?? file.path) }),
    ...(file.new === undefined ? {} : { new: side(file.path) }),
    source: { kind: 'stored' },
  }
}

function toContent(value: string | Uint8Array | undefined): SideContent {
  if (value === undefined) return { kind: 'absent' }
  return { kind: 'bytes', bytes: typeof value === 'string' ? new TextEncoder().encode(value) : value }
}
