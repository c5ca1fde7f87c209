import { placeOf } from '../../core/explain/place'
import { DecisionsError, DecisionsStore } from '../../host/decisions'
import { SourceProblem } from '../../host/sources'
import { UsageError } from '../arguments'
import { EXIT } from '../exitCode'
import { shortFingerprint } from '../outputs/text'
import type { Session } from '../session'
import { findingNamed, isFingerprint, withReview } from './find'

/** Accepts a finding of a change for exactly this evidence, in the user's own store; or takes that back. */
export async function accept(session: Session): Promise<number> {
  const { words, reason, undo } = session.invocation
  const [fingerprint = '', revision] = words
  if (!isFingerprint(fingerprint))
    throw new UsageError(`${JSON.stringify(fingerprint)} is no fingerprint`, 'review prints them: v1: and hex digits')
  try {
    if (undo) return await takeBack(session, fingerprint)
    if (reason === undefined || reason.trim() === '')
      throw new UsageError('accept needs a reason', `plainsight accept ${fingerprint} --reason "…"`)
    return await withReview(session, revision, async reviewed => {
      const finding = findingNamed(fingerprint, reviewed)
      const { top } = reviewed.opened
      const store = new DecisionsStore(top === undefined ? {} : { reviewedRoots: [top] })
      const { expires } = session.invocation
      await store.accept({
        fingerprint: finding.fingerprint,
        evidenceDigest: finding.evidenceDigest,
        rule: finding.rule,
        path: placeOf(finding.evidence[0].location, reviewed.review).file,
        reason: reason.trim(),
        date: new Date().toISOString(),
        ...(expires === undefined ? {} : { expires }),
      })
      const short = shortFingerprint(finding.fingerprint)
      await session.sink.write(
        `accepted ${short} for this evidence; take it back with: plainsight accept ${short} --undo\n`,
      )
      return EXIT.clean
    })
  } catch (error) {
    throw error instanceof DecisionsError ? new SourceProblem(error.message, error.remedy) : error
  }
}

async function takeBack(session: Session, start: string): Promise<number> {
  const store = new DecisionsStore()
  const known = new Set((await store.read()).map(({ fingerprint }) => fingerprint).filter(id => id.startsWith(start)))
  const [fingerprint, second] = known
  if (fingerprint === undefined) throw new SourceProblem(`${start} was not accepted`)
  if (second !== undefined)
    throw new UsageError(`${start} fits ${known.size} decisions`, [...known].map(shortFingerprint).join(' or '))
  await store.undo({ fingerprint })
  await session.sink.write(`${shortFingerprint(fingerprint)} is open again\n`)
  return EXIT.clean
}
