import type { Fact } from '../facts/fact'
import type { PublishedMacros } from '../macros/publishedMacros'
import type { Outcome } from '../model/coverage'
import type { RuleId } from '../model/finding'
import type { HashPort } from '../model/ports'
import type { RuleFailure } from '../model/review'
import { visible } from '../model/visible'
import type { Inflate } from '../patch'
import type { GrammarStore } from '../syntax/grammars'
import type { AcceptComment } from './decisions'
import type { DraftFinding } from './draft'
import type { NestedFile } from './nestedPlaces'
import type { RuleSelection } from './registry'

export interface ExamineOptions extends RuleSelection {
  /** A side with more bytes is not examined, and coverage says so. */
  readonly maxFileBytes: number
}

export interface ExaminePorts {
  readonly hash: HashPort
  readonly grammars: GrammarStore
  /** Without it, vendored macros are not compared with published ones, and coverage says so. */
  readonly published?: PublishedMacros
  /** For the binary files of a patch inside the change. */
  readonly inflate: Inflate
}

/** Why a file of a bare patch is examined in part. */
export const ONLY_SHOWN = 'only the lines that the patch shows'

/** What the examiners of text and binary files add to. */
export interface Collected {
  readonly findings: DraftFinding[]
  readonly facts: Fact[]
  readonly failures: RuleFailure[]
  readonly accepts: AcceptComment[]
  readonly nested: NestedFile[]
  outcome: Outcome
}

/** Runs one rule on one file; what it throws is said, and costs no other rule anything. */
export function guarded(rule: { readonly id: RuleId }, path: string, collected: Collected, run: () => void): void {
  try {
    run()
  } catch (error) {
    collected.failures.push({ rule: rule.id, file: path, reason: visible(String(error)).slice(0, 200) })
  }
}
