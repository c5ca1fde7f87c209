import type { Finding } from '../core/model/finding'
import type { ExplainResult, FindingParams } from '../protocol'
import { type ServerContext, snapshotOf } from './context'
import { notOpen } from './fromProtocol'
import { findFinding, type Snapshot } from './snapshot'

/** The whole story of one finding. */
export async function explain(context: ServerContext, params: FindingParams): Promise<ExplainResult> {
  const { snapshot, finding } = findingOf(context, params)
  return { markdown: await explainedAtLength(context, snapshot, finding), question: finding.question }
}

/** With the published text beside a copy of one, where the user has it at hand. */
export async function explainedAtLength(
  { backend, reviews, settings }: ServerContext,
  { id, source, review, root }: Snapshot,
  finding: Finding,
): Promise<string> {
  const request = reviews.get(id)?.request
  const reviewed = request !== undefined && 'root' in request ? request.root : root
  return backend.explain(finding, review, 'long', await backend.compare(finding, source, settings(), reviewed))
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
