import type { ChangeSource, SideContent } from '../../core/model/ports'
import { DiskFolder } from '../folder'
import { objectId } from '../hash'
import { buildFiles, changeSource, type SidePair } from './changes'
import type { WorkContext } from './context'
import { diskSide } from './diskSide'
import { compareLineEnds } from './lineEnds'
import { noticeInto } from './notice'
import { contentPort, keyOf, pathOf, type SideReader, treeSide } from './sides'
import { findInTree, listTree, type PathState } from './treeDiff'

export interface EditedFile {
  /** Path below the top of the working tree, one character per byte. */
  readonly key: string
  readonly bytes: Uint8Array
}

/**
 * One file of the working tree with the content that an editor holds, against HEAD. The rest of the tree is there to be
 * read, so that what is said of the file rests on the same neighbours as in a review of the whole tree.
 */
export async function editedFileChange(context: WorkContext, { key, bytes }: EditedFile): Promise<ChangeSource> {
  const { layout, objects, maxFileBytes, head } = context
  const root = layout.workTree ?? layout.gitDir
  const tree = head === undefined ? undefined : (await objects.commit(head)).tree
  const notices = [...layout.notices]
  const notice = noticeInto(notices)
  const old = tree === undefined ? undefined : await findInTree(objects, tree, key)
  const stored: PathState | undefined = old !== undefined && 'kind' in old ? undefined : old
  const edited = stored === undefined ? bytes : await withStoredLineEnds(context, stored, bytes)
  const pair: SidePair = {
    path: key,
    ...(stored && { old: stored }),
    new: {
      mode: stored?.mode ?? '100644',
      size: edited.length,
      ...(old !== undefined && 'kind' in old
        ? { missing: { reason: old.reason, ...(old.remedy === undefined ? {} : { remedy: old.remedy }) } }
        : { id: objectId(objects.format, 'blob', edited) }),
    },
  }
  const files = await buildFiles([pair], { objects, maxFileBytes, notice })
  const disk = diskSide({ disk: new DiskFolder(root), limitBytes: maxFileBytes, format: objects.format, present: [] })
  const content: SideContent = { kind: 'bytes', bytes: edited }
  const next: SideReader = {
    read: async () => content,
    readPath: async path => (keyOf(path) === key ? content : disk.readPath(path)),
    list: async () => {
      const known = tree === undefined ? [] : [...(await listTree(objects, tree)).paths.keys()]
      return [...new Set([...known, key])].sort().map(pathOf)
    },
  }
  return changeSource({
    id: `edited:${objectId(objects.format, 'blob', edited)}`,
    origin: { kind: 'worktree', root, base: head },
    commits: [],
    files,
    unread: [],
    notices,
    content: contentPort(files, treeSide(objects, tree, maxFileBytes, notice), next),
    history: head === undefined ? undefined : context.pasts.endingWith(head),
  })
}

/** Lines keep their numbers without carriage returns, so marks stay where they are. */
async function withStoredLineEnds(context: WorkContext, stored: PathState, bytes: Uint8Array): Promise<Uint8Array> {
  const compared = await compareLineEnds(context, stored.id, bytes)
  switch (compared.kind) {
    case 'different':
      return bytes
    case 'as-lf':
      return compared.bytes
    case 'same-but-line-ends': {
      const blob = await context.objects.blob(stored.id, context.maxFileBytes)
      return blob.kind === 'bytes' ? blob.bytes : bytes
    }
  }
}
