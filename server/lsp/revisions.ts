import { Cancelled } from '../core/review'
import type { OpenOptions, Ref } from '../host/git/repository'
import { openRepositoryAt, SourceProblem } from '../host/sources'
import type { ListRevisionsResult, RevisionItem } from '../protocol'

const RECENT_COMMITS = 100

/** Branches, tags and HEAD's recent commits of the repository around `root`, to pick from. */
export async function listRevisions(
  root: string,
  options: OpenOptions & { readonly signal: AbortSignal },
): Promise<ListRevisionsResult> {
  try {
    const repository = await openRepositoryAt(root, options)
    try {
      const refs = (await repository.refs()).flatMap(toItem)
      const commits = (await repository.recentCommits(RECENT_COMMITS)).map(
        ({ id, subject }): RevisionItem => ({ name: id.slice(0, 12), id, kind: 'commit', detail: subject }),
      )
      return { ok: true, revisions: [...refs, ...commits] }
    } finally {
      await repository.dispose()
    }
  } catch (error) {
    if (options.signal.aborted) throw new Cancelled()
    if (!(error instanceof SourceProblem)) throw error
    const { message, remedy } = error
    return { ok: false, message, ...(remedy === undefined ? {} : { remedy }) }
  }
}

const KINDS: readonly (readonly [prefix: string, kind: RevisionItem['kind']])[] = [
  ['refs/heads/', 'branch'],
  ['refs/tags/', 'tag'],
  ['refs/remotes/', 'remote'],
]

function toItem({ name, id }: Ref): readonly RevisionItem[] {
  const known = KINDS.find(([prefix]) => name.startsWith(prefix))
  if (known === undefined) return []
  const [prefix, kind] = known
  return [{ name: name.slice(prefix.length), id, kind, detail: id.slice(0, 12) }]
}
