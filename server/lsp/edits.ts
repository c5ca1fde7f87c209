import type { ChangeSource } from '../core/model/ports'

/** The same change with other texts on the new side of some files: what unsaved editors hold. */
export function withEdits(source: ChangeSource, edits: ReadonlyMap<number, string>): ChangeSource {
  if (edits.size === 0) return source
  const { content, changeSet } = source
  const encoder = new TextEncoder()
  return {
    changeSet,
    content: {
      read: async (file, side) => {
        const text = side === 'new' ? edits.get(file) : undefined
        return text === undefined ? content.read(file, side) : { kind: 'bytes', bytes: encoder.encode(text) }
      },
      readPath: (path, side) => content.readPath(path, side),
      listTree: side => content.listTree(side),
    },
  }
}

/** Whether an editor shows what the side holds. Editors give a file with mixed line ends one kind of them. */
export function isSameText(a: string, b: string): boolean {
  return a === b || withLineFeeds(a) === withLineFeeds(b)
}

function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n')
}
