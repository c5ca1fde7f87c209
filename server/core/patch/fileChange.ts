import type { ChangeKind, ContentSource, FileChange, FileSide } from '../model/changeSet'
import { fromLatin1, isSamePath, latin1, pathFromBytes } from '../model/path'
import type { SideContent } from '../model/ports'
import { type BinaryLimits, binarySides } from './binaryContent'
import { type BlobStore, type Inflate, isZero } from './blob'
import { hunkNodes, modelHunks } from './hunkModel'
import type { FileNames } from './names'
import type { FileNode, HunkNode } from './node'
import { patchRuns } from './patchRuns'
import { proveText, soleText } from './textContent'

/** One file of a patch in the model, and what is known of its sides. */
export interface MappedFile {
  readonly change: FileChange
  readonly old: SideContent
  readonly new: SideContent
  readonly notices: readonly string[]
  /** Hunks that are not in the model: their line numbers are beyond what is laid out. */
  readonly beyond: readonly HunkNode[]
}

export interface FileContext {
  readonly bytes: Uint8Array
  readonly blobs: BlobStore
  readonly inflate: Inflate
  readonly limits: BinaryLimits
}

const ASK_BINARY = 'make the patch with `git diff --binary`, or review the change in its repository'
const DAMAGED = 'its binary data is damaged or is not what its ids name; git stops reading the patch here'
const ASK_WHOLE =
  'the patch was made without this content (-D or whitespace options); review the change in its repository'

export function mapFile(context: FileContext, file: FileNode, names: FileNames, index: number): MappedFile {
  const content = findContent(context, file, names)
  const side = (which: 'old' | 'new') => fileSide(context, file, names, which, content[which])
  const old = side('old')
  const added = side('new')
  const base = {
    index,
    kind: kindOf(file, names),
    ...(old === undefined ? {} : { old }),
    ...(added === undefined ? {} : { new: added }),
    source: content.source,
    patchLine: file.line,
  }
  const isStoredText = content.source.kind === 'stored' && hunkNodes(file).length > 0
  const change: FileChange = isStoredText ? { ...base, patchRuns: patchRuns(file) } : base
  return {
    change,
    old: content.old,
    new: content.new,
    notices: [...names.problems, ...modeProblems(file), ...content.notices],
    beyond: content.beyond,
  }
}

/** Only octal digits make a mode; git refuses a patch with any other. */
function modeProblems({ header }: FileNode): string[] {
  const modes = [header.oldMode, header.newMode].filter(mode => mode !== undefined)
  return modes.every(mode => /^[0-7]{1,6}$/.test(mode)) ? [] : ['its mode is no octal number; git refuses such a patch']
}

/**
 * Git tells a file that became a link, or the other way round, as a deletion and an addition. They are one change where
 * both sides are there in full.
 */
export function joinRetyped(deleted: MappedFile, added: MappedFile): MappedFile | undefined {
  const { old } = deleted.change
  const { new: fresh } = added.change
  const isPair = deleted.change.kind === 'deleted' && added.change.kind === 'added'
  if (!isPair || old === undefined || fresh === undefined || !isSamePath(old.path, fresh.path)) return undefined
  const isStored = deleted.change.source.kind === 'stored' && added.change.source.kind === 'stored'
  if (!isStored || old.mode?.slice(0, -3) === fresh.mode?.slice(0, -3)) return undefined
  const runs = [...(deleted.change.patchRuns ?? []), ...(added.change.patchRuns ?? [])]
  return {
    change: { ...deleted.change, kind: 'retyped', new: fresh, ...(runs.length === 0 ? {} : { patchRuns: runs }) },
    old: deleted.old,
    new: added.new,
    notices: added.notices,
    beyond: [],
  }
}

interface Content {
  readonly source: ContentSource
  readonly old: SideContent
  readonly new: SideContent
  readonly notices: readonly string[]
  readonly beyond: readonly HunkNode[]
}

const ABSENT: SideContent = { kind: 'absent' }
const NOT_HERE: SideContent = { kind: 'missing', reason: 'not-in-patch' }

function findContent(context: FileContext, file: FileNode, names: FileNames): Content {
  const { header } = file
  const isBinary = file.children.some(child => child.kind === 'binaryHunk')
  if (!isBinary && file.children.some(child => child.kind === 'binaryMarker'))
    return { ...plain({ kind: 'missing', reason: 'corrupt' }, names), notices: [DAMAGED] }
  if (isSubmodule(file)) return plain({ kind: 'submodule' }, names)
  if (isBinary) return binaryContent(context, file, names)
  if (file.children.some(child => child.kind === 'binaryNotice'))
    return plain({ kind: 'missing', reason: 'not-in-patch', remedy: ASK_BINARY }, names)
  const hasSide = { old: names.old !== undefined, new: names.new !== undefined }
  if (hunkNodes(file).length > 0) return textContent(context, file, names, hasSide)
  if (!hasSide.old || !hasSide.new) {
    const id = hasSide.old ? header.oldIds[0] : header.newId
    const isEmpty = id === undefined || context.blobs.isNamed(id, new Uint8Array())
    if (!isEmpty || file.format === 'combined')
      return plain({ kind: 'missing', reason: 'not-in-patch', remedy: ASK_WHOLE }, names)
    return stored(context, new Uint8Array(), new Uint8Array(), hasSide, [])
  }
  const isSame = header.newId === undefined || header.oldIds.every(id => id === header.newId)
  return plain(isSame ? { kind: 'same' } : { kind: 'missing', reason: 'not-in-patch', remedy: ASK_WHOLE }, names)
}

