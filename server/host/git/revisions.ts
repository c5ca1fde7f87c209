import { ID_LENGTH } from '../hash'
import { isObjectId } from './commit'
import { fetchRemedy, type Objects } from './objects'
import { GitProblem } from './problem'
import type { RefFiles } from './refs'

/** One commit, or two to compare; `mergeBase` for `A...B`. Sides are revisions as written, not yet resolved. */
export type RevisionRange =
  | { readonly kind: 'commit'; readonly rev: string }
  | { readonly kind: 'range'; readonly base: string; readonly head: string; readonly mergeBase: boolean }

/** An empty side of a range is HEAD. */
export function parseRange(text: string): RevisionRange {
  const dots = /^(.*?)(\.{2,3})(.*)$/s.exec(text)
  if (!dots) return { kind: 'commit', rev: text }
  return { kind: 'range', base: dots[1] || 'HEAD', head: dots[3] || 'HEAD', mergeBase: dots[2] === '...' }
}

/**
 * Resolves the forms of gitrevisions(7) that name a commit: ids whole and short, refs, `@`, `describe` names, and any
 * number of `~N`, `^N`, `^{commit}`, `^{}`. Git is asked only for objects by their id, so a name can do no harm.
 */
export async function resolveRevision(rev: string, objects: Objects, refs: RefFiles): Promise<string> {
  const parts = /^(.*?)((?:~\d*|\^\d*|\^\{(?:commit)?\})*)$/s.exec(rev.trim())
  const base = parts?.[1] ?? rev
  let id = await objects.peel(await resolveBase(base || 'HEAD', rev, objects, refs))
  for (const step of (parts?.[2] ?? '').matchAll(/~(\d*)|\^(\d+|(?!\{))|\^\{/g)) {
    if (step[1] !== undefined) {
      const count = step[1] === '' ? 1 : Number(step[1])
      for (let done = 0; done < count; done++) id = await parent(id, 1, rev, objects)
    } else if (step[2] !== undefined && step[2] !== '0') {
      id = await parent(id, step[2] === '' ? 1 : Number(step[2]), rev, objects)
    }
  }
  return id
}

async function resolveBase(base: string, rev: string, objects: Objects, refs: RefFiles): Promise<string> {
  if (isObjectId(base) && base.length === ID_LENGTH[objects.format]) return base
  const name = base === '@' ? 'HEAD' : base
  for (const candidate of [
    name,
    `refs/${name}`,
    `refs/tags/${name}`,
    `refs/heads/${name}`,
    `refs/remotes/${name}`,
    `refs/remotes/${name}/HEAD`,
  ]) {
    const id = await refs.read(candidate)
    if (id !== undefined) return id
  }
  const short = await objects.expand((/-g([0-9a-f]{4,64})$/.exec(name)?.[1] ?? name).toLowerCase())
  if (short !== undefined) return short
  throw unknown(rev, refs)
}

function unknown(rev: string, refs: RefFiles): GitProblem {
  if (rev === 'HEAD' || rev === '@')
    return new GitProblem('unknown-revision', 'HEAD names a branch without commits, or nothing at all')
  if (/[:{]|^-/.test(rev))
    return new GitProblem(
      'unknown-revision',
      `${JSON.stringify(rev)} is not a form of revision that is read here`,
      'use an object id, a branch, a tag, HEAD, and ~N or ^N after it',
    )
  const remedy = fetchRemedy(refs.layout) ?? `git fetch origin ${rev.replace(/[^\w./-].*$/s, '')}`
  return new GitProblem('unknown-revision', `${JSON.stringify(rev)} is not in this clone`, remedy)
}

async function parent(id: string, number: number, rev: string, objects: Objects): Promise<string> {
  const { parents } = (await objects.commit(id)).info
  const found = parents[number - 1]
  if (found !== undefined) return found
  const has = parents.length === 0 ? 'no parent' : `${parents.length} parents`
  throw new GitProblem('unknown-revision', `${JSON.stringify(rev)}: commit ${id} has ${has}`)
}
