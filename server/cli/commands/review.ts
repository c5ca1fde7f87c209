import { resolve } from 'node:path'
import type { OpenSource } from '../../host/sources'
import { anchorLines } from '../anchors'
import { Verdict } from '../exitCode'
import { printReview } from '../outputs'
import type { Session } from '../session'

/** One change, whole: a commit, a range, the working tree, the index or a patch. */
export async function review(session: Session): Promise<number> {
  return print(session, await session.open(session.invocation.words[0]), 'review')
}

/** A whole tree as it stands; the folder is the argument, else that of `-C`. */
export async function scan(session: Session): Promise<number> {
  const { directory, words } = session.invocation
  const folder = words[0]
  return print(session, await session.openTree(folder === undefined ? directory : resolve(directory, folder)), 'scan')
}

async function print(session: Session, opened: OpenSource, scope: 'review' | 'scan'): Promise<number> {
  const { invocation } = session
  try {
    const options = await session.options(scope, opened.top === undefined ? [] : [opened.top])
    const result = await session.review(opened, options)
    const anchors = invocation.format === 'sarif' ? await anchorLines(opened.source, result) : new Map<string, number>()
    const report = { review: result, label: opened.label, anchors }
    await session.sink.write(printReview(invocation.format, report, session.surroundings(scope)))
    const verdict = new Verdict(invocation.failOn)
    verdict.take(result)
    return verdict.code
  } finally {
    await opened.dispose()
  }
}
