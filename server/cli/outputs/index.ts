import { escapeJson } from '../../core/explain/escape'
import type { Format } from '../options'
import type { Refusal, Report, Surroundings } from '../report'
import { refusalLine, reviewJson, reviewLine } from './json'
import { refusalMarkdown, reviewMarkdown } from './markdown'
import { toResult } from './result'
import { refusalRun, sarifLog, sarifRun } from './sarif'
import { refusalText, reviewText } from './text'

/** One review, whole. */
export function printReview(format: Format, report: Report, surroundings: Surroundings): string {
  switch (format) {
    case 'text':
      return reviewText(report, surroundings)
    case 'json':
      return reviewJson(report)
    case 'ndjson':
      return reviewLine(report)
    case 'markdown':
      return reviewMarkdown(report)
    case 'sarif':
      return `${escapeJson(sarifLog([sarifRun(report, surroundings)]), 2)}\n`
  }
}

/** Many reviews, printed as they come: what stands before, between and after them. */
export interface SeriesPrinter {
  readonly head: string
  readonly between: string
  readonly tail: string
  review(report: Report): string
  refusal(refusal: Refusal): string
}

export function seriesPrinter(format: Format, surroundings: Surroundings): SeriesPrinter {
  switch (format) {
    case 'ndjson':
      return { head: '', between: '', tail: '', review: reviewLine, refusal: refusalLine }
    case 'text':
      return {
        head: '',
        between: '\n',
        tail: '',
        review: report => reviewText(report, surroundings),
        refusal: refusal => refusalText(refusal, surroundings),
      }
    case 'markdown':
      return { head: '', between: '\n---\n\n', tail: '', review: reviewMarkdown, refusal: refusalMarkdown }
    case 'json':
      return {
        head: '[\n',
        between: ',\n',
        tail: '\n]\n',
        review: report => escapeJson(toResult(report), 2),
        refusal: refusal => escapeJson(refusal, 2),
      }
    case 'sarif': {
      const [head = '', tail = ''] = escapeJson(sarifLog([])).split(/(?<="runs":\[)/)
      return {
        head: `${head}\n`,
        between: ',\n',
        tail: `\n${tail}\n`,
        review: report => escapeJson(sarifRun(report, surroundings)),
        refusal: refusal => escapeJson(refusalRun(refusal, surroundings)),
      }
    }
  }
}
