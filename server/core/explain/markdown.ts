import { type Comparison, comparisonText } from './comparison'
import { escapeMarkdown, markdownCode, markdownCodeBlock, markdownMessage } from './escape'
import {
  type ExplainedPlace,
  type ExplainedRule,
  type Explanation,
  type ShownPrecedent,
  shownDocument,
} from './explain'
import { describePlace } from './place'

const STATES = {
  open: '',
  accepted: 'accepted',
  changed: 'accepted before, changed since',
  suppressed: 'suppressed on the base side',
} as const

/** What fits into a hover: the fact, why it matters, the harmless reason and the question to the author. */
export function shortMarkdown(explanation: Explanation): string {
  return [
    `**${markdownMessage(explanation.message)}**`,
    markdownMessage(explanation.why),
    `*Often harmless:* ${markdownMessage(explanation.benign)}`,
    `*Ask:* ${markdownMessage(explanation.question)}`,
    verdictLine(explanation),
  ]
    .filter(part => part !== '')
    .join('\n\n')
}

/** The whole explanation: what was seen, where, what to ask, how to check it, and the rule's own document. */
export function longMarkdown(explanation: Explanation): string {
  const { why, benign, question, commands, precedent, comparison, document } = explanation
  return [
    `# ${markdownMessage(explanation.message)}`,
    verdictLine(explanation),
    stateLine(explanation),
    markdownMessage(why),
    '## Where',
    ...explanation.places.map(placeMarkdown),
    ...(comparison === undefined ? [] : comparedMarkdown(comparison)),
    '## Often harmless',
    markdownMessage(benign),
    '## Question for the author',
    markdownMessage(question),
    ...(commands.length === 0 ? [] : ['## Commands', markdownCodeBlock(commands.join('\n'), 'sh')]),
    ...(precedent === undefined ? [] : [precedentLine(precedent)]),
    ...(document.length === 0 ? [] : [`---\n\n# Rule: ${escapeMarkdown(explanation.title)}`]),
    ...document.filter(({ body }) => body !== '').map(({ heading, body }) => `## ${heading}\n\n${body}`),
    `---\n\nFingerprint ${markdownCode(explanation.fingerprint)}, evidence ${markdownCode(explanation.evidenceDigest)}`,
  ]
    .filter(part => part !== '')
    .join('\n\n')
    .concat('\n')
}

/** The rule alone: its document under a line of facts, for `explain RULE` and SARIF help. */
export function ruleMarkdown(rule: ExplainedRule, precedents: readonly ShownPrecedent[]): string {
  const known = precedents.filter(({ id }) => rule.precedents.includes(id))
  const body = shownDocument(rule.document)
  return [
    ...(/^#\s/.test(body) ? [] : [`# ${markdownCode(rule.id)}: ${escapeMarkdown(rule.title)}`]),
    `${markdownCode(rule.id)} · severity ${rule.severity} · confidence ${rule.confidence} · mode ${rule.mode}`,
    body,
    ...known.map(precedentLine),
  ]
    .join('\n\n')
    .concat('\n')
}

function verdictLine({ severity, confidence, rule }: Explanation): string {
  return `${severity} · confidence ${confidence} · ${markdownCode(rule)}`
}

function stateLine({ state, reason }: Explanation): string {
  const text = STATES[state]
  if (text === '') return ''
  return reason === undefined ? `*${text}*` : `*${text}:* ${escapeMarkdown(reason)}`
}

function placeMarkdown({ place, label, text }: ExplainedPlace): string {
  const where = `${markdownCode(describePlace(place))}${label === '' ? '' : `: ${markdownMessage(label)}`}`
  return text === '' ? where : `${where}\n\n${markdownCodeBlock(text)}`
}

function comparedMarkdown(comparison: Comparison): readonly string[] {
  const { heading, body, notes } = comparisonText(comparison)
  return [
    `## ${escapeMarkdown(heading)}`,
    ...(body === '' ? [] : [markdownCodeBlock(body, 'diff')]),
    ...notes.map(escapeMarkdown),
  ]
}

function precedentLine({ title, date, reference }: ShownPrecedent): string {
  return `Precedent: ${escapeMarkdown(title)} (${escapeMarkdown(date)}), ${markdownCode(reference)}`
}
