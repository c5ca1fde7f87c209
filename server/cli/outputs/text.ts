import { escapeTerminal } from '../../core/explain/escape'
import { describeInside, describePlace, type PlacedFiles, placeOf, type ShownPlace } from '../../core/explain/place'
import { wrap } from '../../core/explain/wrap'
import type { Finding } from '../../core/model/finding'
import { inventoryLine } from '../../core/model/inventory'
import type { Review } from '../../core/model/review'
import { countBySeverity, counted, isOpen, isWhole, type Refusal, type Report, type Surroundings } from '../report'
import { type Style, styleFor } from '../style'
import { coverageText, isRemedy } from './coverageText'
import { snippet } from './snippet'

/** Digits of a fingerprint that are shown: enough to be told apart by `explain` and `accept`. */
const SHOWN_DIGITS = 12

export function reviewText(report: Report, surroundings: Surroundings): string {
  const { review } = report
  const open = review.findings.filter(isOpen)
  return [
    inventoryText(review, surroundings),
    headText(report.label, review.changeSet.notices, surroundings),
    chainsText(review, open, surroundings),
    findingsText(
      open.filter(finding => !isInChain(finding, review)),
      review,
      surroundings,
    ),
    '\n',
    summaryText(review, surroundings),
  ].join('')
}

export function inventoryText(review: Review, { color, width }: Surroundings): string {
  const line = escapeTerminal(inventoryLine(review))
  return joined(wrap(line, { width, indent: '  ', first: '' }).map(styleFor(color).bold))
}

/** What is reviewed, and what must be known of where it was read from. */
export function headText(label: string, notices: readonly string[], { color, width, quiet }: Surroundings): string {
  const options = { width, indent: '  ', first: '' }
  const notes = quiet ? [] : notices.flatMap(text => wrap(`Note: ${escapeTerminal(text)}`, options))
  return joined([...wrap(escapeTerminal(label), options).map(styleFor(color).dim), ...notes])
}

export function chainsText(review: Review, open: readonly Finding[], { color, width }: Surroundings): string {
  return joined(chainBlocks(review, open, styleFor(color), width))
}

/** Findings under the path of their file, with a blank line before each file. */
export function findingsText(findings: readonly Finding[], files: PlacedFiles, surroundings: Surroundings): string {
  return joined(fileBlocks(files, findings, styleFor(surroundings.color), surroundings.width))
}

function joined(lines: readonly string[]): string {
  return lines.map(line => `${line}\n`).join('')
}

export function refusalText({ commit, error, remedy }: Refusal, { color, width }: Surroundings): string {
  const text = `${escapeTerminal(commit)}: ${escapeTerminal(error)}${remedy === undefined ? '' : `; ${escapeTerminal(remedy)}`}`
  return `${wrap(text, { width, indent: '  ', first: '' }).map(styleFor(color).bold).join('\n')}\n`
}

export function isInChain(finding: Finding, review: Review): boolean {
  return finding.chain !== undefined && review.chains.some(chain => chain.fingerprint === finding.chain)
}

function chainBlocks(review: Review, open: readonly Finding[], style: Style, width: number): string[] {
  return review.chains.flatMap(chain => {
    const steps = chain.steps
      .map(step => open.find(finding => finding.fingerprint === step))
      .filter(finding => finding !== undefined)
    if (steps.length === 0) return []
    const title = `${style.severity(chain.severity, chain.severity)}  ${style.bold(escapeTerminal(chain.title))}`
    return ['', title, ...steps.flatMap(finding => findingBlock(finding, review, { style, width, isPathShown: true }))]
  })
}

function fileBlocks(files: PlacedFiles, findings: readonly Finding[], style: Style, width: number): string[] {
  const byFile = new Map<string, Finding[]>()
  for (const finding of findings) {
    const { file } = placeOf(finding.evidence[0].location, files)
    byFile.set(file, [...(byFile.get(file) ?? []), finding])
  }
  return [...byFile].flatMap(([file, list]) => [
    '',
    style.bold(escapeTerminal(file)),
    ...list.flatMap(finding => findingBlock(finding, files, { style, width, isPathShown: false })),
  ])
}

