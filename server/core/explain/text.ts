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
  const { severity, confidence, rule, state, reason, commands, precedent, document } = explanation
  const paragraph = (text: string) => wrap(escapeTerminalLines(text), { width }).join('\n')
  const titled = (title: string, text: string) =>
    `${title}\n${wrap(escapeTerminalLines(text), { width, indent: '  ' }).join('\n')}`
  return [
    paragraph(explanation.message),
    paragraph(`${severity}, confidence ${confidence}, ${rule}`),
    ...(state === 'open' ? [] : [paragraph(`${STATES[state]}${reason === undefined ? '' : `: ${reason}`}`)]),
    paragraph(explanation.why),
    `Where\n${explanation.places.map(place => placeText(place, width)).join('\n')}`,
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

/** A rule for a terminal: facts on one line, then its document as it is written. */
export function ruleText(rule: ExplainedRule, precedents: readonly ShownPrecedent[]): string {
  const known = precedents.filter(({ id }) => rule.precedents.includes(id)).map(precedentText)
  return [
    `${rule.id}: ${rule.title}`,
    `severity ${rule.severity}, confidence ${rule.confidence}, mode ${rule.mode}`,
    shownDocument(rule.document),
    ...(known.length === 0 ? [] : [`Precedents\n${known.map(text => `  ${text}`).join('\n')}`]),
  ]
    .join('\n\n')
    .concat('\n')
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

function precedentText({ title, date, reference }: ShownPrecedent): string {
  return `${title} (${date}), ${reference}`
}
