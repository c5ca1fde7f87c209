import { escapeTerminal } from '../../core/explain/escape'
import { describePlace, placeOf, type ShownPlace } from '../../core/explain/place'
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
  const { review, label } = report
  const style = styleFor(surroundings.color)
  const { quiet, width } = surroundings
  const open = review.findings.filter(isOpen)
  const line = escapeTerminal(inventoryLine(review.inventory, review.coverage))
  return [
    ...wrap(line, { width, indent: '  ', first: '' }).map(style.bold),
    ...wrap(escapeTerminal(label), { width, indent: '  ', first: '' }).map(style.dim),
    ...(quiet
      ? []
      : review.changeSet.notices.flatMap(text =>
          wrap(`Note: ${escapeTerminal(text)}`, { width, indent: '  ', first: '' }),
        )),
    ...chainBlocks(review, open, style, width),
    ...fileBlocks(
      review,
      open.filter(finding => !isInChain(finding, review)),
      style,
      width,
    ),
    '',
    ...summary(review, open, surroundings),
  ]
    .join('\n')
    .concat('\n')
}

export function refusalText({ commit, error, remedy }: Refusal, { color, width }: Surroundings): string {
  const text = `${escapeTerminal(commit)}: ${escapeTerminal(error)}${remedy === undefined ? '' : `; ${escapeTerminal(remedy)}`}`
  return `${wrap(text, { width, indent: '  ', first: '' }).map(styleFor(color).bold).join('\n')}\n`
}

function isInChain(finding: Finding, review: Review): boolean {
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

function fileBlocks(review: Review, findings: readonly Finding[], style: Style, width: number): string[] {
  const byFile = new Map<string, Finding[]>()
  for (const finding of findings) {
    const { file } = placeOf(finding.evidence[0].location, review)
    byFile.set(file, [...(byFile.get(file) ?? []), finding])
  }
  return [...byFile].flatMap(([file, list]) => [
    '',
    style.bold(escapeTerminal(file)),
    ...list.flatMap(finding => findingBlock(finding, review, { style, width, isPathShown: false })),
  ])
}

interface BlockOptions {
  readonly style: Style
  readonly width: number
  readonly isPathShown: boolean
}

function findingBlock(finding: Finding, review: Review, { style, width, isPathShown }: BlockOptions): string[] {
  const place = placeOf(finding.evidence[0].location, review)
  const where = isPathShown ? describePlace(place) : whereInFile(place)
  const indent = '    '
  return [
    `  ${style.severity(finding.severity, finding.severity)} ${escapeTerminal(`${finding.rule}${where === '' ? '' : `, ${where}`}`)}`,
    ...wrap(escapeTerminal(finding.message), { width, indent }).map(style.bold),
    ...(isNameOnly(finding.evidence[0].text, place) ? [] : snippet(finding.evidence[0], { width, indent })),
    ...wrap(escapeTerminal(firstSentence(finding.why)), { width, indent }),
    ...finding.evidence.slice(1).flatMap(({ location, label }) => {
      const text = `see ${describePlace(placeOf(location, review))}${label === '' ? '' : `: ${label}`}`
      return wrap(escapeTerminal(text), { width, indent: `${indent}  `, first: indent })
    }),
    ...(finding.state === 'changed' ? [`${indent}accepted before, changed since`] : []),
    style.dim(`${indent}${shortFingerprint(finding.fingerprint)}`),
  ]
}

/** A whole file is often quoted by its name, which stands above already. */
function isNameOnly(text: string, { kind, file }: ShownPlace): boolean {
  return kind !== 'lines' && (file === text || file.endsWith(`/${text}`))
}

function whereInFile({ line, endLine, side, kind, offset, inside }: ShownPlace): string {
  const lines = line === undefined ? '' : endLine === line ? `line ${line}` : `lines ${line} to ${endLine}`
  const outer = { lines, bytes: `byte ${offset}`, path: 'its path', mode: 'its mode', file: '' }[kind]
  const parts = [
    `${outer}${side === 'old' ? `${outer === '' ? '' : ' of '}the old side` : ''}`,
    ...inside.map(({ name }) => name),
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

function summary(review: Review, open: readonly Finding[], surroundings: Surroundings): string[] {
  const { width, quiet } = surroundings
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
  return lines.flatMap(line => {
    const shown = escapeTerminal(line)
    return isRemedy(line) ? [shown] : wrap(shown, { width, indent: '  ', first: '' })
  })
}
