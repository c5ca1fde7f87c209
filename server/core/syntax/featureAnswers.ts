import type { TextSpan } from '../model/location'
import { findAutoconfAnswers } from './autoconfAnswers'
import { findCMakeAnswers } from './cmakeAnswers'
import type { LanguageId } from './language'
import type { LineTable } from './lineTable'
import { findMesonAnswers } from './mesonAnswers'
import type { BuildSystem } from './probes'

/**
 * How a name gets its value. `checked`: yes after a check that succeeds or no after one that fails. `inverted`: the other
 * way round. `conditional`: under a condition that says nothing about a check. `never`: under one that cannot hold.
 * `fixed-yes`, `fixed-no`: whatever the system is like.
 */
export type AnswerForm = 'checked' | 'inverted' | 'conditional' | 'never' | 'fixed-yes' | 'fixed-no'

/** One place of a build file that says whether the system has a feature. */
export interface FeatureAnswer {
  readonly buildSystem: BuildSystem
  /** Of the define or of the build's variable: `HAVE_PLEDGE`, `enable_sandbox`. */
  readonly name: string
  /** What code of the program can test, or a variable that only the build sees. */
  readonly sets: 'define' | 'variable'
  readonly form: AnswerForm
  /** The check the answer comes from, with its subject, blanks squeezed: equal where the check stays as it was. */
  readonly check: string
  /** Of a fixed answer: it stands whatever the checks around it say. */
  readonly prevails: boolean
  /** UTF-16 units in the file. */
  readonly start: number
  readonly span: TextSpan
}

/** Answers of a build file, in the order of the text; none for other languages. Never throws, linear in the text. */
export function findFeatureAnswers(language: LanguageId, text: string): readonly FeatureAnswer[] {
  switch (language) {
    case 'cmake':
      return findCMakeAnswers(text)
    case 'm4':
      return findAutoconfAnswers(text)
    case 'meson':
      return findMesonAnswers(text)
    default:
      return []
  }
}

/** When a place is reached: after a check that succeeded or failed, always, never, or nobody knows. */
export type When = 'success' | 'failure' | 'always' | 'never' | 'unknown'

/**
 * When a place inside several conditions is reached, the outermost first: what the innermost says, unless one around it
 * says the opposite. In the `else` of a check within the `then` of another, no one check decides.
 */
export function whenWithin(conditions: readonly When[]): When {
  if (conditions.includes('never')) return 'never'
  if (conditions.includes('success') && conditions.includes('failure')) return 'unknown'
  return conditions.findLast(when => when !== 'always') ?? 'always'
}

export function formOf(isYes: boolean, when: When): AnswerForm {
  switch (when) {
    case 'success':
      return isYes ? 'checked' : 'inverted'
    case 'failure':
      return isYes ? 'inverted' : 'checked'
    case 'always':
      return isYes ? 'fixed-yes' : 'fixed-no'
    case 'never':
      return 'never'
    case 'unknown':
      return 'conditional'
  }
}

/** The first line of a stretch, which is what a finding points at: the rest of a call is often a program. */
export function headSpan(text: string, lines: LineTable, start: number, end: number): TextSpan {
  const lineEnd = text.indexOf('\n', start)
  return lines.span(start, lineEnd === -1 ? end : Math.min(end, lineEnd))
}

/** UTF-16 units of a check that are kept to tell it from others. */
const checkUnits = 400

export function squeezedCheck(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, checkUnits)
}
