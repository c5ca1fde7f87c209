import type { ChangeSet, CommitInfo, UnreadRegion } from '../model/changeSet'
import { type FilePath, isSamePath } from '../model/path'
import type { ChangeSource, HashPort, SideContent } from '../model/ports'
import { visible } from '../model/visible'
import type { BinaryLimits } from './binaryContent'
import { BlobStore, type Inflate } from './blob'
import { commitInfo } from './commitInfo'
import { type FileContext, joinRetyped, type MappedFile, mapFile } from './fileChange'
import { hunkNodes, MAX_LINE } from './hunkModel'
import { combinedNames, type FileNames, gitNames, type Strip } from './names'
import { type FileNode, filesOf, type PatchDocument, type SectionNode, unreadOf } from './node'
import { plainNames } from './plainNames'
import { hasNoFolder, isBare, stripOf } from './strip'

export interface PatchPorts {
  readonly hash: HashPort
  readonly inflate: Inflate
}

/** Bytes one side of a binary patch may inflate to, and all of them together. */
const LIMIT_SIDE_BYTES = 64 * 1024 * 1024
const LIMIT_TOTAL_BYTES = 256 * 1024 * 1024

/**
 * The change a patch describes: one file per file of each mail or commit, in order. `name` is what people call the
 * patch. Sides that the patch holds whole can be read through the content port; the others are known as hunks.
 */
export function patchChangeSet(doc: PatchDocument, name: string, ports: PatchPorts): ChangeSource {
  const nodes = [...filesOf(doc)]
  let strip = stripOf(nodes.map(({ file }) => file))
  const isBarePatch = strip === 0
  const hasLongIds = nodes.some(({ file }) =>
    [...file.header.oldIds, file.header.newId].some(id => (id?.length ?? 0) > 40),
  )
  const limits: BinaryLimits = { sideBytes: LIMIT_SIDE_BYTES, totalBytes: LIMIT_TOTAL_BYTES }
  const blobs = new BlobStore(ports.hash, hasLongIds)
  const context: FileContext = { bytes: doc.bytes, blobs, inflate: ports.inflate, limits }
  const mapped: MappedFile[] = []
  const unread: UnreadRegion[] = [...unreadOf(doc)].map(node => region(node, node.reason))
  const notices: string[] = []
  let lastSection: SectionNode | undefined
  for (const { file, section } of nodes) {
    if (strip === 1 && hasNoFolder(file)) {
      strip = 0
      notices.push(
        `from line ${file.line} of the patch on, names are read as they stand, as git does after a bare name`,
      )
    }
    const names = namesOf(file, strip)
    if (names.old === undefined && names.new === undefined) {
      unread.push(region(file, 'the header of this file does not say which file it is; git refuses such a patch'))
      continue
    }
    const before = section === lastSection ? mapped.at(-1) : undefined
    let result = mapFile(context, file, names, mapped.length)
    const retyped = before && joinRetyped(before, result)
    if (retyped !== undefined) {
      mapped.pop()
      result = retyped
    }
    mapped.push(result)
    lastSection = section
    for (const notice of result.notices)
      notices.push(`${shownName(result)} (line ${file.line} of the patch): ${notice}`)
    for (const hunk of hunkNodes(file)) if (hunk.broken !== undefined) unread.push(region(hunk, hunk.broken))
    for (const hunk of result.beyond)
      if (hunk.broken === undefined) unread.push(region(hunk, `its line numbers are beyond ${MAX_LINE}`))
  }
  if (isBarePatch) notices.push('names have no a/ and b/ before them and are read as they stand, as with git apply -p0')
  unread.sort((a, b) => a.offset - b.offset)
  const changeSet: ChangeSet = {
    id: `patch:${ports.hash('sha256', doc.bytes)}`,
    origin: { kind: 'patch', name },
    commits: commitsOf(doc),
    files: mapped.map(file => file.change),
    unread,
    notices,
  }
  return { changeSet, content: contentOf(mapped) }
}

function namesOf(file: FileNode, strip: Strip): FileNames {
  if (file.format === 'combined') return combinedNames(file.header)
  const names = file.format === 'git' ? gitNames(file.header, strip) : sidesByHunk(file, plainNames(file.header, strip))
  if (strip === 0 || !isBare(file)) return names
  const problem = 'named without the prefixes other files have; git takes the first folder for one and drops it'
  return { ...names, problems: [...names.problems, problem] }
}

function sidesByHunk(file: FileNode, names: FileNames): FileNames {
  // without a date or /dev/null, a single hunk on nothing is all that says a side did not exist
  const [hunk, ...more] = hunkNodes(file)
  if (hunk === undefined || more.length > 0 || names.old === undefined || names.new === undefined) return names
  if (hunk.old[0]?.start === 0 && hunk.old[0].count === 0) return { ...names, old: undefined }
  if (hunk.new.start === 0 && hunk.new.count === 0) return { ...names, new: undefined }
  return names
}

function region(node: { start: number; end: number; line: number }, reason: string): UnreadRegion {
  return { offset: node.start, length: node.end - node.start, line: node.line, reason }
}

function shownName(file: MappedFile): string {
  return visible((file.change.new ?? file.change.old)?.path.text ?? '')
}

function commitsOf(doc: PatchDocument): CommitInfo[] {
  const commits: CommitInfo[] = []
  // a mail without a patch is a cover letter, no commit
  for (const child of doc.children)
    if (child.kind === 'commit' || (child.kind === 'mail' && child.children.some(part => part.kind === 'file')))
      commits.push(commitInfo(doc, child))
  return commits
}

function contentOf(files: readonly MappedFile[]): ChangeSource['content'] {
  const absent: SideContent = { kind: 'absent' }
  return {
    read: async (file, side) => files[file]?.[side] ?? absent,
    readPath: async (path, side) => findPath(files, path, side) ?? absent,
    listTree: async () => [],
  }
}

/** Of a series, the first old side and the last new one. */
function findPath(files: readonly MappedFile[], path: FilePath, side: 'old' | 'new'): SideContent | undefined {
  const isThis = (file: MappedFile) => isSamePath(file.change[side]?.path, path)
  const found = side === 'old' ? files.find(isThis) : files.findLast(isThis)
  return found?.[side]
}
