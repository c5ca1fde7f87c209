import type { Location, Side } from '../model/location'
import type { RuleFailure } from '../model/review'
import { visible } from '../model/visible'
import { createBudget } from './budget'
import type { ChangeSetContext, ChangeSetReport } from './context'
import { type DraftFinding, draftFinding, overrideFor, primaryEvidence, relatedEvidence } from './draft'
import { fingerprintParts } from './evidence'
import type { JoinedFiles } from './joinedFiles'
import type { RuleSelection } from './registry'
import type { Rule } from './rule'

/** Runs the rules that look at the change as a whole, on facts only. */
export function runChangeSetRules(
  rules: readonly Rule[],
  context: Omit<ChangeSetContext, 'report' | 'budget'>,
  files: JoinedFiles,
  selection: RuleSelection,
  failures: RuleFailure[],
): readonly DraftFinding[] {
  const drafts: DraftFinding[] = []
  for (const rule of rules) {
    const { examine } = rule
    if (!('changeSet' in examine)) continue
    const report = (item: ChangeSetReport) => drafts.push(toDraft(rule, item, files, selection))
    try {
      examine.changeSet({ ...context, budget: createBudget(), report })
    } catch (error) {
      failures.push({ rule: rule.id, reason: visible(String(error)).slice(0, 200) })
    }
  }
  return drafts
}

function toDraft(rule: Rule, report: ChangeSetReport, files: JoinedFiles, selection: RuleSelection): DraftFinding {
  const change = files.change(report.file)
  if (change === undefined) throw new Error(`no file ${report.file} in the change`)
  const side: Side = report.side ?? (change.new === undefined ? 'old' : 'new')
  const location: Location = {
    file: report.file,
    side,
    at: report.at,
    ...(report.inside === undefined ? {} : { inside: report.inside }),
  }
  const text = report.text ?? ''
  return draftFinding(rule, report, {
    evidence: [
      primaryEvidence(files.locate(location), text),
      ...(report.related ?? []).map(place => {
        const { file, side, at, inside } = place
        return relatedEvidence(files.locate({ file, side, at, ...(inside && { inside }) }), place)
      }),
    ],
    digest: report.digest,
    identity: files.identity(report.file, fingerprintParts(rule.id, change, side, text)),
    override: overrideFor(selection.rules, rule.id),
    isPartial: change.source.kind === 'hunks',
  })
}
