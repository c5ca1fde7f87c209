import type { CommitInfo, Signature } from '../../core/model/changeSet'
import type { EarlierAuthors } from '../../core/model/ports'
import { walkAll } from './ancestry'
import type { ObjectContext } from './context'

/** Earlier commits that are looked at; only their own objects are read. */
const maxCommits = 2000

/** Looks back from `base`, newest first, until every author of the commits was met. */
export async function earlierAuthors(
  context: ObjectContext,
  base: string,
  commits: readonly CommitInfo[],
): Promise<EarlierAuthors> {
  const open = new Map(commits.map(({ author }) => [author.email, author]))
  const known: string[] = []
  let count = 0
  let isCut = false
  for await (const { info } of walkAll(context.objects, [base])) {
    if (count === maxCommits) {
      isCut = true
      break
    }
    count++
    for (const [email, author] of open)
      if (isSame(author, info.author) || isSame(author, info.committer)) {
        known.push(email)
        open.delete(email)
      }
    if (open.size === 0) break
  }
  return { known, commits: count, isCut: isCut || context.layout.shallow.size > 0 }
}

/** People change their address, or the spelling of their name, and seldom both at once. */
function isSame(one: Signature, other: Signature): boolean {
  return one.email.toLowerCase() === other.email.toLowerCase() || one.name.toLowerCase() === other.name.toLowerCase()
}
