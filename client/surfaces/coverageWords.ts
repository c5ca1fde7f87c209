import type { WireReview } from '../../server/protocol'
import { count } from './placeWords'

/** Said instead of a verdict: what was looked at. */
export function nothingFoundLine({ coverage, failures }: WireReview): string {
  const { files, examined, partial, skipped, unread } = coverage
  if (files === 0 && unread.length === 0 && failures.length === 0) return 'Nothing to examine: no file'
  const parts = [`${examined} of ${count(files, 'file')} examined`]
  if (partial.length > 0) parts.push(`${partial.length} partly`)
  if (skipped.length > 0) parts.push(`${skipped.length} not`)
  if (unread.length > 0) parts.push(`${count(unread.length, 'stretch', 'stretches')} of the input not read`)
  if (failures.length > 0) parts.push(`${count(failures.length, 'rule run')} failed`)
  return `No finding; ${parts.join(', ')}`
}

/** What was not looked at, in a few words; empty when all was. */
export function coverageWords({ coverage, failures }: WireReview): string {
  const missed = coverage.skipped.filter(({ kind }) => kind !== 'by-design').length
  const words = [
    missed > 0 ? `${count(missed, 'file')} not examined` : '',
    coverage.unread.length > 0 ? 'input not fully read' : '',
    failures.length > 0 ? `${count(failures.length, 'rule run')} failed` : '',
  ]
  return words.filter(word => word !== '').join(', ')
}

export function hasHole({ coverage }: WireReview): boolean {
  return coverage.unread.length > 0 || coverage.skipped.some(({ kind }) => kind !== 'by-design')
}
