import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isObjectId } from './commit'
import { findLayout, type Layout } from './layout'
import { RefFiles } from './refs'

/** The commit a submodule is at, from its own files; `undefined` when it is not checked out or cannot be read. */
export async function readSubmoduleHead(layout: Layout, key: string): Promise<string | undefined> {
  if (layout.workTree === undefined) return undefined
  const folder = join(layout.workTree, Buffer.from(key, 'latin1').toString('utf8'))
  // without its own .git the search would go up and find the outer repository
  const hasOwn = await stat(join(folder, '.git')).then(
    () => true,
    () => false,
  )
  if (!hasOwn) return undefined
  try {
    const own = await findLayout(folder)
    const id = own.workTree === undefined ? undefined : await new RefFiles(own, async () => new Map()).read('HEAD')
    return id !== undefined && isObjectId(id) ? id : undefined
  } catch {
    return undefined
  }
}
