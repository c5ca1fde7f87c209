import { diffLines } from '../diff'
import type { ContentSource, FileChange } from '../model/changeSet'
import type { BinarySide, FileContent, LoadedFile, TextContent, TextEncodingName, TextSide } from '../model/content'
import type { Hunk } from '../model/hunk'
import type { HashPort, SideContent } from '../model/ports'
import { isBinary } from './binary'
import { completeSide, decode, LIMIT_PARTIAL_LINE, partialSide } from './text'

/** A change with what was read of its sides: plain data that can be handed to another thread. */
export interface RawFile {
  readonly change: FileChange
  readonly old: SideContent
  readonly new: SideContent
}

/** Lines of context around our own hunks, as git's default. */
const CONTEXT_LINES = 3

/** Never throws: what cannot be read becomes `missing` content with its reason. */
export function loadFile(raw: RawFile, hash: HashPort): LoadedFile {
  const { change } = raw
  switch (change.source.kind) {
    case 'submodule':
      return { change, content: submodule(change) }
    case 'same':
      return { change, content: { kind: 'same' } }
    case 'missing': {
      const { reason, remedy } = change.source
      return { change, content: { kind: 'missing', reason, ...(remedy === undefined ? {} : { remedy }) } }
    }
    case 'hunks':
      return { change, content: fromHunks(change.source) }
    case 'stored':
      return { change, content: fromBytes(raw, hash) }
  }
}

function submodule(change: FileChange): FileContent {
  return {
    kind: 'submodule',
    ...(change.old?.objectId === undefined ? {} : { old: change.old.objectId }),
    ...(change.new?.objectId === undefined ? {} : { new: change.new.objectId }),
  }
}

function fromHunks(source: Extract<ContentSource, { kind: 'hunks' }>): FileContent {
  const encoding: TextEncodingName = source.encoding === 'latin-1' ? 'latin-1' : 'utf-8'
  return textContent(
    partialSide(source.hunks, 'old', encoding),
    partialSide(source.hunks, 'new', encoding),
    source.hunks.filter(hunk => hunk.oldStart <= LIMIT_PARTIAL_LINE && hunk.newStart <= LIMIT_PARTIAL_LINE),
  )
}

function fromBytes(raw: RawFile, hash: HashPort): FileContent {
  for (const side of [raw.old, raw.new])
    if (side.kind === 'missing')
      return { kind: 'missing', reason: side.reason, ...(side.remedy === undefined ? {} : { remedy: side.remedy }) }
  const oldBytes = raw.old.kind === 'bytes' ? raw.old.bytes : undefined
  const newBytes = raw.new.kind === 'bytes' ? raw.new.bytes : undefined
  if ((oldBytes !== undefined && isBinary(oldBytes)) || (newBytes !== undefined && isBinary(newBytes))) {
    const oldSide = binarySide(oldBytes, hash)
    const newSide = binarySide(newBytes, hash)
    return { kind: 'binary', ...(oldSide && { old: oldSide }), ...(newSide && { new: newSide }) }
  }
  const oldText = textOf(oldBytes, hash)
  const newText = textOf(newBytes, hash)
  return textContent(oldText, newText, hunksOf(oldText, newText))
}

function binarySide(bytes: Uint8Array | undefined, hash: HashPort): BinarySide | undefined {
  return bytes && { bytes, hash: hash('sha256', bytes) }
}

function textOf(bytes: Uint8Array | undefined, hash: HashPort): TextSide | undefined {
  if (bytes === undefined) return undefined
  const { text, encoding } = decode(bytes)
  return completeSide(text, encoding, hash('sha256', bytes))
}

/** One way to compute hunks, whatever the source, so that findings cannot depend on who made the diff. */
export function hunksOf(old: TextSide | undefined, current: TextSide | undefined): readonly Hunk[] {
  return diffLines(old?.text ?? '', current?.text ?? '', { contextLines: CONTEXT_LINES })
}

function textContent(old: TextSide | undefined, current: TextSide | undefined, hunks: readonly Hunk[]): TextContent {
  return { kind: 'text', ...(old && { old }), ...(current && { new: current }), hunks }
}
