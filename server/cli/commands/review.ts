import type { OpenSource } from '../../host/sources'
import { anchorLines } from '../anchors'
import { Verdict } from '../exitCode'
import { printReview } from '../outputs'
import type { Session } from '../session'

/** One change, whole: a commit, a range, the working tree, the index or a patch. */
export async function review(session: Session): Promise<number> {
  return printWhole(session, await session.open(session.invocation.words[0]), 'review')
}

/** Reviews, prints when all is done, and lets go of the source. */
export async function printWhole(session: Session, opened: OpenSource, scope: 'review' | 'scan'): Promise<number> {
  const { format, failOn } = session.invocation
  try {
    const options = await session.options(scope, opened.top === undefined ? [] : [opened.top])
    const result = await session.review(opened, options)
    const anchors = format === 'sarif' ? await anchorLines(opened.source, result) : new Map<string, number>()
    const report = { review: result, label: opened.label, anchors }
    await session.sink.write(printReview(format, report, session.surroundings(scope)))
    const verdict = new Verdict(failOn)
    verdict.take(result)
    return verdict.code
  } finally {
    await opened.dispose()
  }
}
