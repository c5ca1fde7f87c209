import { escapeJson } from '../../core/explain/escape'
import type { Refusal, Report } from '../report'
import { toCommit, toResult } from './result'

export function reviewJson(report: Report): string {
  return `${escapeJson(toResult(report), 2)}\n`
}

/** One line: the commit first, then the fields of a review. */
export function reviewLine(report: Report): string {
  const [commit] = report.review.changeSet.commits
  return `${escapeJson({ ...(commit === undefined ? {} : toCommit(commit)), ...toResult(report) })}\n`
}

export function refusalLine(refusal: Refusal): string {
  return `${escapeJson(refusal)}\n`
}
