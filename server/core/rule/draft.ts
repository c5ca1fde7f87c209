import type { Evidence, Finding, RuleId } from '../model/finding'
import type { Location } from '../model/location'
import type { Confidence, Severity } from '../model/severity'
import { shorten, visible } from '../model/visible'
import type { RelatedPlace, Report } from './context'
import type { MessageText, Rule } from './rule'

/** A finding before files are joined: without what depends on the others (ordinal, decisions, chain). */
export interface DraftFinding extends Omit<Finding, 'fingerprint' | 'state' | 'reason' | 'chain'> {
  /** What the fingerprint is made of, but for the ordinal among equals. */
  readonly identity: readonly string[]
}

/** Longest message, in UTF-16 units; part of the wording contract. */
const LIMIT_MESSAGE = 110
/** Longest value in a message; where the message would still be too long, the next one is tried. */
const LIMIT_VALUES = [44, 36, 30, 24, 20, 16, 12]
const LIMIT_LONG_VALUE = 160

/** @throws when the rule names a message or a placeholder that does not exist: a mistake of the rule, not of the input. */
export function fill(template: string, data: Report['data'], limitValue: number): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = data?.[name]
    if (value === undefined) throw new Error(`no value for {${name}}`)
    return shorten(visible(String(value)), limitValue)
  })
}

/** Names and quoted text give way before the sentence does. */
function fitMessage(template: string, data: Report['data']): string {
  let message = ''
  for (const limit of LIMIT_VALUES) {
    message = fill(template, data, limit)
    if (message.length <= LIMIT_MESSAGE) return message
  }
  return shorten(message, LIMIT_MESSAGE)
}

export interface DraftParts {
  readonly evidence: readonly [Evidence, ...Evidence[]]
  readonly digest: string
  readonly identity: readonly string[]
  /** The severity the user gave the rule, if any: it wins. */
  readonly override: Severity | undefined
  /** Of the file's side only the lines that a patch shows are known. */
  readonly isPartial: boolean
}

export function draftFinding(rule: Rule, report: Report, parts: DraftParts): DraftFinding {
  const text: MessageText | undefined = rule.messages[report.message]
  if (text === undefined) throw new Error(`no message ${report.message}`)
  const long = (template: string) => fill(template, report.data, LIMIT_LONG_VALUE)
  const precedent = rule.precedents[0]
  return {
    rule: rule.id,
    severity: parts.override ?? report.severity ?? rule.severity,
    confidence: confidenceOn(rule, report.confidence ?? rule.confidence, parts.isPartial),
    message: fitMessage(text.message, report.data),
    why: long(text.why),
    benign: long(text.benign),
    question: long(text.question),
    commands: (text.commands ?? []).map(long),
    ...(precedent === undefined ? {} : { precedent }),
    evidence: parts.evidence,
    evidenceDigest: parts.digest,
    identity: parts.identity,
  }
}

/** A tree of text with gaps is a guess at the tree of the whole, so what rests on one counts a step less. */
function confidenceOn(rule: Rule, confidence: Confidence, isPartial: boolean): Confidence {
  if (!isPartial || !restsOnTrees(rule)) return confidence
  return confidence === 'high' ? 'medium' : 'low'
}

function restsOnTrees(rule: Rule): boolean {
  const items = [rule, ...(rule.uses ?? [])]
  return 'nodes' in rule.examine || items.some(item => item.parses === true || item.readsCode === true)
}

export function primaryEvidence(location: Location, text: string): Evidence {
  return { role: 'primary', location, label: '', text }
}

/** @param usual what is quoted where the rule gives no text */
export function relatedEvidence(location: Location, { label, text, decoded }: RelatedPlace, usual = ''): Evidence {
  return { role: 'related', location, label, text: text ?? usual, ...(decoded === undefined ? {} : { decoded }) }
}

/** The severity a user's setting gives a rule. */
export function overrideFor(rules: Readonly<Record<string, 'off' | Severity>>, id: RuleId): Severity | undefined {
  const setting = rules[id]
  return setting === undefined || setting === 'off' ? undefined : setting
}
