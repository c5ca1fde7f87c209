import { anchorLines } from '../anchors'
import { Verdict } from '../exitCode'
import { printReview } from '../outputs'
import type { Session } from '../session'

/** One change, whole: a commit, a range, the working tree, the index, a patch, or with `scan` a whole tree. */
export async function review(session: Session, scope: 'review' | 'scan'): Promise<number> {
  const { invocation } = session
  const opened = await session.open(invocation.words[0])
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
