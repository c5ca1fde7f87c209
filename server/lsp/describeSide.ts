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

/** Bytes that are shown, from the start of the content. */
const SHOWN_BYTES = 4096
const BYTES_PER_LINE = 16

/** What a reader can be told about a side without text: plain text, the same on every machine. */
export function describeSide({ change, content, side, path }: DescribedSide): string {
  const { mode, objectId } = change[side] ?? {}
  const head = [
    visible(path),
    `side: ${side}`,
    ...(mode === undefined ? [] : [`mode: ${visible(mode)}`]),
    ...(objectId === undefined ? [] : [`object: ${visible(objectId)}`]),
  ]
  return `${[...head, ...body(content, side)].join('\n')}\n`
}

function body(content: DescribedSide['content'], side: Side): readonly string[] {
  switch (content.kind) {
    case 'binary': {
      const binary = content[side]
      if (binary === undefined) return ['', 'This side does not exist.']
      const { bytes, hash } = binary
      const more = bytes.length - SHOWN_BYTES
      return [
        `size: ${bytes.length} bytes`,
        `SHA-256: ${hash}`,
        '',
        ...hexLines(bytes.subarray(0, SHOWN_BYTES)),
        ...(more > 0 ? [`… ${more} bytes more`] : []),
      ]
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

function hexLines(bytes: Uint8Array): readonly string[] {
  const lines: string[] = []
  for (let offset = 0; offset < bytes.length; offset += BYTES_PER_LINE) {
    const part = [...bytes.subarray(offset, offset + BYTES_PER_LINE)]
    const hex = part.map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    const text = part.map(byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${hex.padEnd(BYTES_PER_LINE * 3 - 1)}  ${text}`)
  }
  return lines
}
