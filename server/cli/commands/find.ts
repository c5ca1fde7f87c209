import type { Finding } from '../../core/model/finding'
import type { Review } from '../../core/model/review'
import type { OpenSource } from '../../host/sources'
import { SourceProblem } from '../../host/sources'
import { UsageError } from '../arguments'
import { shortFingerprint } from '../outputs/text'
import type { Session } from '../session'

/** Fewest hex digits by which a finding can be called. */
const LEAST_DIGITS = 4

export interface Reviewed {
  readonly opened: OpenSource
  readonly review: Review
}

/** Reviews the change that the options and the argument name, and hands it over while it can still be read. */
export async function withReview<T>(
  session: Session,
  revision: string | undefined,
  use: (reviewed: Reviewed) => Promise<T>,
): Promise<T> {
  const opened = await session.open(revision)
  try {
    const scope = session.invocation.scan ? 'scan' : 'review'
    const options = await session.options(scope, opened.top === undefined ? [] : [opened.top])
    return await use({ opened, review: await session.review(opened, options) })
  } finally {
    await opened.dispose()
  }
}

export function isFingerprint(text: string): boolean {
  return new RegExp(`^v\\d+:[0-9a-f]{${LEAST_DIGITS},32}$`).test(text)
}

/** The finding of the review whose fingerprint starts like this. */
export function findingNamed(start: string, { review, opened }: Reviewed): Finding {
  const found = review.findings.filter(({ fingerprint }) => fingerprint.startsWith(start))
  const [only, second] = found
  if (only === undefined)
    throw new SourceProblem(
      `${start} is no finding of ${opened.label}`,
      'name the change it belongs to as review does: a revision, a range, --worktree, --staged, --scan or --patch FILE',
    )
  if (second !== undefined)
    throw new UsageError(
      `${start} fits ${found.length} findings`,
      found.map(({ fingerprint }) => shortFingerprint(fingerprint)).join(' or '),
    )
  return only
}