function textContent(context: FileContext, file: FileNode, names: FileNames, hasSide: Sides<boolean>): Content {
  const proved = proveText(context.bytes, file, hasSide, context.blobs)
  if (proved !== undefined) return stored(context, proved.old, proved.new, hasSide, [])
  const notices: string[] = []
  const isWhole = file.format !== 'combined' && hasSide.old !== hasSide.new
  const sole = isWhole ? soleText(context.bytes, file) : undefined
  if (sole !== undefined && (hasSide.new ? sole.old : sole.new).length === 0) {
    const id = hasSide.new ? file.header.newId : file.header.oldIds[0]
    if (id !== undefined) notices.push('the "index" line names other content than the patch holds')
    return stored(context, sole.old, sole.new, hasSide, notices)
  }
  const { hunks, encoding, beyond } = modelHunks(context.bytes, file)
  if (hunks.length === 0) return { ...plain({ kind: 'missing', reason: 'unreadable' }, names), beyond }
  if (isWhole) notices.push(`the file is ${hasSide.new ? 'added' : 'deleted'}, but its hunks are not a whole file`)
  if (!areInOrder(hunkNodes(file))) notices.push('the line numbers of its hunks contradict each other')
  return { ...plain({ kind: 'hunks', hunks, encoding }, names), notices, beyond }
}

function binaryContent(context: FileContext, file: FileNode, names: FileNames): Content {
  const sides = binarySides(context.bytes, file, context.blobs, context.inflate, context.limits)
  const old = names.old === undefined ? ABSENT : sides.old
  const added = names.new === undefined ? ABSENT : sides.new
  for (const side of [old, added]) if (side.kind === 'bytes') context.blobs.keep(side.bytes)
  const lost = [old, added].find(side => side.kind === 'missing')
  const source: ContentSource =
    lost?.kind !== 'missing' ? { kind: 'stored' } : sides.isDamaged ? { kind: 'missing', reason: 'corrupt' } : lost
  return { source, old, new: added, notices: sides.isDamaged ? [DAMAGED] : [], beyond: [] }
}

interface Sides<T> {
  readonly old: T
  readonly new: T
}

function stored(
  context: FileContext,
  old: Uint8Array,
  added: Uint8Array,
  hasSide: Sides<boolean>,
  notices: readonly string[],
): Content {
  const keep = (bytes: Uint8Array): SideContent => {
    context.blobs.keep(bytes)
    return { kind: 'bytes', bytes }
  }
  return {
    source: { kind: 'stored' },
    old: hasSide.old ? keep(old) : ABSENT,
    new: hasSide.new ? keep(added) : ABSENT,
    notices,
    beyond: [],
  }
}

function plain(source: ContentSource, names: FileNames): Content {
  const missing: SideContent = source.kind === 'missing' ? source : NOT_HERE
  return {
    source,
    old: names.old === undefined ? ABSENT : missing,
    new: names.new === undefined ? ABSENT : missing,
    notices: [],
    beyond: [],
  }
}

const SUBMODULE = '160000'

function isSubmodule(file: FileNode): boolean {
  const { oldMode, newMode } = file.header
  return (newMode ?? oldMode) === SUBMODULE && (oldMode ?? newMode) === SUBMODULE
}

function kindOf(file: FileNode, names: FileNames): ChangeKind {
  const { header } = file
  if (names.old === undefined) return 'added'
  if (names.new === undefined) return 'deleted'
  if (header.isRename) return 'renamed'
  if (header.isCopy) return 'copied'
  const { oldMode, newMode } = header
  if (oldMode !== undefined && newMode !== undefined && oldMode !== newMode) {
    if (oldMode.slice(0, -3) !== newMode.slice(0, -3)) return 'retyped'
    if (file.children.every(child => child.kind === 'diffLine' || child.kind === 'extendedHeader')) return 'modeOnly'
  }
  return 'modified'
}

function fileSide(
  context: FileContext,
  file: FileNode,
  names: FileNames,
  which: 'old' | 'new',
  content: SideContent,
): FileSide | undefined {
  const name = names[which]
  if (name === undefined) return undefined
  const mode = which === 'old' ? file.header.oldMode : file.header.newMode
  const id = which === 'old' ? file.header.oldIds[0] : file.header.newId
  const proved = content.kind === 'bytes' ? context.blobs.idOf(content.bytes) : undefined
  const objectId = proved ?? (isSubmodule(file) ? submoduleId(context.bytes, file, which) : undefined) ?? id
  return {
    path: pathFromBytes(fromLatin1(name)),
    ...(mode === undefined ? {} : { mode }),
    ...(objectId === undefined || isZero(objectId) ? {} : { objectId }),
    ...(content.kind === 'bytes' ? { size: content.bytes.length } : {}),
  }
}

/** The full id on the `Subproject commit` line. */
function submoduleId(bytes: Uint8Array, file: FileNode, which: 'old' | 'new'): string | undefined {
  for (const hunk of hunkNodes(file))
    for (const line of hunk.children) {
      if (line.kind !== 'hunkLine' || line.marks[0] !== (which === 'old' ? '-' : '+')) continue
      const match = /^Subproject commit ([0-9a-f]+)/.exec(latin1(bytes.subarray(line.textStart, line.end)))
      if (match !== null) return match[1]
    }
  return undefined
}

/** Whether each hunk begins after the one before it, and by as much on both sides as those before account for. */
function areInOrder(hunks: readonly HunkNode[]): boolean {
  let end = 0
  let shift: number | undefined = 0
  for (const hunk of hunks) {
    const range = hunk.old[0] ?? { start: 0, count: 0 }
    const from = range.count === 0 ? range.start + 1 : range.start
    const to = hunk.new.count === 0 ? hunk.new.start + 1 : hunk.new.start
    if (from < end || (hunk.old.length === 1 && to - from !== shift)) return false
    end = from + range.count
    shift += hunk.new.count - range.count
  }
  return true
}
