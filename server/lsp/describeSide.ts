import { sideText } from '../core/evidence/evidenceText'
import { readEvidence } from '../core/evidence/readEvidence'
import type { FileChange } from '../core/model/changeSet'
import type { FileContent } from '../core/model/content'
import type { Side } from '../core/model/location'
import { visible } from '../core/model/visible'

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
export function describeSide({ change, content, side, path }: DescribedSide): string {
  const { mode, objectId } = change[side] ?? {}
  const head = [
    visible(path),
    `side: ${side}`,
    ...(mode === undefined ? [] : [`mode: ${visible(mode)}`]),
    ...(objectId === undefined ? [] : [`object: ${visible(objectId)}`]),
  ]
  return `${[...head, ...body(content, side, path)].join('\n')}\n`
}

function body(content: DescribedSide['content'], side: Side, path: string): readonly string[] {
  switch (content.kind) {
    case 'binary': {
      const binary = content[side]
      if (binary === undefined) return ['', 'This side does not exist.']
      const { bytes, hash } = binary
      if (bytes.length > MAX_BYTES)
        return [`size: ${bytes.length} bytes`, `SHA-256: ${hash}`, '', 'More than 64 MiB: its structure was not read.']
      const evidence = readEvidence({ path, [side]: binary })[side]
      return evidence === undefined ? [] : sideText(evidence, bytes)
    }
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
