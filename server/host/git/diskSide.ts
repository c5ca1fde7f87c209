import type { FilePath } from '../../core/model/path'
import type { SideContent } from '../../core/model/ports'
import type { DiskRead } from '../files'
import type { DiskFolder } from '../folder'
import { type ObjectFormat, objectId } from '../hash'
import { withoutCarriageReturns } from './lineEnds'
import { keyOf, type SideReader } from './sides'

export interface DiskSideOptions {
  readonly disk: DiskFolder
  readonly limitBytes: number
  readonly format: ObjectFormat
  /** Every path that is there. */
  readonly present: readonly FilePath[]
}

/** Files as they lie on disk. A file with a known id must still have it: findings belong to the bytes compared. */
export function diskSide(options: DiskSideOptions): SideReader {
  const { disk, limitBytes, format } = options
  return {
    async read(side) {
      const content = sideContent(await disk.read(keyOf(side.path), limitBytes))
      if (content.kind === 'absent') return changed
      if (content.kind !== 'bytes' || side.objectId === undefined) return content
      if (objectId(format, 'blob', content.bytes) === side.objectId) return content
      const lf = withoutCarriageReturns(content.bytes)
      if (lf !== undefined && objectId(format, 'blob', lf.bytes) === side.objectId)
        return { kind: 'bytes', bytes: lf.bytes }
      return changed
    },
    readPath: async path => sideContent(await disk.read(keyOf(path), limitBytes)),
    list: async () => options.present,
  }
}

const changed: SideContent = {
  kind: 'missing',
  reason: 'unreadable',
  remedy: 'the file changed while it was being reviewed: review again',
}

function sideContent(read: DiskRead): SideContent {
  switch (read.kind) {
    case 'file':
    case 'link':
      return { kind: 'bytes', bytes: read.bytes }
    case 'absent':
    case 'folder':
      return { kind: 'absent' }
    case 'too-large':
      return { kind: 'missing', reason: 'too-large', remedy: `raise the size limit: --max-file-bytes ${read.size}` }
    case 'special':
      return { kind: 'missing', reason: 'unreadable', remedy: 'it is a pipe, socket or device' }
    case 'unreadable':
      return { kind: 'missing', reason: 'unreadable', remedy: read.reason }
  }
}
