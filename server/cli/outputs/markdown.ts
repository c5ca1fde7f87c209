import { escapeMarkdown, markdownCode, markdownCodeBlock, markdownMessage } from '../../core/explain/escape'
import { describePlace, placeOf } from '../../core/explain/place'
import type { Finding } from '../../core/model/finding'
import { inventoryLine } from '../../core/model/inventory'
import type { Review } from '../../core/model/review'
import { countBySeverity, counted, isOpen, isWhole, type Refusal, type Report } from '../report'
import { countsLine, grouped } from './coverageText'

/** For a job summary or a review comment: complete, also in what SARIF viewers leave out. */
export function reviewMarkdown({ review, label }: Report): string {
  const open = review.findings.filter(isOpen)
  const settled = review.findings.filter(finding => !isOpen(finding))
  return [
    `**${escapeMarkdown(inventoryLine(review))}**`,
    escapeMarkdown(label),
    ...review.changeSet.notices.map(text => `*Note:* ${escapeMarkdown(text)}`),
    open.length === 0 ? nothingFound(review) : `${counted(open.length, 'finding')}: ${countBySeverity(open)}.`,
    ...review.chains.map(chain => chainMarkdown(chain, open)),
    ...open.map(finding => findingMarkdown(finding, review)),
    ...(settled.length === 0 ? [] : [settledMarkdown(settled, review)]),
    coverageMarkdown(review),
  ]
    .join('\n\n')
    .concat('\n')
}

export function refusalMarkdown({ commit, error, remedy }: Refusal): string {
  const help = remedy === undefined ? '' : `; ${markdownCode(remedy)}`
  return `**Not reviewed:** ${markdownCode(commit)}: ${escapeMarkdown(error)}${help}\n`
}

function nothingFound(review: Review): string {
  return isWhole(review) ? 'Nothing found.' : 'No findings in what was examined.'
}

function chainMarkdown(chain: Review['chains'][number], open: readonly Finding[]): string {
  const steps = chain.steps
    .map(step => open.find(({ fingerprint }) => fingerprint === step))
    .filter(finding => finding !== undefined)
    .map((finding, at) => `${at + 1}. ${markdownMessage(finding.message)}`)
  return `### ${chain.severity}: ${markdownMessage(chain.title)}\n\n${steps.join('\n')}`
}

function findingMarkdown(finding: Finding, review: Review): string {
  const [primary, ...related] = finding.evidence
  const changed = finding.state === 'changed' ? ' · accepted before, changed since' : ''
  return [
    `### ${finding.severity}: ${markdownMessage(finding.message)}`,
    `${markdownCode(describePlace(placeOf(primary.location, review)))} · ${markdownCode(finding.rule)} · confidence ${finding.confidence}${changed}`,
    ...(primary.text === '' ? [] : [markdownCodeBlock(primary.text)]),
    markdownMessage(finding.why),
    ...related.map(({ location, label, text }) =>
      [
        `See ${markdownCode(describePlace(placeOf(location, review)))}${label === '' ? '' : `: ${markdownMessage(label)}`}`,
        ...(text === '' ? [] : [markdownCodeBlock(text)]),
      ].join('\n\n'),
    ),
    `*Often harmless:* ${markdownMessage(finding.benign)}`,
    `*Question for the author:* ${markdownMessage(finding.question)}`,
    ...(finding.commands.length === 0 ? [] : [markdownCodeBlock(finding.commands.join('\n'), 'sh')]),
    markdownCode(finding.fingerprint),
  ].join('\n\n')
}

function settledMarkdown(settled: readonly Finding[], review: Review): string {
  const rows = settled.map(finding => {
    const reason = finding.reason === undefined ? '' : ` (${escapeMarkdown(finding.reason)})`
    const where = markdownCode(describePlace(placeOf(finding.evidence[0].location, review)))
    return `- ${finding.state}: ${where}: ${markdownMessage(finding.message)}${reason}`
  })
  return `### Decided before\n\n${rows.join('\n')}`
}

function coverageMarkdown(review: Review): string {
  const { coverage, failures, unusedSuppressions } = review
  const rows = [
    ...grouped(coverage).map(({ title, files, remedy }) => {
      const help = remedy === undefined ? '' : ` (${escapeMarkdown(remedy)})`
      return `- ${escapeMarkdown(title)}${help}: ${files.map(markdownCode).join(', ')}`
    }),
    ...coverage.unread.map(text => `- Not read: ${escapeMarkdown(text)}`),
    ...failures.map(({ rule, file, reason }) => {
      const on = file === undefined ? '' : ` on ${markdownCode(file)}`
      return `- Not checked: ${markdownCode(rule)}${on} (${escapeMarkdown(reason)})`
    }),
    ...unusedSuppressions.map(text => `- Matches nothing any more: ${escapeMarkdown(text)}`),
  ]
  return `### Coverage\n\n${countsLine(coverage)}${rows.length === 0 ? '' : `\n\n${rows.join('\n')}`}`
}
