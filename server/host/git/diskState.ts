import { createHash } from 'node:crypto'
import type { DiskRead } from '../files'
import type { DiskFolder } from '../folder'
import { objectId } from '../hash'
import type { SidePair, SideState } from './changes'
import type { WorkContext } from './context'
import type { IndexEntry } from './indexFile'
import { compareLineEnds } from './lineEnds'
import { readSubmoduleHead } from './submodule'
import { submoduleMode } from './tree'
import type { PathState } from './treeDiff'

/** How one path of the working tree compares with HEAD. No `pair`: no difference. */
export interface DiskComparison {
  readonly key: string
  readonly isPresent: boolean
  readonly pair?: SidePair
  readonly remark?: 'sparse' | 'line-ends' | 'compared-as-lf' | 'large-file-storage' | 'special'
}

export interface DiskQuestion {
  readonly context: WorkContext
  readonly disk: DiskFolder
  readonly key: string
  readonly old: PathState | undefined
  readonly entry: IndexEntry | undefined
}

/** Reads and hashes the file: the sizes and times in the index are whatever somebody wrote there. */
export async function compareOnDisk(question: DiskQuestion): Promise<DiskComparison> {
  const { context, disk, key, old, entry } = question
  if ((old ?? entry)?.mode === submoduleMode) return compareSubmodule(question)
  const read = await disk.read(key, context.maxFileBytes)
  if (read.kind === 'absent' || read.kind === 'folder') {
    if (old !== undefined && entry?.isSkipped) return { key, isPresent: false, remark: 'sparse' }
    return { key, isPresent: false, ...(old && { pair: { path: key, old } }) }
  }
  if (read.kind === 'special' || read.kind === 'unreadable') {
    if (old === undefined && read.kind === 'special') return { key, isPresent: false, remark: 'special' }
    const reason = read.kind === 'special' ? 'it is a pipe, socket or device' : read.reason
    const state = { mode: (old ?? entry)?.mode ?? '100644', missing: { reason: 'unreadable', remedy: reason } as const }
    const remark = read.kind === 'special' ? { remark: 'special' as const } : {}
    return { key, isPresent: true, pair: { path: key, ...(old && { old }), new: state }, ...remark }
  }
  return compareFile(question, read)
}

type PresentRead = Extract<DiskRead, { kind: 'file' | 'link' | 'too-large' }>

async function compareFile(question: DiskQuestion, read: PresentRead): Promise<DiskComparison> {
  const { context, disk, key, old } = question
  const { format } = context.objects
  const mode = modeOf(question, read)
  const size = read.kind === 'too-large' ? read.size : read.bytes.length
  const id = read.kind === 'too-large' ? await disk.streamId(key, size, format) : objectId(format, 'blob', read.bytes)
  const state: SideState = { mode, size, ...(id === undefined ? {} : { id }) }
  if (old === undefined) return { key, isPresent: true, pair: { path: key, new: state } }
  if (id === old.id && mode === old.mode) return { key, isPresent: true }
  const pair: SidePair = { path: key, old, new: state }
  if (id === old.id || !isRegular(mode) || !isRegular(old.mode)) return { key, isPresent: true, pair }
  if (await isStoredElsewhere(question, read, size))
    return {
      key,
      isPresent: true,
      remark: 'large-file-storage',
      ...(mode === old.mode ? {} : { pair: modeOnly(pair) }),
    }
  if (read.kind !== 'file') return { key, isPresent: true, pair }
  const compared = await compareLineEnds(context, old.id, read.bytes)
  if (compared.kind === 'same-but-line-ends')
    return { key, isPresent: true, remark: 'line-ends', ...(mode === old.mode ? {} : { pair: modeOnly(pair) }) }
  if (compared.kind === 'as-lf') {
    const lf = { mode, size: compared.bytes.length, id: objectId(format, 'blob', compared.bytes) }
    return { key, isPresent: true, remark: 'compared-as-lf', pair: { path: key, old, new: lf } }
  }
  return { key, isPresent: true, pair }
}

function modeOnly(pair: SidePair): SidePair {
  return { ...pair, new: { ...pair.old!, mode: pair.new!.mode } }
}

function isRegular(mode: string): boolean {
  return mode.startsWith('100')
}

function modeOf({ context, old, entry }: DiskQuestion, read: PresentRead): string {
  if (read.kind === 'link') return '120000'
  const recorded = entry?.mode ?? old?.mode
  if (context.layout.hasFileModes) return read.isExecutable ? '100755' : '100644'
  // without links on this system, git writes the text of a link into a plain file
  return recorded === '120000' || (recorded !== undefined && isRegular(recorded)) ? recorded : '100644'
}

/** A pointer of git-lfs names the hash of the content that a filter puts in its place; we run no filter, but can hash. */
async function isStoredElsewhere(
  { context, disk, key, old }: DiskQuestion,
  read: PresentRead,
  size: number,
): Promise<boolean> {
  const header = await context.objects.header(old!.id)
  if (header.kind !== 'known' || header.size > 1024) return false
  const blob = await context.objects.blob(old!.id, 1024)
  if (blob.kind !== 'bytes') return false
  const pointer = /^version \S+\n(?:ext-\S+ \S+\n)*oid sha256:([0-9a-f]{64})\nsize (\d+)\n$/.exec(
    Buffer.from(blob.bytes).toString('latin1'),
  )
  if (!pointer || Number(pointer[2]) !== size) return false
  const hash =
    read.kind === 'too-large' ? await disk.streamHash(key) : createHash('sha256').update(read.bytes).digest('hex')
  return hash === pointer[1]
}

async function compareSubmodule({ context, disk, key, old, entry }: DiskQuestion): Promise<DiskComparison> {
  const read = await disk.read(key, 0)
  if (read.kind === 'folder') {
    const head = await readSubmoduleHead(context.layout, key)
    const id = head ?? entry?.id ?? old?.id
    if (id === undefined || id === old?.id) return { key, isPresent: true }
    return { key, isPresent: true, pair: { path: key, ...(old && { old }), new: { mode: submoduleMode, id } } }
  }
  if (read.kind === 'absent') return { key, isPresent: false, ...(old && { pair: { path: key, old } }) }
  // a file or link stands where the submodule was
  const file = await disk.read(key, context.maxFileBytes)
  if (file.kind !== 'file' && file.kind !== 'link')
    return {
      key,
      isPresent: true,
      pair: { path: key, ...(old && { old }), new: { mode: '100644', missing: { reason: 'unreadable' } } },
    }
  const id = objectId(context.objects.format, 'blob', file.bytes)
  const mode = file.kind === 'link' ? '120000' : file.isExecutable ? '100755' : '100644'
  return { key, isPresent: true, pair: { path: key, ...(old && { old }), new: { mode, id, size: file.bytes.length } } }
}
