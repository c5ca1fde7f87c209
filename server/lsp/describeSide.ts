import type { FileChange } from '../core/model/changeSet'
import type { BinarySide, FileContent } from '../core/model/content'
import type { Side } from '../core/model/location'
import { visible } from '../core/model/visible'
import { WorkerProblem } from '../host/workerPool'
import type { Backend } from './backend'

export interface DescribedSide {
  readonly change: FileChange
  readonly content: Exclude<FileContent, { kind: 'text' }>
  readonly side: Side
  readonly path: string
}

/** Larger sides are named, not taken apart. */
const MAX_BYTES = 64 * 1024 * 1024

/**
 * What a reader can be told about a side without text: plain text, the same on every machine, and made so that a diff
 * of the two sides shows what differs in them.
 */
export async function describeSide(
  { change, content, side, path }: DescribedSide,
  backend: Pick<Backend, 'sideText'>,
): Promise<string> {
  const { mode, objectId } = change[side] ?? {}
  const head = [
    visible(path),
    `side: ${side}`,
    ...(mode === undefined ? [] : [`mode: ${visible(mode)}`]),
    ...(objectId === undefined ? [] : [`object: ${visible(objectId)}`]),
  ]
  const lines = content.kind === 'binary' ? await ofBinary(content[side], path, backend) : ofOther(content, side)
  return `${[...head, ...lines].join('\n')}\n`
}

async function ofBinary(
  binary: BinarySide | undefined,
  path: string,
  backend: Pick<Backend, 'sideText'>,
): Promise<readonly string[]> {
  if (binary === undefined) return ['', 'This side does not exist.']
  const { bytes, hash } = binary
  const without = (reason: string) => [`size: ${bytes.length} bytes`, `SHA-256: ${hash}`, '', reason]
  if (bytes.length > MAX_BYTES) return without('More than 64 MiB: its structure was not read.')
  try {
    return await backend.sideText(path, binary)
  } catch (error) {
    if (error instanceof WorkerProblem) return without(`Its structure was not read: ${error.message}.`)
    throw error
  }
}

function ofOther(content: Exclude<DescribedSide['content'], { kind: 'binary' }>, side: Side): readonly string[] {
  switch (content.kind) {
    case 'submodule':
      return ['', `A submodule, at commit ${visible(content[side] ?? 'unknown')}.`]
    case 'same':
      return ['', 'The content is the same on both sides.']
    case 'missing': {
      const remedy = content.remedy === undefined ? [] : [`What helps: ${visible(content.remedy)}`]
      return ['', `The content is not here: ${content.reason}.`, ...remedy]
    }
  }
}
