import { type Comparison, comparisonText } from './comparison'
import { escapeTerminal, escapeTerminalLines } from './escape'
import {
  type ExplainedPlace,
  type ExplainedRule,
  type Explanation,
  type ShownPrecedent,
  shownDocument,
} from './explain'
import { describePlace } from './place'
import { wrap } from './wrap'

/** The whole explanation for a terminal of so many columns, without colour. */
export function longText(explanation: Explanation, width: number): string {
  const { severity, confidence, rule, state, reason, commands, precedent, comparison, document } = explanation
  const paragraph = (text: string) => wrap(escapeTerminalLines(text), { width }).join('\n')
  const titled = (title: string, text: string) =>
    `${title}\n${wrap(escapeTerminalLines(text), { width, indent: '  ' }).join('\n')}`
  return [
    paragraph(explanation.message),
    paragraph(`${severity}, confidence ${confidence}, ${rule}`),
    ...(state === 'open' ? [] : [paragraph(`${STATES[state]}${reason === undefined ? '' : `: ${reason}`}`)]),
    paragraph(explanation.why),
    `Where\n${explanation.places.map(place => placeText(place, width)).join('\n')}`,
    ...(comparison === undefined ? [] : [comparedText(comparison, width)]),
    titled('Often harmless', explanation.benign),
    titled('Question for the author', explanation.question),
    ...(commands.length === 0
      ? []
      : [`Commands\n${commands.map(command => `  ${escapeTerminal(command)}`).join('\n')}`]),
    ...(precedent === undefined ? [] : [titled('Precedent', precedentText(precedent))]),
    `Fingerprint ${explanation.fingerprint}\nEvidence    ${explanation.evidenceDigest}`,
    ...(document.length === 0 ? [] : [`More on the rule: plainsight explain ${rule}`]),
  ]
    .join('\n\n')
    .concat('\n')
}

/** A rule for a terminal of so many columns: facts on one line, then its document. */
export function ruleText(rule: ExplainedRule, precedents: readonly ShownPrecedent[], width: number): string {
  const known = precedents
    .filter(({ id }) => rule.precedents.includes(id))
    .flatMap(precedent => wrap(precedentText(precedent), { width, indent: '    ', first: '  ' }))
  return [
    `${rule.id}: ${rule.title}`,
    `severity ${rule.severity}, confidence ${rule.confidence}, mode ${rule.mode}`,
    proseWrapped(shownDocument(rule.document), width),
    ...(known.length === 0 ? [] : [`Precedents\n${known.join('\n')}`]),
  ]
    .join('\n\n')
    .concat('\n')
}

/** Breaks paragraphs and list items; what is fenced and what is a table stays. */
function proseWrapped(document: string, width: number): string {
  let isFenced = false
  return document
    .split('\n')
    .flatMap(line => {
      const isFence = /^\s*(`{3}|~{3})/.test(line)
      if (isFence) isFenced = !isFenced
      if (isFence || isFenced || line.startsWith('|')) return [line]
      const lead = /^\s*(?:[-*]|\d+\.)?\s*/.exec(line)?.[0] ?? ''
      return wrap(line.slice(lead.length), { width, indent: ' '.repeat(lead.length), first: lead })
    })
    .join('\n')
}

const STATES = {
  accepted: 'accepted',
  changed: 'accepted before, changed since',
  suppressed: 'suppressed on the base side',
} as const

function placeText({ place, label, text }: ExplainedPlace, width: number): string {
  const head = `${describePlace(place)}${label === '' ? '' : `: ${label}`}`
  const quoted = text === '' ? [] : escapeTerminalLines(text).split('\n')
  return [
    ...wrap(escapeTerminal(head), { width, indent: '    ', first: '  ' }),
    ...quoted.map(line => `    | ${line}`),
  ].join('\n')
}

function comparedText(comparison: Comparison, width: number): string {
  const { heading, body, notes } = comparisonText(comparison)
  const lines = body === '' ? [] : escapeTerminalLines(body).split('\n')
  return [
    ...wrap(escapeTerminal(heading), { width }),
    ...lines.map(line => `  ${line}`),
    ...notes.flatMap(note => wrap(escapeTerminal(note), { width, indent: '  ' })),
  ].join('\n')
}

function precedentText({ title, date, reference }: ShownPrecedent): string {
  return `${title} (${date}), ${reference}`
}
