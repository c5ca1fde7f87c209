import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import { type AnswerChange, compareAnswers } from '../syntax/answerComparison'
import { type FeatureAnswer, findFeatureAnswers } from '../syntax/featureAnswers'
import type { BuildSystem } from '../syntax/probes'
import { findProgramAnswers, programBuild } from '../syntax/programAnswers'
import type { FactDraft } from './fact'

/** What one build file says of a feature, and what the change makes of it. */
export interface FeatureAnswerChange {
  readonly buildSystem: BuildSystem
  readonly sets: FeatureAnswer['sets']
  readonly change: AnswerChange
  readonly form: FeatureAnswer['form']
  /** The check it rests on, squeezed; empty where none was seen. */
  readonly check: string
  /** The check that decided before the change, squeezed; empty where none did. */
  readonly before: string
  /** For a removed answer: the check is still made, and nothing comes of it. */
  readonly checkStays: boolean
}

/** Answers of one build file beyond which no more are told. */
const LIMIT_ANSWERS = 2_000
/** Budget units per UTF-16 unit of the text: one pass and no parse. */
const UNITS_PER_CHARACTER = 1

/** Names that a build file's checks set; of the old side only those that the new one no longer sets. */
export const featureAnswer = defineCollector({
  kind: 'feature-answer',
  files: { languages: ['cmake', 'm4', 'meson', 'python', 'rust'] },
  triggers: [
    'AC_',
    'PKG_CHECK',
    'check_',
    'CHECK_',
    'try_',
    'TRY_',
    '.set',
    'set(',
    'SET(',
    '_definitions',
    '.Check',
    'Try',
    '.check',
    'CHECK_',
    'has_function',
    '.compile',
    'rustc-cfg',
    'emit_',
  ],
  collect,
})

function collect(side: SideContext): readonly FactDraft<'feature-answer'>[] {
  const { language, text, other } = side
  const program = programBuild(side.path)
  if (language === undefined || (program === undefined && (language === 'python' || language === 'rust'))) return []
  if (!side.budget.spend((text.text.length + (other?.text.length ?? 0)) * UNITS_PER_CHARACTER)) {
    side.note('answers of feature checks: over the limit of work')
    return []
  }
  const read = (one: string): readonly FeatureAnswer[] =>
    program === undefined ? findFeatureAnswers(language, one) : findProgramAnswers(program, one)
  const own = read(text.text)
  const others = other === undefined ? [] : read(other.text)
  const compared = side.side === 'new' ? compareAnswers(others, own) : compareAnswers(own, others)
  const squeezed = side.side === 'old' && other !== undefined ? other.text.replace(/\s+/g, ' ') : ''
  return compared
    .filter(({ change }) => (change === 'removed') === (side.side === 'old'))
    .slice(0, LIMIT_ANSWERS)
    .map(({ name, change, answer, before }) => ({
      subject: name,
      side: side.side,
      at: answer.span,
      text: name,
      data: {
        buildSystem: answer.buildSystem,
        sets: answer.sets,
        change,
        form: answer.form,
        check: answer.check,
        before,
        checkStays: change === 'removed' && answer.check.length > 8 && squeezed.includes(answer.check.slice(0, -1)),
      },
    }))
}
