import type { CommitInfo } from '../../core/model/changeSet'
import type { ChangeSource } from '../../core/model/ports'
import { commitChange } from './committed'
import type { ObjectContext } from './context'
import { GitProblem } from './problem'

export type HistoryItem =
  | { readonly commit: CommitInfo; readonly source: ChangeSource }
  | { readonly rev: string; readonly error: GitProblem }

/** Commits prepared ahead of the one being reviewed. */
const window = 64
/** Blobs of prepared commits are read ahead only while they are this small in sum, so that memory stays bounded. */
const readAheadBytes = 16 << 20

/**
 * Each revision against its first parent, in the order asked, while later ones are already being read. A revision that
 * cannot be resolved or compared is an item with its error, and the rest goes on.
 */
export async function* history(
  context: ObjectContext,
  resolve: (rev: string) => Promise<string>,
  revs: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<HistoryItem> {
  const ahead: Promise<Prepared>[] = []
  let aheadBytes = 0
  const prepare = async (rev: string): Promise<Prepared> => {
    try {
      const source = await commitChange(context, await resolve(rev))
      const size = sizeOf(source)
      const isAhead = aheadBytes + size <= readAheadBytes
      if (isAhead) {
        aheadBytes += size
        readAhead(context, source)
      }
      return { item: { commit: source.changeSet.commits[0]!, source }, bytes: isAhead ? size : 0 }
    } catch (error) {
      if (error instanceof GitProblem) return { item: { rev, error }, bytes: 0 }
      throw error
    }
  }
  const take = async (): Promise<HistoryItem> => {
    const { item, bytes } = (await ahead.shift())!
    aheadBytes -= bytes
    return item
  }
  for await (const rev of revs) {
    const prepared = prepare(rev)
    // an error is thrown when its turn comes, even if nobody waits yet
    prepared.catch(() => undefined)
    ahead.push(prepared)
    if (ahead.length >= window) yield await take()
  }
  while (ahead.length > 0) yield await take()
}

interface Prepared {
  readonly item: HistoryItem
  readonly bytes: number
}

function sizeOf(source: ChangeSource): number {
  let total = 0
  for (const file of source.changeSet.files)
    if (file.source.kind === 'stored') total += (file.old?.size ?? 0) + (file.new?.size ?? 0)
  return total
}

/** Fills the cache that the content port reads from. */
function readAhead(context: ObjectContext, source: ChangeSource): void {
  for (const file of source.changeSet.files) {
    if (file.source.kind !== 'stored') continue
    for (const side of [file.old, file.new]) {
      const id = side?.objectId
      if (id !== undefined) context.objects.blob(id, context.maxFileBytes).catch(() => undefined)
    }
  }
}