interface BlockOptions {
  readonly style: Style
  readonly width: number
  readonly isPathShown: boolean
}

function findingBlock(finding: Finding, files: PlacedFiles, { style, width, isPathShown }: BlockOptions): string[] {
  const place = placeOf(finding.evidence[0].location, files)
  const where = isPathShown ? describePlace(place) : whereInFile(place)
  const indent = '    '
  return [
    ...titleLines(finding, where, { style, width }),
    ...wrap(escapeTerminal(finding.message), { width, indent }).map(style.bold),
    ...(isNameOnly(finding.evidence[0].text, place) ? [] : snippet(finding.evidence[0], { width, indent })),
    ...wrap(escapeTerminal(firstSentence(finding.why)), { width, indent }),
    ...finding.evidence.slice(1).flatMap(({ location, label }) => {
      const text = `see ${describePlace(placeOf(location, files))}${label === '' ? '' : `: ${label}`}`
      return wrap(escapeTerminal(text), { width, indent: `${indent}  `, first: indent })
    }),
    ...(finding.state === 'changed' ? [`${indent}accepted before, changed since`] : []),
    style.dim(`${indent}${shortFingerprint(finding.fingerprint)}`),
  ]
}

function titleLines(
  { rule, severity }: Finding,
  where: string,
  { style, width }: Omit<BlockOptions, 'isPathShown'>,
): string[] {
  const title = escapeTerminal(`${severity} ${rule}${where === '' ? '' : `, ${where}`}`)
  const [first = '', ...rest] = wrap(title, { width, indent: '    ', first: '  ' })
  return [first.replace(severity, style.severity(severity, severity)), ...rest]
}

/** A whole file is often quoted by its name, which stands above already. */
function isNameOnly(text: string, { kind, file }: ShownPlace): boolean {
  return kind !== 'lines' && (file === text || file.endsWith(`/${text}`))
}

function whereInFile(place: ShownPlace): string {
  const { line, endLine, side, kind, offset } = place
  const lines = line === undefined ? '' : endLine === line ? `line ${line}` : `lines ${line} to ${endLine}`
  const outer = { lines, bytes: `byte ${offset}`, path: 'its path', mode: 'its mode', file: '' }[kind]
  const parts = [
    `${outer}${side === 'old' ? `${outer === '' ? '' : ' of '}the old side` : ''}`,
    describeInside(place) ?? '',
  ]
  return parts.filter(part => part !== '').join(' → ')
}

export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, fingerprint.indexOf(':') + 1 + SHOWN_DIGITS)
}

/** Up to the first full stop that ends a sentence, not one inside a name or number. */
function firstSentence(text: string): string {
  const [line = ''] = text.split('\n')
  return /^.*?[.!?](?=\s+[A-Z`“"(]|\s*$)/.exec(line)?.[0] ?? line
}

export function summaryText(review: Review, { width, quiet }: Surroundings): string {
  const open = review.findings.filter(isOpen)
  const settled = review.findings.length - open.length
  const counts = open.length === 0 ? '' : `: ${countBySeverity(open)}`
  const nothing = isWhole(review) ? 'Nothing found' : 'No findings in what was examined'
  const found = open.length === 0 ? nothing : `${counted(open.length, 'finding')}${counts}`
  const rest = settled === 0 ? '.' : `; ${settled} accepted or suppressed.`
  const lines = [`${found}${rest}`, ...coverageText(review, { isBrief: quiet })]
  if (!quiet) lines.push(...review.unusedSuppressions.map(text => `Matches nothing any more: ${text}`))
  const first = open[0]
  if (first !== undefined && !quiet)
    lines.push(`More: plainsight explain ${shortFingerprint(first.fingerprint)} …, with the same arguments`)
  const shown = lines.flatMap(line => {
    const escaped = escapeTerminal(line)
    return isRemedy(line) ? [escaped] : wrap(escaped, { width, indent: '  ', first: '' })
  })
  return joined(shown)
}
