import { access } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { escapeTerminal } from '../../core/explain/escape'
import { placeOf } from '../../core/explain/place'
import type { Review } from '../../core/model/review'
import { BASELINE_FILE, BASELINE_VERSION, type Baseline, type Decision } from '../../core/rule/decisions'
import { DecisionsError, replaceFile, stillValid } from '../../host/decisions'
import { SourceProblem } from '../../host/sources'
import { UsageError } from '../arguments'
import { EXIT } from '../exitCode'
import { counted, isOpen } from '../report'
import { readBaselineFile, type Session } from '../session'

/** Writes the open findings of a change into a baseline file, or drops from it what is of no use any more. */
export async function baseline(session: Session): Promise<number> {
  const [action, revision] = session.invocation.words
  if (action !== 'write' && action !== 'prune')
    throw new UsageError(`baseline does not know ${JSON.stringify(action)}`, 'plainsight baseline write|prune')
  const opened = await session.open(revision)
  try {
    const { scan } = session.invocation
    const file = session.invocation.baseline ?? join(opened.top ?? '.', BASELINE_FILE)
    const before = action === 'prune' || (await exists(file)) ? (await readBaselineFile(file)).entries : []
    const known: Baseline = { version: BASELINE_VERSION, entries: before }
    const options = await session.options(scan ? 'scan' : 'review', opened.top === undefined ? [] : [opened.top], known)
    const result = await session.review(opened, options)
    const now = new Date()
    const after = action === 'write' ? written(session, before, result, now) : kept(before, result, now)
    await save(file, after)
    await session.sink.write(report(action, file, before, after))
    return EXIT.clean
  } finally {
    await opened.dispose()
  }
}

function written(session: Session, before: readonly Decision[], review: Review, now: Date): readonly Decision[] {
  const { reason = 'recorded by baseline write', expires } = session.invocation
  const entries = review.findings.filter(isOpen).map(
    (finding): Decision => ({
      fingerprint: finding.fingerprint,
      evidenceDigest: finding.evidenceDigest,
      rule: finding.rule,
      path: placeOf(finding.evidence[0].location, review).file,
      reason,
      date: now.toISOString(),
      ...(expires === undefined ? {} : { expires }),
    }),
  )
  const keys = new Set(entries.map(keyOf))
  return [...before.filter(entry => !keys.has(keyOf(entry))), ...entries]
}

/** Drops what has expired, and what stands for a file of the reviewed change without matching anything in it. */
function kept(before: readonly Decision[], review: Review, now: Date): readonly Decision[] {
  const found = new Set(review.findings.map(keyOf))
  const touched = new Set(
    review.changeSet.files.flatMap(({ old, new: current }) => [old?.path.text, current?.path.text]),
  )
  return stillValid(before, now).filter(entry => found.has(keyOf(entry)) || !touched.has(entry.path))
}

function keyOf({ fingerprint, evidenceDigest }: Pick<Decision, 'fingerprint' | 'evidenceDigest'>): string {
  return `${fingerprint} ${evidenceDigest}`
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

/** Sorted, so that a change of the file shows what changed and nothing else. */
async function save(file: string, entries: readonly Decision[]): Promise<void> {
  const sorted = [...entries].sort((a, b) => {
    const [left, right] = [sortKey(a), sortKey(b)]
    return left < right ? -1 : left > right ? 1 : 0
  })
  try {
    await replaceFile(file, `${JSON.stringify({ version: BASELINE_VERSION, entries: sorted }, undefined, 2)}\n`, 0o644)
  } catch (error) {
    throw error instanceof DecisionsError ? new SourceProblem(error.message, error.remedy) : error
  }
}

function sortKey({ path, rule, fingerprint, evidenceDigest }: Decision): string {
  return [path, rule, fingerprint, evidenceDigest].join('\0')
}

function report(
  action: 'write' | 'prune',
  file: string,
  before: readonly Decision[],
  after: readonly Decision[],
): string {
  const name = escapeTerminal(relative('.', file) || file)
  if (action === 'prune')
    return `${name}: ${counted(before.length - after.length, 'entry', 'entries')} dropped, ${after.length} kept\n`
  return `${name}: ${counted(after.length - before.length, 'entry', 'entries')} added, ${after.length} in all; it counts once it is on the base side\n`
}
