import type { FileChange } from '../model/changeSet'
import type { Finding, FindingState, RuleId } from '../model/finding'
import type { Side } from '../model/location'

/** One acceptance: of this finding, for exactly this evidence. */
export interface Decision {
  readonly fingerprint: string
  readonly evidenceDigest: string
  readonly rule: RuleId
  readonly path: string
  readonly reason: string
  /** ISO 8601, in UTC. */
  readonly date: string
  /** Day (ISO 8601) after which it no longer counts; the caller filters, since the core has no clock. */
  readonly expires?: string
}

/** Name of the file at the top of a repository whose base side is read. */
export const BASELINE_FILE = '.plainsight-baseline.json'
export const BASELINE_VERSION = 1

export interface Baseline {
  readonly version: number
  readonly entries: readonly Decision[]
}

/** Undefined with a reason when the text is not a baseline of a version we know. */
export function parseBaseline(text: string): { readonly baseline?: Baseline; readonly problem?: string } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { problem: `${BASELINE_FILE} is not valid JSON` }
  }
  if (typeof value !== 'object' || value === null || !('entries' in value) || !Array.isArray(value.entries))
    return { problem: `${BASELINE_FILE} has no list of entries` }
  const version = 'version' in value ? value.version : undefined
  if (version !== BASELINE_VERSION)
    return { problem: `${BASELINE_FILE} has ${versionInWords(version)}; known is ${BASELINE_VERSION}` }
  const entries = value.entries.filter(isDecision)
  if (entries.length < value.entries.length)
    return { problem: `${BASELINE_FILE} has entries that lack a field or have one of the wrong kind` }
  return { baseline: { version, entries } }
}

/** The file's own value, which can be anything, for a message. */
export function versionInWords(version: unknown): string {
  return typeof version === 'number' ? `version ${version}` : 'no version that is a number'
}

/** Whether a value read from a file is a decision, every field of its kind. */
export function isDecision(value: unknown): value is Decision {
  if (typeof value !== 'object' || value === null) return false
  const entry = value as Record<string, unknown>
  if (entry.expires !== undefined && typeof entry.expires !== 'string') return false
  return ['fingerprint', 'evidenceDigest', 'rule', 'path', 'reason', 'date'].every(
    key => typeof entry[key] === 'string',
  )
}

/** `plainsight: accept[rule, rule] reason` in a comment that stands on the base side. */
export interface AcceptComment {
  readonly file: number
  readonly path: string
  /** Lines of the new side that it covers: its own and the next. */
  readonly newLine: number | undefined
  readonly oldLine: number | undefined
  readonly rules: readonly string[]
  readonly reason: string
}

const COMMENT =
  /(?:#|\/\/|\/\*|--|;|<!--|\bdnl\b|%|\brem\b|\(\*)\s*plainsight:\s*accept\[([^\]\n]{1,200})\]\s*([^\n]*)/i

/** What the line accepts, if it is a comment of ours. */
export function readAcceptComment(
  line: string,
): { readonly rules: readonly string[]; readonly reason: string } | undefined {
  const match = COMMENT.exec(line.slice(0, 2000))
  if (match === null) return undefined
  const rules = (match[1] ?? '').split(',').map(rule => rule.trim())
  return { rules, reason: (match[2] ?? '').replace(/\s*(\*\/|-->|\*\))\s*$/, '').trim() }
}

export interface Judgement {
  readonly state: FindingState
  readonly reason?: string
}

/** Applies comments, baseline and the user's own decisions, and remembers which of them were of use. */
export class Judge {
  readonly #comments: readonly AcceptComment[]
  /** By every place a comment covers; the first one that covers it. */
  readonly #byPlace = new Map<string, AcceptComment>()
  readonly #baseline: ReadonlyMap<string, Decision>
  /** By fingerprint, then by evidence. */
  readonly #decisions: ReadonlyMap<string, ReadonlyMap<string, Decision>>
  readonly #used = new Set<AcceptComment | Decision>()

  constructor(comments: readonly AcceptComment[], baseline: Baseline | undefined, decisions: readonly Decision[]) {
    this.#comments = comments
    this.#baseline = new Map(baseline?.entries.map(entry => [`${entry.fingerprint} ${entry.evidenceDigest}`, entry]))
    for (const comment of comments)
      for (const key of placesOf(comment)) if (!this.#byPlace.has(key)) this.#byPlace.set(key, comment)
    const byFingerprint = new Map<string, Map<string, Decision>>()
    for (const decision of decisions) {
      const known = byFingerprint.get(decision.fingerprint) ?? new Map<string, Decision>()
      if (!known.has(decision.evidenceDigest)) known.set(decision.evidenceDigest, decision)
      byFingerprint.set(decision.fingerprint, known)
    }
    this.#decisions = byFingerprint
  }

  judge(finding: Omit<Finding, 'state'>): Judgement {
    const key = placeOf(finding)
    const comment = key === undefined ? undefined : this.#byPlace.get(key)
    if (comment !== undefined) {
      this.#used.add(comment)
      return { state: 'suppressed', reason: comment.reason }
    }
    const entry = this.#baseline.get(`${finding.fingerprint} ${finding.evidenceDigest}`)
    if (entry !== undefined) {
      this.#used.add(entry)
      return { state: 'suppressed', reason: entry.reason }
    }
    const decisions = this.#decisions.get(finding.fingerprint)
    const decision = decisions?.get(finding.evidenceDigest)
    if (decision !== undefined) return { state: 'accepted', reason: decision.reason }
    return decisions === undefined ? { state: 'open' } : { state: 'changed' }
  }

  /** Comments next to changed lines and baseline entries of changed files that matched nothing. */
  unused(files: readonly FileChange[]): readonly string[] {
    const touched = new Set(files.flatMap(file => [file.old?.path.text, file.new?.path.text]))
    const comments = this.#comments.filter(comment => !this.#used.has(comment))
    const entries = [...this.#baseline.values()].filter(entry => !this.#used.has(entry) && touched.has(entry.path))
    return [
      ...comments.map(
        comment => `${comment.path}:${comment.newLine ?? comment.oldLine ?? 1}: accept[${comment.rules.join(', ')}]`,
      ),
      ...entries.map(entry => `baseline: ${entry.rule} ${entry.path} ${entry.fingerprint}`),
    ]
  }
}

/** A comment covers its own line and the next, on either side. */
function* placesOf({ file, rules, oldLine, newLine }: AcceptComment): Generator<string> {
  for (const [side, line] of [
    ['old', oldLine],
    ['new', newLine],
  ] as const)
    if (line !== undefined)
      for (const rule of rules) {
        yield keyOf(file, rule, side, line)
        yield keyOf(file, rule, side, line + 1)
      }
}

function placeOf({ rule, evidence: [{ location }] }: Omit<Finding, 'state'>): string | undefined {
  if (typeof location.at === 'string' || !('start' in location.at)) return undefined
  return keyOf(location.file, rule, location.side, location.at.start.line)
}

function keyOf(file: number, rule: string, side: Side, line: number): string {
  return `${file} ${side} ${line} ${rule}`
}
