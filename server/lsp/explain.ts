import type { Finding } from '../core/model/finding'
import type { ExplainResult, FindingParams } from '../protocol'
import { type ServerContext, snapshotOf } from './context'
import { notOpen } from './fromProtocol'
import { findFinding, type Snapshot } from './snapshot'

/** The whole story of one finding. */
export function explain(context: ServerContext, params: FindingParams): ExplainResult {
  const { snapshot, finding } = findingOf(context, params)
  return { markdown: context.backend.explain(finding, snapshot.review, 'long'), question: finding.question }
}

/** The finding a request names, in the state of its change set that is shown now. Throws a response error otherwise. */
export function findingOf(
  context: ServerContext,
  { id, fingerprint }: FindingParams,
): { readonly snapshot: Snapshot; readonly finding: Finding } {
  const snapshot = snapshotOf(context, id)
  if (snapshot === undefined) throw notOpen(`no change set ${id} is open`)
  const finding = findFinding(snapshot, fingerprint)
  if (finding === undefined) throw notOpen(`the change has no finding ${fingerprint} any more`)
  return { snapshot, finding }
}
