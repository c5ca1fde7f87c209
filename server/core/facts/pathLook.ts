import { pathLook as lookOf } from '../formats/pathLook'
import { defineCollector } from '../rule/rule'

/** The look of a file's path, so that paths of the tree can be joined with those of the change. */
export const pathLook = defineCollector({
  kind: 'path-look',
  collect: ({ side, path }) => (side === 'old' ? [] : draftsOf(path)),
  collectBinary: ({ path }) => draftsOf(path),
})

function draftsOf(path: string) {
  return [{ subject: lookOf(path), side: 'new', at: 'path', text: path, data: { path } }] as const
}
